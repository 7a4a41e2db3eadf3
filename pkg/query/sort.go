package query

import (
	"cmp"
	"iter"
	"slices"
	"strings"

	"takedown/pkg/takedown"
	"takedown/pkg/view"
)

// Sort yields the records in the order of the keys, each a name or, for the
// reverse order, -name; ties are in the order of ids. Numbers and times are
// compared as such, markings and kinds in their own order, and a record
// without a value counts as the smallest. An unknown name is the first and
// only thing that is yielded. All records are held in memory.
func Sort(list iter.Seq2[*view.Record, error], keys []string) iter.Seq2[*view.Record, error] {
	return func(yield func(*view.Record, error) bool) {
		rows, err := sorted(list, keys)
		if err != nil {
			yield(nil, err)
			return
		}
		for _, row := range rows {
			if !yield(row.record, nil) {
				return
			}
		}
	}
}

// sortValue compares by number, then by text.
type sortValue struct {
	number float64
	text   string
}

func (a sortValue) compare(b sortValue) int {
	return cmp.Or(cmp.Compare(a.number, b.number), cmp.Compare(a.text, b.text))
}

// order is how rows are sorted: by columns, each in one direction.
type order[R any] struct {
	columns []column[R]
	reverse []bool
}

func (t *table[R]) order(keys []string) (*order[R], error) {
	o := &order[R]{}
	for _, key := range keys {
		label, reverse := strings.CutPrefix(key, "-")
		if t.names[label] == nil {
			return nil, &takedown.WordError{What: "field to sort by", Word: label, Words: t.labels}
		}
		o.columns, o.reverse = append(o.columns, t.column(label)), append(o.reverse, reverse)
	}
	return o, nil
}

// values returns what a row is sorted by.
func (o *order[R]) values(r *R) []sortValue {
	out := make([]sortValue, len(o.columns))
	for i := range o.columns {
		out[i] = o.columns[i].sortValueOf(r)
	}
	return out
}

func (o *order[R]) compare(a, b []sortValue) int {
	for i := range o.columns {
		c := a[i].compare(b[i])
		if o.reverse[i] {
			c = -c
		}
		if c != 0 {
			return c
		}
	}
	return 0
}

// row is a record with what it is sorted by.
type row struct {
	record *view.Record
	values []sortValue
}

func sorted(list iter.Seq2[*view.Record, error], keys []string) ([]row, error) {
	o, err := records.order(keys)
	if err != nil {
		return nil, err
	}
	var rows []row
	for r, err := range list {
		if err != nil {
			return nil, err
		}
		rows = append(rows, row{r.Clone(), o.values(r)})
	}
	slices.SortStableFunc(rows, func(a, b row) int {
		return cmp.Or(o.compare(a.values, b.values), a.record.ID.Compare(b.record.ID))
	})
	return rows, nil
}

// sortableTime is as long for every time, so that texts compare as times do.
const sortableTime = "2006-01-02T15:04:05.000000000"

func (c *column[R]) sortValueOf(r *R) sortValue {
	switch {
	case c.order != nil:
		return c.order(r)
	case c.typ == typeNumber:
		return sortValue{number: float64(c.numberOf(r))}
	case c.typ == typeDecimal:
		return sortValue{number: c.decimalOf(r)}
	case c.typ == typeTime:
		return sortValue{text: c.timeOf(r).UTC().Format(sortableTime)}
	case c.typ == typeFlag && c.flagOf(r):
		return sortValue{number: 1}
	case c.typ == typeTexts, c.typ == typeNumbers:
		return sortValue{text: strings.Join(c.textsOf(r), "\x00")}
	case c.typ == typeText:
		return sortValue{text: c.textOf(r)}
	}
	return sortValue{}
}

// Limit yields the first n rows; 0 stands for all.
func Limit[R any](rows iter.Seq2[*R, error], n int) iter.Seq2[*R, error] {
	if n == 0 {
		return rows
	}
	return func(yield func(*R, error) bool) {
		left := n
		for r, err := range rows {
			if !yield(r, err) {
				return
			}
			if left--; left <= 0 {
				return
			}
		}
	}
}
