package graph_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"takedown/pkg/graph"
	"takedown/pkg/takedown"
	"takedown/pkg/view"
)

// told writes a picture's nodes, one a word with its distance.
func told(p *graph.Picture) string {
	var out []string
	for _, n := range p.Nodes {
		out = append(out, fmt.Sprintf("%s:%d", n.Record.ID.Key, n.Distance))
	}
	return strings.Join(out, " ")
}

// pathsOf writes paths by the keys on them.
func pathsOf(p *graph.Picture) string {
	var out []string
	for _, path := range p.Paths {
		keys := []string{path.From.Record.ID.Key}
		for _, h := range path.Hops {
			keys = append(keys, h.To.Record.ID.Key)
		}
		out = append(out, strings.Join(keys, ">"))
	}
	return strings.Join(out, " ")
}

const ring = `
domain/a.example related-to domain/b.example
domain/b.example related-to domain/c.example
domain/c.example related-to domain/d.example
domain/d.example related-to domain/a.example
domain/x.example related-to domain/y.example
`

func around(t *testing.T, v view.View, name string, o graph.Options) *graph.Picture {
	t.Helper()
	p, err := graph.Around(v, id(t, name), o)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func between(t *testing.T, v view.View, from, to string, o graph.Options) *graph.Picture {
	t.Helper()
	p, err := graph.Between(v, id(t, from), id(t, to), o)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestNeighboursAreFoundToTheDepth(t *testing.T) {
	for depth, want := range []string{
		"a.example:0",
		"a.example:0 b.example:1 d.example:1",
		"a.example:0 b.example:1 d.example:1 c.example:2",
		"a.example:0 b.example:1 d.example:1 c.example:2",
	} {
		if got := told(around(t, parse(t, ring), "domain/a.example", graph.Options{Depth: depth})); got != want {
			t.Errorf("to the depth of %d are %s, and not %s", depth, got, want)
		}
	}
}

func TestEachLinkIsInAPictureOnce(t *testing.T) {
	p := around(t, parse(t, ring), "domain/a.example", graph.Options{Depth: 9})
	seen := map[string]int{}
	for _, n := range p.Nodes {
		for _, g := range n.Groups {
			for _, s := range g.Steps {
				for i := range s.Links {
					seen[s.Links[i].ID()]++
				}
			}
		}
	}
	if len(seen) != 4 || len(p.Links) != 4 {
		t.Errorf("%d links stand in the tree and %d in the picture", len(seen), len(p.Links))
	}
	for entry, n := range seen {
		if n != 1 {
			t.Errorf("%s stands in it %d times", entry, n)
		}
	}
}

func TestNeighboursStandByRelationAndDirection(t *testing.T) {
	p := around(t, parse(t, `
suspect/hk:neo operates domain/a.example
domain/a.example resolves-to server/192.0.2.2
domain/b.example resolves-to domain/a.example
domain/a.example resolves-to server/192.0.2.1
`), "domain/a.example", graph.Options{Depth: 1})
	var got []string
	for _, g := range p.Nodes[0].Groups {
		for _, s := range g.Steps {
			got = append(got, fmt.Sprintf("%s %t %s", g.Rel, g.In, s.To.Record.ID.Key))
		}
	}
	if want := "resolves-to false 192.0.2.1,resolves-to false 192.0.2.2,resolves-to true b.example,operates true hk:neo"; strings.Join(got, ",") != want {
		t.Errorf("the neighbours are %v", got)
	}
}

func TestWhatIsLeftOutIsCounted(t *testing.T) {
	for _, c := range []struct {
		o           graph.Options
		nodes, left int
	}{
		{graph.Options{Depth: 1}, 101, 0},
		{graph.Options{Depth: 1, Limit: 20}, 21, 80},
		{graph.Options{Depth: 2, Limit: 20}, 41, 80},
		{graph.Options{Depth: 2, Limit: 20, Total: 30}, 30, 80 + 11},
	} {
		p := around(t, star(t, 100), "domain/hub.example", c.o)
		if len(p.Nodes) != c.nodes || p.Left != c.left {
			t.Errorf("%+v shows %d records and leaves out %d", c.o, len(p.Nodes), p.Left)
		}
	}
}

func TestPathsAreTheShortest(t *testing.T) {
	for _, c := range []struct{ from, to, want string }{
		{"domain/a.example", "domain/b.example", "a.example>b.example"},
		{"domain/a.example", "domain/c.example", "a.example>b.example>c.example a.example>d.example>c.example"},
		{"domain/c.example", "domain/a.example", "c.example>d.example>a.example c.example>b.example>a.example"},
		{"domain/a.example", "domain/x.example", ""},
		{"domain/a.example", "domain/a.example", "a.example"},
	} {
		p := between(t, parse(t, ring), c.from, c.to, graph.Options{})
		if got := pathsOf(p); got != c.want || p.Left != 0 {
			t.Errorf("from %s to %s leads %q, %d left", c.from, c.to, got, p.Left)
		}
	}
}

func TestNoPathIsLongerThanTheDepth(t *testing.T) {
	for depth, want := range map[int]int{1: 0, 2: 2, 3: 2} {
		if got := len(between(t, parse(t, ring), "domain/a.example", "domain/c.example", graph.Options{Depth: depth}).Paths); got != want {
			t.Errorf("%d paths are no longer than %d, and not %d", got, depth, want)
		}
	}
}

// A chain of rhombs has as many shortest paths as two to the number of them.
func TestPathsBeyondTheLimitAreCountedAndNotWalked(t *testing.T) {
	var lines []string
	for i := range 40 {
		for _, side := range "uv" {
			lines = append(lines, fmt.Sprintf("domain/n%d.example related-to domain/%c%d.example", i, side, i), fmt.Sprintf("domain/%c%d.example related-to domain/n%d.example", side, i, i+1))
		}
	}
	v := parse(t, strings.Join(lines, "\n"))
	p := between(t, v, "domain/n0.example", "domain/n10.example", graph.Options{Limit: 5})
	if len(p.Paths) != 5 || p.Left != 1024-5 {
		t.Errorf("%d paths are shown and %d left out", len(p.Paths), p.Left)
	}
	if p := between(t, v, "domain/n0.example", "domain/n40.example", graph.Options{Limit: 5}); len(p.Paths) != 5 || p.Left <= 0 {
		t.Errorf("%d paths are shown and %d left out", len(p.Paths), p.Left)
	}
}

func TestOnlyWhatIsNearIsRead(t *testing.T) {
	v := star(t, 100)
	around(t, v, "malware/m007", graph.Options{Depth: 1})
	if v.asked != 1 {
		t.Errorf("the links of %d records were read", v.asked)
	}
}

func TestLinksOfAnotherTimeAreLeftOut(t *testing.T) {
	v := parse(t, `
domain/a.example resolves-to server/192.0.2.1 2025-01-01T00:00:00Z 2025-02-01T00:00:00Z
domain/a.example resolves-to server/192.0.2.2 2025-02-01T00:00:00Z
`)
	for at, want := range map[string]string{
		"2025-01-31T23:59:59Z": "a.example:0 192.0.2.1:1", "2025-02-01T00:00:00Z": "a.example:0 192.0.2.2:1",
	} {
		instant, err := time.Parse(time.RFC3339, at)
		if err != nil {
			t.Fatal(err)
		}
		o := graph.Options{Depth: 1, At: instant}
		if got := told(around(t, v, "domain/a.example", o)); got != want {
			t.Errorf("at %s are %s", at, got)
		}
		if got := len(between(t, v, "domain/a.example", "server/192.0.2.1", o).Paths); got != strings.Count(want, "192.0.2.1") {
			t.Errorf("at %s are %d paths", at, got)
		}
	}
}

func TestADamagedCaseIsAnError(t *testing.T) {
	v := parse(t, ring)
	v.failed = takedown.ErrInvalid
	a, b := id(t, "domain/a.example"), id(t, "domain/b.example")
	if _, err := graph.Around(v, a, graph.Options{Depth: 1}); !errors.Is(err, takedown.ErrInvalid) {
		t.Errorf("neighbours give %v", err)
	}
	if _, err := graph.Between(v, a, b, graph.Options{}); !errors.Is(err, takedown.ErrInvalid) {
		t.Errorf("paths give %v", err)
	}
}

func TestADrawingHasTheLinksOfItsPicture(t *testing.T) {
	v := star(t, 100)
	p := around(t, v, "domain/hub.example", graph.Options{Depth: 1, Limit: 3})
	n := 0
	for range p.Drawing(v).AllLinks() {
		n++
	}
	if n != 3 {
		t.Errorf("it has %d links", n)
	}
}
