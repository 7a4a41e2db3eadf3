package stix

import (
	"bufio"
	"crypto/sha256"
	"hash"
	"io"
	"iter"

	"github.com/go-json-experiment/json"
	"github.com/google/uuid"

	"takedown/pkg/takedown"
	"takedown/pkg/view"
)

// Encode writes one bundle. The same view gives the same bytes.
func Encode(w io.Writer, v view.View, records iter.Seq2[*view.Record, error]) ([]view.Loss, error) {
	e := &encoder{out: bufio.NewWriterSize(w, 64<<10), sum: sha256.New(), view: v, ends: map[takedown.ID]*end{}, written: map[string]bool{}}
	for _, step := range []func() error{
		e.findEnds,
		e.open,
		func() error { return e.records(records) },
		e.links,
		e.close,
		e.out.Flush,
	} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	return e.losses(), nil
}

// encoder writes one bundle. What it remembers grows with links, and not with
// records.
type encoder struct {
	out   *bufio.Writer
	sum   hash.Hash // of the objects, from which the id of the bundle follows
	view  view.View
	count int

	ends    map[takedown.ID]*end
	written map[string]bool // ids of marking definitions and of objects that were kept
	lost    view.Losses
}

// end is a record that has links: the ids of its objects, once it is written.
type end struct{ id, observable string }

func (e *encoder) open() error {
	_, err := e.out.WriteString(`{"type":"bundle"`)
	return err
}

// close ends the bundle. Its id comes last, since it follows from what is in it.
func (e *encoder) close() error {
	list := ""
	if e.count > 0 {
		list = "]"
	}
	_, err := e.out.WriteString(list + `,"id":"bundle--` + uuid.NewSHA1(ours, e.sum.Sum(nil)).String() + "\"}\n")
	return err
}

// raw writes one object.
func (e *encoder) raw(object []byte) error {
	before := ",\n"
	if e.count++; e.count == 1 {
		before = ",\"objects\":[\n"
	}
	e.sum.Write(object)
	if _, err := e.out.WriteString(before); err != nil {
		return err
	}
	_, err := e.out.Write(object)
	return err
}

// object writes one object, after the definitions that every file begins with.
func (e *encoder) object(s *shape) error {
	if e.count == 0 {
		for _, d := range definitions() {
			if err := e.plain(&d); err != nil {
				return err
			}
		}
	}
	return e.plain(s)
}

func (e *encoder) plain(s *shape) error {
	raw, err := json.Marshal(s, json.Deterministic(true))
	if err != nil {
		return err
	}
	return e.raw(raw)
}

// mark marks an object, and writes the definition of the label before it.
func (e *encoder) mark(s *shape, tlp takedown.TLP) error {
	s.Markings = []string{tlpIDs[tlp]}
	if e.written[tlpIDs[tlp]] {
		return nil
	}
	e.written[tlpIDs[tlp]] = true
	d := definition(tlp)
	return e.object(&d)
}

// findEnds finds the records that have links.
func (e *encoder) findEnds() error {
	for l, err := range e.view.AllLinks() {
		if err != nil {
			return err
		}
		e.ends[l.From], e.ends[l.To] = nil, nil
	}
	return nil
}
