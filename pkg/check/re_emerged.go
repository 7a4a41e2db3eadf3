package check

import (
	"slices"

	"takedown/pkg/lifecycle"
	"takedown/pkg/takedown"
)

var reEmerged = Rule{
	Name: "re-emerged", Level: Warning, Kinds: targets, Absence: true,
	Why:    "What is back does harm again, and nobody acts on it.",
	Record: findReEmerged,
	Good: suspended("2025-02-03T00:00:00Z", seen("up", "2025-02-10T00:00:00Z"),
		Said{Verb: "act", Subject: "domain/evil.example", Payload: `{"method":"suspend","outcome":"planned","at":"2025-02-11T00:00:00Z"}`}),
	Bad: suspended("2025-02-03T00:00:00Z", seen("up", "2025-02-10T00:00:00Z")),
}

// findReEmerged finds what is up again while no attempt is open and none was
// made since.
func findReEmerged(s *subject) ([]Finding, error) {
	if s.Status() != "re-emerged" {
		return nil, nil
	}
	c, err := s.facts()
	if err != nil {
		return nil, err
	}
	up := s.Life.Times[lifecycle.ReEmerged]
	acting := func(a *lifecycle.Try) bool { return a.Open() || a.Acts[len(a.Acts)-1].At.After(up) }
	if slices.ContainsFunc(lifecycle.Tries(c.Facts, s.asOf()), acting) {
		return nil, nil
	}
	because, err := s.because()
	return one(because, "takedown act "+methodOf(s)+" "+s.word()+" --outcome planned", "it is up again since %s, and nobody acts", stamp(up)), err
}

// methodOf is the method that took the target down before.
func methodOf(s *subject) string {
	if slices.Contains(takedown.MethodsOf[s.ID.Kind], s.Life.Method) {
		return s.Life.Method
	}
	return "METHOD"
}
