package csv

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"takedown/pkg/takedown"
)

// maxLevels is how deep an unknown field may be nested. It stands in the
// payload of an entry, which may have sixteen levels in all.
const maxLevels = 13

var errObject = fmt.Errorf("x is no JSON object: %w", takedown.ErrInvalid)

// takeObject adds the unknown fields in a cell of the column x.
func takeObject(item *takedown.Item, cell string) error {
	d := jsontext.NewDecoder(strings.NewReader(cell))
	if t, err := d.ReadToken(); err != nil || t.Kind() != '{' {
		return errObject
	}
	for d.PeekKind() == '"' {
		name, err := d.ReadToken()
		if err != nil {
			return invalid(err)
		}
		label := name.String()
		value, err := d.ReadValue()
		if err != nil {
			return invalid(err)
		}
		if err := addExtra(item, label, value); err != nil {
			return err
		}
	}
	if _, err := d.ReadToken(); err != nil {
		return invalid(err)
	}
	if len(strings.TrimSpace(cell[d.InputOffset():])) > 0 {
		return errObject
	}
	return nil
}

// invalid makes an error of the JSON one of the value, without the position:
// the cell is short, and quoted otherwise than the JSON in it.
func invalid(err error) error {
	if syntax, ok := errors.AsType[*jsontext.SyntacticError](err); ok {
		err = syntax.Err
	}
	return fmt.Errorf("x is no JSON object: %w: %w", err, takedown.ErrInvalid)
}

// addExtra adds an unknown field in the one spelling of entries: compact, with
// as few escapes as possible.
func addExtra(item *takedown.Item, name string, value jsontext.Value) error {
	if slices.ContainsFunc(item.Extra, func(x takedown.Extra) bool { return x.Name == name }) {
		return fmt.Errorf("field %q is there twice: %w", name, takedown.ErrInvalid)
	}
	if len(name) > takedown.MaxKey || levels(value) > maxLevels {
		return fmt.Errorf("field %.40q has a name of more than %d bytes or more than %d levels: %w", name, takedown.MaxKey, maxLevels, takedown.ErrInvalid)
	}
	json, err := jsontext.AppendFormat(nil, value)
	if err != nil {
		return invalid(err)
	}
	item.Extra = append(item.Extra, takedown.Extra{Name: name, JSON: json})
	return nil
}

// levels counts the levels of objects and arrays in a valid JSON value.
func levels(value jsontext.Value) (deepest int) {
	depth, inString := 0, false
	for i := 0; i < len(value); i++ {
		switch c := value[i]; {
		case inString:
			if c == '\\' {
				i++
			}
			inString = c != '"'
		case c == '"':
			inString = true
		case c == '{' || c == '[':
			depth++
			deepest = max(deepest, depth)
		case c == '}' || c == ']':
			depth--
		}
	}
	return deepest
}
