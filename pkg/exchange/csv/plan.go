package csv

import (
	"errors"
	"hash/maphash"
	"slices"

	"github.com/go-json-experiment/json/jsontext"

	"takedown/pkg/takedown"
)

// plan says what the cells of a row of one kind are.
type plan struct {
	kind    *takedown.Kind
	columns []column
}

// column is a column that says something about records of one kind: a field,
// or, where that is nil, unknown fields.
type column struct {
	at     int
	name   string
	field  *takedown.Field
	marks  bool // it marks the row
	recent *recent
}

// planFor finds what each column says about a kind. A column that is no field
// of it is an unknown field.
func (h *header) planFor(k *takedown.Kind) *plan {
	p := &plan{kind: k}
	for at, name := range h.meanings {
		if at == h.kind || at == h.key || name == dropped {
			continue
		}
		c := column{at: at, name: name, field: k.Field(name), recent: &recent{}}
		c.marks = h.others && c.field == nil && slices.Contains(markingColumns, plainName(name))
		p.columns = append(p.columns, c)
	}
	return p
}

// take adds what a cell says to the item.
func (d *decoder) take(c *column, cell string, item *takedown.Item) error {
	switch {
	case c.field != nil && c.field.IsSet():
		return d.takeSet(c, cell)
	case c.field != nil:
		return d.takeValue(c, cell)
	case c.name == unknown:
		return takeObject(item, cell)
	case c.name == "":
		return errNoName
	}
	if c.marks {
		marked(item, cell)
	}
	json, err := jsontext.AppendQuote(nil, cell)
	if err != nil {
		return err
	}
	return item.AddExtra(c.name, json)
}

func (d *decoder) takeSet(c *column, cell string) error {
	for element, err := range elements(cell) {
		if err == nil {
			err = d.takeValue(c, element)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// takeValue reads a value, or remembers how it read when it stood in the same
// column before.
func (d *decoder) takeValue(c *column, text string) error {
	slot := c.recent.slot(text)
	if slot.text != text {
		value, err := c.field.Parse(text, d.agency)
		if err != nil {
			// The error begins with the name of the field, and so will the
			// row's error with the name of the column.
			return errors.Unwrap(err)
		}
		*slot = reading{text, value}
	}
	d.slab = append(d.slab, takedown.Value{Field: c.field, Text: slot.value})
	return nil
}

// recent remembers what some texts in a column were read as: columns repeat
// themselves, and parsing a time costs more than finding it here.
type recent [64]reading

// reading is a text and the spelling that its field gives it.
type reading struct{ text, value string }

var seed = maphash.MakeSeed()

// slot returns the one place where a text can be remembered.
func (r *recent) slot(text string) *reading {
	return &r[maphash.String(seed, text)%uint64(len(r))]
}
