// Package exchange lists the formats in which records come and go, and tells
// which one a file is in. Each format is a folder of its own that knows no
// other; what they read are items, and what they write is a view.
//
// Whether an item is new, and whether a record may leave, is not decided here.
package exchange

import (
	"fmt"
	"io"
	"iter"
	"strings"

	"takedown/pkg/exchange/csv"
	"takedown/pkg/exchange/jsonl"
	"takedown/pkg/exchange/text"
	"takedown/pkg/takedown"
	"takedown/pkg/view"
)

// Format reads or writes one format, or does both.
type Format struct {
	Name string

	// Identify reports whether a file that begins so, and has that name, is
	// of the format.
	Identify func(head []byte, name string) bool

	// Decode yields the items of a file; nil where the format is only
	// written. Keys without issuer are those of the agency. Mapping gives
	// columns other names, where the format has columns.
	Decode func(r io.Reader, agency string, mapping map[string]string) iter.Seq2[takedown.Item, error]

	// Encode writes records of a view and says what it could not carry; nil
	// where the format is only read.
	Encode func(w io.Writer, v view.View, records iter.Seq2[*view.Record, error]) ([]view.Loss, error)
}

// All returns the formats in the order in which they are asked to recognise a
// file: prose comes last, since any text is some.
func All() []Format {
	return []Format{
		{"jsonl", jsonl.Identify, jsonl.Decode, jsonl.Encode},
		{"csv", csv.Identify, csv.Decode, csv.Encode},
		{"text", text.Format{}.Identify, decodeText, nil},
	}
}

func decodeText(r io.Reader, agency string, _ map[string]string) iter.Seq2[takedown.Item, error] {
	return text.Format{}.Decode(r, agency)
}

// ByName returns the format with that name, or an error that lists them.
func ByName(name string) (Format, error) {
	for _, f := range All() {
		if f.Name == name {
			return f, nil
		}
	}
	return Format{}, &takedown.WordError{What: "format", Word: name, Words: names()}
}

// Identify returns the first format that recognises a file.
func Identify(head []byte, name string) (Format, error) {
	for _, f := range All() {
		if f.Identify(head, name) {
			return f, nil
		}
	}
	return Format{}, fmt.Errorf("the format is not recognised: name one with --format: %s: %w", strings.Join(names(), " "), takedown.ErrInvalid)
}

func names() (out []string) {
	for _, f := range All() {
		out = append(out, f.Name)
	}
	return out
}
