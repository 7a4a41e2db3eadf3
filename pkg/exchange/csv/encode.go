package csv

import (
	"bufio"
	"io"
	"iter"

	"takedown/pkg/takedown"
	"takedown/pkg/view"
)

// Encode writes a header and a row for each record, and says what has no place
// in a row: the links that go out from the records, the facts about them, and
// claims other than the one that is shown.
func Encode(w io.Writer, v view.View, records iter.Seq2[*view.Record, error]) ([]view.Loss, error) {
	lost, err := newLosses(v)
	if err != nil {
		return nil, err
	}
	out := bufio.NewWriterSize(w, 64<<10)
	e := newEncoder()
	line := e.appendHeader(nil)
	for r, err := range records {
		if err != nil {
			return nil, err
		}
		if _, err := out.Write(line); err != nil {
			return nil, err
		}
		line = e.appendRow(line[:0], r)
		if err := lost.add(r); err != nil {
			return nil, err
		}
	}
	if _, err := out.Write(line); err != nil {
		return nil, err
	}
	return lost.All(), out.Flush()
}

// losses counts what has no place in a row.
type losses struct {
	view.Losses
	view      view.View
	linksFrom map[takedown.ID][]string
}

func newLosses(v view.View) (*losses, error) {
	c := &losses{view: v, linksFrom: map[takedown.ID][]string{}}
	for l, err := range v.AllLinks() {
		if err != nil {
			return nil, err
		}
		c.linksFrom[l.From] = append(c.linksFrom[l.From], l.Name())
	}
	return c, nil
}

func (c *losses) add(r *view.Record) error {
	c.Add("links", c.linksFrom[r.ID]...)
	return c.Record(c.view, r, carried)
}

// carried says what of a record has a column that is read again. A marking has
// one that is not.
func carried(name string) bool {
	switch name {
	case "claims", "facts", "tlp", "pap":
		return false
	}
	return true
}
