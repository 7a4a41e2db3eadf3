package csv

import (
	"bytes"
	"io"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"takedown/pkg/takedown"
)

// top is how a table begins: with comments, with rows that are a title, and with
// a row that names the columns or is the first of the others.
type top struct {
	head     []byte
	comma    byte // that the file itself has told, or 0
	mapping  map[string]string
	comments []string
	rows     []topRow
}

// topRow is a row near the beginning that is no comment.
type topRow struct {
	text  string
	at    int // where it begins
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

// topOf looks at the beginning of a file. Comma is what the file has told, or 0.
func topOf(head []byte, comma byte, mapping map[string]string) *top {
	t := &top{head: head, comma: comma, mapping: mapping}
	for at, line := 0, 1; at < len(head); line++ {
		text, _, whole := bytes.Cut(head[at:], []byte("\n"))
		trimmed := strings.TrimSpace(string(text))
		switch {
		case trimmed == "":
		case trimmed[0] == '#' && len(t.rows) == 0:
			t.comments = append(t.comments, strings.TrimSpace(strings.Trim(trimmed, "#")))
		case trimmed[0] != '#' && (whole || len(t.rows) == 0):
			t.rows = append(t.rows, topRow{trimmed, at, line, cmpOr(comma, sniff(text))})
		}
		at += len(text) + 1
	}
	return t
}

func cmpOr(told, sniffed byte) byte {
	if told != 0 {
		return told
	}
	return sniffed
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
	cells, text, ok := t.cells(n)
	if !ok || n > 0 && !t.hasMapped(cells) {
		return found{}, nil
	}
	f.line = text
	if isOwn(cells, t.mapping) {
		f.own = n == 0 || len(t.mapping) > 0 || slices.Contains(cells, "kind")
		return f, nil
	}
	columns := t.named(n+1, cells)
	switch {
	case !hasTarget(columns), !t.isHeader(n, cells, columns):
		return found{}, nil
	case n > 0 && len(cells) > 1 && countNamed(columns) < 2:
		return found{}, nil
	}
	f.columns = columns
	t.findParts(n+1, columns)
	return f, checkColumns(cells, t.mapping)
}

// named finds columns by their names, and by the rows from n: one that is called
// ioc is not that of the targets if no row has any there but in another column,
// and one with a name that says nothing is, if all rows have.
func (t *top) named(n int, names []string) []vendorColumn {
	columns := namedColumns(names, t.mapping)
	at := slices.IndexFunc(columns, func(c vendorColumn) bool { return c.role == isTarget })
	switch {
	case at >= 0 && columns[at].kind == "" && !t.someTargets(n, at):
		if others := namedColumns(names, t.mapping, at); t.someTargets(n, slices.IndexFunc(others, func(c vendorColumn) bool { return c.role == isTarget })) {
			return others
		}
	case at < 0 && n < len(t.rows):
		for i := range columns {
			if plain := plainName(names[i]); (columns[i].role == isExtra || plain == "name") && (slices.Contains(bareNames, plain) || isForeign(plain)) && t.isTargets(n, i) {
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
func (t *top) someTargets(n, at int) bool {
	for ; at >= 0 && n < len(t.rows); n++ {
		if cells, _, ok := t.cells(n); ok && at < len(cells) && slices.ContainsFunc(valuesIn(cells[at]+" "), isPlainTarget) {
			return true
		}
	}
	return false
}

// findParts finds columns of numbers in which some are parts of one: a 1 there
// is all, and no percent.
func (t *top) findParts(n int, columns []vendorColumn) {
	at := slices.IndexFunc(columns, func(c vendorColumn) bool { return c.role == isField && c.field == "confidence" })
	for ; at >= 0 && n < len(t.rows); n++ {
		if cells, _, ok := t.cells(n); ok && at < len(cells) && strings.HasPrefix(cells[at], "0.") {
			columns[at].parts = true
			return
		}
	}
}

// cells splits a row, which goes on over line ends in quotes.
func (t *top) cells(n int) (cells []string, text string, ok bool) {
	rows := newRowReader(bytes.NewReader(t.head[t.rows[n].at:]))
	rows.comma, rows.lenient = t.rows[n].comma, true
	raw, err := rows.next()
	if err != nil && err != io.EOF || !utf8.Valid(raw) || bytes.IndexByte(raw, 0) >= 0 {
		return nil, "", false
	}
	text = string(trimEnd(raw))
	cells, err = splitLenient(nil, text, rows.comma)
	for i := range cells {
		cells[i] = strings.TrimSpace(cells[i])
	}
	return cells, text, err == nil
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
func (t *top) isHeader(n int, cells []string, columns []vendorColumn) bool {
	if !slices.ContainsFunc(cells, func(c string) bool { return !isKnownName(c) && isPlainTarget(c) }) {
		return true
	}
	for m := n + 1; m < len(t.rows); m++ {
		below, _, ok := t.cells(m)
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
	cells, _, ok := t.cells(n)
	return ok && slices.ContainsFunc(cells, isPlainTarget)
}

// withoutRow finds the columns where no row names them: in a comment, or by
// what the values are.
func (t *top) withoutRow() (found, error) {
	f := found{comma: t.rows[0].comma}
	cells, _, ok := t.cells(0)
	if !ok {
		return f, nil
	}
	for _, comment := range slices.Backward(t.comments) {
		comment = columnsPrefix.ReplaceAllString(comment, "")
		names, err := splitLenient(nil, comment, f.comma)
		if err != nil || comment == "" || len(names) != len(cells) {
			continue
		}
		if columns := t.named(0, names); hasTarget(columns) {
			f.columns, f.line = columns, comment
			return f, checkColumns(names, t.mapping)
		}
	}
	if len(t.mapping) == 0 { // else there is no name that it could mean
		f.columns = t.namelessColumns(len(cells))
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
