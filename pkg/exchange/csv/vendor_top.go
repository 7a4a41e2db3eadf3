package csv

import (
	"bytes"
	"cmp"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"takedown/pkg/takedown"
)

// top is how a table begins: with comments, with rows that are a title, and with
// a row that names the columns or is the first of the others.
type top struct {
	mapping  map[string]string
	comments []string
	rows     []topRow
	split    map[byte][][]string // cells of the rows, by what they are split at
}

// topRow is a row near the beginning that is no comment.
type topRow struct {
	text  string // without the line end
	at    int    // where it begins
	line  int
	comma byte
}

// found is what the beginning of a table was understood as.
type found struct {
	columns []vendorColumn // of a vendor's table
	own     bool           // the table says itself, or is told, where the keys are
	comma   byte
	line    string // that names the columns, if one does
	at      int    // where the header begins, or else the first row
	before  int    // lines before that
	isRow   bool   // the header is a row, and no comment
	titles  []int  // lines of rows before the header
	tlp     takedown.TLP
}

// maxTitles is how many rows may stand before the header.
const maxTitles = 20

// maxSeen is how many rows are looked at.
const maxSeen = 200

// topOf looks at the beginning of a file. Comma is what the file has told, or 0.
func topOf(head []byte, comma byte, mapping map[string]string) *top {
	t := &top{mapping: mapping, split: map[byte][][]string{}}
	for at, line := 0, 1; at < len(head) && len(t.rows) < maxSeen; {
		raw, _, _ := bytes.Cut(head[at:], []byte("\n"))
		row := topRow{at: at, line: line, comma: cmp.Or(comma, sniff(raw))}
		trimmed := bytes.TrimSpace(raw)
		switch {
		case len(trimmed) == 0:
		case trimmed[0] == '#' && len(t.rows) == 0:
			t.comments = append(t.comments, string(bytes.TrimSpace(bytes.Trim(trimmed, "#"))))
		case trimmed[0] != '#':
			raw = wholeRow(head[at:], len(raw), row.comma)
			if row.text = string(trimEnd(raw)); at+len(raw) < len(head) || len(t.rows) == 0 {
				t.rows = append(t.rows, row)
			}
		}
		at += len(raw) + 1
		line += bytes.Count(raw, []byte("\n")) + 1
	}
	return t
}

// wholeRow returns a row of which the first line is so long. In quotes it goes on
// over line ends, unless they are never closed.
func wholeRow(head []byte, end int, comma byte) []byte {
	for state, from := beforeCell, 0; ; {
		if state = state.after(head[from:end], comma, true); state != inQuotes {
			return head[:end]
		}
		next := bytes.IndexByte(head[min(end+1, len(head)):], '\n')
		if next < 0 {
			first, _, _ := bytes.Cut(head, []byte("\n"))
			return first
		}
		from, end = end, end+1+next
	}
}

// find finds out what the columns are: by a row that names them, by a comment
// before the first row, or by the values. Nothing is found in a table that
// nobody can make sense of without being told.
func (t *top) find() (found, error) {
	for n := range min(len(t.rows), maxTitles+1) {
		f, err := t.header(n)
		if f.columns != nil || f.own || err != nil {
			return t.entitled(f, n), err
		}
		if n == 0 {
			if f, err = t.withoutRow(); f.columns != nil || err != nil {
				return t.entitled(f, 0), err
			}
		}
		if t.hasTarget(n) {
			break // what stands below a row of the table is no header of it
		}
	}
	return found{}, nil
}

// entitled adds what stands before the header.
func (t *top) entitled(f found, n int) found {
	if len(t.rows) == 0 {
		return f
	}
	f.at, f.before = t.rows[n].at, t.rows[n].line-1
	for _, comment := range t.comments {
		f.tlp = max(f.tlp, markingIn(comment))
	}
	for _, row := range t.rows[:n] {
		f.titles = append(f.titles, row.line)
		f.tlp = max(f.tlp, markingIn(row.text))
	}
	return f
}

// header reads a row as one that names the columns.
func (t *top) header(n int) (f found, err error) {
	row := t.rows[n]
	f.comma, f.isRow = row.comma, true
	cells, ok := t.cells(n, row.comma)
	if !ok || n > 0 && !t.hasMapped(cells) {
		return found{}, nil
	}
	f.line = row.text
	if isOwn(cells, t.mapping) {
		f.own = n == 0 || len(t.mapping) > 0 || slices.Contains(cells, "kind")
		return f, nil
	}
	columns := t.named(n+1, cells, row.comma)
	if f, err := t.commented(len(cells)); n == 0 && countNamed(f.columns) > countNamed(columns) {
		return f, err
	}
	switch {
	case !hasTarget(columns), !t.isHeader(n, cells, columns, row.comma):
		return found{}, nil
	case n > 0 && len(cells) > 1 && countNamed(columns) < 2:
		return found{}, nil
	}
	f.columns = columns
	t.findParts(n+1, columns, row.comma)
	return f, checkColumns(cells, t.mapping)
}

// named finds columns by their names, and by the rows from n: one that is called
// ioc is not that of the targets if no row has any there but in another column,
// and one with a name that says nothing is, if all rows have.
func (t *top) named(n int, names []string, comma byte) []vendorColumn {
	columns := namedColumns(names, t.mapping)
	at := slices.IndexFunc(columns, func(c vendorColumn) bool { return c.role == isTarget })
	switch {
	case at >= 0 && columns[at].kind == "" && !t.someTargets(n, at, comma):
		if others := namedColumns(names, t.mapping, at); t.someTargets(n, slices.IndexFunc(others, func(c vendorColumn) bool { return c.role == isTarget }), comma) {
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

// cells returns the cells of a row that is split at a comma.
func (t *top) cells(n int, comma byte) (cells []string, ok bool) {
	if t.split[comma] == nil {
		t.split[comma] = make([][]string, len(t.rows))
		for i := range t.rows {
			t.split[comma][i] = cellsOf(t.rows[i].text, comma)
		}
	}
	cells = t.split[comma][n]
	return cells, cells != nil
}

// cellsOf splits a row, unless it is no text.
func cellsOf(text string, comma byte) []string {
	if !utf8.ValidString(text) || strings.IndexByte(text, 0) >= 0 {
		return nil
	}
	cells, err := splitLenient(nil, text, comma)
	if err != nil {
		return nil
	}
	for i := range cells {
		cells[i] = strings.TrimSpace(cells[i])
	}
	return cells
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

// withoutRow finds the columns where no row names them: in a comment, or by
// what the values are.
func (t *top) withoutRow() (found, error) {
	cells, ok := t.cells(0, t.rows[0].comma)
	if !ok {
		return found{}, nil
	}
	f, err := t.commented(len(cells))
	if f.columns == nil && len(t.mapping) == 0 { // else there is no name that it could mean
		f.columns = t.namelessColumns(len(cells))
	}
	return f, err
}

// commented finds as many columns as there are cells by the names in a comment.
func (t *top) commented(count int) (found, error) {
	f := found{comma: t.rows[0].comma}
	for _, comment := range slices.Backward(t.comments) {
		comment = columnsPrefix.ReplaceAllString(comment, "")
		names, err := splitLenient(nil, comment, f.comma)
		if err != nil || comment == "" || len(names) != count {
			continue
		}
		if columns := t.named(0, names, f.comma); hasTarget(columns) {
			f.columns, f.line = columns, comment
			return f, checkColumns(names, t.mapping)
		}
	}
	return f, nil
}

// columnsPrefix is what some write before the names of columns in a comment.
var columnsPrefix = regexp.MustCompile(`^(?i:fields|columns|header)(:\s*|\t)`)

// isOwn reports whether a header says, or is said, which column the keys are
// in: it is then read to the letter.
func isOwn(cells []string, mapping map[string]string) bool {
	return slices.ContainsFunc(cells, func(c string) bool { return meaning(c, mapping) == "key" })
}

func hasTarget(columns []vendorColumn) bool {
	return slices.ContainsFunc(columns, func(c vendorColumn) bool { return c.role == isTarget })
}

// countNamed counts the columns of which the names say what they are.
func countNamed(columns []vendorColumn) (n int) {
	for _, c := range columns {
		if c.role != isExtra {
			n++
		}
	}
	return n
}

// checkColumns refuses a mapping of columns that are not there.
func checkColumns(names []string, mapping map[string]string) error {
	h := header{names: make([]string, len(names))}
	for i, name := range names {
		h.names[i] = strings.TrimSpace(name)
	}
	return h.checkMapping(mapping)
}
