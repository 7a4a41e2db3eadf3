// Package graphml writes records and the links between them in GraphML, which
// programs that draw and measure graphs read.
//
// Every column of a record and every field of a link is a data element, and
// nodes are known by their number, so that names and values are text and nothing
// else. XML cannot carry control characters, and readers do not show invisible
// ones: both are written visibly, and where that was done is said. The elements
// of a set are joined as in package csv. The facts about a record, and who signed
// them, have no place in it.
package graphml

import (
	"bufio"
	"encoding/xml"
	"fmt"
	"io"
	"iter"
	"strings"

	"takedown/pkg/render"
	"takedown/pkg/takedown"
	"takedown/pkg/view"
)

// Encode writes the graph and says what has no place in it.
func Encode(w io.Writer, v view.View, records iter.Seq2[*view.Record, error]) ([]view.Loss, error) {
	e := encoder{out: bufio.NewWriterSize(w, 64<<10), columns: view.Columns()}
	e.head()
	err := view.Walk(v, records, &e.lost,
		func(r *view.Record, n int) error {
			e.node(r, n)
			if e.err != nil {
				return e.err
			}
			return e.lost.Record(v, r, carried)
		},
		func(l *view.Link, from, to int) error {
			e.edge(l, from, to)
			return e.err
		})
	if err != nil {
		return nil, err
	}
	e.print("  </graph>\n</graphml>\n")
	if e.err != nil {
		return nil, e.err
	}
	return e.lost.All(), e.out.Flush()
}

// carried says what of a record and a link is an element: all but what is said
// beside the shown values.
func carried(name string) bool { return name != "claims" && name != "pap" && name != "facts" }

// encoder writes a graph until something goes wrong.
type encoder struct {
	out     *bufio.Writer
	columns []string // of records
	lost    view.Losses
	err     error
}

func (e *encoder) print(text string) {
	if e.err == nil {
		_, e.err = e.out.WriteString(text)
	}
}

// head writes which data nodes and edges have. The key of a record is the label
// that tools look for, too.
func (e *encoder) head() {
	e.print(xml.Header + `<graphml xmlns="http://graphml.graphdrawing.org/xmlns">` + "\n")
	for _, name := range append([]string{"label"}, e.columns...) {
		e.print(fmt.Sprintf("  <key id=\"n_%s\" for=\"node\" attr.name=\"%s\" attr.type=\"string\"/>\n", name, name))
	}
	for _, name := range linkColumns() {
		e.print(fmt.Sprintf("  <key id=\"e_%s\" for=\"edge\" attr.name=\"%s\" attr.type=\"string\"/>\n", name, name))
	}
	e.print("  <graph id=\"takedown\" edgedefault=\"directed\">\n")
}

// linkColumns are the relation, as the label that tools look for, the fields of
// a link, and who said it.
func linkColumns() []string {
	out := []string{"label", "entry", "origin", "tlp"}
	for i := range takedown.LinkFields {
		out = append(out, takedown.LinkFields[i].Name)
	}
	return out
}

func (e *encoder) node(r *view.Record, n int) {
	e.print(fmt.Sprintf("    <node id=\"n%d\">\n", n))
	e.data("n_label", r.Key(), r.Name())
	for _, name := range e.columns {
		e.data("n_"+name, text(r, name), r.Name())
	}
	e.print("    </node>\n")
}

// text is one column of a record. A set is joined as in a row of CSV.
func text(r *view.Record, name string) string {
	values := r.Column(name)
	if f := r.Kind().Field(name); f != nil && f.IsSet() || name == "same_as" {
		return view.JoinSet(values)
	}
	return strings.Join(values, ", ")
}

func (e *encoder) edge(l *view.Link, from, to int) {
	e.print(fmt.Sprintf("    <edge source=\"n%d\" target=\"n%d\">\n", from, to))
	e.data("e_label", l.Rel, l.Name())
	e.data("e_entry", l.ID(), l.Name())
	e.data("e_origin", l.Stamp.Origin, l.Name())
	e.data("e_tlp", l.TLP.String(), l.Name())
	for i := range takedown.LinkFields {
		name := takedown.LinkFields[i].Name
		e.data("e_"+name, l.Get(name), l.Name())
	}
	e.print("    </edge>\n")
}

// data writes one value of a record or a link.
func (e *encoder) data(key, value, of string) {
	if value == "" {
		return
	}
	shown := render.InertLines(value)
	if shown != value {
		e.lost.Add("texts with invisible characters, which are written visibly", of+" "+key[2:])
	}
	var b strings.Builder
	if err := xml.EscapeText(&b, []byte(shown)); err != nil && e.err == nil {
		e.err = err
	}
	e.print("      <data key=\"" + key + "\">" + b.String() + "</data>\n")
}
