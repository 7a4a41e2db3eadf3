package check

import (
	"fmt"

	"takedown/pkg/takedown"
)

var arrestWithoutWarrant = Rule{
	Name: "arrest-without-warrant", Level: Error, Kinds: []string{"suspect"}, Absence: true,
	Why:    "An arrest takes a warrant that names the person, or a legal claim that somebody answers for.",
	Record: findArrest,
	Good: Example{
		neo, orderOn("suspect/hk:neo", "arrest-warrant"), granted, done("suspect/hk:neo", "arrest", "2025-02-03T00:00:00Z", "HK", ""),
	},
	Bad: Example{
		neo, orderOn("suspect/hk:neo", "search-warrant"), granted, done("suspect/hk:neo", "arrest", "2025-02-03T00:00:00Z", "HK", ""),
	},
}

var neo = Said{Verb: "add", Subject: "suspect/hk:neo", Payload: `{"set":{"name":"No One"}}`}

// findArrest finds arrests at whose time no warrant was in force. An arrest on
// a legal claim, and one that an order confirmed later, has other rules.
func findArrest(s *subject) ([]Finding, error) {
	acts, err := s.actions()
	if err != nil {
		return nil, err
	}
	var out []Finding
	for i := range acts {
		a := &acts[i]
		if a.Act.Method != "arrest" || a.Act.Claimed != nil || a.confirmed {
			continue
		}
		c, err := s.facts()
		if err != nil {
			return nil, err
		}
		if c.Warrant(a.At) != nil {
			continue
		}
		out = append(out, Finding{
			Entries: []string{a.ID},
			Message: fmt.Sprintf("%s and no arrest warrant that names the suspect was in force", a.said()),
			Command: fmt.Sprintf("takedown add order REFERENCE -f type=arrest-warrant -f jurisdiction=%s -f covers=%s && takedown order granted REFERENCE --at TIME",
				placeOr(a.Act.Place), takedown.ShellWord(s.Name())),
		})
	}
	return out, nil
}

// placeOr is the place of an act, or the word to fill in.
func placeOr(place string) string {
	if place == "" {
		return "PLACE"
	}
	return place
}
