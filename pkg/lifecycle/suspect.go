package lifecycle

import (
	"cmp"
	"strings"
	"time"

	"takedown/pkg/takedown"
)

// made are the states that a done act makes of a suspect.
var made = map[string]string{
	"locate": "located", "arrest": "arrested", "charge": "charged", "surrender": "surrendered",
	"convict": "convicted", "acquit": "acquitted", "discharge": "discharged", "free": "free", "clear": "cleared",
}

// SuspectLife returns the state of a suspect at an instant: what the last act
// made of them, or else wanted, identified or persona.
func SuspectLife(c *Case, t time.Time) Life {
	return untilItChanges(func(t time.Time) Life { return suspectAt(c, t) }, c.instants(), t)
}

func suspectAt(c *Case, t time.Time) Life {
	l := Life{Status: "persona", Judged: len(c.Facts)+len(c.Orders) > 0}
	var last *takedown.Fact
	place := "" // an act that names no place leaves the suspect where they are
	for _, f := range sortedUntil(c.Facts, t) {
		switch {
		case f.Act != nil && f.Act.Outcome == "done" && made[f.Act.Method] != "":
			last, place = &f, cmp.Or(f.Act.Place, place)
		case f.Seen != nil && f.Seen.Verdict == takedown.Identity:
			l.Status = "identified"
			l.Because = append(l.Because, Reason{f.ID, "identified: " + f.Seen.Identifies})
		}
	}
	if warrant := c.Warrant(t); warrant != nil {
		l.Status = "wanted"
		l.Times[Authorised] = warrant.authorisedAt(t)
		l.Because = append(l.Because, Reason{warrant.granted(t).ID, "wanted under order/" + warrant.ID.Key})
	}
	if last != nil {
		l.Status = made[last.Act.Method]
		l.Method, l.Place, l.Agency = last.Act.Method, place, Executor(last)
		l.Times[Executed] = last.At
		l.Because = append(l.Because, Reason{last.ID, last.Act.Method + " done: " + l.Status})
	}
	return l
}

// Warrant returns the arrest warrant that names the suspect and is in force, or
// nil; of several the one that has been so for longest.
func (c *Case) Warrant(t time.Time) *Order {
	var first *Order
	for _, o := range c.Covering(t) {
		if o.termsAt(t).Type == "arrest-warrant" && (first == nil || o.older(first, t)) {
			first = o
		}
	}
	return first
}

// older reports whether an order has granted something for longer than another
// one; of two since one instant the reference decides.
func (o *Order) older(p *Order, t time.Time) bool {
	return cmp.Or(o.authorisedAt(t).Compare(p.authorisedAt(t)), strings.Compare(o.ID.Key, p.ID.Key)) < 0
}

// Arrested are the states of a suspect who was arrested and not let go since.
// A suspect who surrendered or was convicted counts as arrested.
var Arrested = []string{"arrested", "charged", "surrendered", "convicted"}
