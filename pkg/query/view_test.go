package query_test

import (
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

// memory is a view of records in memory that remembers what it was asked.
type memory struct {
	records []*view.Record // sorted
	asked   []string
}

func newMemory(records ...*view.Record) *memory {
	slices.SortFunc(records, func(a, b *view.Record) int { return a.ID.Compare(b.ID) })
	return &memory{records: records}
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

func (m *memory) Links(takedown.ID) ([]view.Link, error) { return nil, nil }
func (m *memory) AllLinks() iter.Seq2[view.Link, error]  { return func(func(view.Link, error) bool) {} }
func (m *memory) Facts(takedown.ID) ([]view.Fact, error) { return nil, nil }
func (m *memory) AsOf() time.Time                        { return asOf }
func (m *memory) KnownAt() time.Time                     { return asOf }
func (m *memory) LastEntry() time.Time                   { return asOf }

// record makes a record from field=value pairs; its entry is ten days old.
func record(t testing.TB, name string, pairs ...string) *view.Record {
	t.Helper()
	kind, key, _ := takedown.SplitID(name)
	id, shown, err := takedown.ParseKey(takedown.KindOf(kind), key, "hk")
	if err != nil {
		t.Fatal(err)
	}
	p := view.Payload{Shown: shown}
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
	stamp := view.Stamp{Origin: "hk/lt07", Seq: 1, Actor: "kim", Recorded: asOf.AddDate(0, 0, -10).UnixMilli()}
	r := &view.Record{ID: id}
	r.Apply("add", &p, stamp, takedown.KindOf(kind).Marking, "")
	return r
}

func names(t testing.TB, records iter.Seq2[*view.Record, error]) []string {
	t.Helper()
	var out []string
	for r, err := range records {
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, r.Name())
	}
	return out
}

func (m *memory) Tallies(string) ([]view.Tally, error) { return nil, nil }

func (m *memory) Orders(takedown.ID) ([]*lifecycle.Order, error) { return nil, nil }
