package lifecycle

import (
	"cmp"
	"slices"
	"time"

	"takedown/pkg/takedown"
)

// Try is an attempt: the acts of one method at one provider, from the first to
// the one that ends it. Its id is the entry of its first act.
type Try struct {
	ID, Method, Provider string
	Acts                 []takedown.Fact
}

// Outcome is what the last act says.
func (a *Try) Outcome() string { return a.Acts[len(a.Acts)-1].Act.Outcome }

// Open reports whether the attempt waits for an answer.
func (a *Try) Open() bool {
	return slices.Contains([]string{"planned", "sent", "acknowledged"}, a.Outcome())
}

// Tries returns the attempts at a record by an instant, the oldest first. An
// act that names no attempt begins one; those that name one are steps of it,
// also where its first act was taken back or happened later.
func Tries(facts []takedown.Fact, t time.Time) []*Try {
	var out []*Try
	for _, f := range sortedUntil(facts, t) {
		if f.Act == nil {
			continue
		}
		id := cmp.Or(f.Act.Attempt, f.ID)
		at := slices.IndexFunc(out, func(a *Try) bool { return a.ID == id })
		if at < 0 {
			out = append(out, &Try{ID: id, Method: f.Act.Method, Provider: f.Act.Provider, Acts: []takedown.Fact{f}})
			continue
		}
		out[at].Acts = append(out[at].Acts, f)
	}
	return out
}

// OpenTry returns the newest open attempt by a method at a provider, or nil.
func OpenTry(facts []takedown.Fact, method, provider string, t time.Time) *Try {
	var last *Try
	for _, a := range Tries(facts, t) {
		if a.Open() && a.Method == method && (a.Provider == provider || a.Provider == "" || provider == "") {
			last = a
		}
	}
	return last
}
