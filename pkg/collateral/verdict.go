package collateral

import (
	"fmt"

	"takedown/pkg/takedown"
)

// sharedBy is how many names of the case at one address make it a shared one.
const sharedBy = 10

// Verdict is who else would be hit, and what said so.
type Verdict struct {
	Result string // clear, warn or block
	List   string
}

// Judge looks for a target in all lists. Names is how many names of the case
// lead to it. What is listed itself blocks; what stands under it, or looks like
// it, is a warning.
func Judge(lists []*List, id takedown.ID, names int) Verdict {
	if id.Kind == "domain" && takedown.IsPublicSuffix(id.Key) {
		return Verdict{"block", "public suffixes"}
	}
	found := Verdict{"clear", fmt.Sprintf("none of %d lists", len(lists))}
	for _, l := range lists {
		switch l.match(id) {
		case is:
			return Verdict{"block", l.Name}
		case under:
			if found.Result == "clear" {
				found = Verdict{"warn", l.Name}
			}
		}
	}
	if found.Result == "clear" && names >= sharedBy {
		return Verdict{"warn", fmt.Sprintf("%d names of this case lead to it", names)}
	}
	return found
}
