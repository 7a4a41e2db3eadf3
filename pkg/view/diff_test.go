package view

import (
	"errors"
	"iter"
	"strings"
	"testing"
	"time"

	"takedown/pkg/lifecycle"
	"takedown/pkg/takedown"
)

// world is a view of what it is told, for comparing.
type world struct {
	View
	at      time.Time
	records []*Record
	links   []Link
	err     error
}

func (w *world) AsOf() time.Time { return w.at }

func (w *world) Records(kind string) iter.Seq2[*Record, error] {
	return func(yield func(*Record, error) bool) {
		for _, r := range w.records {
			if r.ID.Kind == kind && !yield(r, nil) {
				return
			}
		}
		if w.err != nil {
			yield(nil, w.err)
		}
	}
}

func (w *world) AllLinks() iter.Seq2[Link, error] {
	return func(yield func(Link, error) bool) {
		for _, l := range w.links {
			if !yield(l, nil) {
				return
			}
		}
	}
}

func lived(name string, l lifecycle.Life) *Record {
	kind, key, _ := strings.Cut(name, "/")
	return &Record{ID: takedown.ID{Kind: kind, Key: key}, Stamps: []Stamp{{Origin: "hk/lt07", Seq: 1}}, Life: l}
}

// text writes a difference so that it can be compared.
func (d *Diff) text() string {
	var out []string
	for _, c := range d.Changed {
		out = append(out, c.ID+" "+c.Field+" "+c.A+">"+c.B)
	}
	for i := range d.Removed {
		out = append(out, "-"+d.Removed[i].ID())
	}
	for i := range d.Added {
		out = append(out, "+"+d.Added[i].ID())
	}
	return strings.Join(out, "\n")
}

func TestTwoViewsDifferInWhatFollowsFromFacts(t *testing.T) {
	a := &world{records: []*Record{
		lived("domain/a.example", lifecycle.Life{Status: "suspended", Method: "suspend", Flags: []string{"not-yet-effective"}}),
		lived("domain/b.example", lifecycle.Life{}),
		lived("domain/c.example", lifecycle.Life{Status: "verified", Returns: 1, Tenure: 1}),
		lived("url/https://a.example/", lifecycle.Life{}),
	}}
	b := &world{records: []*Record{
		lived("domain/a.example", lifecycle.Life{Status: "suspended", Method: "delete"}),
		lived("domain/b.example", lifecycle.Life{Status: "identified", Tenure: 1}),
		lived("domain/c.example", lifecycle.Life{Status: "re-emerged", Returns: 2, Tenure: 2}),
		lived("domain/d.example", lifecycle.Life{}),
	}}
	d, err := Compare(a, b)
	if err != nil {
		t.Fatal(err)
	}
	want := `domain/a.example flags not-yet-effective>
domain/c.example status verified>re-emerged
domain/c.example tenure 1>2
domain/c.example returns 1>2
-url/https://a.example/
+domain/d.example`
	if got := d.text(); got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
	back, err := Compare(b, a)
	if err != nil || len(back.Added) != len(d.Removed) || len(back.Removed) != len(d.Added) || len(back.Changed) != len(d.Changed) {
		t.Errorf("the other way round: %s %v", back.text(), err)
	}
	if same, err := Compare(a, a); err != nil || !same.IsEmpty() {
		t.Errorf("a view differs from itself: %s %v", same.text(), err)
	}
}

func TestALinkStandsFromSinceOnAndBeforeUntil(t *testing.T) {
	link := func(seq uint64, since, until string) Link {
		return Link{From: evil, Rel: "resolves-to", To: takedown.ID{Kind: "server", Key: "192.0.2.1"}, Since: since, Until: until, Stamp: Stamp{Origin: "hk/lt07", Seq: seq}}
	}
	links := []Link{
		link(1, "", ""), link(2, "2025-03-01T08:00:00+08:00", ""), link(3, "2025-02-01T00:00:00Z", "2025-03-01T00:00:00Z"),
		link(4, "2025-02-02T00:00:00Z", "2025-03-01T00:00:01Z"), link(5, "2025-03-01T00:00:01Z", ""),
	}
	at := time.Date(2025, 3, 1, 0, 0, 0, 0, time.UTC)
	d, err := Compare(&world{at: at.Add(-time.Second), links: links}, &world{at: at, links: links})
	if err != nil || d.text() != "-hk/lt07:3\n+hk/lt07:2" {
		t.Errorf("%s %v", d.text(), err)
	}
}

func TestAnErrorOfEitherViewEndsTheComparison(t *testing.T) {
	broken := &world{err: errors.New("a row is damaged")}
	for _, pair := range [][2]View{{broken, &world{}}, {&world{}, broken}} {
		if _, err := Compare(pair[0], pair[1]); err == nil {
			t.Error("a damaged row was compared")
		}
	}
}
