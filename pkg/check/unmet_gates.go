package check

import (
	"slices"
	"strings"

	"takedown/pkg/lifecycle"
)

var unmetGates = Rule{
	Name: "unmet-gates", Level: Error, Kinds: acted, Absence: true,
	Why:    "What was kept although its gates were not met stays open until each of them is met.",
	Record: findUnmetGates,
	Good: Example{
		evil, done("domain/evil.example", "suspend", "2025-02-03T00:00:00Z", "HK", `,"unmet":["order","covers","effect","addressee","tenure","collateral"]`),
		orderOn("domain/evil.example", "domain-suspension"), granted, cleared,
	},
	Bad: Example{
		evil, orderOn("domain/evil.example", "domain-suspension"), granted,
		done("domain/evil.example", "suspend", "2025-02-03T00:00:00Z", "HK", `,"unmet":["collateral"]`),
	},
}

// findUnmetGates judges the gates again that an act was kept without, and those
// of which no other rule speaks.
func findUnmetGates(s *subject) ([]Finding, error) {
	acts, err := s.actions()
	var out []Finding
	for i := range acts {
		a := &acts[i]
		open := slices.DeleteFunc(slices.Clone(a.unmet), func(v lifecycle.Verdict) bool {
			return a.ruleOf(v.Gate) != "unmet-gates" && !slices.Contains(a.Act.Unmet, v.Gate)
		})
		if len(open) > 0 {
			out = append(out, Finding{Entries: a.restsOn(open), Command: open[0].Command, Message: a.said() + " and does not meet " + gatesText(open)})
		}
	}
	return out, err
}

// restsOn returns the act and the entries that verdicts rest on, each once.
func (a *act) restsOn(verdicts []lifecycle.Verdict) []string {
	out := []string{a.ID}
	for _, v := range verdicts {
		for _, entry := range v.Entries {
			if !slices.Contains(out, entry) {
				out = append(out, entry)
			}
		}
	}
	return out
}

// gatesText names gates and says of those that have one reason together why.
func gatesText(verdicts []lifecycle.Verdict) string {
	var parts []string
	for i, v := range verdicts {
		text := v.Gate
		if i+1 == len(verdicts) || verdicts[i+1].Says != v.Says {
			text += " (" + v.Says + ")"
		}
		parts = append(parts, text)
	}
	return strings.Join(parts, ", ")
}
