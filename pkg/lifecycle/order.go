package lifecycle

import (
	"slices"
	"strings"
	"time"

	"takedown/pkg/takedown"
)

// Order is an order as gates see it: its events, and what it said from each of
// them on.
type Order struct {
	ID         takedown.ID
	Name       string // kind/key as people see it
	Events     []takedown.Fact
	Terms      []Terms  // one for each event that grants or extends
	ExecutedBy []*Order // orders of other places that execute it
}

// Terms are the fields of an order as they stood when it was granted or
// extended. A later change of the record is a draft until the next extension.
type Terms struct {
	Event               string // the entry
	At                  time.Time
	Type, Jurisdiction  string
	Addressee, Executes string
	From, Until         time.Time // zero: from the event on; without end
	Effects             []string
	Sealed              bool
	Covers              bool // the record that is asked about
}

// sorted returns the events that happened by an instant, in their order.
func (o *Order) sorted(t time.Time) []takedown.Fact {
	out := slices.DeleteFunc(slices.Clone(o.Events), func(f takedown.Fact) bool { return f.Event == nil || f.At.After(t) })
	slices.SortFunc(out, compareFacts)
	return out
}

// termsAt returns the terms that hold at an instant by the last grant or
// extension, whether or not the order is still in force.
func (o *Order) termsAt(t time.Time) *Terms {
	var last *Terms
	for _, e := range o.sorted(t) {
		if i := slices.IndexFunc(o.Terms, func(terms Terms) bool { return terms.Event == e.ID }); i >= 0 {
			terms := o.Terms[i]
			if terms.From.IsZero() {
				terms.From = e.At
				if last != nil {
					terms.From = last.From
				}
			}
			last = &terms
		}
	}
	return last
}

// State returns the state of the order at an instant: draft, requested,
// submitted, granted, refused, revoked, superseded or expired.
func (o *Order) State(t time.Time) string {
	state := "draft"
	for _, e := range o.sorted(t) {
		switch event := e.Event.Event; {
		case event == "extended" || event == "unsealed":
			// Neither grants anything, nor brings back what was revoked.
		case (event == "requested" || event == "submitted") && state == "granted":
			// An extension is asked for while the order still holds.
		default:
			state = event
		}
	}
	if terms := o.termsAt(t); state == "granted" && terms != nil && !terms.Until.IsZero() && !t.Before(terms.Until) {
		return "expired"
	}
	return state
}

// inForce reports whether the order holds at an instant: it was granted, not
// ended since, and the time is inside [from, until).
func (o *Order) inForce(t time.Time) bool {
	terms := o.termsAt(t)
	return terms != nil && o.State(t) == "granted" && !t.Before(terms.From)
}

// granted returns the last event by an instant that granted the order.
func (o *Order) granted(t time.Time) *takedown.Fact {
	var last *takedown.Fact
	for _, e := range o.sorted(t) {
		if e.Event.Event == "granted" {
			last = &e
		}
	}
	return last
}

// IsSealed reports whether the order is under seal at an instant: from when it
// has a term for it until it is unsealed.
func (o *Order) IsSealed(t time.Time) bool {
	terms := o.termsAt(t)
	if terms == nil || !terms.Sealed {
		return false
	}
	for _, e := range o.sorted(t) {
		if e.Event.Event == "unsealed" {
			return false
		}
	}
	return true
}

// reaches reports whether the order binds who is in a place at an instant:
// its own jurisdiction, a part of it, a Member State where it is a European
// order, or a place whose own order executes it. INTERPOL reaches nothing: a
// notice is an alert.
func (o *Order) reaches(place string, t time.Time) bool {
	terms := o.termsAt(t)
	if terms == nil || place == "" {
		return false
	}
	if terms.reaches(place, t) {
		return true
	}
	return slices.ContainsFunc(o.ExecutedBy, func(e *Order) bool {
		own := e.termsAt(t)
		return own != nil && e.inForce(t) && own.Executes == o.ID.Key && own.reaches(place, t)
	})
}

func (terms *Terms) reaches(place string, t time.Time) bool {
	switch terms.Jurisdiction {
	case "", "INTERPOL":
		return false
	case "EU":
		return boundAt(terms.Type, place, t)
	}
	return place == terms.Jurisdiction || strings.HasPrefix(place, terms.Jurisdiction+"-")
}

// instants are the times at which what the order says may change.
func (o *Order) instants() []time.Time {
	var out []time.Time
	for _, e := range o.Events {
		out = append(out, e.At)
	}
	for i := range o.Terms {
		out = append(out, o.Terms[i].From, o.Terms[i].Until)
		if o.Terms[i].Jurisdiction == "EU" {
			out = append(out, boundChanges()...)
		}
	}
	for _, e := range o.ExecutedBy {
		out = append(out, e.instants()...)
	}
	return out
}

// OrderLife returns the state of an order at an instant, and when it changes
// by itself.
func OrderLife(o *Order, t time.Time) Life {
	state := func(t time.Time) Life {
		l := Life{Status: o.State(t), Judged: len(o.Events) > 0}
		for _, e := range o.sorted(t) {
			l.Because = append(l.Because, Reason{e.ID, e.Event.Event})
		}
		return l
	}
	return untilItChanges(state, o.instants(), t)
}

// GrantAt returns the entry of the last grant by an instant, or nothing.
func (o *Order) GrantAt(t time.Time) string {
	if grant := o.granted(t); grant != nil {
		return grant.ID
	}
	return ""
}

// name is how people see the order.
func (o *Order) name() string {
	if o.Name != "" {
		return o.Name
	}
	return o.ID.String()
}
