package jsonl

import (
	"errors"
	"fmt"
	"slices"

	"github.com/go-json-experiment/json/jsontext"

	"takedown/pkg/takedown"
)

// field adds what a member says about a field. A null says nothing.
func (d *decoder) field(item *takedown.Item, f *takedown.Field, m member) error {
	if m.value.Kind() == 'n' {
		return nil
	}
	if slices.ContainsFunc(item.Values, func(v takedown.Value) bool { return v.Field == f }) {
		return wrong(m.path(), "the field is there twice")
	}
	if f.IsSet() {
		return d.array(m, func(v jsontext.Value) error { return d.value(item, f, v) })
	}
	if err := d.value(item, f, m.value); err != nil {
		return &pathError{m.path(), err}
	}
	return nil
}

// value adds one value.
func (d *decoder) value(item *takedown.Item, f *takedown.Field, v jsontext.Value) error {
	typed, err := scalar(v)
	if err != nil {
		return err
	}
	text, err := f.Parse(typed, d.agency)
	if err != nil {
		// The error begins with the name of the field, which the path has
		// already.
		return errors.Unwrap(err)
	}
	item.Values = append(item.Values, takedown.Value{Field: f, Text: text})
	return nil
}

// text returns a member of the object as text, or "" where there is none.
func (d *decoder) text(name string) (string, error) {
	v := find(d.top, name)
	if v == nil {
		return "", nil
	}
	text, err := scalar(v)
	if err != nil {
		return "", &pathError{"/" + name, err}
	}
	return text, nil
}

var errScalar = fmt.Errorf("it is no JSON string, number or boolean: %w", takedown.ErrInvalid)

// scalar returns a JSON string, number or boolean as a person would type it.
func scalar(v jsontext.Value) (string, error) {
	switch v.Kind() {
	case '"':
		text, err := jsontext.AppendUnquote(nil, v)
		return string(text), err
	case '0', 't', 'f':
		return string(v), nil
	}
	return "", errScalar
}
