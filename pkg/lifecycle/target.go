package lifecycle

import (
	"slices"
	"time"

	"takedown/pkg/takedown"
)

// Case is all that the state of one target or suspect follows from.
type Case struct {
	ID          takedown.ID
	Facts       []takedown.Fact // that count, about it
	Orders      []*Order        // that covered it at some time
	Providers   []Provided
	SucceededBy []string
}

// Provided is a provider of a target.
type Provided struct {
	Provider     string // its key
	Roles        []string
	Jurisdiction string
	Since, Until time.Time // zero: ever
}

// Holders returns since when each later holder has had the target, by an
// instant; the first had it since no known time. Several who tell of a new
// holder since the same instant tell of one.
func (c *Case) Holders(t time.Time) []time.Time {
	var began []time.Time
	for _, f := range c.Facts {
		if f.Seen != nil && f.Seen.Verdict == takedown.NewHolder && !f.At.After(t) {
			began = append(began, f.At)
		}
	}
	slices.SortFunc(began, time.Time.Compare)
	return slices.CompactFunc(began, time.Time.Equal)
}

// tenureAt returns the number of the tenure at an instant, counted from 1, and
// when it began.
func (c *Case) tenureAt(t time.Time) (n int, since time.Time) {
	began := c.Holders(t)
	if len(began) > 0 {
		since = began[len(began)-1]
	}
	return len(began) + 1, since
}

// TenureOf returns the number of the tenure in which something happened.
func (c *Case) TenureOf(at time.Time) int {
	n, _ := c.tenureAt(at)
	return n
}

// present returns the facts of the tenure at an instant, in order.
func (c *Case) present(t time.Time) []takedown.Fact {
	_, since := c.tenureAt(t)
	return slices.DeleteFunc(sortedUntil(c.Facts, t), func(f takedown.Fact) bool { return f.At.Before(since) })
}

// TargetLife returns the state of a target at an instant, and when it changes
// by itself.
func TargetLife(c *Case, t time.Time) Life {
	return untilItChanges(func(t time.Time) Life { return targetAt(c, t) }, c.instants(), t)
}

// instants are the times at which something about the target may change.
func (c *Case) instants() []time.Time {
	var out []time.Time
	for _, f := range c.Facts {
		out = append(out, f.At)
		switch {
		case f.Act != nil:
			out = append(out, f.At.Add(Grace(c.ID.Kind)))
		case f.Hold != nil:
			if until, err := takedown.ParseInstant(f.Hold.Until); err == nil {
				out = append(out, until)
			}
		}
	}
	for _, o := range c.Orders {
		out = append(out, o.instants()...)
	}
	for _, p := range c.Providers {
		out = append(out, p.Since, p.Until)
	}
	return out
}

func targetAt(c *Case, t time.Time) Life {
	w := walk{kind: c.ID.Kind, t: t}
	for _, f := range c.present(t) {
		w.fact(&f)
	}
	l := w.life()
	if n, since := c.tenureAt(t); n > 1 {
		l.Tenure = n
		l.Because = append([]Reason{{c.newHolder(since), "a new holder has it since then"}}, l.Because...)
	}
	l.SucceededBy = c.SucceededBy
	l.Judged = len(c.Facts)+len(c.Orders)+len(c.SucceededBy) > 0
	if l.Status == "" {
		c.authorise(&l, t)
	}
	return l
}

func (c *Case) newHolder(at time.Time) string {
	for _, f := range sortedUntil(c.Facts, at) {
		if f.Seen != nil && f.Seen.Verdict == takedown.NewHolder && f.At.Equal(at) {
			return f.ID
		}
	}
	return ""
}

// authorise tells a target that could be taken down lawfully from one that is
// only identified.
func (c *Case) authorise(l *Life, t time.Time) {
	l.Status = "identified"
	for _, method := range takedown.MethodsOf[c.ID.Kind] {
		if EffectOf(c.ID.Kind, method) == nil {
			continue
		}
		j := Judge(c, Attempt{Method: method, At: t})
		if len(j.Unmet(GatesFor(method, "sent"))) > 0 {
			continue
		}
		l.Status = "authorised"
		l.Times[Authorised] = j.order.authorisedAt(t)
		l.Because = append(l.Because, Reason{j.Grant, j.order.name() + " grants it, and every other gate is met"})
		return
	}
}

// authorisedAt returns from when on an order grants anything.
func (o *Order) authorisedAt(t time.Time) time.Time {
	at := o.granted(t).At
	if from := o.termsAt(t).From; from.After(at) {
		return from
	}
	return at
}

// walk goes through the facts of a tenure in the order in which they happened.
type walk struct {
	kind   string
	t      time.Time
	effect *Effect
	base   *takedown.Fact // the act that made the state

	released, dropped *takedown.Fact
	held              *takedown.Fact // the first observation of the run that holds
	closed            *takedown.Fact
	up                *takedown.Fact // the last observation, where it contradicts
	early             *takedown.Fact // seen up within the grace, and not held since
	everHeld          bool
	returns           int
	times             Times
}

func (w *walk) fact(f *takedown.Fact) {
	switch {
	case f.Act != nil:
		w.act(f)
	case f.Drop != nil:
		w.dropped = f
	case f.Seen != nil:
		w.seen(f)
	}
}

func (w *walk) act(f *takedown.Fact) {
	switch f.Act.Outcome {
	case "sent", "acknowledged", "done":
		if w.times[FirstContact].IsZero() {
			w.times[FirstContact] = f.At
		}
	}
	if f.Act.Outcome != "done" {
		return
	}
	w.dropped = nil // whoever acts on it takes it for a target again
	effect := EffectOf(w.kind, f.Act.Method)
	if effect == nil && f.Act.Method != "return" {
		return
	}
	first := w.times[FirstContact]
	*w = walk{kind: w.kind, t: w.t, returns: w.returns}
	w.times[FirstContact] = first
	if effect == nil {
		w.released = f
		return
	}
	w.effect, w.base = effect, f
	w.times[Executed] = f.At
}

func (w *walk) seen(f *takedown.Fact) {
	if f.Seen.Verdict == "up" {
		w.times[LastUp] = f.At
	}
	switch {
	case w.base == nil:
	case slices.Contains(w.effect.Consistent, f.Seen.Verdict):
		w.consistent(f)
	case slices.Contains(w.effect.Contrary, f.Seen.Verdict):
		w.contrary(f)
	}
}

func (w *walk) consistent(f *takedown.Fact) {
	w.graceOver(f.At)
	if w.times[FirstDown].IsZero() {
		w.times[FirstDown] = f.At
	}
	switch {
	case w.held == nil:
		w.held, w.up, w.early, w.everHeld = f, nil, nil, true
		w.times[Verified] = f.At
	case w.closed == nil && f.At.Sub(w.held.At) >= Quiet:
		w.closed = f
	}
}

func (w *walk) contrary(f *takedown.Fact) {
	effective := w.graceOver(f.At)
	switch {
	case w.held != nil:
		w.returns++
		w.held, w.closed = nil, nil
		w.times[Verified] = time.Time{}
		w.rise(f, f.At)
	case w.up != nil:
	case w.everHeld || !f.At.Before(effective):
		w.rise(f, f.At)
	case w.early == nil:
		w.early = f
	}
}

// graceOver makes a target that was seen up within the grace, and not held
// since, one that is back when the grace passes. It returns when that is.
func (w *walk) graceOver(t time.Time) time.Time {
	effective := w.base.At.Add(Grace(w.kind))
	if w.early != nil && !t.Before(effective) {
		w.rise(w.early, effective)
	}
	return effective
}

func (w *walk) rise(f *takedown.Fact, at time.Time) {
	w.up, w.early = f, nil
	w.times[ReEmerged] = at
}

// life is the state after the last fact.
func (w *walk) life() Life {
	if w.base != nil {
		w.graceOver(w.t)
	}
	l := Life{Returns: w.returns, Times: w.times}
	if w.base != nil {
		a := w.base.Act
		l.Method, l.Place, l.Agency = a.Method, a.Place, Executor(w.base)
		l.Status = w.effect.Base
		l.Because = append(l.Because, Reason{w.base.ID, a.Method + " done: " + w.effect.Base})
	}
	w.state(&l)
	return l
}

func (w *walk) state(l *Life) {
	because := func(f *takedown.Fact, says string) { l.Because = append(l.Because, Reason{f.ID, says}) }
	if w.early != nil {
		l.Flags = append(l.Flags, NotYetEffective)
		because(w.early, "seen up within the grace: not yet effective")
	}
	if w.held != nil {
		l.Status = "verified"
		because(w.held, "seen "+w.held.Seen.Verdict+": it holds")
	}
	if w.closed != nil {
		l.Status = "closed"
		because(w.closed, "seen "+w.closed.Seen.Verdict+" at least 7 days later: closed")
	}
	if w.up != nil {
		l.Status = "re-emerged"
		because(w.up, "seen "+w.up.Seen.Verdict+": it is back")
	}
	if w.released != nil {
		l.Status = "released"
		because(w.released, "returned")
	}
	if w.dropped != nil {
		l.Status = "dropped"
		because(w.dropped, "dropped: "+w.dropped.Drop.Reason)
	}
}
