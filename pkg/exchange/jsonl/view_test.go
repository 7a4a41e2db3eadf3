package jsonl_test

import (
	"iter"
	"testing"
	"time"

	"takedown/pkg/lifecycle"
	"takedown/pkg/takedown"
	"takedown/pkg/view"
)

var recorded = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)

// stamp is that of entry seq of one author.
func stamp(seq uint64) view.Stamp {
	return view.Stamp{Origin: "hk/lt07", Seq: seq, Actor: "kim", Recorded: recorded.UnixMilli()}
}

// memory is a view of nothing but links and facts.
type memory struct {
	links []view.Link
	facts map[takedown.ID][]view.Fact
}

func (m *memory) Record(takedown.ID) (*view.Record, error)      { return nil, nil }
func (m *memory) Records(string) iter.Seq2[*view.Record, error] { return sequence() }
func (m *memory) Links(takedown.ID) ([]view.Link, error)        { return nil, nil }
func (m *memory) Facts(id takedown.ID) ([]view.Fact, error)     { return m.facts[id], nil }
func (m *memory) Count(string, string) (map[string]int, error)  { return nil, nil }
func (m *memory) AsOf() time.Time                               { return recorded }
func (m *memory) KnownAt() time.Time                            { return recorded }
func (m *memory) LastEntry() time.Time                          { return recorded }

func (m *memory) AllLinks() iter.Seq2[view.Link, error] {
	return func(yield func(view.Link, error) bool) {
		for _, l := range m.links {
			if !yield(l, nil) {
				return
			}
		}
	}
}

func sequence(records ...*view.Record) iter.Seq2[*view.Record, error] {
	return func(yield func(*view.Record, error) bool) {
		for _, r := range records {
			if !yield(r, nil) {
				return
			}
		}
	}
}

// recordOf makes the record that an item says, as one entry.
func recordOf(item takedown.Item) *view.Record {
	p := view.Payload{Shown: item.Shown, Extra: item.Extra}
	for _, v := range item.Values {
		switch {
		case v.Field.Name == "source":
			p.Source = v.Text
		case v.Field.Name == "grade":
			p.Grade = v.Text
		case v.Field.IsSet():
			p.Plus = append(p.Plus, v)
		default:
			p.Set = append(p.Set, v)
		}
	}
	r := &view.Record{ID: item.ID}
	r.Apply("add", &p, stamp(1), takedown.KindOf(item.ID.Kind).Marking, "")
	return r
}

// record makes a record from a line of JSON.
func record(t testing.TB, line string) *view.Record {
	t.Helper()
	items := decode(t, line)
	if len(items) != 1 {
		t.Fatalf("%s is %d records", line, len(items))
	}
	return recordOf(items[0])
}

func (m *memory) Tallies(string) ([]view.Tally, error) { return nil, nil }

func (m *memory) Orders(takedown.ID) ([]*lifecycle.Order, error) { return nil, nil }
