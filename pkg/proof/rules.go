package proof

import (
	"fmt"
	"slices"
)

// Rule says which verdict follows from what a file shows of records of some
// kinds. Verdicts that cannot be true then are what it denies: not those that
// the tool cannot tell from its own, as a suspended name from one that is gone.
type Rule struct {
	Name    string
	Kinds   []string
	Verdict string
	Denies  []string

	holds func(*Sight, *Known) string // why, or ""
}

var (
	names   = []string{"domain"}
	hosts   = []string{"domain", "server"}
	pages   = []string{"url", "account"}
	targets = []string{"domain", "server", "url", "account"}
)

// The verdicts that rules deny together.
var (
	alive = []string{"up", "parked", "banner"}
	gone  = []string{"down", "suspended"}
)

func denied(lists ...[]string) []string { return slices.Concat(lists...) }

// Rules returns the rules. The first that holds decides: a new holder before
// all, since anything else that is seen is seen of that one; then who took a name
// over; then what the registry, the page, the scan and the name servers show.
func Rules() []Rule {
	return slices.Concat([]Rule{
		{"registered-later", names, "new-holder", denied(alive, gone, []string{"sinkholed"}), registeredLater},
		{"answers-differ", names, "unknown", nil, answersDiffer},
		{"answer-altered", targets, "unknown", nil, answerAltered},
		{"declared-sinkhole", targets, "sinkholed", denied(alive, gone), inSinkhole},
		{"declared-seizure", targets, "banner", denied(gone, []string{"up", "parked", "sinkholed"}), declaredAs("seizure")},
		{"declared-parking", targets, "parked", denied(gone, []string{"up", "banner", "sinkholed"}), declaredAs("parking")},
		{"declared-partly", targets, "unknown", nil, declaredPartly},
	}, registryRules(), pageRules(), scanRules(), answerRules())
}

// inSinkhole does not hold of a page that leads to a sinkhole: name servers and
// registries decide where a name leads, a page says what the suspect wants.
func inSinkhole(s *Sight, k *Known) string {
	if s.Page != nil {
		return ""
	}
	return s.declared(k, "sinkhole")
}

func declaredAs(tag string) func(*Sight, *Known) string {
	return func(s *Sight, k *Known) string { return s.declared(k, tag) }
}

func declaredPartly(s *Sight, k *Known) string {
	for _, t := range Tags {
		if s.partly(k.Declared[t.Tag]) {
			return fmt.Sprintf("some of its addresses are in the declared %s set, and others are not", t.Tag)
		}
	}
	return ""
}
