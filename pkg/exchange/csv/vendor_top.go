package csv

import (
	"bytes"
	"cmp"
	"strings"
	"unicode/utf8"
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
		case len(bytes.Trim(trimmed, " \t"+string(rune(row.comma)))) == 0:
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
