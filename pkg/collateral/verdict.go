package collateral

import (
	"fmt"
	"slices"
	"strings"

	"takedown/pkg/takedown"
	"takedown/pkg/view"
)

// maxReasons is how many reasons a verdict names; the others are counted.
const maxReasons = 4

// Verdict is who else would be hit, and what said so.
type Verdict struct {
	Result  string        // clear, warn or block
	Reasons []string      // why, or for clear what was looked into and what is not known
	Hits    []takedown.ID // the records of the case that would be hit
}

// Says names what said so, in one line.
func (v *Verdict) Says() string {
	shown := v.Reasons[:min(len(v.Reasons), maxReasons)]
	says := strings.Join(shown, "; ")
	if more := len(v.Reasons) - len(shown); more > 0 {
		says += fmt.Sprintf("; and %d more", more)
	}
	return says
}

// add takes another result and its reasons into account: the stricter result
// stays, with its own reasons.
func (v *Verdict) add(result string, reasons ...string) {
	switch a, b := slices.Index(takedown.CollateralResults, result), slices.Index(takedown.CollateralResults, v.Result); {
	case a == b:
		v.Reasons = append(v.Reasons, reasons...)
	case a > b:
		v.Result, v.Reasons = result, reasons
	}
}

// Listed looks for a target in lists. What is listed itself blocks; what stands
// under it, or looks like it, is a warning.
func Listed(lists []*List, id takedown.ID) Verdict {
	v := Verdict{Result: "clear"}
	if id.Kind == "domain" && takedown.IsPublicSuffix(id.Key) {
		v.add("block", "public suffixes")
	}
	texts := textsOf(id)
	for _, l := range lists {
		switch l.match(id, texts) {
		case is:
			v.add("block", l.Name)
		case under:
			v.add("warn", l.Name)
		}
	}
	return v
}

// Judge looks for a record of the case in lists, and for signs in the case that
// others would be hit.
func Judge(lists []*List, c view.View, id takedown.ID) (Verdict, error) {
	v := Listed(lists, id)
	r, err := c.Record(id)
	if err != nil {
		return v, err
	}
	unknown := []string{fmt.Sprintf("none of %d lists", len(lists))}
	if r != nil {
		s, err := sceneOf(lists, c, r.Clone())
		if err != nil {
			return v, err
		}
		for _, sign := range signs {
			found, err := sign.look(s)
			if err != nil {
				return v, err
			}
			if found.reason != "" {
				v.add("warn", found.reason)
				v.Hits = append(v.Hits, found.hits...)
			}
			if found.unknown != "" {
				unknown = append(unknown, found.unknown)
			}
		}
	}
	if v.Result == "clear" {
		v.Reasons = unknown
	}
	return v, nil
}
