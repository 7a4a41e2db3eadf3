package report

import (
	"slices"
	"time"

	"takedown/pkg/lifecycle"
	"takedown/pkg/takedown"
	"takedown/pkg/view"
)

// actions finds the deadlines of what was done about targets and suspects.
// Records of which no fact speaks have none.
func (d *due) actions() (err error) {
	if d.confirmed, err = view.Confirmed(d.view); err != nil {
		return err
	}
	for _, kind := range append(kindsOf("targets"), "suspect") {
		for r, err := range d.view.Records(kind) {
			if err == nil && r.Life.Judged {
				err = d.record(r)
			}
			if err != nil {
				return err
			}
		}
	}
	return nil
}

func (d *due) record(r *view.Record) error {
	facts, err := d.view.Facts(r.ID)
	if err != nil {
		return err
	}
	nouns, err := view.Nouns(facts)
	if err != nil {
		return err
	}
	nouns = slices.DeleteFunc(nouns, func(f takedown.Fact) bool { return f.At.After(d.now()) })
	d.confirmBy(r, nouns)
	d.holds(r, nouns)
	return d.looks(r)
}

// confirmBy finds the legal claims that no order has confirmed yet.
func (d *due) confirmBy(r *view.Record, facts []takedown.Fact) {
	for i := range facts {
		f := &facts[i]
		if f.Act == nil || f.Act.Claimed == nil || d.confirmed[f.ID] != "" {
			continue
		}
		by, err := takedown.ParseInstant(f.Act.Claimed.ConfirmBy)
		if err != nil {
			continue
		}
		d.add(r, Deadline{
			Due: by, What: ConfirmBy, Entries: []string{f.ID}, Fact: f.ID,
			Says:    f.Act.Method + " rests on a legal claim (" + f.Act.Claimed.Basis + ") by " + f.Act.Claimed.Authority,
			Command: "takedown order granted REFERENCE --at TIME --confirms " + f.ID,
		})
	}
}

// holds finds the holds that stand and will end.
func (d *due) holds(r *view.Record, facts []takedown.Fact) {
	for _, f := range lifecycle.Holds(facts) {
		until, err := takedown.ParseInstant(f.Hold.Until)
		if err != nil || !d.now().Before(until) {
			continue
		}
		d.add(r, Deadline{
			Due: until, What: HoldEnds, Entries: []string{f.ID}, Fact: f.ID, Says: "nobody is asked to keep off from then on",
			Command: "takedown hold " + word(r) + " --contact CONTACT --until TIME",
		})
	}
}

// looks finds when somebody has to look at a target that is taken down, and
// when the registration of a domain ends that is.
func (d *due) looks(r *view.Record) error {
	if !lifecycle.IsTakenDown(r.Status()) {
		return nil
	}
	var found []Deadline
	if at, says := recheckOf(r); !at.IsZero() && at.Before(d.before) {
		found = append(found, Deadline{Due: at, What: Recheck, Says: says, Command: "takedown observe VERDICT " + word(r)})
	}
	if at, err := time.Parse(time.DateOnly, r.Get("expires_on")); err == nil && r.ID.Kind == "domain" && at.Before(d.before) {
		found = append(found, Deadline{
			Due: at, What: DomainExpires, Says: "its registration lapses, and anyone can have it",
			Command: "takedown set " + word(r) + " -f expires_on=DATE",
		})
	}
	if len(found) == 0 {
		return nil
	}
	life, err := view.LifeOf(d.view, r.ID)
	if err != nil {
		return err
	}
	for _, l := range found {
		for _, reason := range life.Because {
			l.Entries = append(l.Entries, reason.Entry)
		}
		d.add(r, l)
	}
	return nil
}

// recheckOf returns when to look at a target again: once the grace after the
// act is over until it is held, and then when it has been held for as long as
// it takes to close it.
func recheckOf(r *view.Record) (time.Time, string) {
	switch status := r.Status(); status {
	case "closed":
		return time.Time{}, ""
	case "verified":
		return r.Life.Times[lifecycle.Verified].Add(lifecycle.Quiet), "it held a week before: closed if it still does"
	default:
		return r.Life.Times[lifecycle.Executed].Add(lifecycle.Grace(r.ID.Kind)), status + ": whether it worked has to be looked at"
	}
}
