package csv

import (
	"bytes"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"takedown/pkg/takedown"
)

// top is how a vendor's table begins: its first row, and the comment before it
// in which some put the names of the columns.
type top struct {
	comma   byte
	row     string
	comment string
	below   []string // rows after the first, as far as they are seen
}

// topOf looks at the beginning of a file.
func topOf(head []byte) (t top) {
	for len(head) > 0 {
		line, rest, whole := bytes.Cut(head, []byte("\n"))
		head = rest
		text := string(bytes.TrimSpace(line))
		switch {
		case text == "" || !utf8.ValidString(text) && t.row != "":
		case t.row == "" && text[0] == '#':
			if words := strings.TrimSpace(strings.Trim(text, "#")); words != "" {
				t.comment = words
			}
		case t.row == "":
			t.row = text
		case text[0] != '#' && (whole || len(t.below) == 0):
			t.below = append(t.below, text)
		}
	}
	t.comma = sniff([]byte(t.row))
	return t
}

// columns finds out what the columns are: by the first row, by the comment
// before it, or by the values. IsRow says that it was the first row. There are
// none in a table that nobody can make sense of without being told.
func (t *top) columns(mapping map[string]string) (out []vendorColumn, isRow bool, err error) {
	cells, err := splitLenient(nil, t.row, t.comma)
	if err != nil || !utf8.ValidString(t.row) || strings.IndexByte(t.row, 0) >= 0 {
		return nil, false, nil
	}
	if isOwn(cells, mapping) {
		return nil, false, nil
	}
	if out = namedColumns(cells, mapping); hasTarget(out) {
		return out, true, checkColumns(cells, mapping)
	}
	if names, err := splitLenient(nil, t.comment, t.comma); err == nil && t.comment != "" && len(names) == len(cells) {
		if out = namedColumns(names, mapping); hasTarget(out) {
			return out, false, checkColumns(names, mapping)
		}
	}
	out, err = t.namelessColumns(cells)
	if out != nil && len(mapping) > 0 {
		return nil, false, nil // there is no name that it could mean
	}
	return out, false, err
}

// isOwn reports whether a header says, or is said, which column the keys are
// in: it is then read to the letter.
func isOwn(cells []string, mapping map[string]string) bool {
	return slices.ContainsFunc(cells, func(c string) bool { return meaning(strings.TrimSpace(c), mapping) == "key" })
}

func hasTarget(columns []vendorColumn) bool {
	return slices.ContainsFunc(columns, func(c vendorColumn) bool { return c.role == isTarget })
}

// checkColumns refuses a mapping of columns that are not there.
func checkColumns(names []string, mapping map[string]string) error {
	h := header{names: make([]string, len(names))}
	for i, name := range names {
		h.names[i] = strings.TrimSpace(name)
	}
	return h.checkMapping(mapping)
}

// namelessColumns are those of a table without header: one of them must
// plainly be of targets, in every row that can be seen. Its first row is a row
// like the others.
func (t *top) namelessColumns(cells []string) ([]vendorColumn, error) {
	at := -1
	for i := range cells {
		if !t.isTargets(i) {
			continue
		}
		if at >= 0 {
			return nil, nil // both look like it, and to take one is to guess
		}
		at = i
	}
	if at < 0 {
		return nil, nil
	}
	out := make([]vendorColumn, len(cells))
	for i := range out {
		out[i] = vendorColumn{name: "column_" + strconv.Itoa(i+1), role: isExtra}
	}
	out[at].role = isTarget
	return out, nil
}

// isTargets reports whether a column has a target in every row that is seen.
func (t *top) isTargets(i int) bool {
	for _, row := range append([]string{t.row}, t.below...) {
		cells, err := splitLenient(nil, row, t.comma)
		if err != nil || i >= len(cells) || !isPlainTarget(strings.TrimSpace(cells[i])) {
			return false
		}
	}
	return true
}

// isPlainTarget reports whether a text can be nothing but a target.
func isPlainTarget(text string) bool {
	v := &vendor{}
	item, err := v.target(text, "", &vendorColumn{})
	if err != nil || item.Skipped != "" {
		return false
	}
	if item.ID.Kind != "domain" {
		return true
	}
	_, ok := takedown.Registrable(item.ID.Key)
	return ok && strings.Contains(item.ID.Key, ".")
}
