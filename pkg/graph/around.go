package graph

import (
	"takedown/pkg/takedown"
	"takedown/pkg/view"
)

// Around returns what is near a record: its neighbours by relation, theirs, and
// so on. Every link is in it once, at the end that is nearer.
func Around(v view.View, id takedown.ID, o Options) (*Picture, error) {
	a := around{v: v, o: o, p: &Picture{index: map[takedown.ID]*Node{}}, seen: map[string]bool{}}
	if _, err := a.p.node(v, id, 0); err != nil {
		return nil, err
	}
	// The list grows while it is gone through.
	for i := 0; i < len(a.p.Nodes); i++ {
		if n := a.p.Nodes[i]; n.Distance < o.Depth {
			if err := a.expand(n); err != nil {
				return nil, err
			}
		}
	}
	return a.p, nil
}

// node returns the node of a record, which is at that distance if it is new, or
// nil where the view has no such record.
func (p *Picture) node(v view.View, id takedown.ID, distance int) (*Node, error) {
	if n := p.index[id]; n != nil {
		return n, nil
	}
	r, err := v.Record(id)
	if err != nil || r == nil {
		return nil, err
	}
	n := &Node{Record: r.Clone(), Distance: distance}
	p.index[id], p.Nodes = n, append(p.Nodes, n)
	return n, nil
}

type around struct {
	v    view.View
	o    Options
	p    *Picture
	seen map[string]bool // links, by their entries
}

// expand adds the neighbours of a node.
func (a *around) expand(n *Node) error {
	edges, err := edgesOf(a.v, n.Record.ID, a.o.At)
	if err != nil {
		return err
	}
	for _, e := range edges {
		if e.links = a.fresh(e.links); len(e.links) == 0 {
			continue
		}
		if k := len(n.Groups); k == 0 || n.Groups[k-1].Rel != e.rel || n.Groups[k-1].In != e.in {
			n.Groups = append(n.Groups, Group{Rel: e.rel, In: e.in})
		}
		if err := a.add(n, &n.Groups[len(n.Groups)-1], e); err != nil {
			return err
		}
	}
	return nil
}

// fresh returns those links that are not in the picture yet.
func (a *around) fresh(links []view.Link) (out []view.Link) {
	for _, l := range links {
		if !a.seen[l.ID()] {
			out = append(out, l)
		}
	}
	return out
}

// add adds a neighbour, or counts that it is left out.
func (a *around) add(n *Node, g *Group, e edge) error {
	known := a.p.index[e.other] != nil
	full := a.o.Limit > 0 && len(g.Steps) >= max(1, a.o.Limit>>n.Distance)
	if full || !known && a.o.Total > 0 && len(a.p.Nodes) >= a.o.Total {
		g.Left++
		a.p.Left++
		return nil
	}
	other, err := a.p.node(a.v, e.other, n.Distance+1)
	if err != nil || other == nil {
		return err
	}
	for _, l := range e.links {
		a.seen[l.ID()] = true
	}
	g.Steps = append(g.Steps, Step{To: other, Links: e.links, First: !known})
	a.p.Links = append(a.p.Links, e.links...)
	return nil
}
