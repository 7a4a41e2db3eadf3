// Package exchange lists the formats in which records come and go, and tells
// which one a file is in. Each format is a folder of its own that knows no
// other; what they read are items, and what they write is a view. They share a
// [Format], one line in [All], and the contract that the test over that list
// holds them to: what a format writes it reads again, or says that it lost it.
//
// Whether an item is new, and whether a record may leave, is not decided here.
package exchange

import (
	"fmt"
	"io"
	"iter"

	"takedown/pkg/exchange/csv"
	"takedown/pkg/exchange/dot"
	"takedown/pkg/exchange/edges"
	"takedown/pkg/exchange/feeds"
	"takedown/pkg/exchange/graphml"
	"takedown/pkg/exchange/hosts"
	"takedown/pkg/exchange/jsonl"
	"takedown/pkg/exchange/mermaid"
	"takedown/pkg/exchange/misp"
	"takedown/pkg/exchange/nodes"
	"takedown/pkg/exchange/rpz"
	"takedown/pkg/exchange/stix"
	"takedown/pkg/exchange/text"
	"takedown/pkg/takedown"
	"takedown/pkg/view"
)

// Format reads or writes one format, or does both.
type Format struct {
	Name string

	// Fallback says that the format can be seen in nearly any file, so that
	// it is asked only when no other has recognised the file.
	Fallback bool

	// Feed says that the format is a preset for the feed of that name: it is
	// asked before the formats that could read any such file, and its name is
	// the source where none is given.
	Feed bool

	// Identify reports whether a file that begins so, and has that name, is
	// of the format; nil where the format is only written.
	Identify func(head []byte, name string) bool

	// Decode yields the items of a file; nil where the format is only
	// written. A row that cannot be read is yielded as a [takedown.RowError],
	// and the rows after it follow; any other error is the last. Keys without
	// issuer are those of the agency. Mapping gives columns other names.
	Decode func(r io.Reader, agency string, mapping map[string]string) iter.Seq2[takedown.Item, error]

	// DecodeActs yields the rows of a table of acts; nil where the format has
	// none.
	DecodeActs func(r io.Reader, mapping map[string]string) iter.Seq2[takedown.ActRow, error]

	// DecodeObservations yields the rows of a table of observations; nil where
	// the format has none.
	DecodeObservations func(r io.Reader, mapping map[string]string) iter.Seq2[takedown.ObservationRow, error]

	// Header returns the line over the rows of a table that begins so, for rows
	// that are put apart; nil where rows stand for themselves. Mapping is that of
	// Decode.
	Header func(head []byte, mapping map[string]string) []byte

	// Encode writes records of a view and says what it could not carry; nil
	// where the format is only read.
	Encode func(w io.Writer, v view.View, records iter.Seq2[*view.Record, error]) ([]view.Loss, error)
}

// All returns the formats in the order in which they are listed.
func All() []Format {
	return append([]Format{
		{Name: "csv", Identify: csv.Identify, Decode: csv.Decode, DecodeActs: csv.DecodeActs, DecodeObservations: csv.DecodeObservations, Header: csv.Header, Encode: csv.Encode},
		{Name: "jsonl", Identify: jsonl.Identify, Decode: withoutColumns("jsonl", jsonl.Decode), Encode: jsonl.Encode},
		{Name: "stix", Identify: stix.Identify, Decode: withoutColumns("stix", stix.Decode), Encode: stix.Encode},
		{Name: "misp", Identify: misp.Identify, Decode: withoutColumns("misp", misp.Decode), Encode: misp.Encode},
		{Name: "text", Fallback: true, Identify: text.Format{}.Identify, Decode: withoutColumns("text", text.Format{}.Decode)},
		{Name: "dot", Encode: dot.Encode},
		{Name: "edges", Encode: edges.Encode},
		{Name: "graphml", Encode: graphml.Encode},
		{Name: "hosts", Encode: hosts.Encode},
		{Name: "mermaid", Encode: mermaid.Encode},
		{Name: "nodes", Encode: nodes.Encode},
		{Name: "rpz", Encode: rpz.Encode},
	}, presets()...)
}

// presets returns a format for each feed that is known.
func presets() (out []Format) {
	for _, p := range feeds.Presets() {
		out = append(out, Format{Name: p.Name, Feed: true, Header: p.Header, Identify: p.Identify, Decode: withoutColumns(p.Name, p.Decode)})
	}
	return out
}

// withoutColumns makes the decoder of a format that has no columns refuse to
// rename them, so that no mapping is silently forgotten.
func withoutColumns(name string, decode func(io.Reader, string) iter.Seq2[takedown.Item, error]) func(io.Reader, string, map[string]string) iter.Seq2[takedown.Item, error] {
	return func(r io.Reader, agency string, mapping map[string]string) iter.Seq2[takedown.Item, error] {
		if len(mapping) == 0 {
			return decode(r, agency)
		}
		return func(yield func(takedown.Item, error) bool) {
			yield(takedown.Item{}, fmt.Errorf("%s has no columns that --map could rename: %w", name, takedown.ErrInvalid))
		}
	}
}

// ByName returns the format with that name, or an error that lists them.
func ByName(name string) (Format, error) {
	for _, f := range All() {
		if f.Name == name {
			return f, nil
		}
	}
	return Format{}, &takedown.WordError{What: "format", Word: name, Words: names(All())}
}

func names(list []Format) []string {
	out := make([]string, len(list))
	for i := range list {
		out[i] = list[i].Name
	}
	return out
}
