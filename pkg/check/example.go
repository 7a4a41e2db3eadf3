package check

import (
	"cmp"
	"fmt"
	"iter"
	"slices"
	"strings"
	"time"

	"takedown/pkg/lifecycle"
	"takedown/pkg/takedown"
	"takedown/pkg/view"
)

// Example is a small case on which a rule proves itself: what its entries say,
// in the order in which they were recorded.
type Example []Said

// Said is one entry: its verb, its record, and its payload as the log has it.
type Said struct {
	Verb, Subject, Payload string
	TLP                    takedown.TLP // above the default of the kind
	Clock                  string       // its reading, where it was behind
}

// exampleAsOf is the instant at which examples are looked at; their entries
// were recorded two months before.
var exampleAsOf = time.Date(2025, 3, 20, 0, 0, 0, 0, time.UTC)

// exampleView is the view of an example.
type exampleView struct {
	records map[takedown.ID]*view.Record
	facts   map[takedown.ID][]view.Fact
	covers  map[string][]string // order key and pattern → the events
	late    []view.Late
}

var _ view.View = (*exampleView)(nil)

// view folds the example.
func (e Example) view() (*exampleView, error) {
	v := &exampleView{records: map[takedown.ID]*view.Record{}, facts: map[takedown.ID][]view.Fact{}, covers: map[string][]string{}}
	for i, said := range e {
		if err := v.apply(&said, uint64(i+1)); err != nil {
			return nil, fmt.Errorf("entry %d: %w", i+1, err)
		}
	}
	for id, r := range v.records {
		life, err := view.LifeOf(v, id)
		if err != nil {
			return nil, err
		}
		r.Life = life
	}
	return v, nil
}

func (v *exampleView) apply(said *Said, seq uint64) error {
	id, err := takedown.ParseID(said.Subject)
	if err != nil {
		return err
	}
	recorded := exampleAsOf.AddDate(0, -2, 0).Add(time.Duration(seq) * time.Minute)
	stamp := view.Stamp{Origin: "hk/lt07", Seq: seq, Actor: "kim", Recorded: recorded.UnixMilli()}
	if said.Clock != "" {
		clock, err := takedown.ParseInstant(said.Clock)
		if err != nil {
			return err
		}
		v.late = append(v.late, view.Late{First: stamp.ID(), Subject: said.Subject, Entries: 1, Recorded: recorded, Clock: clock})
	}
	if said.Verb == "add" || said.Verb == "set" {
		return v.record(id, said, stamp)
	}
	return v.fact(id, said, stamp)
}

func (v *exampleView) record(id takedown.ID, said *Said, stamp view.Stamp) error {
	k := takedown.KindOf(id.Kind)
	p, err := view.ParsePayload(k, []byte(said.Payload))
	if err != nil {
		return err
	}
	if v.records[id] == nil {
		v.records[id] = &view.Record{ID: id}
	}
	v.records[id].Apply(said.Verb, &p, stamp, max(said.TLP, k.Marking), "")
	return nil
}

func (v *exampleView) fact(id takedown.ID, said *Said, stamp view.Stamp) error {
	r := v.records[id]
	if r == nil {
		return &takedown.NotFoundError{ID: id}
	}
	f := view.Fact{Subject: id, Verb: said.Verb, Stamp: stamp, TLP: max(said.TLP, r.TLP), Data: []byte(said.Payload)}
	_, at, _ := strings.Cut(said.Payload, `"at":"`)
	at, _, _ = strings.Cut(at, `"`)
	var err error
	if f.At, err = takedown.ParseInstant(at); err != nil {
		return err
	}
	v.facts[id] = append(v.facts[id], f)
	if said.Verb != "order" {
		return nil
	}
	terms, covers, err := view.Freeze(r, &f)
	if terms == nil || err != nil {
		return err
	}
	r.Terms = append(r.Terms, *terms)
	for _, p := range covers {
		v.covers[id.Key+" "+p] = append(v.covers[id.Key+" "+p], f.ID())
	}
	return nil
}

func (v *exampleView) Record(id takedown.ID) (*view.Record, error) { return v.records[id], nil }

func (v *exampleView) Records(kind string) iter.Seq2[*view.Record, error] {
	return func(yield func(*view.Record, error) bool) {
		var list []*view.Record
		for id, r := range v.records {
			if id.Kind == kind {
				list = append(list, r)
			}
		}
		slices.SortFunc(list, func(a, b *view.Record) int { return cmp.Compare(a.ID.Key, b.ID.Key) })
		for _, r := range list {
			if !yield(r, nil) {
				return
			}
		}
	}
}

func (v *exampleView) Facts(id takedown.ID) ([]view.Fact, error) { return v.facts[id], nil }

func (v *exampleView) Orders(id takedown.ID) ([]*lifecycle.Order, error) {
	var out []*lifecycle.Order
	for r := range v.Records("order") {
		var events []string
		for _, p := range lifecycle.Patterns(id) {
			events = append(events, v.covers[r.ID.Key+" "+p]...)
		}
		if len(events) == 0 {
			continue
		}
		o, err := view.OrderOf(v, r.ID)
		if err != nil {
			return nil, err
		}
		for i := range o.Terms {
			o.Terms[i].Covers = slices.Contains(events, o.Terms[i].Event)
		}
		out = append(out, o)
	}
	return out, nil
}

func (v *exampleView) Links(takedown.ID) ([]view.Link, error) { return nil, nil }
func (v *exampleView) AllLinks() iter.Seq2[view.Link, error] {
	return func(func(view.Link, error) bool) {}
}
func (v *exampleView) Count(string, string) (map[string]int, error) { return map[string]int{}, nil }
func (v *exampleView) Tallies(string) ([]view.Tally, error)         { return nil, nil }
func (v *exampleView) AsOf() time.Time                              { return exampleAsOf }
func (v *exampleView) KnownAt() time.Time                           { return exampleAsOf }
func (v *exampleView) LastEntry() time.Time                         { return exampleAsOf }

// Late yields what rules about the log look at.
func (v *exampleView) Late() iter.Seq2[view.Late, error] {
	return func(yield func(view.Late, error) bool) {
		for _, l := range v.late {
			if !yield(l, nil) {
				return
			}
		}
	}
}

// What many examples begin with: a domain, and an order of Hong Kong that
// covers it, was granted on 1 February 2025 and holds until 1 March.
var (
	evil    = Said{Verb: "add", Subject: "domain/evil.example", Payload: `{"source":"vendor"}`}
	granted = Said{Verb: "order", Subject: "order/hk:77", Payload: `{"event":"granted","at":"2025-02-01T00:00:00Z"}`}
	cleared = Said{Verb: "observe", Subject: "domain/evil.example", Payload: `{"verdict":"collateral","at":"2025-02-01T00:00:00Z","result":"clear"}`}
)

// orderOn is an order of Hong Kong of a type that covers one pattern and holds
// in February 2025.
func orderOn(pattern, kind string) Said {
	return Said{Verb: "add", Subject: "order/hk:77", Payload: `{"set":{"jurisdiction":"HK","type":"` + kind +
		`","valid_from":"2025-02-01T00:00:00Z","valid_until":"2025-03-01T00:00:00Z"},"plus":{"covers":["` + pattern + `"],"effects":["suspend","arrest"]}}`}
}

// done is an act that was done at a time in a place, with more members of its
// payload.
func done(subject, method, at, place, more string) Said {
	return Said{Verb: "act", Subject: subject, Payload: `{"method":"` + method + `","outcome":"done","at":"` + at +
		`","place":"` + place + `","ref":"R1"` + more + `}`}
}

// suspended is an example of a domain that was suspended under an order, and
// what else was said.
func suspended(at string, more ...Said) Example {
	lawful := Example{evil, orderOn("domain/evil.example", "domain-suspension"), granted, cleared, done("domain/evil.example", "suspend", at, "HK", "")}
	return append(lawful, more...)
}

// seen is an observation of the domain.
func seen(verdict, at string) Said {
	return Said{Verb: "observe", Subject: "domain/evil.example", Payload: `{"verdict":"` + verdict + `","at":"` + at + `"}`}
}
