package csv

import (
	"slices"
	"strings"

	"takedown/pkg/takedown"
	"takedown/pkg/view"
)

// encoder makes rows. It remembers which columns the kind has that it saw last,
// as records come kind by kind and have few of all columns.
type encoder struct {
	columns []string
	fields  []string // columns that are fields of some kind
	short   map[string]cell
	kind    string
	filled  []filled
	rest    string // delimiters after the last column that can be filled
}

// cell returns the text of one column of a record.
type cell func(*view.Record) string

// filled is a column that records of a kind can have something in.
type filled struct {
	before string // delimiters between it and the one before
	cell   cell
}

func newEncoder() *encoder {
	return &encoder{columns: view.Columns(), fields: view.FieldNames(), short: shortWays()}
}

func (e *encoder) appendHeader(dst []byte) []byte {
	return append(append(dst, strings.Join(e.columns, ",")...), '\n')
}

func (e *encoder) appendRow(dst []byte, r *view.Record) []byte {
	if r.ID.Kind != e.kind {
		e.useKind(r.Kind())
	}
	for _, f := range e.filled {
		dst = append(dst, f.before...)
		dst = appendCell(dst, f.cell(r))
	}
	return append(append(dst, e.rest...), '\n')
}

// useKind finds the columns that records of a kind can have something in.
func (e *encoder) useKind(k *takedown.Kind) {
	e.kind, e.filled, e.rest = k.Name, e.filled[:0], ""
	for i, name := range e.columns {
		if i > 0 {
			e.rest += ","
		}
		if c := e.cellOf(k, name); c != nil {
			e.filled = append(e.filled, filled{e.rest, c})
			e.rest = ""
		}
	}
}

// cellOf returns what makes the cells of a column in rows of a kind, or nil
// where the kind has no such field.
func (e *encoder) cellOf(k *takedown.Kind, column string) cell {
	f := k.Field(column)
	switch {
	case f != nil && f.IsSet():
		return func(r *view.Record) string { return setOf(r, f) }
	case f != nil:
		return func(r *view.Record) string { return r.Value(f) }
	case slices.Contains(e.fields, column):
		return nil
	case e.short[column] != nil:
		return e.short[column]
	}
	return func(r *view.Record) string { return strings.Join(r.Column(column), "") }
}

// setOf joins a set, which is empty in most records.
func setOf(r *view.Record, f *takedown.Field) string {
	list := r.Elements(f)
	if len(list) == 0 {
		return ""
	}
	return view.JoinSet(list)
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
