package csv

import (
	"bytes"
	"errors"
	"fmt"

	"takedown/pkg/takedown"
)

var (
	errNoKey  = fmt.Errorf("the key is missing: %w", takedown.ErrInvalid)
	errUTF8   = fmt.Errorf("the cell is no UTF-8: %w", takedown.ErrInvalid)
	errNUL    = fmt.Errorf("the cell has a NUL: %w", takedown.ErrInvalid)
	errLong   = fmt.Errorf("the cell is longer than %d bytes: %w", maxCell, takedown.ErrInvalid)
	errNoName = fmt.Errorf("the cell stands under no header: %w", takedown.ErrInvalid)
	errBare   = fmt.Errorf("a quote stands inside a cell that is not quoted: %w", takedown.ErrInvalid)
	errAfter  = fmt.Errorf("text follows the closing quote of a cell: %w", takedown.ErrInvalid)
	errOpen   = fmt.Errorf("the quote before the cell is never closed: %w", takedown.ErrInvalid)
	errRow    = fmt.Errorf("the row is longer than %d bytes, as when a quote is never closed: %w", maxRow, takedown.ErrInvalid)
)

// cellError says which cell of a row is wrong.
type cellError struct {
	column string
	err    error
}

func (e *cellError) Error() string { return e.column + ": " + e.err.Error() }

// bad makes the error of the last row.
func (r *rowReader) bad(raw []byte, err error) error {
	out := &takedown.RowError{Line: r.start, Raw: bytes.Clone(raw), Err: err}
	if cell, ok := errors.AsType[*cellError](err); ok {
		out.Column, out.Err = cell.column, cell.err
	}
	return out
}
