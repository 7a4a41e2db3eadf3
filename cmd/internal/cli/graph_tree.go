package cli

import (
	"fmt"

	"takedown/pkg/graph"
	"takedown/pkg/render"
	"takedown/pkg/view"
)

// neighbourTree is a record and what hangs on it, by relation. A record that was
// reached nearer to the root stands there with what hangs on it.
func neighbourTree(n *graph.Node) render.TreeNode {
	out := nodeLine(n)
	for i := range n.Groups {
		out.Below = append(out.Below, groupTree(&n.Groups[i]))
	}
	return out
}

// groupTree is the neighbours by one relation; one alone stands in its line.
func groupTree(g *graph.Group) render.TreeNode {
	out := render.TreeNode{Text: arrow(g.Rel, g.In)}
	for _, s := range g.Steps {
		out.Below = append(out.Below, stepTree(&s))
	}
	if len(g.Steps) == 1 && g.Left == 0 {
		only := out.Below[0]
		only.Text = out.Text + " " + only.Text
		return only
	}
	switch {
	case g.Left > 0 && len(g.Steps) == 0:
		out.Text += fmt.Sprintf(" … %d not shown", g.Left)
	case g.Left > 0:
		out.Below = append(out.Below, render.TreeNode{Text: fmt.Sprintf("… and %d more", g.Left)})
	}
	return out
}

func stepTree(s *graph.Step) render.TreeNode {
	if s.First {
		out := neighbourTree(s.To)
		out.Tail += linkText(s.Links)
		return out
	}
	out := nodeLine(s.To)
	out.Tail += linkText(s.Links) + "  (shown elsewhere)"
	return out
}

// pathTrees are the paths, each with its hops below where it begins.
func pathTrees(p *graph.Picture) []render.TreeNode {
	var out []render.TreeNode
	for _, path := range p.Paths {
		t := nodeLine(path.From)
		for _, h := range path.Hops {
			to := nodeLine(h.To)
			to.Text, to.Tail = arrow(h.Rel, h.In)+" "+to.Text, to.Tail+linkText(h.Links)
			t.Below = append(t.Below, to)
		}
		out = append(out, t)
	}
	return out
}

// arrow is a relation with its direction, as seen from where one comes from.
func arrow(rel string, in bool) string {
	if in {
		return "← " + rel
	}
	return rel + " →"
}

// nodeLine is a record in its line. A name may be as long as a suspect likes, and
// must not push its status over the edge of a terminal.
func nodeLine(n *graph.Node) render.TreeNode {
	out := render.TreeNode{Text: defanged(n.Record.Name())}
	if state := n.Record.Status(); state != "" {
		out.Tail = "  " + state
	}
	for _, other := range n.Record.SameAs {
		out.Tail += "  = " + defanged(other)
	}
	return out
}

// linkText says when the first of the links stood and how sure it is, and how
// many others say the same.
func linkText(links []view.Link) (text string) {
	l := &links[0]
	for _, name := range []string{"since", "until"} {
		if v := l.Get(name); v != "" {
			text += "  " + name + " " + v[:min(len(v), len("2006-01-02"))]
		}
	}
	if l.Strength != "" && l.Strength != "confirmed" {
		text += "  " + l.Strength
	}
	if len(links) > 1 {
		text += fmt.Sprintf("  (%d links)", len(links))
	}
	return text
}
