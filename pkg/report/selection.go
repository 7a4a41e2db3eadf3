package report

import (
	"iter"
	"strings"

	"takedown/pkg/query"
	"takedown/pkg/takedown"
	"takedown/pkg/view"
)

// selection is the part of a case that a report is about.
type selection struct {
	view  view.View
	o     Options
	where string // that yields the selection; empty for the whole case
}

func newSelection(v view.View, o Options) selection {
	s := selection{view: v, o: o}
	if o.Operation != "" {
		s.where = query.Literal(o.Operation) + " in operations"
	}
	if o.Where != nil {
		s.where = and(s.where, o.Where.String())
	}
	return s
}

// and joins two expressions, of which either may be empty.
func and(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return "(" + a + ") and (" + b + ")"
}

// records yields the records of the kinds that are selected, and for which the
// clause holds.
func (s selection) records(kinds []string, clause string) iter.Seq2[*view.Record, error] {
	q, err := query.Parse(and(s.where, clause))
	if err != nil {
		return func(yield func(*view.Record, error) bool) { yield(nil, err) }
	}
	return q.Select(s.view, kinds)
}

// tallies says how many records of each kind are selected, by state and by the
// act that made it. Without an expression the view knows that without reading
// them.
func (s selection) tallies() ([]view.Tally, error) {
	if s.o.Where == nil {
		return s.view.Tallies(s.o.Operation)
	}
	counts := map[view.Tally]int{}
	for r, err := range s.records(takedown.KindNames(), "") {
		if err != nil {
			return nil, err
		}
		l := &r.Life
		counts[view.Tally{Kind: r.ID.Kind, Status: r.Status(), Method: l.Method, Agency: l.Agency, Place: l.Place}]++
	}
	var out []view.Tally
	for t, n := range counts {
		t.N = n
		out = append(out, t)
	}
	return out, nil
}

// kindsOf returns the kinds of a list as the list command names it.
func kindsOf(list string) []string {
	if list != "targets" {
		return []string{list}
	}
	var out []string
	for _, k := range takedown.Kinds() {
		if k.Target {
			out = append(out, k.Name)
		}
	}
	return out
}

// statusIn is the clause that selects some states.
func statusIn(states ...string) string {
	literals := make([]string, len(states))
	for i, s := range states {
		literals[i] = query.Literal(s)
	}
	return "status in [" + strings.Join(literals, ", ") + "]"
}
