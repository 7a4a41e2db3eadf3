package lifecycle

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"takedown/pkg/takedown"
)

// party is who claims a target: an agency, in an operation if it says so.
type party struct{ agency, operation string }

// standing is a claim that is live.
type standing struct {
	party
	fact   takedown.Fact
	waived bool
	with   []string // agencies with which it was said to be coordinated
}

// Claims returns the claims on a target that are live at an instant, by who
// made them.
func claims(facts []takedown.Fact, t time.Time) []*standing {
	var out []*standing
	for _, f := range sortedUntil(facts, t) {
		if f.Claim == nil {
			continue
		}
		p := party{AgencyOf(f.Origin), f.Claim.Operation}
		mine := func(s *standing) bool {
			return s.agency == p.agency && (p.operation == "" || s.operation == p.operation)
		}
		switch f.Claim.Answer {
		case "yield":
			out = slices.DeleteFunc(out, mine)
		case "waive":
			for _, s := range out {
				s.waived = s.waived || mine(s)
			}
		case "coordinate":
			for _, s := range out {
				if mine(s) {
					s.with = append(s.with, f.Claim.With)
				}
			}
		default:
			out = slices.DeleteFunc(out, func(s *standing) bool { return s.party == p })
			out = append(out, &standing{party: p, fact: f})
		}
	}
	return out
}

// open returns two live claims that nobody has settled, or nil.
func open(live []*standing) (a, b *standing) {
	for i, a := range live {
		for _, b := range live[:i] {
			if !settled(a, b) {
				return b, a
			}
		}
	}
	return nil, nil
}

// settled reports whether two claims stand beside each other in peace: one was
// waived, or both agencies have said that they act together. An agency's claim
// without an operation is none against its own operations.
func settled(a, b *standing) bool {
	switch {
	case a.waived || b.waived:
		return true
	case a.agency == b.agency && (a.operation == "" || b.operation == ""):
		return true
	}
	return slices.Contains(a.with, b.agency) && slices.Contains(b.with, a.agency)
}

func (g *judging) claim() Verdict {
	a, b := open(claims(g.c.Facts, g.a.At))
	if a == nil {
		return Verdict{Met: true, Says: "nobody else claims it"}
	}
	return Verdict{Entries: []string{a.fact.ID, b.fact.ID}, Says: fmt.Sprintf("%s and %s both claim it", a, b)}
}

func (s *standing) String() string {
	return strings.TrimSuffix(s.agency+" for "+s.operation, " for ")
}
