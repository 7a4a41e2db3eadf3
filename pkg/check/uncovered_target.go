package check

import (
	"time"

	"takedown/pkg/lifecycle"
	"takedown/pkg/takedown"
)

var uncoveredTarget = Rule{
	Name: "uncovered-target", Level: Warning, Kinds: targets, Absence: true,
	Why:    "On action day there is no time to ask a court: what no order covers then cannot be touched.",
	Record: findUncovered,
	Good: Example{
		onDay, {Verb: "set", Subject: "domain/evil.example", Payload: `{"plus":{"operations":["hk:longwater"]}}`},
		evil, orderOn("domain/evil.example", "domain-suspension"), granted,
	},
	Bad: Example{onDay, evil, {Verb: "set", Subject: "domain/evil.example", Payload: `{"plus":{"operations":["hk:longwater"]}}`}},
}

var onDay = Said{Verb: "add", Subject: "operation/hk:longwater", Payload: `{"set":{"action_day":"2025-02-20T00:00:00Z"}}`}

// findUncovered finds targets that are still to be taken down in an operation
// with an action day, and that no order in force covers on that day.
func findUncovered(s *subject) ([]Finding, error) {
	status := s.Status()
	if lifecycle.IsTakenDown(status) || status == "dropped" || status == "released" {
		return nil, nil
	}
	for _, operation := range s.Set("operations") {
		day, err := s.run.day(operation)
		if err != nil {
			return nil, err
		}
		if day.IsZero() {
			continue
		}
		orders, err := s.run.view.Orders(s.ID)
		if err != nil || lifecycle.Covered(orders, day) {
			return nil, err
		}
		return one([]string{s.First().ID()}, "takedown order extended REFERENCE --at TIME -f covers+="+s.word(),
			"no order in force on %s, the action day of operation/%s, covers it", stamp(day), operation), nil
	}
	return nil, nil
}

// day returns the action day of an operation, or no time.
func (r *run) day(operation string) (time.Time, error) {
	if day, known := r.days[operation]; known {
		return day, nil
	}
	record, err := r.view.Record(takedown.ID{Kind: "operation", Key: operation})
	if err != nil {
		return time.Time{}, err
	}
	if r.days == nil {
		r.days = map[string]time.Time{}
	}
	var day time.Time
	if record != nil {
		// A value that is no time is refused when it is written.
		day, _ = takedown.ParseInstant(record.Get("action_day"))
	}
	r.days[operation] = day
	return day, nil
}
