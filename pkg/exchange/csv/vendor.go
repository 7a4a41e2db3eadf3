package csv

import (
	"bytes"
	"cmp"
	"errors"
	"io"
	"strings"

	"takedown/pkg/takedown"
)

// vendor makes items of the rows of a table that somebody else has made up: it
// has no column called key, but columns whose names, or whose cells, say what
// they are. What a cell says and no field can hold is kept as an unknown field.
type vendor struct {
	rows    *rowReader
	columns []vendorColumn
	cells   []string
	agency  string
	tlp     takedown.TLP    // of the whole table
	queue   []takedown.Item // of the last row
	told    map[takedown.ID]told
}

// asVendor returns what reads a vendor's table, or nil where the file is none.
// It takes off what stands before the header, and a header that it has
// understood. The titles are items that say what was passed over.
func asVendor(rows *rowReader, agency string, mapping map[string]string) (v *vendor, titles []takedown.Item, err error) {
	head, err := rows.in.Peek(headSize)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, nil, err
	}
	comma := byte(0)
	if rows.told {
		comma = rows.comma
	}
	f, err := topOf(head, comma, mapping).find()
	if err != nil || f.columns == nil && !f.own {
		return nil, nil, err
	}
	for _, line := range f.titles {
		titles = append(titles, takedown.Item{Line: rows.line + line, Skipped: "title row"})
	}
	if _, err := rows.in.Discard(f.at); err != nil {
		return nil, nil, err
	}
	rows.comma = f.comma
	rows.line += f.before
	if f.own {
		rows.tlp = f.tlp
		return nil, titles, nil
	}
	rows.lenient = true
	v = &vendor{rows: rows, columns: f.columns, agency: agency, tlp: f.tlp, told: map[takedown.ID]told{}}
	if f.isRow {
		_, err = v.nextRow()
	}
	return v, titles, err
}

// headSize is how much of a file is looked at to find out what it is.
const headSize = 32 << 10

// nextRow returns the next row that is no comment.
func (v *vendor) nextRow() ([]byte, error) {
	for {
		raw, err := v.rows.next()
		if err != nil || !isComment(raw) && len(bytes.TrimSpace(raw)) > 0 {
			return raw, err
		}
	}
}

func isComment(raw []byte) bool { return len(raw) > 0 && raw[0] == '#' }

// next returns the next item. A row with several values has an item for each,
// and one with a bad value has none: it is mended and read again as a whole.
func (v *vendor) next() (takedown.Item, error) {
	for len(v.queue) == 0 {
		raw, err := v.nextRow()
		if err != nil {
			return takedown.Item{}, err
		}
		if v.queue, err = v.items(string(trimEnd(raw))); err != nil {
			v.queue = nil
			return takedown.Item{}, v.rows.bad(raw, err)
		}
	}
	item := v.queue[0]
	item.Line = v.rows.start
	v.queue = v.queue[1:]
	return item, nil
}

// items makes the items of one row. A row of empty cells has none.
func (v *vendor) items(row string) (out []takedown.Item, err error) {
	if err := v.splitRow(row); err != nil {
		return nil, err
	}
	if reason := v.noRow(); reason != "" {
		return []takedown.Item{{Skipped: reason}}, nil
	}
	word := v.typeWord()
	for i := range v.columns {
		c := &v.columns[i]
		if c.role != isTarget || v.cells[i] == "" {
			continue
		}
		if out, err = v.targetsIn(out, i, cmp.Or(word, c.kind)); err != nil {
			return nil, asCell(c.name, err)
		}
	}
	if len(out) == 0 && !v.isBlank() {
		return nil, &cellError{v.columns[targetOf(v.columns)].name, errNoKey}
	}
	for i := range out {
		if err := v.again(&out[i]); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// targetsIn adds the items of one cell of targets.
func (v *vendor) targetsIn(out []takedown.Item, i int, word string) ([]takedown.Item, error) {
	for _, value := range v.valuesOf(v.cells[i], word) {
		item, err := v.target(value, word)
		if err == nil && item.Skipped == "" {
			item.TLP = v.tlp
			err = v.fill(&item, word)
		}
		if err != nil {
			return nil, err
		}
		out = append(out, item)
	}
	return out, nil
}

// valuesOf returns the values of a cell of targets, of which some sorts are
// never a list.
func (v *vendor) valuesOf(cell, word string) []string {
	plain := typeName(word)
	switch k := takedown.KindOf(strings.ToLower(word)); {
	case strings.HasSuffix(plain, "_port"):
		cell = strings.ReplaceAll(cell, "|", ":") // as MISP joins the two
	case k != nil && !k.Target, v.skipped(cell, word) != "" && v.skipped(cell, word) != "hash", accountType(plain) != "":
		return []string{cell}
	}
	return valuesIn(cell)
}

// asCell says which column is to blame, unless the error does.
func asCell(column string, err error) error {
	if _, ok := errors.AsType[*cellError](err); ok {
		return err
	}
	return &cellError{column, err}
}

// typeWord returns what the row says its values are.
func (v *vendor) typeWord() string {
	for i, c := range v.columns {
		if c.role == isType && v.cells[i] != "" {
			return v.cells[i]
		}
	}
	return ""
}
