package lifecycle

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"takedown/pkg/takedown"
)

// Life is the state of a record at an instant and what belongs to it.
type Life struct {
	Status string
	Judged bool // whether any fact, order or successor has a say in it

	// Method, Agency and Place are those of the act that made the state.
	Method, Agency, Place string

	Tenure      int // counted from 1; 0 where nobody changed hands
	Returns     int // how often it came back after it was held
	Flags       []string
	SucceededBy []string // kind/key
	Times       Times

	// Changes is when the answer will be another one by itself; zero: never.
	Changes time.Time

	// Because are the facts that hold the state up, in the order in which
	// they happened. They are made anew for each answer and not compared.
	Because []Reason
}

// Reason is an entry and what it does for a state.
type Reason struct{ Entry, Says string }

// Moment names one of the times of a life.
type Moment int

// The times of a life, apart from when it was first seen.
const (
	Authorised Moment = iota
	FirstContact
	Executed
	FirstDown
	Verified
	LastUp
	ReEmerged
	moments
)

// MomentNames are the names of the times in answers.
var MomentNames = [moments]string{"authorised", "first_contact", "executed", "first_down", "verified", "last_up", "re_emerged"}

// Times are the times of a life; zero where there is none.
type Times [moments]time.Time

// NotYetEffective is the flag of a target that was seen up within the grace
// after an act.
const NotYetEffective = "not-yet-effective"

// Equal reports whether two lives say the same, but for their reasons.
func (l *Life) Equal(m *Life) bool {
	return l.says(m) && l.Changes.Equal(m.Changes)
}

// says compares what two lives say at their instants.
func (l *Life) says(m *Life) bool {
	return l.Status == m.Status && l.Judged == m.Judged &&
		l.Method == m.Method && l.Agency == m.Agency && l.Place == m.Place &&
		l.Tenure == m.Tenure && l.Returns == m.Returns &&
		slices.Equal(l.Flags, m.Flags) && slices.Equal(l.SucceededBy, m.SucceededBy) &&
		slices.EqualFunc(l.Times[:], m.Times[:], time.Time.Equal)
}

// untilItChanges returns the life at an instant, and the first of the later
// instants at which it is another one.
func untilItChanges(life func(time.Time) Life, instants []time.Time, t time.Time) Life {
	now := life(t)
	later := slices.DeleteFunc(slices.Clone(instants), func(i time.Time) bool { return !i.After(t) })
	slices.SortFunc(later, time.Time.Compare)
	for _, i := range slices.CompactFunc(later, time.Time.Equal) {
		if then := life(i); !then.says(&now) {
			now.Changes = i
			break
		}
	}
	return now
}

// compareFacts orders facts by the time at which they happened, then by what
// they are, then by who said them.
func compareFacts(a, b takedown.Fact) int {
	return cmp.Or(a.At.Compare(b.At), cmp.Compare(rank(&a), rank(&b)), strings.Compare(a.Origin, b.Origin), cmp.Compare(a.Seq, b.Seq))
}

// rank orders facts of one instant: act, return, drop, observation, and among
// observations up comes last.
func rank(f *takedown.Fact) int {
	switch {
	case f.Act != nil && f.Act.Method == "return":
		return 1
	case f.Drop != nil:
		return 2
	case f.Seen != nil && f.Seen.Verdict == "up":
		return 4
	case f.Seen != nil:
		return 3
	}
	return 0
}

// AgencyOf returns the agency that writes an origin.
func AgencyOf(origin string) string {
	agency, _, _ := strings.Cut(origin, "/")
	return agency
}

// sortedUntil returns the facts that happened by an instant, in order.
func sortedUntil(facts []takedown.Fact, t time.Time) []takedown.Fact {
	out := make([]takedown.Fact, 0, len(facts))
	for _, f := range facts {
		if !f.At.After(t) {
			out = append(out, f)
		}
	}
	slices.SortFunc(out, compareFacts)
	return out
}
