package check

import (
	"takedown/pkg/takedown"
	"takedown/pkg/view"
)

// Level says how bad it is that a rule is broken.
type Level string

// The levels. A note alone leaves a case in order.
const (
	Error   Level = "error"
	Warning Level = "warning"
	Note    Level = "note"
)

// Rule is one thing that the facts have to obey.
type Rule struct {
	Name  string
	Level Level
	Why   string   // a sentence: why it matters
	Kinds []string // of the records that it judges

	// Absence says that the rule fires because something is not there. In a
	// record that is partial it may be among what is withheld.
	Absence bool

	// Record finds what is wrong with a record. A rule about the log itself
	// has Late in its place.
	Record func(s *subject) ([]Finding, error)
	Late   func(l *view.Late) Finding

	Good, Bad Example
}

// Result says what a rule answers.
type Result string

// The answers. Unknown is for what the entries that are withheld would decide.
const (
	Fail    Result = "fail"
	Unknown Result = "unknown"
)

// Finding is one thing that breaks a rule. Run fills in the rule, the result,
// and where they are empty the level of the rule and the record.
type Finding struct {
	Rule    string
	Level   Level
	Result  Result
	Subject string   // kind/key as people see it, or case
	Entries []string // that it rests on
	Message string
	Command string // that helps, with words in capitals to fill in; or empty

	absent bool // it rests on an absence, though its rule need not
}

// All returns every rule. A new one is a file of its own and one line here.
func All() []*Rule {
	return []*Rule{
		&actWithoutOrder, &outsideValidity, &wrongPlace, &wrongEffect, &unmetGates, &exigentNotConfirmed,
		&neverLookedAt, &verifiedOnce, &reEmerged, &seizedDomainLapses,
		&orderCoversNothing, &uncoveredTarget,
		&custodyGap, &evidenceBeforeOrder,
		&arrestWithoutWarrant, &minorLowMarking, &aboveCeiling,
		&clockBehind, &sourceMissing,
	}
}

// targets are the kinds that can be taken down, acted those against which
// there are acts.
var (
	targets = targetKinds()
	acted   = append(targetKinds(), "suspect")
)

// everyKind is what rules about markings look at.
func everyKind() (out []string) {
	for _, k := range takedown.Kinds() {
		out = append(out, k.Name)
	}
	return out
}

func targetKinds() (out []string) {
	for _, k := range takedown.Kinds() {
		if k.Target {
			out = append(out, k.Name)
		}
	}
	return out
}
