package csv

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
	"maps"
	"slices"
	"strings"

	"takedown/pkg/takedown"
)

// factColumn is a column of a table of facts, and what takes its cells.
type factColumn[R any] struct {
	name string
	take func(*R, string) error
}

// factTable says what the columns of a table of facts are.
type factTable[R any] struct {
	what     string // of which the rows are
	columns  []factColumn[R]
	required int // how many of the columns must be there, from the first
	place    func(r *R, line int, raw []byte)
}

// textInto makes what takes a cell as it is.
func textInto[R any](into func(*R) *string) func(*R, string) error {
	return func(r *R, cell string) error {
		if err := takedown.CheckText(cell); err != nil {
			return err
		}
		*into(r) = cell
		return nil
	}
}

// decode yields the rows of a table of facts.
func (t *factTable[R]) decode(r io.Reader, mapping map[string]string) iter.Seq2[R, error] {
	return func(yield func(R, error) bool) {
		d := &factDecoder[R]{table: t, rows: newRowReader(r)}
		if err := d.begin(mapping); err != nil {
			yield(*new(R), err)
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

// needs names the columns without which a table makes no sense.
func (t *factTable[R]) needs() string {
	var names []string
	for _, c := range t.columns[:t.required] {
		names = append(names, c.name)
	}
	return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
}

// factDecoder reads a table of facts.
type factDecoder[R any] struct {
	table   *factTable[R]
	rows    *rowReader
	names   []string
	columns []*factColumn[R] // by cell; nil where it is passed over
	cells   []string
}

// begin reads the header.
func (d *factDecoder[R]) begin(mapping map[string]string) error {
	if err := begin(d.rows); err != nil {
		return err
	}
	raw, err := d.rows.next()
	for err == nil && isComment(raw) {
		head, _ := d.rows.in.Peek(headSize) // as much as there is
		if raw, err = d.rows.next(); !d.rows.told {
			d.rows.comma = sniff(head)
		}
	}
	if errors.Is(err, io.EOF) {
		return fmt.Errorf("the file is empty where a header with %s should be: %w", d.table.needs(), takedown.ErrInvalid)
	}
	if err != nil {
		return final(err)
	}
	if d.names, err = split(nil, string(trimEnd(raw)), d.rows.comma); err != nil {
		return fmt.Errorf("line %d, the header: %w", d.rows.start, err)
	}
	return d.headed(mapping)
}

func (d *factDecoder[R]) headed(mapping map[string]string) error {
	var words, seen []string
	for _, c := range d.table.columns {
		words = append(words, c.name)
	}
	for i, name := range d.names {
		d.names[i] = strings.TrimSpace(name)
	}
	for _, from := range slices.Sorted(maps.Keys(mapping)) {
		if !slices.Contains(d.names, from) {
			return &takedown.WordError{What: "column", Word: from, Words: d.names}
		}
	}
	for _, name := range d.names {
		if name = meaning(name, mapping); slices.Contains(words, strings.ToLower(name)) {
			name = strings.ToLower(name)
		}
		at := slices.Index(words, name)
		switch {
		case slices.Contains(seen, name) && name != dropped:
			return fmt.Errorf("the header has %q twice: %w", name, takedown.ErrInvalid)
		case at >= 0:
			d.columns = append(d.columns, &d.table.columns[at])
		case name == dropped:
			d.columns = append(d.columns, nil)
		default:
			return fmt.Errorf("the header: %w", &takedown.WordError{What: "column of " + d.table.what, Word: name, Words: words})
		}
		seen = append(seen, name)
	}
	for _, c := range d.table.columns[:d.table.required] {
		if !slices.Contains(seen, c.name) {
			return fmt.Errorf("the header has no column %s: %s need %s: %w", c.name, d.table.what, d.table.needs(), takedown.ErrInvalid)
		}
	}
	return nil
}

func (d *factDecoder[R]) next() (row R, err error) {
	raw, err := d.rows.next()
	if err != nil {
		return row, err
	}
	row, err = d.row(string(trimEnd(raw)))
	if err != nil {
		return *new(R), d.rows.bad(raw, err)
	}
	d.table.place(&row, d.rows.start, bytes.Clone(raw))
	return row, nil
}

func (d *factDecoder[R]) row(text string) (row R, err error) {
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
		case c == nil:
		case cells[i] != "":
			if err := d.take(&row, c, cells[i]); err != nil {
				return row, &cellError{d.names[i], err}
			}
		case slices.ContainsFunc(d.table.columns[:d.table.required], func(r factColumn[R]) bool { return r.name == c.name }):
			return row, &cellError{c.name, fmt.Errorf("the cell is empty: %w", takedown.ErrInvalid)}
		}
	}
	return row, nil
}

// take takes a cell. A time must be one here already, so that the column is
// named that is to blame.
func (d *factDecoder[R]) take(row *R, c *factColumn[R], cell string) error {
	if c.name == "at" {
		if _, err := takedown.ParseInstant(cell); err != nil {
			return err
		}
	}
	return c.take(row, cell)
}
