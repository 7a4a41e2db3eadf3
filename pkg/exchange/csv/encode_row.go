package csv

import (
	"slices"
	"strings"

	"takedown/pkg/takedown"
	"takedown/pkg/view"
)

// encoder makes rows. It remembers what the columns are in the kind that it
// saw last, as records come kind by kind and have few of all columns.
type encoder struct {
	columns []string
	kind    string
	cells   []func(*view.Record) string // one a column, nil where it is always empty
	short   map[string]func(*view.Record) string
}

func newEncoder() *encoder {
	columns := view.Columns()
	return &encoder{columns: columns, cells: make([]func(*view.Record) string, len(columns)), short: shortWays()}
}

func (e *encoder) appendHeader(dst []byte) []byte {
	return append(append(dst, strings.Join(e.columns, ",")...), '\n')
}

func (e *encoder) appendRow(dst []byte, r *view.Record) []byte {
	if r.ID.Kind != e.kind {
		e.kind = r.ID.Kind
		for i, name := range e.columns {
			e.cells[i] = e.cellOf(r.Kind(), name)
		}
	}
	for i, cell := range e.cells {
		if i > 0 {
			dst = append(dst, ',')
		}
		if cell != nil {
			dst = appendCell(dst, cell(r))
		}
	}
	return append(dst, '\n')
}

// cellOf returns what makes the cells of a column in rows of a kind, or nil
// where the kind has no such field.
func (e *encoder) cellOf(k *takedown.Kind, column string) func(*view.Record) string {
	f := k.Field(column)
	switch {
	case f != nil && f.IsSet():
		return func(r *view.Record) string { return view.JoinSet(r.Elements(f)) }
	case f != nil:
		return func(r *view.Record) string { return r.Value(f) }
	case slices.Contains(view.FieldNames(), column):
		return nil
	case e.short[column] != nil:
		return e.short[column]
	}
	return func(r *view.Record) string { return strings.Join(r.Column(column), "") }
}

// appendCell appends a cell, with a guard where a spreadsheet would run it, and
// in quotes where it has characters that mean something in CSV.
func appendCell(dst []byte, cell string) []byte {
	if cell == "" {
		return dst
	}
	if isGuarded(cell[0]) {
		cell = string(guard) + cell
	}
	for i := range len(cell) {
		if special[cell[i]] {
			return appendQuoted(dst, cell)
		}
	}
	return append(dst, cell...)
}

var special = [256]bool{',': true, '"': true, '\n': true, '\r': true}

func appendQuoted(dst []byte, cell string) []byte {
	dst = append(dst, '"')
	for i := range len(cell) {
		if cell[i] == '"' {
			dst = append(dst, '"')
		}
		dst = append(dst, cell[i])
	}
	return append(dst, '"')
}
