package csv

import (
	"regexp"
	"slices"
	"strings"

	"takedown/pkg/takedown"
)

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
		if n > 0 && t.isList(n) {
			return t.entitled(found{comma: t.rows[n].comma, columns: bareColumns(1, 0)}, n), nil
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
	case n > 0 && len(cells) > 1 && countNamed(columns) < 2 && !t.someTargets(n+1, targetOf(columns), row.comma):
		return found{}, nil
	}
	f.columns = columns
	t.findParts(n+1, columns, row.comma)
	return f, checkColumns(cells, t.mapping)
}

// withoutRow finds the columns where no row names them: in a comment, or by
// what the values are.
func (t *top) withoutRow() (found, error) {
	cells, ok := t.cells(0, t.rows[0].comma)
	if !ok {
		return found{}, nil
	}
	f, err := t.commented(len(cells))
	switch {
	case f.columns != nil:
	case len(t.mapping) == 0:
		f.columns = t.namelessColumns(len(cells))
	case t.isMappedByNumber(len(cells)):
		f.columns = t.numberedColumns(len(cells))
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

func hasTarget(columns []vendorColumn) bool { return targetOf(columns) >= 0 }

// targetOf returns the first column of targets, or -1.
func targetOf(columns []vendorColumn) int {
	return slices.IndexFunc(columns, func(c vendorColumn) bool { return c.role == isTarget })
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
