package csv

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// named finds columns by their names, and by the rows from n: one that is called
// ioc is not that of the targets if no row has any there but in another column,
// and one with a name that says nothing is, if all rows have.
func (t *top) named(n int, names []string, comma byte) []vendorColumn {
	columns := namedColumns(names, t.mapping)
	at := targetOf(columns)
	switch {
	case at >= 0 && columns[at].kind == "" && !t.someTargets(n, at, comma):
		if others := namedColumns(names, t.mapping, at); t.someTargets(n, targetOf(others), comma) {
			return others
		}
	case at < 0 && n < len(t.rows):
		for i := range columns {
			if plain := plainName(names[i]); (columns[i].role == isExtra || plain == "name") && (slices.Contains(bareNames, plain) || isForeign(plain)) && t.isTargets(n, i, comma) {
				columns[i].role, columns[i].field = isTarget, ""
				return columns
			}
		}
	}
	return columns
}

// isForeign reports whether a name is in letters that none of our names are in.
func isForeign(plain string) bool {
	return plain != "" && !strings.ContainsFunc(plain, func(r rune) bool { return r < utf8.RuneSelf && r != '_' })
}

// someTargets reports whether a column has a target in any of the rows from n.
func (t *top) someTargets(n, at int, comma byte) bool {
	for ; at >= 0 && n < len(t.rows); n++ {
		if cells, ok := t.cells(n, comma); ok && at < len(cells) && slices.ContainsFunc(valuesIn(cells[at]+" "), isPlainTarget) {
			return true
		}
	}
	return false
}

// findParts finds columns of numbers in which some are parts of one: a 1 there
// is all, and no percent.
func (t *top) findParts(n int, columns []vendorColumn, comma byte) {
	at := slices.IndexFunc(columns, func(c vendorColumn) bool { return c.role == isField && c.field == "confidence" })
	for ; at >= 0 && n < len(t.rows); n++ {
		if cells, ok := t.cells(n, comma); ok && at < len(cells) && strings.HasPrefix(cells[at], "0.") {
			columns[at].parts = true
			return
		}
	}
}

// hasMapped reports whether a row has all the columns that are renamed.
func (t *top) hasMapped(cells []string) bool {
	for name := range t.mapping {
		if !slices.Contains(cells, name) {
			return false
		}
	}
	return true
}

// isHeader reports whether a row that could name columns is no row of values: a
// word such as domain may stand there as the type of one. A row with a target in
// it names the columns only if the rows below have theirs where it says.
func (t *top) isHeader(n int, cells []string, columns []vendorColumn, comma byte) bool {
	if !slices.ContainsFunc(cells, func(c string) bool { return isPlainTarget(c) && !isKnownName(c) }) {
		return true
	}
	for m := n + 1; m < len(t.rows); m++ {
		below, ok := t.cells(m, comma)
		if !ok || len(below) != len(cells) {
			continue
		}
		for i := range columns {
			if columns[i].role == isTarget && isPlainTarget(below[i]) {
				return true
			}
		}
	}
	return false
}

// hasTarget reports whether a cell of a row is plainly a target.
func (t *top) hasTarget(n int) bool {
	cells, ok := t.cells(n, t.rows[n].comma)
	return ok && slices.ContainsFunc(cells, isPlainTarget)
}
