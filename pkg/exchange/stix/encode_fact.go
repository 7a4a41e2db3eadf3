package stix

import (
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"takedown/pkg/takedown"
	"takedown/pkg/view"
)

// facts writes notes and observations about a record. All others are someone's
// signed word, which only a sealed case can carry.
func (e *encoder) facts(r *view.Record) error {
	facts, err := e.view.Facts(r.ID)
	if err != nil {
		return err
	}
	for i := range facts {
		f := &facts[i]
		var s *shape
		switch {
		case f.Verb == "note" && len(f.Member("dispute")) == 0:
			s = noteOf(r, f)
		case f.Verb == "observe" && slices.Contains(takedown.Verdicts, first(f.Member("verdict"))):
			s = seenOf(r, f)
		default:
			e.lost.Add(lostFact, factName(f))
			continue
		}
		if f.Why != "" {
			e.lost.Add(lostWhy, factName(f))
		}
		if err := e.mark(s, f.TLP); err != nil {
			return err
		}
		if err := e.object(s); err != nil {
			return err
		}
	}
	return nil
}

func first(list []string) string {
	if len(list) == 0 {
		return ""
	}
	return list[0]
}

// noteOf makes a note of a note.
func noteOf(r *view.Record, f *view.Fact) *shape {
	s := begin("note", ownID("note", f.ID()), f.Stamp.Time(), f.Stamp.Time())
	s.Content, s.ObjectRefs = f.Text(), []string{mainID(r)}
	s.Extensions = extended(extension{Subject: r.Name(), Note: f.Text()})
	return &s
}

// seenOf makes a sighting of an observation that something is up, and a note of
// any other.
func seenOf(r *view.Record, f *view.Fact) *shape {
	verdict := first(f.Member("verdict"))
	s := begin("sighting", ownID("sighting", f.ID()), f.Stamp.Time(), f.Stamp.Time())
	s.SightingOf, s.FirstSeen, s.LastSeen = mainID(r), stamp(f.At), stamp(f.At)
	if verdict != "up" {
		s = begin("note", ownID("note", f.ID()), f.Stamp.Time(), f.Stamp.Time())
		s.Abstract, s.ObjectRefs = "Observation of "+r.Name(), []string{mainID(r)}
		s.Content = strings.TrimSpace(r.Name() + " was seen " + verdict + " at " + stamp(f.At) + ".")
	}
	s.Extensions = extended(extension{Subject: r.Name(), Observation: jsontext.Value(f.Data)})
	return &s
}
