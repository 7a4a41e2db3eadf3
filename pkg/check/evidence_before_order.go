package check

import (
	"slices"
	"time"

	"takedown/pkg/takedown"
	"takedown/pkg/view"
)

var evidenceBeforeOrder = Rule{
	Name: "evidence-before-order", Level: Error, Kinds: []string{"evidence"},
	Why:    "What was collected before its order was granted may be shut out in court.",
	Record: findEarlyEvidence,
	Good:   Example{orderOn("domain/evil.example", "search-warrant"), granted, collected("2025-02-01T00:00:00Z")},
	Bad:    Example{orderOn("domain/evil.example", "search-warrant"), granted, collected("2025-01-31T23:59:59Z")},
}

// collected is an exhibit under the order of the examples.
func collected(at string) Said {
	return Said{Verb: "add", Subject: "evidence/hk:1A", Payload: `{"set":{"collected_at":"` + at + `","order":"hk:77"}}`}
}

func findEarlyEvidence(s *subject) ([]Finding, error) {
	key := s.Get("order")
	at, err := takedown.ParseInstant(s.Get("collected_at"))
	if key == "" || err != nil {
		return nil, nil
	}
	grant, err := s.run.grant(key)
	if err != nil || grant != nil && !at.Before(grant.At) {
		return nil, err
	}
	entries, when := []string{s.First().ID()}, "not granted"
	if grant != nil {
		entries, when = append(entries, grant.ID), "granted only at "+stamp(grant.At)
	}
	found := one(entries, "takedown set "+s.word()+" -f order=REFERENCE",
		"it was collected at %s under order/%s, which was %s", at.UTC().Format(time.RFC3339), key, when)
	found[0].absent = grant == nil
	return found, nil
}

// grant returns the event that first granted an order by the instant of the
// view, or nil.
func (r *run) grant(order string) (*takedown.Fact, error) {
	facts, err := r.view.Facts(takedown.ID{Kind: "order", Key: order})
	if err != nil {
		return nil, err
	}
	events, err := view.Nouns(facts)
	if err != nil {
		return nil, err
	}
	events = slices.DeleteFunc(events, func(f takedown.Fact) bool {
		return f.Event == nil || f.Event.Event != "granted" || f.At.After(r.view.AsOf())
	})
	if len(events) == 0 {
		return nil, nil
	}
	first := slices.MinFunc(events, func(a, b takedown.Fact) int { return a.At.Compare(b.At) })
	return &first, nil
}
