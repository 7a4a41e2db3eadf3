package check

import (
	"slices"

	"takedown/pkg/takedown"
)

var aboveCeiling = Rule{
	Name: "above-ceiling", Level: Error, Kinds: everyKind(),
	Why:    "What is marked above the ceiling that --max-tlp names must not be in a file for those readers.",
	Record: findAbove,
	Good:   Example{evil},
	Bad:    Example{{Verb: "add", Subject: "domain/evil.example", Payload: `{"source":"vendor"}`, TLP: takedown.Red}},
}

// findAbove finds a record that is marked above the ceiling, its facts, and the
// links that come from it.
func findAbove(s *subject) ([]Finding, error) {
	if s.run.ceiling >= takedown.Red {
		return nil, nil
	}
	var out []Finding
	above := func(what, entry string, tlp takedown.TLP) {
		if tlp > s.run.ceiling {
			out = append(out, one([]string{entry}, "", "%s is marked %s, above %s", what, tlp, s.run.ceiling)...)
		}
	}
	above("the record", s.First().ID(), s.TLP)
	facts, err := s.run.view.Facts(s.ID)
	if err != nil {
		return nil, err
	}
	for i := range facts {
		above("its fact "+facts[i].ID()+" ("+facts[i].Verb+")", facts[i].ID(), facts[i].TLP)
	}
	links, err := s.run.view.Links(s.ID)
	for i := range links {
		// A link that joins two records keeps its own ends.
		if l := &links[i]; l.From == s.ID || slices.Contains(s.SameAs, l.FromName()) {
			above("its link "+l.Rel+" "+l.ToName(), l.ID(), l.TLP)
		}
	}
	return out, err
}
