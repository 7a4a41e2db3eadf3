package lifecycle

import (
	"slices"
	"time"

	"takedown/pkg/takedown"
)

// Methods returns the methods that are of interest at an instant: those of open
// attempts, else those that the orders which cover it name, else all that take
// a record of its kind down.
func (c *Case) Methods(t time.Time) []string {
	var out []string
	add := func(method string) {
		if !slices.Contains(out, method) {
			out = append(out, method)
		}
	}
	for _, try := range Tries(c.Facts, t) {
		if try.Open() {
			add(try.Method)
		}
	}
	if len(out) > 0 {
		return out
	}
	for _, o := range c.Orders {
		terms := o.termsAt(t)
		if terms == nil || !terms.Covers {
			continue
		}
		for _, method := range terms.Effects {
			if slices.Contains(takedown.MethodsOf[c.ID.Kind], method) {
				add(method)
			}
		}
	}
	if len(out) > 0 {
		return out
	}
	for _, method := range takedown.MethodsOf[c.ID.Kind] {
		if EffectOf(c.ID.Kind, method) != nil || c.ID.Kind == "suspect" && method == "arrest" {
			add(method)
		}
	}
	return out
}

// Turn is something that would give a record another state.
type Turn struct {
	When   string // what would have to happen
	Status string
}

// Turns returns what would change the state of a target or suspect at an
// instant: the clock, and each verdict that an observation could have.
func (c *Case) Turns(l *Life, t time.Time) []Turn {
	var out []Turn
	now := c.statusAt(t)
	if !l.Changes.IsZero() {
		out = append(out, Turn{"at " + stamp(l.Changes) + " by itself", c.statusAt(l.Changes)})
	}
	for _, verdict := range takedown.Verdicts {
		if c.ID.Kind == "suspect" || verdict == takedown.NewHolder {
			continue
		}
		seen := takedown.Fact{Subject: c.ID, Verb: "observe", At: t, Seq: ^uint64(0), Seen: &takedown.Observation{Verdict: verdict}}
		then := *c
		then.Facts = append(slices.Clone(c.Facts), seen)
		if status := then.statusAt(t); status != now {
			out = append(out, Turn{"seen " + verdict, status})
		}
	}
	return out
}

func (c *Case) statusAt(t time.Time) string {
	if c.ID.Kind == "suspect" {
		return suspectAt(c, t).Status
	}
	return targetAt(c, t).Status
}
