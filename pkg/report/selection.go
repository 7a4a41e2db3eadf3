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

// counts says how many records of each kind are selected, by status. Without
// an expression the view knows that without reading them.
func (s selection) counts() (map[string]map[string]int, error) {
	out := map[string]map[string]int{}
	if s.o.Where != nil {
		return out, s.countRecords(out)
	}
	for _, k := range takedown.KindNames() {
		byStatus, err := s.view.Count(s.o.Operation, k)
		if err != nil {
			return nil, err
		}
		out[k] = byStatus
	}
	return out, nil
}

func (s selection) countRecords(into map[string]map[string]int) error {
	for r, err := range s.records(takedown.KindNames(), "") {
		if err != nil {
			return err
		}
		if into[r.ID.Kind] == nil {
			into[r.ID.Kind] = map[string]int{}
		}
		into[r.ID.Kind][r.Status()]++
	}
	return nil
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
