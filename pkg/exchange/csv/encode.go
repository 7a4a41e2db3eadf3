package csv

import (
	"bufio"
	"io"
	"iter"
	"strings"

	"takedown/pkg/takedown"
	"takedown/pkg/view"
)

// Encode writes records as a table with fixed columns, and says what it could
// not carry.
func Encode(w io.Writer, v view.View, records iter.Seq2[*view.Record, error]) ([]view.Loss, error) {
	out := bufio.NewWriterSize(w, 64<<10)
	columns := view.Columns()
	e := encoder{out: out, columns: columns}
	e.row(columns)
	loss := counter{v: v}
	cells := make([]string, len(columns))
	for r, err := range records {
		if err != nil {
			return nil, err
		}
		for i, name := range columns {
			cells[i] = cellOf(r, name)
		}
		e.row(cells)
		if e.err == nil {
			e.err = loss.add(r)
		}
		if e.err != nil {
			return nil, e.err
		}
	}
	return loss.all(), out.Flush()
}

// cellOf joins the elements of sets; all else is one text.
func cellOf(r *view.Record, name string) string {
	list := r.Column(name)
	if f := r.Kind().Field(name); f != nil && f.IsSet() {
		return view.JoinSet(list)
	}
	return strings.Join(list, "")
}

type encoder struct {
	out     *bufio.Writer
	columns []string
	err     error
}

func (e *encoder) row(cells []string) {
	for i, c := range cells {
		if i > 0 {
			e.out.WriteByte(',')
		}
		e.cell(c)
	}
	e.err = e.out.WriteByte('\n')
}

// cell writes one cell. What a spreadsheet would run as a formula, and what
// begins with the guard itself, gets a ' before it.
func (e *encoder) cell(s string) {
	if s == "" {
		return
	}
	guard := strings.IndexByte("=+-@'\t\r", s[0]) >= 0
	if !strings.ContainsAny(s, ",\"\r\n") && s[0] != ' ' {
		if guard {
			e.out.WriteByte('\'')
		}
		e.out.WriteString(s)
		return
	}
	e.out.WriteByte('"')
	if guard {
		e.out.WriteByte('\'')
	}
	e.out.WriteString(strings.ReplaceAll(s, `"`, `""`))
	e.out.WriteByte('"')
}

// counter counts what the table has no place for.
type counter struct {
	v                    view.View
	links, facts, claims int
}

func (c *counter) add(r *view.Record) error {
	links, err := c.v.Links(r.ID)
	if err != nil {
		return err
	}
	for i := range links {
		if links[i].From == r.ID {
			c.links++
		}
	}
	facts, err := c.v.Facts(r.ID)
	c.facts += len(facts)
	c.claims += otherClaims(r)
	return err
}

// otherClaims counts the claims about fields that are not the shown ones.
func otherClaims(r *view.Record) (n int) {
	for i := range r.Claims {
		cl := &r.Claims[i]
		if cl.State == view.Spare || cl.State == view.Stands && cl.Field.Merge == takedown.Latest && r.Value(cl.Field) != cl.Value {
			n++
		}
	}
	return n
}

func (c *counter) all() (out []view.Loss) {
	for _, l := range []view.Loss{{What: "links", Count: c.links}, {What: "notes and facts", Count: c.facts}, {What: "claims that are not shown", Count: c.claims}} {
		if l.Count > 0 {
			out = append(out, l)
		}
	}
	return out
}
