package csv

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
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
	queue   []takedown.Item // of the last row
	told    map[takedown.ID]told
}

// asVendor returns what reads a vendor's table, or nil where the file is none.
// It takes off no more than a header that it has understood.
func asVendor(rows *rowReader, agency string, mapping map[string]string) (*vendor, error) {
	head, err := rows.in.Peek(headSize)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	top := topOf(head)
	if rows.told {
		top.comma = rows.comma
	}
	if top.row == "" {
		return nil, nil
	}
	columns, isRow, err := top.columns(mapping)
	if columns == nil || err != nil {
		return nil, err
	}
	rows.comma, rows.lenient = top.comma, true
	v := &vendor{rows: rows, columns: columns, agency: agency, told: map[takedown.ID]told{}}
	if isRow {
		_, err = v.nextRow()
	}
	return v, err
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

// items makes the items of one row.
func (v *vendor) items(row string) (out []takedown.Item, err error) {
	if err := v.splitRow(row); err != nil {
		return nil, err
	}
	word := v.typeWord()
	for i := range v.columns {
		c := &v.columns[i]
		if c.role != isTarget || v.cells[i] == "" {
			continue
		}
		cell := v.cells[i]
		if strings.HasSuffix(plainName(word), "_port") {
			cell = strings.ReplaceAll(cell, "|", ":") // as MISP joins the two
		}
		for _, value := range valuesIn(cell) {
			item, err := v.target(value, word, c)
			if err == nil && item.Skipped == "" {
				err = v.fill(&item, word)
			}
			if err != nil {
				return nil, asCell(c.name, err)
			}
			out = append(out, item)
		}
	}
	if len(out) == 0 {
		return nil, &cellError{v.columns[v.firstTarget()].name, errNoKey}
	}
	for i := range out {
		if err := v.again(&out[i]); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// asCell says which column is to blame, unless the error does.
func asCell(column string, err error) error {
	if _, ok := errors.AsType[*cellError](err); ok {
		return err
	}
	return &cellError{column, err}
}

func (v *vendor) firstTarget() int {
	return slices.IndexFunc(v.columns, func(c vendorColumn) bool { return c.role == isTarget })
}

// splitRow splits a row into cells, those that say nothing made empty. Cells
// beyond the header are let go where they are empty.
func (v *vendor) splitRow(row string) (err error) {
	v.cells, err = splitLenient(v.cells[:0], row, v.rows.comma)
	if err != nil {
		return err
	}
	for len(v.cells) > len(v.columns) && strings.TrimSpace(v.cells[len(v.cells)-1]) == "" {
		v.cells = v.cells[:len(v.cells)-1]
	}
	if len(v.cells) != len(v.columns) {
		return fmt.Errorf("the row has %d cells under a header of %d: %w", len(v.cells), len(v.columns), takedown.ErrInvalid)
	}
	for i, cell := range v.cells {
		if err := checkCell(cell); err != nil {
			return &cellError{v.columns[i].name, err}
		}
		v.cells[i] = strings.TrimSpace(cell)
		if slices.Contains(saysNothing, strings.ToLower(v.cells[i])) {
			v.cells[i] = ""
		}
	}
	return nil
}

// saysNothing are the words that vendors write into a cell that has no value.
var saysNothing = []string{"-", "n/a", "na", "nan", "none", "null", "nil", `\n`}

// typeWord returns what the row says its values are.
func (v *vendor) typeWord() string {
	for i, c := range v.columns {
		if c.role == isType && v.cells[i] != "" {
			return v.cells[i]
		}
	}
	return ""
}
