package feeds

import (
	"bytes"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// Identify reports whether a file begins as the feed does: with its columns, in
// the header, in a comment, or as members of the first object.
func (p Preset) Identify(head []byte, _ string) bool {
	head = bytes.TrimLeft(bytes.TrimPrefix(head, mark), " \t\r\n")
	if isJSON(head) {
		return p.fits(members(head))
	}
	for line := range bytes.Lines(head) {
		if p.fits(columnsIn(string(line))) {
			return true
		}
		if !isComment(line) && len(bytes.TrimSpace(line)) > 0 {
			return false
		}
	}
	return false
}

// mark is the byte order mark in UTF-8.
var mark = []byte("\xef\xbb\xbf")

func isJSON(head []byte) bool { return len(head) > 0 && (head[0] == '{' || head[0] == '[') }

func isComment(line []byte) bool { return len(line) > 0 && line[0] == '#' }

// columnsIn returns the names in a header, which may stand in a comment.
func columnsIn(line string) (out []string) {
	for name := range strings.SplitSeq(strings.TrimLeft(line, "# "), ",") {
		out = append(out, strings.ToLower(strings.Trim(name, " \t\r\n\"")))
	}
	return out
}

// members returns the names of the members of the first object that has more
// than lists, as far as they can be seen.
func members(head []byte) (out []string) {
	d := jsontext.NewDecoder(bytes.NewReader(head))
	for {
		depth := d.StackDepth()
		t, err := d.ReadToken()
		if err != nil {
			return out
		}
		switch t.Kind() {
		case '"':
			if kind, n := d.StackIndex(depth); kind == '{' && n%2 == 1 {
				out = append(out, strings.Clone(t.String()))
			}
		case '}':
			if depth <= 3 && len(out) > 1 && d.StackDepth() <= 2 {
				return out
			}
		}
	}
}

// Header returns the line over the rows of a feed in CSV that begins so, for
// rows that are put apart. Objects need none.
func (p Preset) Header(head []byte) []byte {
	for line := range bytes.Lines(bytes.TrimPrefix(head, mark)) {
		if columns := columnsIn(string(line)); p.fits(columns) && !isJSON(line) {
			return []byte("# " + strings.Join(columns, ",") + "\n")
		}
	}
	return nil
}
