package jsonl

import (
	"fmt"
	"slices"

	"github.com/go-json-experiment/json/jsontext"

	"takedown/pkg/takedown"
)

// maxLevels is how deep an unknown field may be nested. It stands in the
// payload of an entry, which may have sixteen levels in all.
const maxLevels = 13

// extras adds the unknown fields in the member x.
func (d *decoder) extras(item *takedown.Item, m member) (err error) {
	if d.inner, err = d.object(d.inner[:0], m.value, "/"+m.name); err != nil {
		return err
	}
	for _, m := range d.inner {
		if err := addExtra(item, m); err != nil {
			return err
		}
	}
	return nil
}

// addExtra adds an unknown field in the one spelling of entries: compact, with
// as few escapes as possible.
func addExtra(item *takedown.Item, m member) error {
	if slices.ContainsFunc(item.Extra, func(x takedown.Extra) bool { return x.Name == m.name }) {
		return wrong(m.path(), "the field is there twice")
	}
	if len(m.name) > takedown.MaxKey {
		return wrong("", fmt.Sprintf("a name is longer than %d bytes", takedown.MaxKey))
	}
	if levels(m.value) > maxLevels {
		return wrong(m.path(), fmt.Sprintf("it has more than %d levels", maxLevels))
	}
	json, err := jsontext.AppendFormat(nil, m.value)
	if err != nil {
		return malformed(m.path(), err)
	}
	item.Extra = append(item.Extra, takedown.Extra{Name: m.name, JSON: json})
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
