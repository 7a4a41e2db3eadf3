package stix

import (
	"slices"
	"takedown/pkg/view"
)

// What a bundle cannot carry.
const (
	lostLink    = "links with an end outside the selection"
	lostClaims  = "claims that are not shown"
	lostMarking = "markings below the default, when read again"
	lostPAP     = "PAP markings, when read again"
	lostFact    = "facts other than notes and observations"
	lostWhy     = "reasons that stand with a note or an observation"
	lostKept    = "imported objects that are not of STIX 2.1 and stand in an extension alone"
)

// losses returns what was left out, if anything was, in the order of the list.
func (e *encoder) losses() []view.Loss {
	order := []string{lostLink, lostClaims, lostMarking, lostPAP, lostFact, lostWhy, lostKept}
	out := e.lost.All()
	slices.SortFunc(out, func(a, b view.Loss) int { return slices.Index(order, a.What) - slices.Index(order, b.What) })
	return out
}

// factName names a fact that is lost.
func factName(f *view.Fact) string { return f.Subject.String() + " " + f.Verb + " " + f.ID() }
