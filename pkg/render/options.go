package render

import (
	"slices"

	"takedown/pkg/takedown"
)

// Format is a form of output.
type Format string

// The formats. Those that people read are made inert and defanged.
const (
	TableFormat    Format = "table"
	Wide           Format = "wide"
	JSON           Format = "json"
	JSONLines      Format = "jsonl"
	CSV            Format = "csv"
	TSV            Format = "tsv"
	MarkdownFormat Format = "md"
	Keys           Format = "keys"
)

// Formats returns the names of all formats.
func Formats() []string {
	return []string{"table", "wide", "json", "jsonl", "csv", "tsv", "md", "keys"}
}

// ParseFormat returns the format with that name.
func ParseFormat(s string) (Format, error) {
	if !slices.Contains(Formats(), s) {
		return "", &takedown.WordError{What: "output format", Word: s, Words: Formats()}
	}
	return Format(s), nil
}

// forPeople reports whether people read the format.
func (f Format) forPeople() bool {
	return f == TableFormat || f == Wide || f == MarkdownFormat
}

// Options say how an answer is written.
type Options struct {
	Format   Format
	Columns  []string // of records; none stands for those of the format
	Kinds    []string // that records can have, if that is known
	NoHeader bool
	Defang   string // always, never, or auto: where people read
	Colour   bool
	Width    int // of the terminal, or 0: nothing is cut off
}

// Defangs reports whether names of targets are written so that nobody follows
// them by a click. JSON carries raw values always.
func (o *Options) Defangs() bool {
	return o.Defang == "always" || o.Defang != "never" && o.Format.forPeople()
}
