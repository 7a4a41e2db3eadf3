package query

import (
	"strconv"
	"time"

	"takedown/pkg/takedown"
	"takedown/pkg/view"
)

// column is a name for which one record after another is asked. It remembers
// the field of the kind that it saw last, as records come kind by kind.
type column struct {
	*name
	kind  string
	field *takedown.Field
}

func (c *column) fieldOf(r *view.Record) *takedown.Field {
	if r.ID.Kind != c.kind {
		c.kind, c.field = r.ID.Kind, r.Kind().Field(c.label)
	}
	return c.field
}

// textOf returns the value of a column that is no set, as it is stored.
func (c *column) textOf(r *view.Record) string {
	if c.text != nil {
		return c.text(r)
	}
	if f := c.fieldOf(r); f != nil {
		return r.Value(f)
	}
	return ""
}

func (c *column) textsOf(r *view.Record) []string {
	if c.texts != nil {
		return c.texts(r)
	}
	if f := c.fieldOf(r); f != nil {
		return r.Elements(f)
	}
	return nil
}

func (c *column) numbersOf(r *view.Record) []int {
	texts := c.textsOf(r)
	out := make([]int, len(texts))
	for i, s := range texts {
		out[i] = number(s)
	}
	return out
}

func (c *column) numberOf(r *view.Record) int {
	if c.rank != nil {
		return c.rank(r)
	}
	return number(c.textOf(r))
}

// number reads a stored number; a record without one has 0.
func number(s string) int {
	n, _ := strconv.Atoi(s)
	return n
}

func (c *column) decimalOf(r *view.Record) float64 {
	n, _ := strconv.ParseFloat(c.textOf(r), 64)
	return n
}

func (c *column) flagOf(r *view.Record) bool {
	if c.flag != nil {
		return c.flag(r)
	}
	return c.textOf(r) == "true"
}

func (c *column) timeOf(r *view.Record) time.Time {
	if c.time != nil {
		return c.time(r)
	}
	return storedTime(c.textOf(r))
}

// open is how the word open of a field such as sealed_until compares: after
// every time.
var open = time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC)

// storedTime reads a stored instant, date or the word open; nothing reads as
// the zero time.
func storedTime(s string) time.Time {
	switch {
	case s == "":
		return time.Time{}
	case s == "open":
		return open
	case len(s) == len(time.DateOnly):
		t, _ := time.Parse(time.DateOnly, s)
		return t
	}
	t, _ := time.Parse(time.RFC3339Nano, s)
	return t
}

// presentIn reports whether the record has a value in the column.
func (c *column) presentIn(r *view.Record) bool {
	switch {
	case c.sometimes:
		return !c.time(r).IsZero()
	case c.flag != nil || c.time != nil:
		return true
	case c.typ == typeTexts || c.typ == typeNumbers:
		return len(c.textsOf(r)) > 0
	}
	return c.textOf(r) != ""
}
