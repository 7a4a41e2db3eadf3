package stix

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"takedown/pkg/exchange/lines"
	"takedown/pkg/takedown"
)

// object is one STIX object of a file. Reading a property of another type than
// it must have leaves an error, which is asked for once all was read.
type object struct {
	line    int
	raw     jsontext.Value
	members []member
	id      string
	kind    string // its type
	tlp     takedown.TLP
	err     error
}

// member is one member of a JSON object.
type member struct {
	name  string
	value jsontext.Value
}

// parse takes an object apart. A STIX object has a type and an id.
func parse(p piece) (*object, error) {
	o := &object{line: p.line, raw: p.raw}
	var err error
	if o.members, err = membersOf(p.raw); err != nil {
		return nil, err
	}
	if takedown.Levels(p.raw) > maxDepth {
		return nil, fmt.Errorf("the object has more than %d levels: %w", maxDepth, takedown.ErrInvalid)
	}
	o.kind, o.id = o.text("type"), o.text("id")
	switch {
	case o.err != nil:
		return nil, o.err
	case o.kind == "":
		return nil, fmt.Errorf("the object has no type: %w", takedown.ErrInvalid)
	case !isType(o.kind):
		return nil, &pathError{"/type", fmt.Errorf("%.60q is no type, which has letters, digits and hyphens: %w", o.kind, takedown.ErrInvalid)}
	case !isID(o.id, o.kind):
		return nil, &pathError{"/id", fmt.Errorf("%.60q is no id of a %.40s, which is its type, two hyphens and a UUID: %w", o.id, o.kind, takedown.ErrInvalid)}
	}
	return o, nil
}

// maxDepth is how many levels an object may have, also where nothing is read.
const maxDepth = 32

// isType reports whether a text can be the type of an object.
func isType(s string) bool {
	for i := range len(s) {
		if c := s[i] | 0x20; (c < 'a' || c > 'z') && (s[i] < '0' || s[i] > '9') && s[i] != '-' && s[i] != '_' {
			return false
		}
	}
	return s != "" && len(s) <= 250
}

// isID reports whether a text is an id of an object of that type.
func isID(id, kind string) bool {
	rest, ok := strings.CutPrefix(id, kind+"--")
	if !ok || len(rest) != 36 {
		return false
	}
	for i := range len(rest) {
		switch c := rest[i]; {
		case i == 8 || i == 13 || i == 18 || i == 23:
			if c != '-' {
				return false
			}
		case (c < '0' || c > '9') && (c|0x20 < 'a' || c|0x20 > 'f'):
			return false
		}
	}
	return true
}

// get returns the value of a property, or nil. A null says nothing.
func (o *object) get(name string) jsontext.Value {
	for i := range o.members {
		if m := &o.members[i]; m.name == name && m.value.Kind() != 'n' {
			return m.value
		}
	}
	return nil
}

// text returns a property that is a string, or "".
func (o *object) text(name string) string {
	v := o.get(name)
	if v == nil {
		return ""
	}
	s, err := unquote(v)
	o.wrong(name, err)
	return s
}

// list returns a property that is a list of strings.
func (o *object) list(name string) (out []string) {
	v := o.get(name)
	if v == nil {
		return nil
	}
	o.wrong(name, elementsOf(v, func(e jsontext.Value) error {
		s, err := unquote(e)
		out = append(out, s)
		return err
	}))
	return out
}

// number returns a property that is a number as its text, or "".
func (o *object) number(name string) string {
	v := o.get(name)
	if v == nil {
		return ""
	}
	if v.Kind() != '0' {
		o.wrong(name, fmt.Errorf("it is no JSON number: %w", takedown.ErrInvalid))
		return ""
	}
	return string(v)
}

// flag returns a property that is true or false.
func (o *object) flag(name string) bool {
	v := o.get(name)
	if v != nil && v.Kind() != 't' && v.Kind() != 'f' {
		o.wrong(name, fmt.Errorf("it is neither true nor false: %w", takedown.ErrInvalid))
	}
	return v != nil && v.Kind() == 't'
}

// wrong remembers the first thing that is wrong with the object.
func (o *object) wrong(name string, err error) {
	if err != nil && o.err == nil {
		o.err = &pathError{string(jsontext.Pointer("").AppendToken(name)), err}
	}
}

// beyond reports whether the object has a property that is none of these.
func (o *object) beyond(names ...string) bool {
	for i := range o.members {
		known := false
		for _, n := range names {
			known = known || o.members[i].name == n
		}
		if !known {
			return true
		}
	}
	return false
}

func unquote(v jsontext.Value) (string, error) {
	if v.Kind() != '"' {
		return "", fmt.Errorf("it is no JSON string: %w", takedown.ErrInvalid)
	}
	b, err := jsontext.AppendUnquote(nil, v)
	return string(b), err
}

// membersOf returns the members of a JSON object in their order.
func membersOf(raw jsontext.Value) (out []member, err error) {
	d := jsontext.NewDecoder(bytes.NewReader(raw))
	if d.PeekKind() != '{' {
		return nil, fmt.Errorf("it is no JSON object: %w", takedown.ErrInvalid)
	}
	if _, err := d.ReadToken(); err != nil {
		return nil, malformed(err)
	}
	for d.PeekKind() != '}' {
		t, err := d.ReadToken()
		if err != nil {
			return nil, malformed(err)
		}
		name := t.String()
		v, err := d.ReadValue()
		if err != nil {
			return nil, malformed(err)
		}
		end := d.InputOffset()
		out = append(out, member{name, raw[end-int64(len(v)) : end]})
	}
	return out, nil
}

// elementsOf calls f for each element of a JSON array.
func elementsOf(raw jsontext.Value, f func(jsontext.Value) error) error {
	d := jsontext.NewDecoder(bytes.NewReader(raw))
	if d.PeekKind() != '[' {
		return fmt.Errorf("it is no JSON array: %w", takedown.ErrInvalid)
	}
	if _, err := d.ReadToken(); err != nil {
		return malformed(err)
	}
	for n := 0; d.PeekKind() != ']'; n++ {
		v, err := d.ReadValue()
		if err != nil {
			return malformed(err)
		}
		if err := f(v); err != nil {
			return fmt.Errorf("element %d: %w", n, err)
		}
	}
	return nil
}

// pathError says which property of an object is wrong.
type pathError struct {
	path string // a JSON pointer
	err  error
}

func (e *pathError) Error() string { return e.path + ": " + e.err.Error() }
func (e *pathError) Unwrap() error { return e.err }

// malformed makes an error of the JSON decoder one of the object.
func malformed(err error) error {
	syntax, ok := errors.AsType[*jsontext.SyntacticError](err)
	if !ok {
		return fmt.Errorf("%w: %w", err, takedown.ErrInvalid)
	}
	return &pathError{lines.Short(string(syntax.JSONPointer)), fmt.Errorf("%w: %w", syntax.Err, takedown.ErrInvalid)}
}
