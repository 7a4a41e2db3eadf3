package check

import (
	"slices"

	"takedown/pkg/lifecycle"
)

// ruleOf names the rule that speaks of a gate that an act does not meet, so
// that one fault is told once.
func (a *act) ruleOf(gate string) string {
	switch {
	case lifecycle.IsOrderGate(gate) && a.Grant == "" && a.Act.Method == "arrest":
		return "arrest-without-warrant"
	case lifecycle.IsOrderGate(gate) && a.Grant == "":
		return "act-without-order"
	case gate == lifecycle.GateOrder:
		return "outside-validity"
	case gate == lifecycle.GatePlace && a.Place != "":
		return "wrong-place"
	case gate == lifecycle.GateEffect:
		return "wrong-effect"
	}
	return "unmet-gates"
}

// ofGate finds the acts of which the rule with that name speaks by the gates
// that they do not meet.
func ofGate(rule string) func(s *subject) ([]Finding, error) {
	return func(s *subject) ([]Finding, error) {
		acts, err := s.actions()
		var out []Finding
		for i := range acts {
			a := &acts[i]
			at := slices.IndexFunc(a.unmet, func(v lifecycle.Verdict) bool { return a.ruleOf(v.Gate) == rule })
			if at >= 0 {
				out = append(out, a.breach(&a.unmet[at]))
			}
		}
		return out, err
	}
}

// breach is the finding that an act does not meet a gate. Where the act names
// no order, the one that fits best was taken, and one that is not there might
// fit better.
func (a *act) breach(v *lifecycle.Verdict) Finding {
	return Finding{
		absent:  a.Act.Order == "",
		Entries: append([]string{a.ID}, v.Entries...), Command: v.Command,
		Message: a.said() + ": " + v.Says,
	}
}

// said names the act for people.
func (a *act) said() string { return a.Act.Method + " was " + a.Act.Outcome + " at " + stamp(a.At) }
