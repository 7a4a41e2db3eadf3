package feeds

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"takedown/pkg/takedown"
)

// objects reads the rows of a feed in JSON: objects, in an array or one after
// the other, or arrays of them that are members of one object.
type objects struct {
	p     *Preset
	w     *window
	d     *jsontext.Decoder
	yield func(row, error) bool
	rows  int // that were read
}

// errStop says that nobody wants more rows.
var errStop = errors.New("stop")

func (p *Preset) objects(in io.Reader, yield func(row, error) bool) {
	w := &window{in: in, line: 1}
	o := &objects{p: p, w: w, d: jsontext.NewDecoder(w), yield: yield}
	err := o.all()
	if errors.Is(err, errStop) || errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return
	}
	if syntax, ok := errors.AsType[*jsontext.SyntacticError](err); ok {
		err = fmt.Errorf("line %d, %.100s: %w: %w", w.lineAt(syntax.ByteOffset), syntax.JSONPointer, syntax.Err, takedown.ErrInvalid)
	}
	yield(row{}, err)
}

func (o *objects) all() error {
	for {
		var err error
		switch o.d.PeekKind() {
		case '[':
			err = o.array("")
		case '{':
			err = o.object()
		default:
			if _, err := o.d.ReadToken(); err != nil {
				return err
			}
			err = fmt.Errorf("line %d: here should be an object or an array of them: %w", o.w.lineAt(o.d.InputOffset()), takedown.ErrInvalid)
		}
		if err != nil {
			return err
		}
	}
}

// array reads an array of rows. Its name, if it has one, is the row's number.
func (o *objects) array(id string) error {
	if _, err := o.d.ReadToken(); err != nil {
		return err
	}
	for o.d.PeekKind() != ']' {
		value, err := o.d.ReadValue()
		if err != nil {
			return err
		}
		if err := o.row(value, id); err != nil {
			return err
		}
	}
	_, err := o.d.ReadToken()
	return err
}

// object reads an object that is a row, or that has rows: in arrays, or as
// members that are rows themselves. What stands beside them speaks of the answer.
func (o *objects) object() error {
	if _, err := o.d.ReadToken(); err != nil {
		return err
	}
	out := row{line: o.w.lineAt(o.d.InputOffset())}
	before := o.rows
	for o.d.PeekKind() == '"' {
		t, err := o.d.ReadToken()
		if err != nil {
			return err
		}
		name := strings.Clone(t.String())
		if o.d.PeekKind() == '[' && !o.p.isColumn(name) && !out.has(o.p.key) {
			err = o.array(name)
		} else {
			err = o.member(&out, name)
		}
		if err != nil {
			return err
		}
	}
	if _, err := o.d.ReadToken(); err != nil {
		return err
	}
	if o.rows > before && !out.has(o.p.key) || o.isAnswer(&out) {
		return nil
	}
	out.raw = append(o.w.take(o.d.InputOffset()), '\n')
	return o.tell(out, nil)
}

// member reads a member of an object that is a row, or a row that is one.
func (o *objects) member(out *row, name string) error {
	value, err := o.d.ReadValue()
	if err != nil {
		return err
	}
	if value.Kind() == '{' && !out.has(o.p.key) && anyObject(value, o.p.hasKey) {
		return o.row(value, name)
	}
	out.cells = append(out.cells, cellOf{name, value.Clone()})
	return nil
}

// isAnswer reports whether an object without rows is the answer of a publisher
// who has found none.
func (o *objects) isAnswer(out *row) bool {
	return len(out.cells) == 0 || out.has("query_status") && !out.has(o.p.key)
}

// row reads one row of an array.
func (o *objects) row(value jsontext.Value, id string) error {
	end := o.d.InputOffset()
	out := row{line: o.w.lineAt(end - int64(len(value))), raw: append([]byte(value.Clone()), '\n')}
	o.w.take(end)
	if value.Kind() != '{' {
		return o.tell(out, fmt.Errorf("here should be an object: %w", takedown.ErrInvalid))
	}
	d := jsontext.NewDecoder(strings.NewReader(string(value)))
	_, _ = d.ReadToken() // the brace was seen
	for d.PeekKind() == '"' {
		t, err := d.ReadToken()
		if err != nil {
			return o.tell(out, err)
		}
		name := strings.Clone(t.String())
		member, err := d.ReadValue()
		if err != nil {
			return o.tell(out, err)
		}
		out.cells = append(out.cells, cellOf{name, member.Clone()})
	}
	if strings.Trim(id, "0123456789") == "" && id != "" {
		out.cells = append([]cellOf{{"id", jsontext.Value(`"` + id + `"`)}}, out.cells...)
	}
	return o.tell(out, nil)
}

func (o *objects) tell(r row, err error) error {
	o.rows++
	if !o.yield(r, err) {
		return errStop
	}
	return nil
}
