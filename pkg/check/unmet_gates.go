package check

import (
	"slices"
	"strings"
)

var unmetGates = Rule{
	Name: "unmet-gates", Level: Error, Kinds: acted,
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
		f := Finding{Entries: []string{a.ID}}
		var gates []string
		for _, v := range a.unmet {
			if a.ruleOf(v.Gate) != "unmet-gates" && !slices.Contains(a.Act.Unmet, v.Gate) {
				continue
			}
			gates = append(gates, v.Gate+" ("+v.Says+")")
			f.Entries = append(f.Entries, v.Entries...)
			if f.Command == "" {
				f.Command = v.Command
			}
		}
		if len(gates) > 0 {
			slices.Sort(f.Entries[1:])
			f.Entries = slices.Compact(f.Entries)
			f.Message = a.said() + " and does not meet " + strings.Join(gates, ", ")
			out = append(out, f)
		}
	}
	return out, err
}
