package graph

import (
	"math"
	"slices"

	gonum "gonum.org/v1/gonum/graph"
	"gonum.org/v1/gonum/graph/iterator"
	"gonum.org/v1/gonum/graph/simple"
	"gonum.org/v1/gonum/graph/traverse"

	"takedown/pkg/takedown"
	"takedown/pkg/view"
)

// Path is one way from a record to another.
type Path struct {
	From *Node
	Hops []Hop
}

// Hop is one link of a path, or several that say the same.
type Hop struct {
	To    *Node
	Rel   string
	In    bool // it comes from where it leads to
	Links []view.Link
}

// Between returns the shortest paths between two records, whichever way their
// links point. There are none where they do not hang together within the depth.
func Between(v view.View, from, to takedown.ID, o Options) (*Picture, error) {
	b := &between{v: v, o: o, numbers: map[takedown.ID]int64{}, edges: map[int64][]edge{}, depth: map[int64]int{}}
	source, target := b.number(from), b.number(to)
	found := b.search(source, target)
	if b.err != nil {
		return nil, b.err
	}
	p := &Picture{index: map[takedown.ID]*Node{}}
	if found {
		b.countWays(target)
		if err := b.follow(p, source, target, nil); err != nil {
			return nil, err
		}
		p.Left = b.ways[source] - len(p.Paths)
	}
	p.addLinks()
	return p, nil
}

// between is the graph of a view as gonum walks it: a record gets a number when
// it is first seen, and its links are read when it is its turn.
type between struct {
	v       view.View
	o       Options
	ids     []takedown.ID
	numbers map[takedown.ID]int64
	edges   map[int64][]edge
	depth   map[int64]int // of records whose turn it was
	ways    map[int64]int // to the target
	err     error
}

func (b *between) number(id takedown.ID) int64 {
	n, ok := b.numbers[id]
	if !ok {
		n = int64(len(b.ids))
		b.numbers[id], b.ids = n, append(b.ids, id)
	}
	return n
}

// From returns the neighbours of a record.
func (b *between) From(n int64) gonum.Nodes {
	if b.err == nil {
		b.edges[n], b.err = edgesOf(b.v, b.ids[n], b.o.At)
	}
	var out []gonum.Node
	for _, e := range b.edges[n] {
		out = append(out, simple.Node(b.number(e.other)))
	}
	return iterator.NewOrderedNodes(out)
}

// Edge returns the edge between two neighbours.
func (b *between) Edge(from, to int64) gonum.Edge {
	return simple.Edge{F: simple.Node(from), T: simple.Node(to)}
}

// search walks away from the source until it is the target's turn.
func (b *between) search(source, target int64) bool {
	var walk traverse.BreadthFirst
	end := walk.Walk(b, simple.Node(source), func(n gonum.Node, depth int) bool {
		b.depth[n.ID()] = depth
		return n.ID() == target || b.err != nil || b.o.Depth > 0 && depth > b.o.Depth
	})
	return end != nil && end.ID() == target && (b.o.Depth == 0 || b.depth[target] <= b.o.Depth)
}

// onward returns the edges of a record that lead one link nearer to the target.
func (b *between) onward(n int64) []edge {
	var out []edge
	for _, e := range b.edges[n] {
		other := b.numbers[e.other]
		if d, ok := b.depth[other]; ok && d == b.depth[n]+1 && b.ways[other] > 0 {
			out = append(out, e)
		}
	}
	return out
}

// countWays counts for each record how many shortest paths lead on from it. So
// it is known which records lie on one, and how many paths are not shown; gonum
// would list the paths in an order of chance, and all of them.
func (b *between) countWays(target int64) {
	b.ways = map[int64]int{target: 1}
	byDepth := make([][]int64, b.depth[target]+1)
	for n, d := range b.depth {
		if d < len(byDepth) {
			byDepth[d] = append(byDepth[d], n)
		}
	}
	for d := len(byDepth) - 2; d >= 0; d-- {
		for _, n := range byDepth[d] {
			ways := 0
			for _, e := range b.onward(n) {
				ways = addWays(ways, b.ways[b.numbers[e.other]])
			}
			b.ways[n] = ways
		}
	}
}

// addWays adds numbers that may grow beyond all bounds.
func addWays(a, b int) int {
	if a > math.MaxInt32-b {
		return math.MaxInt32
	}
	return a + b
}

// follow adds the paths from a record to the target, which begin with hops, until
// there are enough.
func (b *between) follow(p *Picture, n, target int64, hops []edge) error {
	if b.o.Limit > 0 && len(p.Paths) >= b.o.Limit {
		return nil
	}
	if n == target {
		return b.addPath(p, hops)
	}
	for _, e := range b.onward(n) {
		if err := b.follow(p, b.numbers[e.other], target, append(slices.Clip(hops), e)); err != nil {
			return err
		}
	}
	return nil
}

func (b *between) addPath(p *Picture, hops []edge) error {
	from, err := p.node(b.v, b.ids[0], 0)
	if err != nil || from == nil {
		return err
	}
	path := Path{From: from}
	for i, e := range hops {
		to, err := p.node(b.v, e.other, i+1)
		if err != nil || to == nil {
			return err
		}
		path.Hops = append(path.Hops, Hop{to, e.rel, e.in, e.links})
	}
	p.Paths = append(p.Paths, path)
	return nil
}

// addLinks collects the links of the paths, and orders the nodes by distance.
func (p *Picture) addLinks() {
	seen := map[string]bool{}
	for _, path := range p.Paths {
		for _, h := range path.Hops {
			for _, l := range h.Links {
				if !seen[l.ID()] {
					seen[l.ID()] = true
					p.Links = append(p.Links, l)
				}
			}
		}
	}
	slices.SortStableFunc(p.Nodes, func(a, b *Node) int { return a.Distance - b.Distance })
}
