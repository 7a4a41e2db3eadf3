package check

import (
	"time"

	"takedown/pkg/lifecycle"
)

var seizedDomainLapses = Rule{
	Name: "seized-domain-lapses", Level: Warning, Kinds: []string{"domain"},
	Why:    "A name whose registration lapses is free for anyone, also for who had it before.",
	Record: findLapsing,
	Good: suspended("2025-02-03T00:00:00Z",
		Said{Verb: "set", Subject: "domain/evil.example", Payload: `{"set":{"expires_on":"2026-03-30"}}`}),
	Bad: suspended("2025-02-03T00:00:00Z",
		Said{Verb: "set", Subject: "domain/evil.example", Payload: `{"set":{"expires_on":"2025-04-01"}}`}),
}

// lapseNotice is how long before a registration lapses it is told.
const lapseNotice = 30 * 24 * time.Hour

func findLapsing(s *subject) ([]Finding, error) {
	expires, err := time.Parse(time.DateOnly, s.Get("expires_on"))
	if err != nil || !lifecycle.IsTakenDown(s.Status()) || expires.Sub(s.asOf()) > lapseNotice {
		return nil, nil
	}
	verb := "lapses"
	if !s.asOf().Before(expires) {
		verb = "lapsed"
	}
	because, err := s.because()
	return one(because, "takedown set "+s.word()+" -f expires_on=DATE",
		"%s, and its registration %s on %s", s.Status(), verb, expires.Format(time.DateOnly)), err
}
