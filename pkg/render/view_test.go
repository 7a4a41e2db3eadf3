package render_test

import (
	"iter"
	"strings"
	"testing"
	"time"

	"takedown/pkg/takedown"
	"takedown/pkg/view"
)

// record makes a record from field=value pairs. The text of a pair is taken as
// it stands, so that it can be as hostile as a suspect likes.
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
		if err != nil {
			t.Fatal(err)
		}
		if f.IsSet() {
			p.Plus = append(p.Plus, takedown.Value{Field: f, Text: text})
			continue
		}
		p.Set = append(p.Set, takedown.Value{Field: f, Text: text})
	}
	r := &view.Record{ID: id}
	stamp := view.Stamp{Origin: "hk/lt07", Seq: 1, Actor: "kim", Recorded: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC).UnixMilli()}
	r.Apply("add", &p, stamp, takedown.Amber, "")
	return r
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
