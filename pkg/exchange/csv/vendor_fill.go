package csv

import (
	"cmp"
	"slices"
	"strings"
	"sync"

	"github.com/go-json-experiment/json/jsontext"

	"takedown/pkg/takedown"
)

// fill adds what the other cells of the row say about one record.
func (v *vendor) fill(item *takedown.Item, word string) error {
	k := takedown.KindOf(item.ID.Kind)
	for i := range v.columns {
		c, cell := &v.columns[i], v.cells[i]
		if cell == "" {
			continue
		}
		var err error
		switch {
		case c.role == isObject:
			err = takeObject(item, cell)
		case c.role == isMarking:
			marked(item, cell)
			err = c.keep(item, cell)
		case c.role == isField && k.Field(c.field) != nil:
			err = c.fill(item, k.Field(c.field), cell, v.agency)
		case c.role == isType && !isKindWord(word, item.ID.Kind), c.role == isField, c.role == isExtra:
			err = c.keep(item, cell)
		}
		if err != nil {
			return &cellError{c.name, err}
		}
	}
	return nil
}

// fill adds the values of a cell. One that the field cannot hold is kept under
// the name of its column: a vendor's "high" is no number, and a time without an
// offset is no instant, but both were said. So is one of which the field holds
// less than was said, as the number of AS64500 Some Host.
func (c *vendorColumn) fill(item *takedown.Item, f *takedown.Field, cell, agency string) error {
	texts := []string{cell}
	if f.IsSet() {
		texts = setCell(f, cell)
	}
	if f.Type == takedown.Percent && c.parts && cell == "1" || f.Name == "malware" && strings.ContainsAny(cell, ",;|\n") {
		return c.keep(item, cell) // all or one of a hundred; one name or several
	}
	start, less := len(item.Values), false
	for _, text := range texts {
		if f.Name == "tags" && strings.HasPrefix(strings.ToLower(text), "tlp:") {
			marked(item, text)
		}
		plain, lost := c.plainValue(f, text)
		value, err := f.Parse(plain, agency)
		if err != nil {
			item.Values = item.Values[:start]
			return c.keep(item, cell)
		}
		less = less || lost
		if v := (takedown.Value{Field: f, Text: value}); !slices.Contains(item.Values, v) {
			item.Values = append(item.Values, v)
		}
	}
	if less {
		return c.keep(item, cell)
	}
	return nil
}

// keep adds a cell as an unknown field.
func (c *vendorColumn) keep(item *takedown.Item, cell string) error {
	quoted, err := jsontext.AppendQuote(nil, cell)
	if err != nil {
		return err
	}
	return item.AddExtra(c.name, quoted)
}

// setCell returns the elements of a set: vendors put commas, semicolons and
// bars between them, and line ends; spaces only where no element has any.
func setCell(f *takedown.Field, cell string) (out []string) {
	between := ",;|\r\n"
	if f.Type != takedown.Text {
		between += " \t"
	}
	for _, text := range strings.FieldsFunc(cell, func(r rune) bool { return strings.ContainsRune(between, r) }) {
		if text = strings.TrimSpace(text); text != "" {
			out = append(out, text)
		}
	}
	return out
}

// plainValue brings a value nearer to the spelling of our fields, where there
// is one thing only that it can mean. Less says that this is not all that the
// value says.
func (c *vendorColumn) plainValue(f *takedown.Field, text string) (plain string, less bool) {
	switch f.Type {
	case takedown.Instant:
		return instant(text, c.utc), false
	case takedown.Date:
		return day(text)
	case takedown.Percent:
		return strings.TrimSpace(strings.TrimSuffix(text, "%")), false
	case takedown.ASN:
		return asNumber(text)
	case takedown.Country:
		return countryCode(text), false
	}
	return text, false
}

// asNumber takes the number off AS64500 Some Host.
func asNumber(text string) (number string, less bool) {
	text = strings.TrimSpace(text)
	if len(text) > 3 && strings.EqualFold(text[:2], "AS") {
		text = strings.TrimLeft(text[2:], " #")
	}
	number, rest, _ := strings.Cut(text, " ")
	return number, strings.TrimSpace(rest) != ""
}

// countryCode returns the code of a country that is named in English.
func countryCode(text string) string {
	if len(text) == 2 {
		return strings.ToUpper(text)
	}
	return cmp.Or(countriesByName()[plainName(text)], text)
}

var countriesByName = sync.OnceValue(func() map[string]string {
	out := map[string]string{}
	for _, code := range takedown.Countries() {
		out[plainName(takedown.CountryName(code))] = code
	}
	return out
})
