package check

import (
	"slices"

	"takedown/pkg/lifecycle"
	"takedown/pkg/takedown"
)

var orderCoversNothing = Rule{
	Name: "order-covers-nothing", Level: Warning, Kinds: []string{"order"}, Absence: true,
	Why:    "An order that covers no record on file has a slip in its list, or its targets were never put on file.",
	Record: findIdleOrder,
	Good:   Example{evil, openOrderOn("domain/*.example"), granted},
	Bad:    Example{evil, openOrderOn("domain/*.evil.example"), granted},
}

// openOrderOn is an order without end that covers one pattern.
func openOrderOn(pattern string) Said {
	return Said{Verb: "add", Subject: "order/hk:77", Payload: `{"set":{"jurisdiction":"HK","type":"blocking"},"plus":{"covers":["` + pattern + `"]}}`}
}

// findIdleOrder finds granted orders that cover nothing. One that executes
// another order covers what that one does.
func findIdleOrder(s *subject) ([]Finding, error) {
	if s.Status() != "granted" || s.Get("executes") != "" {
		return nil, nil
	}
	covers := s.Set("covers")
	for _, pattern := range covers {
		if covered, err := s.run.covers(pattern); covered || err != nil {
			return nil, err
		}
	}
	because, err := s.because()
	return one(because, "takedown order extended "+takedown.ShellWord(s.Key())+" --at TIME -f covers+=KEY",
		"it is granted and none of the %d it lists is on file", len(covers)), err
}

// covers reports whether a pattern covers a record on file.
func (r *run) covers(pattern string) (bool, error) {
	if !lifecycle.IsPattern(pattern) {
		id, err := takedown.ParseID(pattern)
		if err != nil {
			return false, err
		}
		record, err := r.view.Record(id)
		return record != nil, err
	}
	if r.hit == nil {
		if err := r.match(); err != nil {
			return false, err
		}
	}
	return r.hit[pattern], nil
}

// match looks once, for the wide patterns of all orders, whether a record is
// covered by each.
func (r *run) match() error {
	r.hit = map[string]bool{}
	open := map[string][]string{} // patterns that cover nothing yet, by kind
	for o, err := range r.view.Records("order") {
		if err != nil {
			return err
		}
		for _, p := range o.Set("covers") {
			if kind := takedown.PatternKind(p); lifecycle.IsPattern(p) && !slices.Contains(open[kind], p) {
				open[kind] = append(open[kind], p)
			}
		}
	}
	for _, kind := range []string{"server", "domain"} {
		if err := r.matchKind(kind, open[kind]); err != nil {
			return err
		}
	}
	return nil
}

func (r *run) matchKind(kind string, list []string) error {
	open := map[string]bool{}
	for _, p := range list {
		open[p] = true
	}
	for record, err := range r.view.Records(kind) {
		if err != nil || len(open) == 0 {
			return err
		}
		for _, p := range lifecycle.Patterns(record.ID) {
			if open[p] {
				r.hit[p] = true
				delete(open, p)
			}
		}
	}
	return nil
}
