package feeds

import (
	"bytes"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// Identify reports whether a file begins as the feed does: with its columns, in
// the header, in a comment, or as members of the first object.
func (p Preset) Identify(head []byte, _ string) bool {
	head = bytes.TrimLeft(bytes.TrimPrefix(head, mark), " \t\r\n")
	if isJSON(head) {
		return anyObject(head, p.fits)
	}
	if p.isList(head) || p.isXML(head) {
		return true
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

// anyObject reports whether an object in a JSON text, as far as it can be seen,
// has members that fit.
func anyObject(head []byte, fit func(members []string) bool) bool {
	d := jsontext.NewDecoder(bytes.NewReader(head))
	var open [][]string // names of the members of the values that are open
	for {
		t, err := d.ReadToken()
		if err != nil {
			return slices.ContainsFunc(open, fit)
		}
		switch kind := t.Kind(); kind {
		case '{', '[':
			open = append(open, nil)
		case '}', ']':
			if fit(open[len(open)-1]) {
				return true
			}
			open = open[:len(open)-1]
		case '"':
			if depth := d.StackDepth(); depth > 0 {
				if in, n := d.StackIndex(depth); in == '{' && n%2 == 1 {
					open[depth-1] = append(open[depth-1], strings.Clone(t.String()))
				}
			}
		}
	}
}

// hasKey reports whether members are those of a row, be others there or not.
func (p *Preset) hasKey(members []string) bool {
	return slices.ContainsFunc(members, func(name string) bool { return has(p.key, name) })
}

// Header returns the line over the rows of a feed in CSV that begins so, for
// rows that are put apart. Objects need none.
func (p Preset) Header(head []byte, _ map[string]string) []byte {
	if p.isList(bytes.TrimPrefix(head, mark)) {
		return []byte("# " + p.banner + "\n")
	}
	for line := range bytes.Lines(bytes.TrimPrefix(head, mark)) {
		if columns := columnsIn(string(line)); p.fits(columns) && !isJSON(line) {
			return []byte("# " + strings.Join(columns, ",") + "\n")
		}
	}
	return nil
}
