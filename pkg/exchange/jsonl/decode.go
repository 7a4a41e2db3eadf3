package jsonl

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"

	"github.com/go-json-experiment/json/jsontext"

	"takedown/pkg/exchange/lines"
	"takedown/pkg/takedown"
)

// Decode yields a record or a link for each object, and an item that is
// skipped for each fact. Agency is the issuer of issued keys that are written
// without one.
func Decode(r io.Reader, agency string) iter.Seq2[takedown.Item, error] {
	return func(yield func(takedown.Item, error) bool) {
		d := newDecoder(agency)
		for p, err := range pieces(r) {
			var item takedown.Item
			if err == nil {
				item, err = d.item(p)
			}
			if !yield(item, err) {
				return
			}
		}
	}
}

// decoder makes items of objects, one after the other.
type decoder struct {
	agency string
	input  bytes.Reader
	json   *jsontext.Decoder
	names  map[string]string // of members, by their JSON
	top    []member          // of the last object
	inner  []member          // of the last object inside of it
}

func newDecoder(agency string) *decoder {
	d := &decoder{agency: agency, names: map[string]string{}}
	d.json = jsontext.NewDecoder(&d.input)
	return d
}

// item makes the item of one object.
func (d *decoder) item(p piece) (takedown.Item, error) {
	item, err := d.read(p.raw)
	if err == nil {
		item.Line = p.line
		if item.Rel != "" {
			item.Raw = bytes.Clone(p.raw)
		}
		return item, nil
	}
	row := &takedown.RowError{Line: p.line, Raw: bytes.Clone(p.raw), Err: err}
	if at, ok := errors.AsType[*pathError](err); ok {
		row.Column, row.Err = lines.Short(at.path), at.err
	}
	if !bytes.HasSuffix(row.Raw, []byte("\n")) {
		row.Raw = append(row.Raw, '\n')
	}
	return takedown.Item{}, row
}

// maxDepth is how many levels an object may have, also where nothing is read.
const maxDepth = 16

// read makes an item of an object: a fact, a link, or else a record.
func (d *decoder) read(raw []byte) (takedown.Item, error) {
	var err error
	if d.top, err = d.object(d.top[:0], raw, ""); err != nil {
		return takedown.Item{}, err
	}
	switch {
	case takedown.Levels(raw) > maxDepth:
		return takedown.Item{}, wrong("", fmt.Sprintf("the object has more than %d levels", maxDepth))
	case find(d.top, "fact") != nil:
		return takedown.Item{Skipped: "fact"}, nil
	case find(d.top, "rel") != nil:
		return d.link()
	}
	return d.record()
}

// pathError says which value of an object is wrong.
type pathError struct {
	path string // a JSON pointer
	err  error
}

func (e *pathError) Error() string { return e.path + ": " + e.err.Error() }

// wrong makes a pathError that says of the value what it is not.
func wrong(path, what string) error {
	return &pathError{path, fmt.Errorf("%s: %w", what, takedown.ErrInvalid)}
}
