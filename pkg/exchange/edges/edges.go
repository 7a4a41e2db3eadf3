// Package edges writes the links between records as the table of links of a link
// chart, the entities of which package nodes writes: a row a link, from source to
// target, with the relation as its label and the fields of a link. The source of
// the information is in the column information, as source is the name of an end.
//
// Strength is in the three words of i2: Confirmed, Tentative, Unconfirmed. A
// chart draws a link without strength as a confirmed one, so that it is written
// as Unconfirmed, and that is said. Of records it has nothing but their names.
package edges

import (
	"encoding/csv"
	"io"
	"iter"

	"takedown/pkg/render"
	"takedown/pkg/view"
)

var header = []string{"source", "target", "type", "id", "label", "strength", "since", "until", "confidence", "information", "grade", "role", "tlp", "origin"}

// words are the strengths of i2.
var words = map[string]string{"confirmed": "Confirmed", "tentative": "Tentative", "unconfirmed": "Unconfirmed"}

// Encode writes the table and says what has no place in it.
func Encode(w io.Writer, v view.View, records iter.Seq2[*view.Record, error]) ([]view.Loss, error) {
	out := csv.NewWriter(w)
	if err := out.Write(header); err != nil {
		return nil, err
	}
	var lost view.Losses
	linked := map[int]bool{}
	var names []string
	err := view.Walk(v, records, &lost,
		func(r *view.Record, _ int) error {
			names = append(names, r.Name())
			return lost.Record(v, r, view.Nothing)
		},
		func(l *view.Link, from, to int) error {
			linked[from], linked[to] = true, true
			if words[l.Strength] == "" {
				lost.Add("links without strength, which are written as Unconfirmed", l.Name())
			}
			return out.Write(row(l, &lost))
		})
	if err != nil {
		return nil, err
	}
	for i, name := range names {
		if !linked[i+1] {
			lost.Add("records without links", name)
		}
	}
	out.Flush()
	return lost.All(), out.Error()
}

func row(l *view.Link, lost *view.Losses) []string {
	strength := words[l.Strength]
	if strength == "" {
		strength = "Unconfirmed"
	}
	cells := []string{
		l.FromName(), l.ToName(), "Directed", l.ID(), l.Rel, strength, l.Since, l.Until, l.Confidence,
		l.Stamp.Source, l.Stamp.Grade, l.Role, l.TLP.String(), l.Stamp.Origin,
	}
	for i, raw := range cells {
		if cells[i] = render.InertLines(raw); cells[i] != raw {
			lost.Add("texts with invisible characters, which are written visibly", l.Name()+" "+header[i])
		}
		cells[i] = render.CSVCell(cells[i])
	}
	return cells
}
