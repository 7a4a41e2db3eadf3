package csv

import (
	"bytes"
	"path"
	"slices"
	"strings"

	"takedown/pkg/view"
)

// Identify reports whether a file is CSV: by its name, unless it is no text or
// begins like JSON, or by a header that has nothing but columns that are known,
// one of them that of the keys or of targets.
func Identify(head []byte, name string) bool {
	if isUTF16(head) {
		return hasExtension(name)
	}
	head = bytes.TrimLeft(bytes.TrimPrefix(head, mark), "\r\n\t ")
	if bytes.IndexByte(head, 0) >= 0 || bytes.HasPrefix(head, []byte("{")) || bytes.HasPrefix(head, []byte("[")) {
		return false
	}
	return hasExtension(name) || isHeader(head) || isVendorHeader(head)
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

// alsoMet are columns that vendors have beside those that we have a field for.
var alsoMet = strings.Fields(`
	id reference references reference_url link reporter status threat threat_type category campaign actor threat_actor severity
	last_updated tlp feed vendor`)

// isVendorHeader reports whether a vendor's header, which a comment may be,
// has nothing but columns that are known.
func isVendorHeader(head []byte) bool {
	f, err := topOf(withLineEnds(head), 0, nil).find()
	if err != nil || len(f.columns) < 2 || len(f.titles) > 0 || !f.isRow && isNameless(f.columns) {
		return false
	}
	return !slices.ContainsFunc(f.columns, func(c vendorColumn) bool { return c.role == isExtra && !slices.Contains(alsoMet, plainName(c.name)) })
}
