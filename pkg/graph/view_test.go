package graph_test

import (
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"
	"time"

	"takedown/pkg/lifecycle"
	"takedown/pkg/takedown"
	"takedown/pkg/view"
)

// links is a view that knows its records from its links.
type links struct {
	list   []view.Link
	failed error
	asked  int // how many records' links were read
}

// parse makes a view of lines such as "domain/a.example resolves-to server/192.0.2.1 since until".
func parse(t *testing.T, text string) *links {
	t.Helper()
	v := &links{}
	for i, line := range strings.Split(strings.TrimSpace(text), "\n") {
		words := append(strings.Fields(line), "", "")
		l := view.Link{From: id(t, words[0]), Rel: words[1], To: id(t, words[2]), Since: words[3], Until: words[4], Stamp: view.Stamp{Origin: "hk/lt07", Seq: uint64(i + 1)}}
		v.list = append(v.list, l)
	}
	return v
}

func id(t *testing.T, name string) takedown.ID {
	t.Helper()
	out, err := takedown.ParseID(name)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func (v *links) Record(id takedown.ID) (*view.Record, error) {
	r := &view.Record{ID: id}
	r.Apply("add", &view.Payload{}, view.Stamp{Origin: "hk/lt07", Seq: 1}, takedown.Amber, "")
	return r, v.failed
}

func (v *links) Links(id takedown.ID) (out []view.Link, err error) {
	v.asked++
	for _, l := range v.list {
		if l.From == id || l.To == id {
			out = append(out, l)
		}
	}
	return out, v.failed
}

func (v *links) AllLinks() iter.Seq2[view.Link, error] {
	return func(yield func(view.Link, error) bool) {
		for _, l := range v.list {
			if !yield(l, nil) {
				return
			}
		}
	}
}

func (v *links) Records(string) iter.Seq2[*view.Record, error] {
	return func(func(*view.Record, error) bool) {}
}
func (v *links) Facts(takedown.ID) ([]view.Fact, error)         { return nil, nil }
func (v *links) Count(string, string) (map[string]int, error)   { return nil, nil }
func (v *links) Tallies(string) ([]view.Tally, error)           { return nil, nil }
func (v *links) Orders(takedown.ID) ([]*lifecycle.Order, error) { return nil, nil }
func (v *links) AsOf() time.Time                                { return time.Time{} }
func (v *links) KnownAt() time.Time                             { return time.Time{} }
func (v *links) LastEntry() time.Time                           { return time.Time{} }

// star is a domain that resolves to n servers, each of which controls a malware
// of its own.
func star(t *testing.T, n int) *links {
	var lines []string
	for i := range n {
		lines = append(lines, fmt.Sprintf("domain/hub.example resolves-to server/198.51.100.%d", i), fmt.Sprintf("server/198.51.100.%d controls malware/m%03d", i, i))
	}
	slices.Sort(lines)
	return parse(t, strings.Join(lines, "\n"))
}
