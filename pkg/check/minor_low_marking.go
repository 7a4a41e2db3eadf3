package check

import "takedown/pkg/takedown"

var minorLowMarking = Rule{
	Name: "minor-low-marking", Level: Error, Kinds: []string{"suspect"},
	Why:    "The name of a child must not leave with a report: it needs the strictest marking.",
	Record: findMinor,
	Good:   Example{{Verb: "add", Subject: "suspect/hk:kid", Payload: `{"set":{"minor":true}}`, TLP: takedown.Red}},
	Bad:    Example{{Verb: "add", Subject: "suspect/hk:kid", Payload: `{"set":{"minor":true}}`}},
}

func findMinor(s *subject) ([]Finding, error) {
	if s.Get("minor") != "true" || s.TLP >= takedown.Red {
		return nil, nil
	}
	return one([]string{s.First().ID()}, "takedown set "+s.word()+" -f tags+=minor --tlp RED",
		"a minor is marked %s and should be RED", s.TLP), nil
}
