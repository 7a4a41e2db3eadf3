package csv

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"

	"takedown/pkg/takedown"
)

// actColumn is a column of a table of acts, and where its cell goes.
type actColumn struct {
	name string
	into func(*takedown.ActRow) *string
}

// actColumns are the columns of a table of acts; the first three must be there.
var actColumns = []actColumn{
	{"method", func(r *takedown.ActRow) *string { return &r.Act.Method }},
	{"key", func(r *takedown.ActRow) *string { return &r.Key }},
	{"at", func(r *takedown.ActRow) *string { return &r.Act.At }},
	{"outcome", func(r *takedown.ActRow) *string { return &r.Act.Outcome }},
	{"provider", func(r *takedown.ActRow) *string { return &r.Act.Provider }},
	{"place", func(r *takedown.ActRow) *string { return &r.Act.Place }},
	{"order", func(r *takedown.ActRow) *string { return &r.Act.Order }},
	{"ref", func(r *takedown.ActRow) *string { return &r.Act.Ref }},
	{"exhibit", func(r *takedown.ActRow) *string { return &r.Act.Exhibit }},
	{"requested_by", func(r *takedown.ActRow) *string { return &r.Act.RequestedBy }},
	{"executed_by", func(r *takedown.ActRow) *string { return &r.Act.ExecutedBy }},
	{"operation", func(r *takedown.ActRow) *string { return &r.Act.Operation }},
	{"why", func(r *takedown.ActRow) *string { return &r.Why }},
}

const (
	requiredActs = 3
	unmetColumn  = "unmet"
)

// DecodeActs yields the rows of a table of acts. The mapping gives columns
// other names, as in [Decode].
func DecodeActs(r io.Reader, mapping map[string]string) iter.Seq2[takedown.ActRow, error] {
	return func(yield func(takedown.ActRow, error) bool) {
		d := &actDecoder{rows: newRowReader(r)}
		if err := d.begin(mapping); err != nil {
			yield(takedown.ActRow{}, err)
			return
		}
		for {
			row, err := d.next()
			if errors.Is(err, io.EOF) || !yield(row, err) || isFinal(err) {
				return
			}
		}
	}
}

// actDecoder reads a table of acts.
type actDecoder struct {
	rows    *rowReader
	names   []string
	columns []*actColumn // by cell; nil for unmet
	cells   []string
}

// begin reads the header.
func (d *actDecoder) begin(mapping map[string]string) error {
	if err := begin(d.rows); err != nil {
		return err
	}
	raw, err := d.rows.next()
	if errors.Is(err, io.EOF) {
		return fmt.Errorf("the file is empty where a header with method, key and at should be: %w", takedown.ErrInvalid)
	}
	if err != nil {
		return final(err)
	}
	if d.names, err = split(nil, string(trimEnd(raw)), d.rows.comma); err != nil {
		return fmt.Errorf("line %d, the header: %w", d.rows.start, err)
	}
	return d.headed(mapping)
}

func (d *actDecoder) headed(mapping map[string]string) error {
	var words, seen []string
	for i := range actColumns {
		words = append(words, actColumns[i].name)
	}
	words = append(words, unmetColumn)
	for _, name := range d.names {
		name = meaning(name, mapping)
		at := slices.IndexFunc(actColumns, func(c actColumn) bool { return c.name == name })
		switch {
		case slices.Contains(seen, name) && name != dropped:
			return fmt.Errorf("the header has %q twice: %w", name, takedown.ErrInvalid)
		case at >= 0:
			d.columns = append(d.columns, &actColumns[at])
		case name == unmetColumn:
			d.columns = append(d.columns, nil)
		case name == dropped:
			d.columns = append(d.columns, &actColumn{dropped, nil})
		default:
			return fmt.Errorf("the header: %w", &takedown.WordError{What: "column of acts", Word: name, Words: words})
		}
		seen = append(seen, name)
	}
	for _, c := range actColumns[:requiredActs] {
		if !slices.Contains(seen, c.name) {
			return fmt.Errorf("the header has no column %s: acts need method, key and at: %w", c.name, takedown.ErrInvalid)
		}
	}
	return nil
}

func (d *actDecoder) next() (takedown.ActRow, error) {
	raw, err := d.rows.next()
	if err != nil {
		return takedown.ActRow{}, err
	}
	row, err := d.row(string(trimEnd(raw)))
	if err != nil {
		return takedown.ActRow{}, d.rows.bad(raw, err)
	}
	row.Line, row.Raw = d.rows.start, bytes.Clone(raw)
	return row, nil
}

func (d *actDecoder) row(text string) (row takedown.ActRow, err error) {
	cells, err := split(d.cells[:0], text, d.rows.comma)
	d.cells = cells
	if err != nil {
		return row, err
	}
	if len(cells) != len(d.names) {
		return row, fmt.Errorf("the row has %d cells under a header of %d: %w", len(cells), len(d.names), takedown.ErrInvalid)
	}
	for i, c := range d.columns {
		switch {
		case cells[i] == "":
		case c == nil:
			f := takedown.Field{Name: unmetColumn, Type: takedown.Bool}
			yes, err := f.Parse(cells[i], "")
			if err != nil {
				return row, &cellError{d.names[i], err}
			}
			row.Unmet = yes == "true"
		case c.into != nil:
			if err := takedown.CheckText(cells[i]); err != nil {
				return row, &cellError{d.names[i], err}
			}
			*c.into(&row) = cells[i]
		}
	}
	for _, c := range actColumns[:requiredActs] {
		if *c.into(&row) == "" {
			return row, &cellError{c.name, fmt.Errorf("the cell is empty: %w", takedown.ErrInvalid)}
		}
	}
	return row, nil
}
