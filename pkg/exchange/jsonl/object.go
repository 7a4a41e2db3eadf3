package jsonl

import (
	"errors"
	"fmt"
	"io"

	"github.com/go-json-experiment/json/jsontext"

	"takedown/pkg/takedown"
)

// member is one member of an object. The value shares its memory.
type member struct {
	name   string
	inside string // JSON pointer to the object
	value  jsontext.Value
}

// path returns a JSON pointer to the value.
func (m *member) path() string { return string(jsontext.Pointer(m.inside).AppendToken(m.name)) }

// find returns the value of the member with that name, or nil.
func find(list []member, name string) jsontext.Value {
	for i := range list {
		if list[i].name == name {
			return list[i].value
		}
	}
	return nil
}

// object appends the members of the object that raw is, in their order. Path
// is where the object stands.
func (d *decoder) object(dst []member, raw []byte, path string) ([]member, error) {
	d.input.Reset(raw)
	d.json.Reset(&d.input)
	if d.json.PeekKind() != '{' {
		return dst, d.refuse(path, "it is no JSON object")
	}
	if _, err := d.json.ReadToken(); err != nil {
		return dst, malformed(path, err)
	}
	for d.json.PeekKind() != '}' {
		quoted, err := d.json.ReadValue()
		if err != nil {
			return dst, malformed(path, err)
		}
		name, err := d.nameOf(quoted)
		if err != nil {
			return dst, malformed(path, err)
		}
		value, err := d.json.ReadValue()
		if err != nil {
			return dst, malformed(path, err)
		}
		end := d.json.InputOffset()
		dst = append(dst, member{name, path, raw[end-int64(len(value)) : end]})
	}
	return dst, d.end(path)
}

// maxNames is how many names of members are remembered.
const maxNames = 1024

// nameOf returns the name of a member. The objects of a file have much the same
// names, so that they are remembered.
func (d *decoder) nameOf(quoted jsontext.Value) (string, error) {
	if name, ok := d.names[string(quoted)]; ok {
		return name, nil
	}
	name, err := jsontext.AppendUnquote(nil, quoted)
	if err == nil && len(d.names) < maxNames {
		d.names[string(quoted)] = string(name)
	}
	return string(name), err
}

// end reads the end of the object and refuses to let anything follow it.
func (d *decoder) end(path string) error {
	if _, err := d.json.ReadToken(); err != nil {
		return malformed(path, err)
	}
	if _, err := d.json.ReadToken(); !errors.Is(err, io.EOF) {
		return wrong(path, "something follows the object")
	}
	return nil
}

// array calls f for each element of the array that a member is.
func (d *decoder) array(m member, f func(v jsontext.Value) error) error {
	d.input.Reset(m.value)
	d.json.Reset(&d.input)
	if d.json.PeekKind() != '[' {
		return wrong(m.path(), "it is no JSON array, which a set is written as")
	}
	if _, err := d.json.ReadToken(); err != nil {
		return malformed(m.path(), err)
	}
	for n := 0; d.json.PeekKind() != ']'; n++ {
		v, err := d.json.ReadValue()
		if err != nil {
			return malformed(m.path(), err)
		}
		if err := f(v); err != nil {
			return &pathError{fmt.Sprintf("%s/%d", m.path(), n), err}
		}
	}
	return nil
}

// refuse says what is wrong with the next value, unless it is no JSON at all.
func (d *decoder) refuse(path, what string) error {
	if err := d.json.SkipValue(); err != nil {
		return malformed(path, err)
	}
	return wrong(path, what)
}

// malformed makes the error of a JSON decoder one of the line, with the byte of
// the line at which it stopped.
func malformed(path string, err error) error {
	syntax, ok := errors.AsType[*jsontext.SyntacticError](err)
	if !ok {
		return &pathError{path, fmt.Errorf("%w: %w", err, takedown.ErrInvalid)}
	}
	return &pathError{path + string(syntax.JSONPointer), fmt.Errorf("%w at byte %d: %w", syntax.Err, syntax.ByteOffset+1, takedown.ErrInvalid)}
}
