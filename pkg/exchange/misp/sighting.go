package misp

import (
	"strings"

	"takedown/pkg/takedown"
)

// The types of sightings.
const (
	seen          = "0"
	falsePositive = "1"
	expired       = "2"
)

// sighting takes what somebody has seen of a record. That a name was asked for
// does not say that something answers, so that it tells when and who, and that
// nobody knows whether it is up.
func (e *event) sighting(r *record, s *sighting, line int) {
	at, err := s.Date.instant()
	if err != nil {
		e.skip("sighting without a time", line)
		return
	}
	from := strings.TrimSpace(string(s.Source))
	if from == "" {
		from = strings.TrimSpace(string(s.Organisation.Name))
	}
	switch kind := string(s.Type); {
	case kind == falsePositive:
		e.remarkAt(r, "is called a false positive", at, from, line)
	case kind == expired:
		e.remarkAt(r, "is said to have expired", at, from, line)
	case kind != seen && kind != "":
		e.skip("sighting of type "+kind, line)
	case !takedown.KindOf(r.item.ID.Kind).Target:
		e.remarkAt(r, "was seen", at, from, line)
	default:
		o := &takedown.Observation{Verdict: "unknown", At: at, Method: "MISP sighting", From: from}
		r.facts = append(r.facts, takedown.Item{Line: line, ID: r.item.ID, Seen: o})
	}
}

// remarkAt makes a note of what a sighting says.
func (e *event) remarkAt(r *record, what, at, from string, line int) {
	note := "MISP sighting: " + what + " at " + at
	if from != "" {
		note += " by " + from
	}
	if takedown.CheckText(note) != nil {
		e.skip("sighting by nobody", line)
		return
	}
	r.facts = append(r.facts, takedown.Item{Line: line, ID: r.item.ID, Note: note})
}
