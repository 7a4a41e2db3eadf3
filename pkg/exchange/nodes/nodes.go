// Package nodes writes records as the table of entities of a link chart, the
// links between which package edges writes: a row a record, with the id by which
// the links name it, the label that is drawn, and every column that a record can
// have.
//
// It is for programs that import charts and is never read again: what is read
// again are the tables of package csv. The ' that guards a cell from spreadsheets
// stands in labels and values, and never before an id. Characters that are not
// seen are written visibly. Links have no place in it.
package nodes

import (
	"encoding/csv"
	"io"
	"iter"
	"slices"
	"strings"

	"takedown/pkg/render"
	"takedown/pkg/view"
)

// Encode writes the table and says what has no place in it.
func Encode(w io.Writer, v view.View, records iter.Seq2[*view.Record, error]) ([]view.Loss, error) {
	columns := slices.DeleteFunc(view.Columns(), func(name string) bool { return name == "id" })
	out := csv.NewWriter(w)
	header := append([]string{"id", "label"}, columns...)
	if err := out.Write(header); err != nil {
		return nil, err
	}
	var lost view.Losses
	err := view.Walk(v, records, &lost,
		func(r *view.Record, _ int) error {
			row := []string{r.Name(), r.Key()}
			for _, name := range columns {
				row = append(row, cell(r, name))
			}
			for i, raw := range row {
				if row[i] = render.InertLines(raw); row[i] != raw {
					lost.Add("texts with invisible characters, which are written visibly", r.Name()+" "+header[i])
				}
				row[i] = render.CSVCell(row[i])
			}
			if err := out.Write(row); err != nil {
				return err
			}
			return lost.Record(v, r, carried)
		},
		func(l *view.Link, _, _ int) error {
			lost.Add("links", l.Name())
			return nil
		})
	if err != nil {
		return nil, err
	}
	out.Flush()
	return lost.All(), out.Error()
}

// carried says what of a record has a column: all but what is said beside the
// shown values.
func carried(name string) bool { return name != "claims" && name != "pap" && name != "facts" }

// cell is one column of a record. A set is joined as in package csv.
func cell(r *view.Record, name string) string {
	values := r.Column(name)
	if f := r.Kind().Field(name); f != nil && f.IsSet() || name == "same_as" {
		return view.JoinSet(values)
	}
	return strings.Join(values, ", ")
}
