package csv

import (
	"io"
	"iter"

	"takedown/pkg/takedown"
)

type actRow = takedown.ActRow

// acts is the table of acts.
var acts = factTable[actRow]{
	what: "acts", required: 3,
	columns: []factColumn[actRow]{
		{"method", textInto(func(r *actRow) *string { return &r.Act.Method })},
		{"key", textInto(func(r *actRow) *string { return &r.Key })},
		{"at", textInto(func(r *actRow) *string { return &r.Act.At })},
		{"outcome", textInto(func(r *actRow) *string { return &r.Act.Outcome })},
		{"provider", textInto(func(r *actRow) *string { return &r.Act.Provider })},
		{"place", textInto(func(r *actRow) *string { return &r.Act.Place })},
		{"order", textInto(func(r *actRow) *string { return &r.Act.Order })},
		{"ref", textInto(func(r *actRow) *string { return &r.Act.Ref })},
		{"exhibit", textInto(func(r *actRow) *string { return &r.Act.Exhibit })},
		{"requested_by", textInto(func(r *actRow) *string { return &r.Act.RequestedBy })},
		{"executed_by", textInto(func(r *actRow) *string { return &r.Act.ExecutedBy })},
		{"operation", textInto(func(r *actRow) *string { return &r.Act.Operation })},
		{"why", textInto(func(r *actRow) *string { return &r.Why })},
		{"unmet", takeUnmet},
	},
	place: func(r *actRow, line int, raw []byte) { r.Line, r.Raw = line, raw },
}

func takeUnmet(r *actRow, cell string) error {
	f := takedown.Field{Name: "unmet", Type: takedown.Bool}
	yes, err := f.Parse(cell, "")
	r.Unmet = yes == "true"
	return err
}

// DecodeActs yields the rows of a table of acts. The mapping gives columns
// other names, as in [Decode].
func DecodeActs(r io.Reader, mapping map[string]string) iter.Seq2[takedown.ActRow, error] {
	return acts.decode(r, mapping)
}
