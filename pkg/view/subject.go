package view

import (
	"fmt"
	"slices"

	"takedown/pkg/ledger"
	"takedown/pkg/takedown"
)

// Subject is what the entries about one record fold into. Record is nil where
// none of them that counts adds or sets anything.
type Subject struct {
	ID     takedown.ID
	Record *Record
	Links  []Link // from the record
	Facts  []Fact
	Covers []Cover // of an order

	resolves []Resolve // which may come before the record does
}

// Cover says that an order covers a pattern from one of its events on.
type Cover struct{ Pattern, Event string }

// Fold folds all entries about one subject, in any order.
func Fold(id takedown.ID, entries []ledger.Entry) (Subject, error) {
	counting, err := Counting(entries)
	if err != nil {
		return Subject{}, err
	}
	marks, err := MarksOf(counting)
	if err != nil {
		return Subject{}, err
	}
	s := Subject{ID: id}
	links := map[string]Link{}
	for i := range counting {
		counting[i] = marks.Apply(counting[i])
		if err := s.apply(&counting[i], links); err != nil {
			return Subject{}, fmt.Errorf("entry %s: %w", counting[i].ID(), err)
		}
	}
	for _, x := range s.resolves {
		if s.Record != nil {
			s.Record.Decide(x)
		}
	}
	for _, l := range links {
		s.Links = append(s.Links, l)
	}
	slices.SortFunc(s.Links, func(a, b Link) int { return a.Compare(&b) })
	return s, nil
}

func (s *Subject) apply(e *ledger.Entry, links map[string]Link) error {
	switch e.Verb {
	case "add", "set":
		return s.applyRecord(e)
	case "link":
		l, err := ParseLink(e)
		links[l.Identity()] = l
		return err
	case "resolve":
		x, err := ParseResolve(takedown.KindOf(s.ID.Kind), e)
		s.resolves = append(s.resolves, x)
		return err
	case "retract":
		return nil
	}
	if !slices.Contains(takedown.FactVerbs, e.Verb) {
		return nil
	}
	f, err := ParseFact(e)
	if err != nil {
		return err
	}
	s.Facts = append(s.Facts, f)
	if e.Verb == "order" && s.Record != nil {
		return s.freeze(&f)
	}
	return nil
}

func (s *Subject) freeze(f *Fact) error {
	terms, covers, err := Freeze(s.Record, f)
	if terms == nil || err != nil {
		return err
	}
	s.Record.Terms = append(s.Record.Terms, *terms)
	for _, p := range covers {
		s.Covers = append(s.Covers, Cover{p, f.ID()})
	}
	return nil
}

func (s *Subject) applyRecord(e *ledger.Entry) error {
	p, err := ParsePayload(takedown.KindOf(s.ID.Kind), e.Payload)
	if err != nil {
		return err
	}
	tlp, err := takedown.ParseTLP(e.TLP)
	if err != nil {
		return err
	}
	if s.Record == nil {
		s.Record = &Record{ID: s.ID}
	}
	s.Record.Apply(e.Verb, &p, StampOf(e), tlp, e.PAP)
	return nil
}

// Counting returns the entries that count, sorted by time of recording, origin
// and sequence.
func Counting(entries []ledger.Entry) ([]ledger.Entry, error) {
	sorted := slices.Clone(entries)
	SortEntries(sorted)
	retracted, err := retracted(sorted)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(sorted, func(e ledger.Entry) bool { return retracted[e.ID()] != "" }), nil
}

// SortEntries sorts by time of recording, origin and sequence.
func SortEntries(entries []ledger.Entry) {
	slices.SortFunc(entries, func(a, b ledger.Entry) int {
		sa, sb := StampOf(&a), StampOf(&b)
		return sa.Compare(&sb)
	})
}

// Retracted returns the entries that count no more, each with the entry that
// took it back. An entry counts unless a counting later entry of its agency
// retracts it; since the later one decides, the walk goes backwards.
func Retracted(entries []ledger.Entry) (map[string]string, error) {
	sorted := slices.Clone(entries)
	SortEntries(sorted)
	return retracted(sorted)
}

func retracted(sorted []ledger.Entry) (map[string]string, error) {
	out := map[string]string{}
	for i := len(sorted) - 1; i >= 0; i-- {
		e := &sorted[i]
		if e.Verb != "retract" || out[e.ID()] != "" {
			continue
		}
		target, err := retractTarget(e)
		if err != nil {
			return nil, err
		}
		origin, _, err := ledger.ParseEntryID(target)
		if err == nil && ledger.Agency(origin) == ledger.Agency(e.Origin) && out[target] == "" {
			out[target] = e.ID()
		}
	}
	return out, nil
}

// retractTarget returns the id of the entry that a retract entry takes back.
func retractTarget(e *ledger.Entry) (target string, err error) {
	err = members(string(e.Payload), func(name, v string) (err error) {
		if name == "entry" {
			target, err = text(v)
		}
		return err
	})
	return target, err
}
