package stix

import "takedown/pkg/view"

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

// losses returns what was left out, if anything was.
func (e *encoder) losses() (out []view.Loss) {
	for _, what := range []string{lostLink, lostClaims, lostMarking, lostPAP, lostFact, lostWhy, lostKept} {
		if n := e.lost[what]; n > 0 {
			out = append(out, view.Loss{What: what, Count: n})
		}
	}
	return out
}
