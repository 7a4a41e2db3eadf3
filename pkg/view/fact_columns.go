package view

import (
	"strconv"
	"strings"

	"takedown/pkg/takedown"
)

// FactMember is one member of the payloads of facts.
type FactMember struct {
	Name string
	List bool
	Time bool
}

// FactMembers are the members of the payloads of facts, each once, in the order
// in which the format's table has them. The time of the fact stands outside;
// claimed is the word of a legal claim that stands in for an order, whose
// authority and confirm_by stand beside it.
var FactMembers = []FactMember{
	{Name: "text"}, {Name: "dispute"},
	{Name: "event"}, {Name: "document"}, {Name: "by"}, {Name: "confirms", List: true}, {Name: "ref"},
	{Name: "method"}, {Name: "outcome"}, {Name: "attempt"}, {Name: "provider"}, {Name: "place"}, {Name: "order"},
	{Name: "exhibit"}, {Name: "requested_by"}, {Name: "executed_by"}, {Name: "operation"}, {Name: "unmet", List: true},
	{Name: "claimed"}, {Name: "authority"}, {Name: "confirm_by", Time: true}, {Name: "handed_to"},
	{Name: "verdict"}, {Name: "from"}, {Name: "proof"}, {Name: "result"}, {Name: "hits", List: true}, {Name: "list"},
	{Name: "identifies"}, {Name: "grade"},
	{Name: "contact"}, {Name: "until", Time: true}, {Name: "lift"}, {Name: "hold"}, {Name: "reason"},
	{Name: "answer"}, {Name: "with"}, {Name: "of"},
	{Name: "to"}, {Name: "purpose"}, {Name: "seal_before"}, {Name: "seal_after"}, {Name: "sha256"},
}

// FactComputed are the columns of facts that are no members of a payload.
var FactComputed = []string{
	"id", "fact", "subject", "kind", "at", "recorded", "origin", "actor", "tlp", "why", "tenure", "counts", "basis",
}

// FactColumns returns every column that a fact can have.
func FactColumns() []string {
	out := append([]string(nil), FactComputed...)
	for _, m := range FactMembers {
		out = append(out, m.Name)
	}
	return out
}

// Column returns the text of one column of the fact; what is not known is
// empty. The elements of a list are returned one by one, all else as one text.
func (f *Fact) Column(name string) []string {
	switch name {
	case "id":
		return one(f.ID())
	case "fact":
		return one(f.Verb)
	case "subject":
		return one(f.Subject.String())
	case "kind":
		return one(f.Subject.Kind)
	case "at":
		return one(FormatTime(f.At))
	case "recorded":
		return one(FormatTime(f.Stamp.Time()))
	case "origin":
		return one(f.Stamp.Origin)
	case "actor":
		return one(f.Stamp.Actor)
	case "tlp":
		return one(f.TLP.String())
	case "why":
		return one(f.Why)
	case "tenure":
		return one(strconv.Itoa(max(f.Tenure, 1)))
	case "counts":
		return one("true")
	case "basis":
		return f.Basis
	}
	return f.Member(name)
}

// Member returns what the payload of the fact has under a name: the elements of
// a list one by one, all else as one text. A payload that cannot be read has
// nothing; it was read when the fact was written.
func (f *Fact) Member(name string) (out []string) {
	_ = members(string(f.Data), func(key, v string) error {
		switch {
		case strings.HasPrefix(v, "{"):
			return members(v, func(inner, v string) error {
				if claimedAs(key, inner) == name {
					out = memberTexts(v)
				}
				return nil
			})
		case key == name:
			out = memberTexts(v)
		}
		return nil
	})
	return out
}

// claimedAs is the name under which a member of a member stands.
func claimedAs(key, inner string) string {
	if inner == "basis" {
		return key
	}
	return inner
}

func memberTexts(v string) (out []string) {
	add := func(v string) error {
		s, err := text(v)
		if err != nil {
			s = v // a number
		}
		out = append(out, s)
		return nil
	}
	if strings.HasPrefix(v, "[") {
		_ = array(v, add)
		return out
	}
	_ = add(v)
	return out
}

// MemberTime returns the instant that a member says, in UTC as answers have it,
// or its text where it is none.
func MemberTime(s string) string {
	t, err := takedown.ParseInstant(s)
	if err != nil {
		return s
	}
	return FormatTime(t)
}
