package csv

import (
	"bytes"
	"slices"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// Header returns the line that names the columns of a file that begins so, with
// its line end, so that rows which are put apart make a table again. It is
// empty where a file has no such line.
func Header(head []byte) []byte {
	if isUTF16(head) {
		head = head[:len(head)&^1]
		// What cannot be decoded is no text, and was refused before.
		head, _, _ = transform.Bytes(unicode.BOMOverride(encoding.Nop.NewDecoder()), head)
	}
	head = withLineEnds(bytes.TrimPrefix(head, mark))
	comma, n := separator(head)
	f, err := topOf(head[n:], comma, nil).find()
	switch {
	case err != nil || f.columns == nil && !f.own:
		return firstLine(head[n:])
	case f.own || f.isRow:
		return append([]byte(f.line), '\n')
	case isNameless(f.columns):
		return nil
	}
	return []byte("# " + f.line + "\n")
}

// firstLine returns the first line that is no comment.
func firstLine(head []byte) []byte {
	for line := range bytes.Lines(head) {
		if !isComment(line) && len(bytes.TrimSpace(line)) > 0 {
			return append(slices.Clip(bytes.TrimRight(line, "\r\n")), '\n')
		}
	}
	return nil
}

// isNameless reports whether the columns have no names but those that we gave.
func isNameless(columns []vendorColumn) bool {
	return !slices.ContainsFunc(columns, func(c vendorColumn) bool { return c.name[:min(7, len(c.name))] != "column_" })
}
