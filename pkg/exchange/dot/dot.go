// Package dot writes records and the links between them as a drawing for
// Graphviz.
//
// A record is a box that is known by its number, so that no name of a record is
// ever more than text: a label in quotes, in which nothing is left that Graphviz
// would read as the end of it, as an escape, or as an entity. Targets are
// defanged, for a drawing is looked at by people. Which records are drawn, and
// which neighbours of one, is not decided here.
package dot

import (
	"bufio"
	"fmt"
	"io"
	"iter"
	"strings"

	"takedown/pkg/render"
	"takedown/pkg/takedown"
	"takedown/pkg/view"
)

const head = `digraph takedown {
  graph [rankdir=LR, fontname="Helvetica"]
  node [shape=box, style="rounded,filled", fillcolor="white", fontname="Helvetica", fontsize=11]
  edge [fontname="Helvetica", fontsize=9, color="#555555"]
`

// Encode writes the drawing and says what has no place in it.
func Encode(w io.Writer, v view.View, records iter.Seq2[*view.Record, error]) ([]view.Loss, error) {
	out := bufio.NewWriterSize(w, 64<<10)
	var lost view.Losses
	if _, err := out.WriteString(head); err != nil {
		return nil, err
	}
	err := view.Walk(v, records, &lost,
		func(r *view.Record, n int) error {
			if _, err := fmt.Fprintf(out, "  n%d [label=\"%s\"%s]\n", n, label(r), look(r)); err != nil {
				return err
			}
			return lost.Record(v, r, carried)
		},
		func(l *view.Link, from, to int) error {
			lost.Link(l, carried)
			_, err := fmt.Fprintf(out, "  n%d -> n%d [label=\"%s\"%s]\n", from, to, linkLabel(l), styles[l.Strength])
			return err
		})
	if err != nil {
		return nil, err
	}
	if _, err := out.WriteString("}\n"); err != nil {
		return nil, err
	}
	return lost.All(), out.Flush()
}

// carried says what stands in a drawing of a record or a link.
func carried(name string) bool { return name == "same_as" || name == "tlp" || name == "strength" }

// label is what stands in a box: the key, what it is, and what it is the same as.
func label(r *view.Record) string {
	lines := []string{escape(render.Defang(r.ID.Kind, r.Key())), r.ID.Kind + ", " + r.TLP.String()}
	if state := r.Status(); state != "" {
		lines[1] = r.ID.Kind + ", " + state + ", " + r.TLP.String()
	}
	for _, name := range r.SameAs {
		kind, key, _ := strings.Cut(name, "/")
		lines = append(lines, "= "+escape(render.Defang(kind, key)))
	}
	return strings.Join(lines, `\n`)
}

func linkLabel(l *view.Link) string {
	lines := []string{l.Rel}
	if l.Strength != "" {
		lines = append(lines, l.Strength)
	}
	if l.TLP != takedown.Amber {
		lines = append(lines, l.TLP.String())
	}
	return strings.Join(lines, `\n`)
}

// escapes takes from a text what means something in a label of Graphviz.
var escapes = strings.NewReplacer(`\`, `\\`, `"`, `\"`, "&", "&amp;", "<", "&lt;", ">", "&gt;")

func escape(s string) string { return escapes.Replace(render.Inert(s)) }

// shapes tell the kinds apart that are no targets.
var shapes = map[string]string{
	"suspect": "oval", "malware": "hexagon", "provider": "house", "agency": "octagon", "operation": "folder",
	"order": "note", "evidence": "component", "asset": "cylinder", "victims": "tab",
}

// styles tell links apart by how sure they are.
var styles = map[string]string{"confirmed": ", style=bold", "tentative": ", style=dashed", "unconfirmed": ", style=dotted"}

// colours are those of the states that people look for.
var colours = map[string]string{
	"seized": "#d5ead0", "sinkholed": "#d5ead0", "suspended": "#d5ead0", "disrupted": "#d5ead0",
	"verified": "#b7dcae", "closed": "#b7dcae", "re-emerged": "#f3c1bb",
}

func look(r *view.Record) (out string) {
	if shape := shapes[r.ID.Kind]; shape != "" {
		out = ", shape=" + shape + ", style=filled"
	}
	if c := colours[r.Status()]; c != "" {
		out += `, fillcolor="` + c + `"`
	}
	return out
}
