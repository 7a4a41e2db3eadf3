// Package graph finds what is near a record, and how two records hang together,
// over the links of a view. It is the only room that knows gonum.
//
// It reads links one record at a time, so that a case of any size is asked only
// about what is near. Records that are one with another are one node under the
// name that the view gives them. How a picture is written is the business of
// package render and of the formats of package exchange.
package graph

import (
	"cmp"
	"iter"
	"slices"
	"time"

	"takedown/pkg/takedown"
	"takedown/pkg/view"
)

// Options bound a picture.
type Options struct {
	Depth int       // how many links away a record may be; 0: any, for paths
	Limit int       // neighbours of the first record by one relation, half as many at each further distance, and paths; 0: all
	Total int       // records in all; 0: any
	At    time.Time // only links that stand at this instant; zero: all
}

// Picture is records and the links between them, as seen from the first.
type Picture struct {
	Nodes []*Node // the nearest first
	Links []view.Link
	Paths []Path
	Left  int // neighbours or paths that are left out

	index map[takedown.ID]*Node
}

// Node is a record of a picture.
type Node struct {
	Record   *view.Record
	Distance int
	Groups   []Group
}

// Group is the neighbours of a record by one relation in one direction.
type Group struct {
	Rel   string
	In    bool // the links come from the neighbours
	Steps []Step
	Left  int // how many are left out
}

// Step is a neighbour and the links that lead to it.
type Step struct {
	To    *Node
	Links []view.Link
	First bool // nothing nearer led to it
}

// Drawing is the view that a picture shows: its links and no others.
func (p *Picture) Drawing(v view.View) view.View { return drawing{v, p.Links} }

// Records yields the records of a picture.
func (p *Picture) Records() iter.Seq2[*view.Record, error] {
	return func(yield func(*view.Record, error) bool) {
		for _, n := range p.Nodes {
			if !yield(n.Record, nil) {
				return
			}
		}
	}
}

type drawing struct {
	view.View
	links []view.Link
}

func (d drawing) AllLinks() iter.Seq2[view.Link, error] {
	return func(yield func(view.Link, error) bool) {
		for _, l := range d.links {
			if !yield(l, nil) {
				return
			}
		}
	}
}

// edge is what leads from a record to a neighbour by one relation in one
// direction.
type edge struct {
	other takedown.ID
	rel   string
	in    bool
	links []view.Link
}

// edgesOf returns what leads away from a record, by relation, the links that
// come out of it first, and then by neighbour.
func edgesOf(v view.View, id takedown.ID, at time.Time) ([]edge, error) {
	links, err := v.Links(id)
	if err != nil {
		return nil, err
	}
	var all []edge
	for _, l := range links {
		if !at.IsZero() && !l.At(at) {
			continue
		}
		e, err := edgeOf(v, id, l)
		if err != nil {
			return nil, err
		}
		if e.other != id && e.other != (takedown.ID{}) {
			all = append(all, e)
		}
	}
	slices.SortStableFunc(all, edge.compare)
	var out []edge
	for _, e := range all {
		if n := len(out); n > 0 && out[n-1].compare(e) == 0 {
			out[n-1].links = append(out[n-1].links, e.links...)
		} else {
			out = append(out, e)
		}
	}
	return out, nil
}

func (e edge) compare(f edge) int {
	return cmp.Or(cmp.Compare(rank(e.rel), rank(f.rel)), compareBool(e.in, f.in), e.other.Compare(f.other))
}

func rank(rel string) int { return slices.Index(takedown.RelationNames(), rel) }

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

// edgeOf returns a link as seen from a record. What is said about which records
// are one is kept under their own names, of which the view knows the one that is
// shown.
func edgeOf(v view.View, id takedown.ID, l view.Link) (edge, error) {
	if l.Parts() {
		for _, end := range []*takedown.ID{&l.From, &l.To} {
			r, err := v.Record(*end)
			if err != nil || r == nil {
				return edge{}, err
			}
			if r.ID != *end {
				*end = r.ID
				l.FromShown, l.ToShown = "", ""
			}
		}
	}
	e := edge{other: l.To, rel: l.Rel, links: []view.Link{l}}
	if l.From != id {
		e.other, e.in = l.From, true
	}
	return e, nil
}
