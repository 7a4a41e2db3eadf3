package csv

import (
	"strconv"

	"takedown/pkg/view"
)

// shortWays returns functions for the columns that every row has. They give
// what [view.Record.Column] gives, which has to find the column by its name
// first, in each row again.
func shortWays() map[string]cell {
	var added, updated clock
	return map[string]cell{
		"kind":       func(r *view.Record) string { return r.ID.Kind },
		"key":        (*view.Record).Key,
		"id":         (*view.Record).Name,
		"status":     (*view.Record).Status,
		"tlp":        func(r *view.Record) string { return r.TLP.String() },
		"conflict":   func(r *view.Record) string { return strconv.FormatBool(r.Conflict()) },
		"origin":     func(r *view.Record) string { return r.First().Origin },
		"added_at":   func(r *view.Record) string { return added.text(r.First()) },
		"added_by":   func(r *view.Record) string { return r.First().Actor },
		"updated_at": func(r *view.Record) string { return updated.text(r.Last()) },
		"x": func(r *view.Record) string {
			if len(r.Extras) == 0 {
				return ""
			}
			return string(r.AppendExtras(nil))
		},
	}
}

// clock writes the times of entries. It remembers the last one, for the
// records of one import were all recorded at the same time.
type clock struct {
	recorded int64
	last     string
}

func (c *clock) text(s *view.Stamp) string {
	if c.last == "" || c.recorded != s.Recorded {
		c.recorded, c.last = s.Recorded, view.FormatTime(s.Time())
	}
	return c.last
}
