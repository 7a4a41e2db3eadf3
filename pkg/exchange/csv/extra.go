package csv

import (
	"errors"
	"fmt"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"takedown/pkg/takedown"
)

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
		if err := item.AddExtra(label, value); err != nil {
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
