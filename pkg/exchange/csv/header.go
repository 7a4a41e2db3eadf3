package csv

import (
	"fmt"
	"slices"
	"strings"

	"takedown/pkg/takedown"
	"takedown/pkg/view"
)

// role says what the cells of a column are.
type role int

const (
	value   role = iota // of a field, or unknown: kept under the column's name
	keyCell             // the record's key
	kindCell
	extras  // a JSON object of unknown fields
	ignored // computed, or left out by the mapping
)

// column is one column of a file.
type column struct {
	name   string
	role   role
	fields []*takedown.Field // by kind in table order; nil where the kind has none
	seen   []seen            // by kind
}

// seen remembers texts that were parsed before: the cells of a column repeat.
type seen struct {
	text, parsed string
	all          map[string]string
}

// maxSeen bounds how many texts are remembered.
const maxSeen = 256

// written are columns that others of this program write and that are computed.
var written = append([]string{
	"same_as", "tenure", "returns", "succeeded_by", "flags", "authorised_at", "first_contact_at", "executed_at",
	"first_down_at", "verified_at", "last_up_at", "re_emerged_at",
}, view.Computed...)

// parseHeader reads the line of column names.
func parseHeader(cells []string, mapping map[string]string) ([]column, error) {
	var out []column
	key := false
	for i, name := range cells {
		if slices.Contains(cells[:i], name) {
			return nil, headerError(name, "stands twice in the header")
		}
		c := newColumn(name, mapping)
		if c.role == keyCell && key {
			return nil, headerError(name, "is the second key column")
		}
		key = key || c.role == keyCell
		out = append(out, c)
	}
	for name := range mapping {
		if !slices.Contains(cells, name) {
			return nil, headerError(name, "is mapped and not in the header")
		}
	}
	if !key {
		return nil, headerError("key", "is missing: say which column has the keys with --map COLUMN=key")
	}
	return out, nil
}

func headerError(name, problem string) error {
	return fmt.Errorf("line 1: column %q %s: %w", name, problem, takedown.ErrInvalid)
}

func newColumn(name string, mapping map[string]string) column {
	field, mapped := mapping[name]
	if !mapped {
		field = strings.TrimSpace(name)
	}
	c := column{name: field, seen: make([]seen, len(takedown.Kinds()))}
	switch {
	case field == "":
		c.role = ignored
	case field == "key":
		c.role = keyCell
	case field == "kind":
		c.role = kindCell
	case field == "x":
		c.role = extras
	case slices.Contains(written, field):
		c.role = ignored
	}
	for _, k := range takedown.Kinds() {
		c.fields = append(c.fields, k.Field(field))
	}
	return c
}

// parse gives a cell its field's spelling.
func (c *column) parse(kind int, text, agency string) (string, error) {
	s := &c.seen[kind]
	if s.text == text {
		return s.parsed, nil
	}
	if parsed, ok := s.all[text]; ok {
		return parsed, nil
	}
	parsed, err := c.fields[kind].Parse(text, agency)
	if err != nil {
		return "", err
	}
	if s.all == nil || len(s.all) >= maxSeen {
		s.all = make(map[string]string, maxSeen)
	}
	s.all[strings.Clone(text)] = parsed
	s.text, s.parsed = text, parsed
	return parsed, nil
}
