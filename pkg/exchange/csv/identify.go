package csv

import (
	"bytes"
	"path"
	"slices"
	"strings"

	"takedown/pkg/view"
)

// Identify reports whether a file is CSV: by its name, unless it is no text or
// begins like JSON, or by a first line that has nothing but columns that are
// known, one of them that of the keys.
func Identify(head []byte, name string) bool {
	if isUTF16(head) {
		return hasExtension(name)
	}
	head = bytes.TrimLeft(bytes.TrimPrefix(head, mark), "\r\n\t ")
	if bytes.IndexByte(head, 0) >= 0 || bytes.HasPrefix(head, []byte("{")) || bytes.HasPrefix(head, []byte("[")) {
		return false
	}
	return hasExtension(name) || isHeader(head)
}

func hasExtension(name string) bool {
	ext := strings.ToLower(path.Ext(name))
	return ext == ".csv" || ext == ".tsv"
}

func isHeader(head []byte) bool {
	line, _, _ := bytes.Cut(head, []byte("\n"))
	cells, err := split(nil, string(trimEnd(line)), sniff(head))
	if err != nil || len(cells) < 2 {
		return false
	}
	known, keys := append(view.Columns(), passed...), append([]string{"key"}, synonyms...)
	return slices.ContainsFunc(cells, func(c string) bool { return slices.Contains(keys, c) }) &&
		!slices.ContainsFunc(cells, func(c string) bool { return !slices.Contains(known, c) && !slices.Contains(keys, c) })
}
