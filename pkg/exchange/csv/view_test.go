package csv_test

import (
	"iter"
	"strings"
	"testing"
	"time"

	"takedown/pkg/lifecycle"
	"takedown/pkg/takedown"
	"takedown/pkg/view"
)

var asOf = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)

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
func (m *memory) AsOf() time.Time                               { return asOf }
func (m *memory) KnownAt() time.Time                            { return asOf }
func (m *memory) LastEntry() time.Time                          { return asOf }

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

// record makes a record from field=value pairs. The text of a pair is taken as
// it stands, so that it can be as hostile as a suspect likes.
func record(t testing.TB, name string, pairs ...string) *view.Record {
	t.Helper()
	kind, key, _ := takedown.SplitID(name)
	k := takedown.KindOf(kind)
	var values []takedown.Value
	for _, pair := range pairs {
		label, text, _ := strings.Cut(pair, "=")
		f, err := k.ParseField(label)
		if err != nil {
			t.Fatal(err)
		}
		values = append(values, takedown.Value{Field: f, Text: text})
	}
	id, shown, err := takedown.ParseKey(k, key, "hk")
	if err != nil {
		t.Fatal(err)
	}
	return recordOf(takedown.Item{ID: id, Shown: shown, Values: values})
}

// recordOf makes the record that an item says, as one entry of ten days ago.
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
	stamp := view.Stamp{Origin: "hk/lt07", Seq: 1, Actor: "kim", Recorded: asOf.AddDate(0, 0, -10).UnixMilli()}
	r.Apply("add", &p, stamp, takedown.KindOf(item.ID.Kind).Marking, "")
	return r
}

func (m *memory) Tallies(string) ([]view.Tally, error) { return nil, nil }

func (m *memory) Orders(takedown.ID) ([]*lifecycle.Order, error) { return nil, nil }
