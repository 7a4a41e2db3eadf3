package csv

import (
	"io"
	"iter"

	"takedown/pkg/takedown"
)

type seenRow = takedown.ObservationRow

// observations is the table of observations.
var observations = factTable[seenRow]{
	what: "observations", required: 3,
	columns: []factColumn[seenRow]{
		{"verdict", textInto(func(r *seenRow) *string { return &r.Seen.Verdict })},
		{"key", textInto(func(r *seenRow) *string { return &r.Key })},
		{"at", textInto(func(r *seenRow) *string { return &r.Seen.At })},
		{"from", textInto(func(r *seenRow) *string { return &r.Seen.From })},
		{"method", textInto(func(r *seenRow) *string { return &r.Seen.Method })},
		{"proof", takeProof},
		{"result", textInto(func(r *seenRow) *string { return &r.Seen.Result })},
		{"list", textInto(func(r *seenRow) *string { return &r.Seen.List })},
		{"why", textInto(func(r *seenRow) *string { return &r.Why })},
	},
	place: func(r *seenRow, line int, raw []byte) { r.Line, r.Raw = line, raw },
}

// takeProof takes the hash of the file that proves an observation: a table may
// have been made where the file is not.
func takeProof(r *seenRow, cell string) (err error) {
	f := takedown.Field{Name: "proof", Type: takedown.SHA256}
	r.Seen.Proof, err = f.Parse(cell, "")
	return err
}

// DecodeObservations yields the rows of a table of observations. The mapping
// gives columns other names, as in [Decode].
func DecodeObservations(r io.Reader, mapping map[string]string) iter.Seq2[takedown.ObservationRow, error] {
	return observations.decode(r, mapping)
}
