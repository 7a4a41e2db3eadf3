package report_test

import (
	"encoding/json"
	"iter"
	"slices"
	"strings"
	"testing"
	"time"

	"takedown/pkg/lifecycle"
	"takedown/pkg/takedown"
	"takedown/pkg/view"
)

var asOf = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)

// memory is a view of records and facts in memory that remembers what it was
// asked. States, tallies and orders follow from the facts, as in a case file.
type memory struct {
	records []*view.Record // sorted
	facts   map[takedown.ID][]view.Fact
	links   []view.Link
	covers  map[string]map[string]bool // by pattern and event
	told    uint64
	asked   []string
}

func newMemory(records ...*view.Record) *memory {
	slices.SortFunc(records, func(a, b *view.Record) int { return a.ID.Compare(b.ID) })
	return &memory{records: records, facts: map[takedown.ID][]view.Fact{}, covers: map[string]map[string]bool{}}
}

func (m *memory) Record(id takedown.ID) (*view.Record, error) {
	m.asked = append(m.asked, "record "+id.String())
	for _, r := range m.records {
		if r.ID == id {
			return r, nil
		}
	}
	return nil, nil
}

func (m *memory) Records(kind string) iter.Seq2[*view.Record, error] {
	return func(yield func(*view.Record, error) bool) {
		m.asked = append(m.asked, "scan "+kind)
		for _, r := range m.records {
			if r.ID.Kind == kind && !yield(r, nil) {
				return
			}
		}
	}
}

func (m *memory) Count(operation, kind string) (map[string]int, error) {
	m.asked = append(m.asked, "count "+kind)
	out := map[string]int{}
	for _, r := range m.records {
		if r.ID.Kind == kind && (operation == "" || slices.Contains(r.Set("operations"), operation)) {
			out[r.Status()]++
		}
	}
	return out, nil
}

func (m *memory) Tallies(operation string) ([]view.Tally, error) {
	m.asked = append(m.asked, "tallies")
	counts := map[view.Tally]int{}
	for _, r := range m.records {
		if operation == "" || slices.Contains(r.Set("operations"), operation) {
			counts[view.Tally{Kind: r.ID.Kind, Status: r.Status(), Method: r.Life.Method, Agency: r.Life.Agency, Place: r.Life.Place}]++
		}
	}
	var out []view.Tally
	for t, n := range counts {
		t.N = n
		out = append(out, t)
	}
	return out, nil
}

func (m *memory) Links(id takedown.ID) (out []view.Link, err error) {
	for _, l := range m.links {
		if l.From == id || l.To == id {
			out = append(out, l)
		}
	}
	return out, nil
}

func (m *memory) AllLinks() iter.Seq2[view.Link, error] { return func(func(view.Link, error) bool) {} }

func (m *memory) Facts(id takedown.ID) ([]view.Fact, error) {
	m.asked = append(m.asked, "facts "+id.String())
	return m.facts[id], nil
}

func (m *memory) Orders(id takedown.ID) ([]*lifecycle.Order, error) {
	var out []*lifecycle.Order
	for _, r := range m.records {
		if r.ID.Kind != "order" {
			continue
		}
		o, err := view.OrderOf(m, r.ID)
		if err != nil {
			return nil, err
		}
		covered := false
		for i := range o.Terms {
			o.Terms[i].Covers = slices.ContainsFunc(lifecycle.Patterns(id), func(p string) bool { return m.covers[p][o.Terms[i].Event] })
			covered = covered || o.Terms[i].Covers
		}
		if covered {
			out = append(out, o)
		}
	}
	return out, nil
}

// named returns the record with that name.
func (m *memory) named(t testing.TB, name string) *view.Record {
	t.Helper()
	id, err := takedown.ParseID(name)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range m.records {
		if r.ID == id {
			return r
		}
	}
	t.Fatalf("no %s", name)
	return nil
}

// tell adds a fact that happened that long before the instant of the view.
func (m *memory) tell(t testing.TB, name, verb string, before time.Duration, payload any) {
	t.Helper()
	r := m.named(t, name)
	raw, err := json.Marshal(payload)
	if err != nil {
		t.Fatal(err)
	}
	m.told++
	f := view.Fact{
		Subject: r.ID, Verb: verb, At: asOf.Add(-before), Data: raw,
		Stamp: view.Stamp{Origin: "hk/lt07", Seq: 100 + m.told, Actor: "kim", Recorded: asOf.UnixMilli()},
	}
	m.facts[r.ID] = append(m.facts[r.ID], f)
	if verb != "order" {
		return
	}
	terms, covers, err := view.Freeze(r, &f)
	if err != nil {
		t.Fatal(err)
	}
	if terms != nil {
		r.Terms = append(r.Terms, *terms)
	}
	for _, p := range covers {
		if m.covers[p] == nil {
			m.covers[p] = map[string]bool{}
		}
		m.covers[p][f.ID()] = true
	}
}

func (m *memory) provide(t testing.TB, target, provider string) {
	t.Helper()
	m.links = append(m.links, view.Link{From: m.named(t, target).ID, Rel: "provided-by", To: m.named(t, provider).ID})
}

// settle gives every record the state that follows from what was told.
func (m *memory) settle(t testing.TB) *memory {
	t.Helper()
	for _, r := range m.records {
		var err error
		if r.Life, err = view.LifeOf(m, r.ID); err != nil {
			t.Fatal(err)
		}
	}
	m.asked = nil
	return m
}

func (m *memory) AsOf() time.Time      { return asOf }
func (m *memory) KnownAt() time.Time   { return asOf }
func (m *memory) LastEntry() time.Time { return asOf }

// record makes a record from field=value pairs; its entry is ten days old.
func record(t testing.TB, name string, pairs ...string) *view.Record {
	t.Helper()
	kind, key, _ := takedown.SplitID(name)
	id, shown, err := takedown.ParseKey(takedown.KindOf(kind), key, "hk")
	if err != nil {
		t.Fatal(err)
	}
	p := payload(t, id.Kind, pairs...)
	p.Shown = shown
	stamp := view.Stamp{Origin: "hk/lt07", Seq: 1, Actor: "kim", Recorded: asOf.AddDate(0, 0, -10).UnixMilli()}
	r := &view.Record{ID: id}
	r.Apply("add", &p, stamp, takedown.KindOf(kind).Marking, "")
	return r
}

func payload(t testing.TB, kind string, pairs ...string) view.Payload {
	t.Helper()
	var p view.Payload
	for _, pair := range pairs {
		label, text, _ := strings.Cut(pair, "=")
		f, err := takedown.KindOf(kind).ParseField(label)
		if err == nil {
			text, err = f.Parse(text, "hk")
		}
		if err != nil {
			t.Fatal(err)
		}
		if f.IsSet() {
			p.Plus = append(p.Plus, takedown.Value{Field: f, Text: text})
			continue
		}
		p.Set = append(p.Set, takedown.Value{Field: f, Text: text})
	}
	return p
}

// set changes a record today.
func (m *memory) set(t testing.TB, name string, pairs ...string) {
	t.Helper()
	r := m.named(t, name)
	p := payload(t, r.ID.Kind, pairs...)
	m.told++
	stamp := view.Stamp{Origin: "hk/lt07", Seq: 100 + m.told, Actor: "kim", Recorded: asOf.UnixMilli()}
	r.Apply("set", &p, stamp, r.Kind().Marking, "")
}
