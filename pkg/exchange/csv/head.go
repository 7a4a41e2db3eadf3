package csv

import (
	"bytes"
	"slices"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"takedown/pkg/takedown"
)

// Header returns the line that names the columns of a file that begins so, with
// its line end, so that rows which are put apart make a table again. It is
// empty where a file has no such line. A marking that stands over it comes with
// it. The mapping is that of [Decode].
func Header(head []byte, mapping map[string]string) []byte {
	if isUTF16(head) {
		head = head[:len(head)&^1]
		// What cannot be decoded is no text, and was refused before.
		head, _, _ = transform.Bytes(unicode.BOMOverride(encoding.Nop.NewDecoder()), head)
	}
	head = withLineEnds(bytes.TrimPrefix(head, mark))
	comma, n := separator(head)
	f, err := topOf(head[n:], comma, mapping).find()
	marking := []byte{}
	if f.tlp > takedown.Clear {
		marking = []byte("# TLP:" + f.tlp.String() + "\n")
	}
	switch {
	case err != nil || f.columns == nil && !f.own:
		return firstLine(head[n:])
	case f.own || f.isRow:
		return append(append(marking, f.line...), '\n')
	case isNameless(f.columns):
		return marking
	}
	return append(marking, ("# " + f.line + "\n")...)
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
