package query

import (
	"strconv"
	"time"
)

// column is a name for which one row after another is asked.
type column[R any] struct{ name[R] }

// textOf returns the value of a column that is no set, as it is stored.
func (c *column[R]) textOf(r *R) string { return c.text(r) }

func (c *column[R]) textsOf(r *R) []string { return c.texts(r) }

func (c *column[R]) numbersOf(r *R) []int {
	texts := c.textsOf(r)
	out := make([]int, len(texts))
	for i, s := range texts {
		out[i] = number(s)
	}
	return out
}

func (c *column[R]) numberOf(r *R) int {
	if c.rank != nil {
		return c.rank(r)
	}
	return number(c.textOf(r))
}

// number reads a stored number; a row without one has 0.
func number(s string) int {
	n, _ := strconv.Atoi(s)
	return n
}

func (c *column[R]) decimalOf(r *R) float64 {
	n, _ := strconv.ParseFloat(c.textOf(r), 64)
	return n
}

func (c *column[R]) flagOf(r *R) bool {
	if c.flag != nil {
		return c.flag(r)
	}
	return c.textOf(r) == "true"
}

func (c *column[R]) timeOf(r *R) time.Time {
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

// presentIn reports whether the row has a value in the column.
func (c *column[R]) presentIn(r *R) bool {
	switch {
	case c.sometimes:
		return !c.time(r).IsZero()
	case c.flag != nil || c.time != nil || c.rank != nil:
		return true
	case c.typ == typeTexts || c.typ == typeNumbers:
		return len(c.textsOf(r)) > 0
	}
	return c.textOf(r) != ""
}
