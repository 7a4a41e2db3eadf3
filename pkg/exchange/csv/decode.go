package csv

import (
	"errors"
	"io"
	"iter"

	"takedown/pkg/takedown"
)

// Decode yields a record for each row below the header. The mapping gives
// columns other names: key, kind, x, that of a field, or - for a column to
// pass over. Agency is the issuer of issued keys that are written without one.
func Decode(r io.Reader, agency string, mapping map[string]string) iter.Seq2[takedown.Item, error] {
	return func(yield func(takedown.Item, error) bool) {
		next, err := itemsOf(r, agency, mapping)
		if err != nil {
			yield(takedown.Item{}, err)
			return
		}
		for {
			item, err := next()
			if errors.Is(err, io.EOF) || !yield(item, err) || isFinal(err) {
				return
			}
		}
	}
}

// itemsOf returns what yields the items of a file: a table with a column of
// keys is read to the letter, and that of a vendor as he may mean it.
func itemsOf(r io.Reader, agency string, mapping map[string]string) (func() (takedown.Item, error), error) {
	rows := newRowReader(r)
	if err := begin(rows); err != nil {
		return nil, err
	}
	v, titles, err := asVendor(rows, agency, mapping)
	if err != nil {
		return nil, err
	}
	if v != nil {
		return afterTitles(titles, v.next), nil
	}
	d, err := newDecoder(rows, agency, mapping)
	return afterTitles(titles, d.next), err
}

// afterTitles yields the rows that stand before the header, and then the others.
func afterTitles(titles []takedown.Item, next func() (takedown.Item, error)) func() (takedown.Item, error) {
	return func() (takedown.Item, error) {
		if len(titles) == 0 {
			return next()
		}
		title := titles[0]
		titles = titles[1:]
		return title, nil
	}
}

// isFinal reports whether no row can follow an error.
func isFinal(err error) bool {
	_, isRow := errors.AsType[*takedown.RowError](err)
	return err != nil && !isRow
}

// decoder makes items of the rows of one file.
type decoder struct {
	rows   *rowReader
	header header
	cells  []string // of the last row
	agency string

	plans map[string]*plan // by kind
	plan  *plan            // of the last row

	// slab is what the values of items are cut from, so that not every item
	// costs an allocation.
	slab []takedown.Value
}

// slabValues is how many values are allocated at once.
const slabValues = 1024

func newDecoder(rows *rowReader, agency string, mapping map[string]string) (*decoder, error) {
	h, err := readHeader(rows, mapping)
	return &decoder{rows: rows, header: h, agency: agency, plans: map[string]*plan{}}, err
}

// next returns the item of the next row that is not blank.
func (d *decoder) next() (takedown.Item, error) {
	raw, err := d.rows.next()
	if err != nil {
		return takedown.Item{}, err
	}
	item, err := d.item(string(trimEnd(raw)))
	if err != nil {
		return takedown.Item{}, d.rows.bad(raw, err)
	}
	item.Line, item.TLP = d.rows.start, max(item.TLP, d.rows.tlp)
	return item, nil
}

// item makes the item of one row. Its error is a [cellError] where one cell is
// to blame.
func (d *decoder) item(row string) (takedown.Item, error) {
	if err := d.splitRow(row); err != nil {
		return takedown.Item{}, err
	}
	item, err := d.named()
	if err != nil {
		return takedown.Item{}, err
	}
	if cap(d.slab)-len(d.slab) < len(d.cells) {
		d.slab = make([]takedown.Value, 0, max(slabValues, len(d.cells)))
	}
	start := len(d.slab)
	for i := range d.plan.columns {
		c := &d.plan.columns[i]
		if cell := d.cells[c.at]; cell != "" {
			if err := d.take(c, cell, &item); err != nil {
				return takedown.Item{}, &cellError{d.header.names[c.at], err}
			}
		}
	}
	item.Values = d.slab[start:len(d.slab):len(d.slab)]
	return item, nil
}

// named makes an item that has no more than its name, and finds the plan for
// the other cells.
func (d *decoder) named() (item takedown.Item, err error) {
	key := d.cells[d.header.key]
	if key == "" {
		return item, &cellError{d.header.names[d.header.key], errNoKey}
	}
	k, err := d.kindOf(key)
	if err != nil {
		return item, &cellError{d.header.names[d.header.kind], err}
	}
	d.usePlan(k)
	if item.ID, item.Shown, err = takedown.ParseKey(k, key, d.agency); err != nil {
		return item, &cellError{d.header.names[d.header.key], err}
	}
	return item, nil
}

func (d *decoder) kindOf(key string) (*takedown.Kind, error) {
	if d.header.kind < 0 || d.cells[d.header.kind] == "" {
		return guessKind(key), nil
	}
	name := d.cells[d.header.kind]
	if d.plan != nil && d.plan.kind.Name == name {
		return d.plan.kind, nil
	}
	return takedown.ParseKind(name)
}

func (d *decoder) usePlan(k *takedown.Kind) {
	if d.plan != nil && d.plan.kind == k {
		return
	}
	d.plan = d.plans[k.Name]
	if d.plan == nil {
		d.plan = d.header.planFor(k)
		d.plans[k.Name] = d.plan
	}
}
