package check

import (
	"slices"

	"takedown/pkg/lifecycle"
	"takedown/pkg/takedown"
)

var neverLookedAt = Rule{
	Name: "never-looked-at", Level: Warning, Kinds: targets, Absence: true,
	Why:    "That something was done does not say that it worked: somebody has to look.",
	Record: findNeverLookedAt,
	Good:   suspended("2025-02-03T00:00:00Z", seen("down", "2025-02-06T00:00:00Z")),
	Bad:    suspended("2025-02-03T00:00:00Z"),
}

// findNeverLookedAt finds what was taken down and never looked at since,
// although by then it must have worked.
func findNeverLookedAt(s *subject) ([]Finding, error) {
	executed := s.Life.Times[lifecycle.Executed]
	if !lifecycle.IsTakenDown(s.Status()) || s.asOf().Before(executed.Add(lifecycle.Grace(s.ID.Kind))) {
		return nil, nil
	}
	c, err := s.facts()
	if err != nil || slices.ContainsFunc(c.Facts, func(f takedown.Fact) bool { return looks(&f) && !f.At.Before(executed) && !f.At.After(s.asOf()) }) {
		return nil, err
	}
	because, err := s.because()
	return one(because, "takedown observe VERDICT "+s.word(),
		"%s since %s, and nobody has looked at it since", s.Status(), stamp(executed)), err
}

// looks reports whether a fact says what was seen of a target.
func looks(f *takedown.Fact) bool {
	return f.Seen != nil && f.Seen.Verdict != takedown.NewHolder && slices.Contains(takedown.Verdicts, f.Seen.Verdict)
}
