package check

import "takedown/pkg/lifecycle"

var verifiedOnce = Rule{
	Name: "verified-once", Level: Note, Kinds: targets, Absence: true,
	Why:    "Much comes back within days: what was seen down once is closed only when it still is a week later.",
	Record: findVerifiedOnce,
	Good:   suspended("2025-02-03T00:00:00Z", seen("down", "2025-02-06T00:00:00Z"), seen("down", "2025-02-13T00:00:00Z")),
	Bad:    suspended("2025-02-03T00:00:00Z", seen("down", "2025-02-06T00:00:00Z")),
}

func findVerifiedOnce(s *subject) ([]Finding, error) {
	first := s.Life.Times[lifecycle.Verified]
	if s.Status() != "verified" || s.asOf().Before(first.Add(lifecycle.Quiet)) {
		return nil, nil
	}
	because, err := s.because()
	return one(because, "takedown observe VERDICT "+s.word(), "it was first seen to hold at %s, and nobody looked again a week later", stamp(first)), err
}
