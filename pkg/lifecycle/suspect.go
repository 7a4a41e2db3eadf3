package lifecycle

import (
	"slices"
	"time"

	"takedown/pkg/takedown"
)

// SuspectStates are the states of a suspect.
var SuspectStates = []string{
	"persona", "identified", "located", "wanted", "arrested", "charged", "surrendered",
	"convicted", "acquitted", "discharged", "free", "cleared",
}

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
	for _, f := range sortedUntil(c.Facts, t) {
		switch {
		case f.Act != nil && f.Act.Outcome == "done" && made[f.Act.Method] != "":
			last = &f
		case f.Seen != nil && f.Seen.Verdict == takedown.Identity:
			l.Status = "identified"
			l.Because = append(l.Because, Reason{f.ID, "identified: " + f.Seen.Identifies})
		}
	}
	if warrant := c.warrant(t); warrant != nil {
		l.Status = "wanted"
		l.Times[Authorised] = warrant.authorisedAt(t)
		l.Because = append(l.Because, Reason{warrant.granted(t).ID, "wanted under order/" + warrant.ID.Key})
	}
	if last != nil {
		l.Status = made[last.Act.Method]
		l.Method, l.Place, l.Agency = last.Act.Method, last.Act.Place, last.Act.ExecutedBy
		if l.Agency == "" {
			l.Agency = agencyOf(last.Origin)
		}
		l.Times[Executed] = last.At
		l.Because = append(l.Because, Reason{last.ID, last.Act.Method + " done: " + l.Status})
	}
	return l
}

// warrant returns an arrest warrant that names the suspect and is in force.
func (c *Case) warrant(t time.Time) *Order {
	i := slices.IndexFunc(c.Orders, func(o *Order) bool {
		terms := o.termsAt(t)
		return terms != nil && terms.Covers && terms.Type == "arrest-warrant" && o.inForce(t)
	})
	if i < 0 {
		return nil
	}
	return c.Orders[i]
}
