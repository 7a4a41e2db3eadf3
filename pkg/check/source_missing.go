package check

import (
	"slices"

	"takedown/pkg/view"
)

var sourceMissing = Rule{
	Name: "source-missing", Level: Note, Kinds: targets, Absence: true,
	Why:    "A court will ask how one knows of a target: somebody has to have said so.",
	Record: findSourceless,
	Good:   Example{evil},
	Bad:    Example{{Verb: "add", Subject: "domain/evil.example", Payload: `{"set":{"registrar":"R"}}`}},
}

func findSourceless(s *subject) ([]Finding, error) {
	if slices.ContainsFunc(s.Stamps, func(t view.Stamp) bool { return t.Source != "" }) {
		return nil, nil
	}
	return one([]string{s.First().ID()}, "takedown set "+s.word()+" -f source=SOURCE", "nothing says where it is known from"), nil
}
