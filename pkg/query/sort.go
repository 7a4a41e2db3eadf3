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
func Sort(records iter.Seq2[*view.Record, error], keys []string) iter.Seq2[*view.Record, error] {
	return func(yield func(*view.Record, error) bool) {
		rows, err := sorted(records, keys)
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

// row is a record with what it is sorted by.
type row struct {
	record *view.Record
	values []sortValue
}

// sortValue compares by number, then by text.
type sortValue struct {
	number float64
	text   string
}

func (a sortValue) compare(b sortValue) int {
	return cmp.Or(cmp.Compare(a.number, b.number), cmp.Compare(a.text, b.text))
}

func sorted(records iter.Seq2[*view.Record, error], keys []string) ([]row, error) {
	columns := make([]column, len(keys))
	for i, key := range keys {
		label := strings.TrimPrefix(key, "-")
		if names[label] == nil {
			return nil, &takedown.WordError{What: "field to sort by", Word: label, Words: labels}
		}
		columns[i].name = names[label]
	}
	var rows []row
	for r, err := range records {
		if err != nil {
			return nil, err
		}
		rows = append(rows, newRow(r, columns))
	}
	slices.SortStableFunc(rows, func(a, b row) int {
		for i := range keys {
			c := a.values[i].compare(b.values[i])
			if strings.HasPrefix(keys[i], "-") {
				c = -c
			}
			if c != 0 {
				return c
			}
		}
		return a.record.ID.Compare(b.record.ID)
	})
	return rows, nil
}

func newRow(r *view.Record, columns []column) row {
	out := row{record: r.Clone(), values: make([]sortValue, len(columns))}
	for i := range columns {
		out.values[i] = columns[i].sortValueOf(r)
	}
	return out
}

// sortableTime is as long for every time, so that texts compare as times do.
const sortableTime = "2006-01-02T15:04:05.000000000"

func (c *column) sortValueOf(r *view.Record) sortValue {
	switch {
	case c.label == "tlp":
		return sortValue{number: float64(r.TLP)}
	case c.label == "kind":
		return sortValue{number: float64(slices.Index(takedown.KindNames(), r.ID.Kind))}
	case c.label == "id":
		return sortValue{number: float64(slices.Index(takedown.KindNames(), r.ID.Kind)), text: r.ID.Key}
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

// Limit yields the first n records; 0 stands for all.
func Limit(records iter.Seq2[*view.Record, error], n int) iter.Seq2[*view.Record, error] {
	if n == 0 {
		return records
	}
	return func(yield func(*view.Record, error) bool) {
		left := n
		for r, err := range records {
			if !yield(r, err) {
				return
			}
			if left--; left <= 0 {
				return
			}
		}
	}
}
