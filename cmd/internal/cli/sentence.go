package cli

import (
	"fmt"
	"strings"

	"github.com/go-json-experiment/json"

	"takedown/pkg/takedown"
	"takedown/pkg/view"
)

// sentence says what a fact says in words that a person reads in one go; the
// subject, the entry and the time stand elsewhere.
func sentence(f *view.Fact) (string, error) {
	said, err := whatIsSaid(f)
	if err == nil && f.Why != "" {
		said += "; " + f.Why
	}
	return said, err
}

func whatIsSaid(f *view.Fact) (string, error) {
	switch f.Verb {
	case "note":
		return noteSaid(f)
	case "hold-reason":
		return holdReasonSaid(f)
	}
	n, err := f.Noun()
	if err != nil {
		return "", err
	}
	switch {
	case n.Act != nil:
		return actSaid(n.Act), nil
	case n.Event != nil:
		return orderSaid(n.Event), nil
	case n.Seen != nil:
		return seenSaid(n.Seen), nil
	case n.Hold != nil:
		return holdSaid(n.Hold), nil
	case n.Claim != nil:
		return claimSaid(n.Claim), nil
	case n.Drop != nil:
		return n.Drop.Reason + phrases(" of", targetsNamed(n.Drop.Of)), nil
	case n.Custody != nil:
		return custodySaid(n.Custody), nil
	}
	return f.Text(), nil
}

// phrases returns each value that there is after its words: phrases(" from",
// "Wong", " to", "") is " from Wong".
func phrases(pairs ...string) string {
	var b strings.Builder
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			b.WriteString(pairs[i] + " " + pairs[i+1])
		}
	}
	return b.String()
}

// bracketed puts phrases, each of which begins with a comma, into brackets.
func bracketed(phrases string) string {
	if phrases == "" {
		return ""
	}
	return " (" + strings.TrimPrefix(phrases, ", ") + ")"
}

// keyOf returns the key of a record where the words before it say of what kind
// it is.
func keyOf(name string) string {
	_, key, _ := takedown.SplitID(name)
	return key
}

// targetsNamed writes names of records so that nobody follows them by a click.
func targetsNamed(names ...string) string {
	out := make([]string, len(names))
	for i, name := range names {
		if out[i] = name; name != keyOf(name) {
			out[i] = defanged(name)
		}
	}
	return strings.Join(out, ", ")
}

func noteSaid(f *view.Fact) (string, error) {
	var n struct {
		Text    string `json:"text"`
		Dispute string `json:"dispute"`
	}
	err := json.Unmarshal(f.Data, &n)
	return n.Text + bracketed(phrases(", disputes", n.Dispute)), err
}

func holdReasonSaid(f *view.Fact) (string, error) {
	var r struct {
		Hold   string `json:"hold"`
		Reason string `json:"reason"`
	}
	err := json.Unmarshal(f.Data, &r)
	return r.Reason + bracketed(phrases(", of the hold", r.Hold)), err
}

func actSaid(a *takedown.Act) string {
	said := a.Method + " " + a.Outcome + phrases(" at", keyOf(a.Provider), " in", a.Place, " under order", keyOf(a.Order),
		" by", a.ExecutedBy, ", asked for by", a.RequestedBy, ", handed to", a.HandedTo)
	if c := a.Claimed; c != nil {
		said += phrases(", claimed as", c.Basis, " by", c.Authority, " to be confirmed by", c.ConfirmBy)
	}
	return said + bracketed(phrases(", exhibit", keyOf(a.Exhibit), ", reference", a.Ref, ", operation", keyOf(a.Operation),
		", attempt", a.Attempt, ", unmet", strings.Join(a.Unmet, " ")))
}

func orderSaid(e *takedown.OrderEvent) string {
	return e.Event + phrases(" by order", keyOf(e.By), ", confirms", strings.Join(e.Confirms, " ")) +
		bracketed(phrases(", reference", e.Ref, ", document", e.Document))
}

// namedHits is how many of the targets that would be hit a sentence names.
const namedHits = 5

func seenSaid(s *takedown.Observation) string {
	hits := targetsNamed(s.Hits[:min(len(s.Hits), namedHits)]...)
	if more := len(s.Hits) - namedHits; more > 0 {
		hits += fmt.Sprintf(" and %d more", more)
	}
	said := s.Verdict + phrases("", s.Result, " of", hits, ":", s.Identifies)
	return said + bracketed(phrases(",", s.Method, ", from", s.From, ",", s.List, ", grade", s.Grade, ", proof", s.Proof))
}

func holdSaid(h *takedown.Hold) string {
	if h.Lift != "" {
		return "lifts" + phrases("", h.Lift, ", contact", h.Contact, ", until", h.Until)
	}
	return "keep off" + phrases(" until", h.Until, ", contact", h.Contact)
}

func claimSaid(c *takedown.Claim) string {
	said := "ours"
	if c.Answer != "" {
		said = c.Answer
	}
	return said + phrases(" with", c.With, " for operation", keyOf(c.Operation), ", contact", c.Contact)
}

func custodySaid(c *takedown.Custody) string {
	said := c.Event + phrases(" from", c.From, " to", c.To, " at", c.Place, " for", c.Purpose, " on the word of", c.Authority)
	return said + bracketed(phrases(", seal before", c.SealBefore, ", seal after", c.SealAfter, ", sha256", c.SHA256))
}
