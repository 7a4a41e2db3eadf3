package view

import (
	"bytes"
	"errors"
	"fmt"

	"github.com/go-json-experiment/json/jsontext"
)

var errShape = errors.New("not of the form that is expected there")

// members calls f for each member of a JSON object.
func members(raw jsontext.Value, f func(name string, v jsontext.Value) error) error {
	d := jsontext.NewDecoder(bytes.NewReader(raw))
	if t, err := d.ReadToken(); err != nil || t.Kind() != '{' {
		return errors.Join(errShape, err)
	}
	for d.PeekKind() != '}' {
		t, err := d.ReadToken()
		if err != nil {
			return err
		}
		name := t.String()
		v, err := d.ReadValue()
		if err != nil {
			return err
		}
		if err := f(name, v); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}

// array calls f for each element of a JSON array.
func array(raw jsontext.Value, f func(v jsontext.Value) error) error {
	d := jsontext.NewDecoder(bytes.NewReader(raw))
	if t, err := d.ReadToken(); err != nil || t.Kind() != '[' {
		return errors.Join(errShape, err)
	}
	for d.PeekKind() != ']' {
		v, err := d.ReadValue()
		if err != nil {
			return err
		}
		if err := f(v); err != nil {
			return err
		}
	}
	return nil
}

// text returns the string that a JSON string stands for.
func text(v jsontext.Value) (string, error) {
	if v.Kind() != '"' {
		return "", errShape
	}
	b, err := jsontext.AppendUnquote(nil, v)
	return string(b), err
}
