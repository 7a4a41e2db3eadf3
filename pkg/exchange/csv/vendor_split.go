package csv

import (
	"strings"
	"unicode/utf8"
)

// splitLenient splits a row as those need that quote by hand: spaces may stand
// around quotes, and a quote inside of a cell that is not quoted is one.
func splitLenient(cells []string, row string, comma byte) ([]string, error) {
	for {
		trimmed := strings.TrimLeft(row, " ")
		if !strings.HasPrefix(trimmed, `"`) {
			cell, rest, more := strings.Cut(row, string(comma))
			cells, row = append(cells, cell), rest
			if !more {
				return cells, nil
			}
			continue
		}
		cell, rest, err := quotedCell(trimmed[1:])
		if err != nil {
			return cells, err
		}
		cells = append(cells, cell)
		rest = strings.TrimLeft(rest, " ")
		switch {
		case rest == "":
			return cells, nil
		case rest[0] != comma:
			return cells, errAfter
		}
		row = rest[1:]
	}
}

// quotedCell returns what stands up to the closing quote, and what follows it.
func quotedCell(row string) (cell, rest string, err error) {
	for end := 0; ; end += 2 {
		i := strings.IndexByte(row[end:], '"')
		if i < 0 {
			return "", "", errOpen
		}
		end += i
		if !strings.HasPrefix(row[end+1:], `"`) {
			return strings.ReplaceAll(row[:end], `""`, `"`), row[end+1:], nil
		}
	}
}

// checkCell refuses a cell that is no text.
func checkCell(cell string) error {
	switch {
	case len(cell) > maxCell:
		return errLong
	case strings.IndexByte(cell, 0) >= 0:
		return errNUL
	case !utf8.ValidString(cell):
		return errUTF8
	}
	return nil
}
