package csv

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"takedown/pkg/takedown"
)

// maxCell is the longest cell, in bytes: no value may be longer.
const maxCell = takedown.MaxText

// splitRow splits a row into the cells under the header.
func (d *decoder) splitRow(row string) error {
	h := &d.header
	cells, err := split(d.cells[:0], row, d.rows.comma)
	d.cells = cells
	switch {
	case err != nil && len(cells) < len(h.names):
		return &cellError{h.names[len(cells)], err}
	case err != nil:
		return err
	case len(cells) != len(h.names):
		return fmt.Errorf("the row has %d cells under a header of %d: %w", len(cells), len(h.names), takedown.ErrInvalid)
	case len(row) > maxCell || strings.IndexByte(row, 0) >= 0 || !utf8.ValidString(row):
		err = d.checkCells()
	}
	if h.guarded && strings.IndexByte(row, guard) >= 0 {
		for i, cell := range cells {
			cells[i] = unguard(cell)
		}
	}
	return err
}

// checkCells finds the cell that is too long, has a NUL or is no UTF-8.
func (d *decoder) checkCells() error {
	for i, cell := range d.cells {
		switch {
		case len(cell) > maxCell:
			return &cellError{d.header.names[i], errLong}
		case strings.IndexByte(cell, 0) >= 0:
			return &cellError{d.header.names[i], errNUL}
		case !utf8.ValidString(cell):
			return &cellError{d.header.names[i], errUTF8}
		}
	}
	return nil
}

// split appends the cells of a row, which share its memory. With an error it
// returns those before the cell that is wrong.
func split(cells []string, row string, comma byte) ([]string, error) {
	if strings.IndexByte(row, '"') < 0 {
		return splitPlain(cells, row, comma), nil
	}
	for {
		cell, rest, more, err := cut(row, comma)
		if err != nil {
			return cells, err
		}
		cells = append(cells, cell)
		if !more {
			return cells, nil
		}
		row = rest
	}
}

// splitPlain splits a row without quotes.
func splitPlain(cells []string, row string, comma byte) []string {
	for {
		i := strings.IndexByte(row, comma)
		if i < 0 {
			return append(cells, row)
		}
		cells = append(cells, row[:i])
		row = row[i+1:]
	}
}

// cut returns the first cell of a row and what follows its delimiter, if there
// is one.
func cut(row string, comma byte) (cell, rest string, more bool, err error) {
	if strings.HasPrefix(row, `"`) {
		return cutQuoted(row[1:], comma)
	}
	cell = row
	if i := strings.IndexByte(row, comma); i >= 0 {
		cell, rest, more = row[:i], row[i+1:], true
	}
	if strings.IndexByte(cell, '"') >= 0 {
		return "", "", false, errBare
	}
	return cell, rest, more, nil
}

// cutQuoted is [cut] for what follows the opening quote of a cell.
func cutQuoted(row string, comma byte) (cell, rest string, more bool, err error) {
	end, doubled := 0, false
	for {
		i := strings.IndexByte(row[end:], '"')
		if i < 0 {
			return "", "", false, errOpen
		}
		end += i
		if !strings.HasPrefix(row[end+1:], `"`) {
			break
		}
		end, doubled = end+2, true
	}
	cell, rest = row[:end], row[end+1:]
	if doubled {
		cell = strings.ReplaceAll(cell, `""`, `"`)
	}
	if rest == "" {
		return cell, "", false, nil
	}
	if rest[0] != comma {
		return "", "", false, errAfter
	}
	return cell, rest[1:], true, nil
}
