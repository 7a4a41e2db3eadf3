package proof

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
)

func answerRules() []Rule {
	return []Rule{
		{"hold-and-no-address", names, "suspended", denied(alive, []string{"sinkholed"}), holdAndNoAddress},
		{"no-such-name", names, "down", denied(alive, []string{"sinkholed"}), noSuchName},
		{"nowhere", names, "down", alive, nowhere},
		{"resolves", names, "up", denied(gone, []string{"sinkholed"}), resolves},
		{"no-answer", names, "unknown", nil, noAnswer},
		{"no-address", names, "down", denied(alive, []string{"sinkholed"}), noAddress},
		{"answer-partial", names, "unknown", nil, answerPartial},
	}
}

// hold returns the hold that the case knows of, or "".
func (k *Known) hold() string {
	for _, s := range []string{"clientHold", "serverHold"} {
		if slices.Contains(k.Statuses, s) {
			return s
		}
	}
	return ""
}

// isGone reports whether name servers said that there is no name, or no address.
func (s *Sight) isGone() bool {
	a := s.Answer
	return a != nil && len(s.Addresses) == 0 && (a.Status == "NXDOMAIN" || a.Status == "NOERROR" && a.Asked)
}

func holdAndNoAddress(s *Sight, k *Known) string {
	if hold := k.hold(); hold != "" && s.isGone() {
		return hold + " and no address"
	}
	return ""
}

// answersDiffer holds of a file with answers of two times, or of servers that do
// not agree.
func answersDiffer(s *Sight, _ *Known) string {
	switch a := s.Answer; {
	case a == nil || len(s.Addresses) == 0:
	case a.Status == "NXDOMAIN":
		return fmt.Sprintf("the answers differ: NXDOMAIN, and the address %s", s.Addresses[0])
	case a.Empty && slices.ContainsFunc(s.Addresses, netip.Addr.Is4):
		return fmt.Sprintf("the answers differ: no record of type A, and the address %s", s.Addresses[0])
	}
	return ""
}

// answerAltered holds of resolvers that keep their users from a name: what they
// answer is true of them alone.
func answerAltered(s *Sight, _ *Known) string {
	if s.Answer == nil || !s.Answer.Altered {
		return ""
	}
	return "the resolver says that it blocks the name or answers in its place"
}

func noSuchName(s *Sight, _ *Known) string {
	if s.Answer == nil || s.Answer.Status != "NXDOMAIN" {
		return ""
	}
	if len(s.Leads) > 0 {
		return "it is an alias, and leads to a name that does not exist: NXDOMAIN"
	}
	return "there is no such name: NXDOMAIN"
}

func nowhere(s *Sight, _ *Known) string {
	leads := func(a netip.Addr) bool { return a.IsGlobalUnicast() && !a.IsPrivate() }
	if s.Answer == nil || len(s.Addresses) == 0 || slices.ContainsFunc(s.Addresses, leads) {
		return ""
	}
	return fmt.Sprintf("it resolves to %s, where nobody else gets", s.Addresses[0])
}

func resolves(s *Sight, _ *Known) string {
	if s.Answer == nil || len(s.Addresses) == 0 {
		return ""
	}
	const most = 4
	list := strings.Join(texts(s.Addresses[:min(most, len(s.Addresses))]), " ")
	if more := len(s.Addresses) - most; more > 0 {
		list += fmt.Sprintf(" and %d more", more)
	}
	return fmt.Sprintf("it resolves to %s, which nobody has declared to be a sinkhole", list)
}

func noAnswer(s *Sight, _ *Known) string {
	switch a := s.Answer; {
	case a == nil:
		return ""
	case a.TimedOut && a.Status == "":
		return "no name server answered"
	case a.Status != "" && a.Status != "NOERROR":
		return fmt.Sprintf("the name server answered %s", a.Status)
	}
	return ""
}

func answerPartial(s *Sight, _ *Known) string {
	if s.Answer == nil || s.Answer.Partial == "" {
		return ""
	}
	if len(s.Nameservers) > 0 {
		return fmt.Sprintf("no address is shown, and %s: its name server is %s", s.Answer.Partial, s.Nameservers[0])
	}
	return "no address is shown, and " + s.Answer.Partial
}

func noAddress(s *Sight, _ *Known) string {
	if !s.isGone() {
		return ""
	}
	return "it has no address: no record of type A"
}
