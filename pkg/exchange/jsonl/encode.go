package jsonl

import (
	"bufio"
	"io"
	"iter"

	"takedown/pkg/takedown"
	"takedown/pkg/view"
)

// Encode writes the records, the links between them and the facts about them.
// It says what it left out: links with an end outside, and claims other than
// the one that is shown.
func Encode(w io.Writer, v view.View, records iter.Seq2[*view.Record, error]) ([]view.Loss, error) {
	e := encoder{out: bufio.NewWriterSize(w, 64<<10), view: v}
	for _, step := range []func() error{
		e.findEnds,
		func() error { return e.records(records) },
		e.links,
		e.facts,
		e.out.Flush,
	} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	return e.lost.All(), nil
}

// encoder writes one export. What it remembers grows with links and facts, and
// not with records.
type encoder struct {
	out  *bufio.Writer
	view view.View
	line []byte

	ends map[takedown.ID]bool // of links, and whether the record was written
	told []takedown.ID        // records that there are facts about
	lost view.Losses
}

// write writes the line.
func (e *encoder) write(line []byte) error {
	e.line = append(line, '\n')
	_, err := e.out.Write(e.line)
	return err
}

// findEnds finds the records that have links.
func (e *encoder) findEnds() error {
	e.ends = map[takedown.ID]bool{}
	for l, err := range e.view.AllLinks() {
		if err != nil {
			return err
		}
		e.ends[l.From], e.ends[l.To] = false, false
	}
	return nil
}

func (e *encoder) records(records iter.Seq2[*view.Record, error]) error {
	for r, err := range records {
		if err != nil {
			return err
		}
		if err := e.write(r.AppendJSON(e.line[:0])); err != nil {
			return err
		}
		if err := e.remember(r); err != nil {
			return err
		}
	}
	return nil
}

// remember notes what comes after the records because of this one.
func (e *encoder) remember(r *view.Record) error {
	if _, ok := e.ends[r.ID]; ok {
		e.ends[r.ID] = true
	}
	if r.TLP != r.Kind().Marking {
		e.lost.Add("markings other than the default, when read again", r.Name()+" "+r.TLP.String())
	}
	if err := e.lost.Record(e.view, r, carried); err != nil {
		return err
	}
	facts, err := e.view.Facts(r.ID)
	if len(facts) > 0 {
		e.told = append(e.told, r.ID)
	}
	return err
}

func (e *encoder) links() error {
	for l, err := range e.view.AllLinks() {
		if err != nil {
			return err
		}
		switch from, to := e.ends[l.From], e.ends[l.To]; {
		case from && to:
			e.lost.Link(&l, func(name string) bool { return name != "tlp" })
			if err := e.write(l.AppendJSON(e.line[:0], "")); err != nil {
				return err
			}
		case from || to:
			e.lost.Add("links with an end outside the selection", l.Name())
		}
	}
	return nil
}

func (e *encoder) facts() error {
	for _, id := range e.told {
		facts, err := e.view.Facts(id)
		if err != nil {
			return err
		}
		for i := range facts {
			if err := e.write(facts[i].AppendJSON(e.line[:0])); err != nil {
				return err
			}
		}
	}
	return nil
}

// carried says what of a record is written: all but claims that are not shown.
func carried(name string) bool { return name != "claims" }
