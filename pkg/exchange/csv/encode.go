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
	return lost.all(), out.Flush()
}

// losses counts what has no place in a row.
type losses struct {
	view                 view.View
	linksFrom            map[takedown.ID]int
	links, facts, claims int
	markings             int // records with another marking than the default
}

func newLosses(v view.View) (*losses, error) {
	c := &losses{view: v, linksFrom: map[takedown.ID]int{}}
	for l, err := range v.AllLinks() {
		if err != nil {
			return nil, err
		}
		c.linksFrom[l.From]++
	}
	return c, nil
}

func (c *losses) add(r *view.Record) error {
	c.links += c.linksFrom[r.ID]
	if r.Conflict() {
		c.claims += r.Hidden()
	}
	if r.TLP != r.Kind().Marking {
		c.markings++
	}
	facts, err := c.view.Facts(r.ID)
	c.facts += len(facts)
	return err
}

// all returns the losses that there are.
func (c *losses) all() (out []view.Loss) {
	for _, l := range []view.Loss{{What: "links", Count: c.links}, {What: "notes and facts", Count: c.facts}, {What: "claims that are not shown", Count: c.claims}, {What: "markings other than the default", Count: c.markings}} {
		if l.Count > 0 {
			out = append(out, l)
		}
	}
	return out
}
