package csv

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"takedown/pkg/takedown"
	"takedown/pkg/view"
)

const (
	unknown = "x" // the column of unknown fields
	dropped = "-" // what a column that is passed over means
)

// passed are the columns that exports and lists have and that say nothing an
// import could take: they follow from the entries about a record.
var passed = slices.Concat(view.Computed, []string{
	"pap", "same_as", "tenure", "returns", "succeeded_by", "flags", "times",
	"authorised_at", "executed_at", "verified_at", "first_contact_at", "first_down_at", "last_up_at", "re_emerged_at",
})

// header says what the columns of a file mean.
type header struct {
	names    []string // as the file has them
	meanings []string // after mapping: key, kind, x, a field, another name or dropped
	kind     int      // column of the kind, or -1
	key      int
	guarded  bool
	others   bool // somebody else has made the table, and says so of its keys
}

// readHeader reads the first row.
func readHeader(rows *rowReader, mapping map[string]string) (header, error) {
	raw, err := rows.next()
	if errors.Is(err, io.EOF) {
		return header{}, fmt.Errorf("the file is empty where a header with the column key should be: %w", takedown.ErrInvalid)
	}
	if err != nil {
		return header{}, final(err)
	}
	if bytes.IndexByte(trimEnd(raw), '\r') >= 0 {
		return header{}, fmt.Errorf("line %d, the header: line ends are CR alone: save the file with LF: %w", rows.start, takedown.ErrInvalid)
	}
	h, err := newHeader(string(trimEnd(raw)), rows.comma, mapping)
	if err != nil {
		return header{}, fmt.Errorf("line %d, the header: %w", rows.start, err)
	}
	return h, nil
}

// final makes an error of a row one that ends the file.
func final(err error) error {
	if row, ok := errors.AsType[*takedown.RowError](err); ok {
		return fmt.Errorf("line %d, the header: %w", row.Line, row.Err)
	}
	return err
}

// newHeader finds out what the columns of a header mean.
func newHeader(row string, comma byte, mapping map[string]string) (header, error) {
	if !utf8.ValidString(row) || strings.Contains(row, "\x00") {
		return header{}, fmt.Errorf("it is no text in UTF-8: %w", takedown.ErrInvalid)
	}
	names, err := split(nil, row, comma)
	if err != nil {
		return header{}, err
	}
	h := header{names: names, meanings: make([]string, len(names))}
	for i, name := range names {
		names[i] = strings.TrimSpace(name)
		h.meanings[i] = meaning(names[i], mapping)
	}
	h.kind, h.key = slices.Index(h.meanings, "kind"), slices.Index(h.meanings, "key")
	if h.key >= 0 && names[h.key] != "key" {
		h.asOthers(mapping)
	}
	h.guarded = len(names) > 1 && names[0] == "kind" && names[1] == "key"
	return h, h.check(mapping)
}

// asOthers takes the columns of a table that is not ours: its status, and its
// marking, are not those that we have computed.
func (h *header) asOthers(mapping map[string]string) {
	h.others = true
	for i, name := range h.names {
		if _, ok := mapping[name]; !ok && h.meanings[i] == dropped && name != dropped {
			h.meanings[i] = name
		}
	}
}

func meaning(name string, mapping map[string]string) string {
	if to, ok := mapping[name]; ok {
		if to == "" {
			return dropped
		}
		return to
	}
	if slices.Contains(passed, name) {
		return dropped
	}
	return name
}
