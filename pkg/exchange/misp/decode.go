package misp

import (
	"fmt"
	"io"
	"iter"
	"slices"

	"github.com/go-json-experiment/json/jsontext"

	"takedown/pkg/exchange/lines"
	"takedown/pkg/takedown"
)

// Decode yields what the events of a file say: records, then links, then what
// was seen and remarked, event by event, and an item that is skipped for each
// attribute of another sort. Agency is the issuer of the names of persons.
func Decode(r io.Reader, agency string) iter.Seq2[takedown.Item, error] {
	return func(yield func(takedown.Item, error) bool) {
		d := &decoder{agency: agency, yield: yield}
		err := d.file(r)
		if err != nil && !d.stopped {
			yield(takedown.Item{}, err)
		}
	}
}

// decoder reads one file.
type decoder struct {
	*stream
	agency  string
	yield   func(takedown.Item, error) bool
	stopped bool // whoever takes the items wants no more
	events  int  // seen so far
}

var errStopped = fmt.Errorf("nobody wants more items")

// give yields an item, or the error in its place.
func (d *decoder) give(item takedown.Item, err error) error {
	if !d.yield(item, err) {
		d.stopped = true
		return errStopped
	}
	return nil
}

func (d *decoder) file(r io.Reader) (err error) {
	if d.stream, err = newStream(r); err != nil {
		return err
	}
	if err = d.wrapped(0); err == nil {
		err = d.end()
	}
	if err != nil {
		return d.explain(err)
	}
	return nil
}

// wrapped reads an event, a list of events, or what stands around them.
func (d *decoder) wrapped(depth int) error {
	switch {
	case depth > maxWraps:
		return d.refuse("an event: it lies too deep")
	case d.PeekKind() == '[':
		return d.elements(func() error { return d.wrapped(depth + 1) })
	}
	return d.event(depth)
}

// event reads an object that is an event or stands around some. Where its
// attributes belong to it is known at its end, as its tags may come last.
func (d *decoder) event(depth int) error {
	e, known, listed, events := newEvent(d), 0, 0, d.events
	err := d.members(func(name string) error {
		switch name {
		case "Event", "response":
			known++
			return d.wrapped(depth + 1)
		case "Attribute":
			known++
			return d.elements(e.readAttribute)
		case "Object":
			known++
			return d.elements(e.readObject)
		case "Galaxy":
			return d.elements(e.readGalaxy)
		}
		switch {
		case name == "uuid" || name == "info":
			known++
		case isUUID(name):
			listed++
		}
		return e.readMember(name)
	})
	if err != nil {
		return err
	}
	if known == 0 && listed > 0 {
		return d.wrong("it is the manifest of a feed, which only lists events: import the files of these, which lie beside it")
	}
	if known == 0 {
		return d.wrong("it is no MISP event")
	}
	if events == d.events {
		d.events++
	}
	return e.flush()
}

// row makes an error of a value one of its row.
func (d *decoder) row(line int, raw jsontext.Value, inside string, err error) *takedown.RowError {
	path := string(d.StackPointer()) + inside
	return &takedown.RowError{Line: line, Column: lines.Short(path), Raw: append(slices.Clone([]byte(raw)), '\n'), Err: err}
}
