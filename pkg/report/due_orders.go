package report

import (
	"time"

	"takedown/pkg/lifecycle"
	"takedown/pkg/takedown"
	"takedown/pkg/view"
)

// orders finds the deadlines of orders that are in force.
func (d *due) orders() error {
	delivered, err := d.delivered()
	if err != nil {
		return err
	}
	for r, err := range d.view.Records("order") {
		if err != nil {
			return err
		}
		if r.Status() != "granted" {
			continue
		}
		o, err := view.OrderOf(d.view, r.ID)
		if err != nil {
			return err
		}
		d.order(r, o, delivered[r.ID.Key])
	}
	return nil
}

// delivered returns the orders under which an exhibit is on file.
func (d *due) delivered() (map[string]bool, error) {
	out := map[string]bool{}
	for r, err := range d.view.Records("evidence") {
		if err != nil {
			return nil, err
		}
		out[r.Get("order")] = true
	}
	return out, nil
}

func (d *due) order(r *view.Record, o *lifecycle.Order, delivered bool) {
	terms := o.TermsAt(d.now())
	if terms == nil {
		return
	}
	ref := takedown.ShellWord(r.Key())
	if !terms.Until.IsZero() {
		d.add(r, Deadline{
			Due: terms.Until, What: OrderEnds, Entries: []string{terms.Event}, Says: "it grants nothing from then on",
			Command: "takedown order extended " + ref + " --at TIME -f valid_until=TIME",
		})
	}
	if until, err := takedown.ParseInstant(r.Get("sealed_until")); err == nil && o.IsSealed(d.now()) {
		d.add(r, Deadline{
			Due: until, What: SealedUntil, Entries: []string{terms.Event}, Says: "its seal ends when it is unsealed, and not by itself",
			Command: "takedown order unsealed " + ref + " --at TIME",
		})
	}
	if p := periodOf(r, terms); p != nil && !(p.production && delivered) {
		d.period(r, o, p, terms)
	}
}

// period finds when a period of law is over that began with the grant. Where
// the order itself ends before, that is said already.
func (d *due) period(r *view.Record, o *lifecycle.Order, p *period, terms *lifecycle.Terms) {
	at, entry := p.end(o, d.now())
	if at.IsZero() || !terms.Until.IsZero() && !terms.Until.After(at) {
		return
	}
	ref := takedown.ShellWord(r.Key())
	command := "takedown order extended " + ref + " --at TIME"
	if p.production {
		command = "takedown add evidence NAME -f order=" + ref + " -f collected_at=TIME"
	}
	d.add(r, Deadline{Due: at, What: Preservation, Entries: []string{entry}, Says: p.source, Command: command})
}

// end returns when the period is over, and the event from which it is counted.
func (p *period) end(o *lifecycle.Order, now time.Time) (at time.Time, entry string) {
	extended := false
	for _, e := range o.Events {
		if e.Event == nil || e.At.After(now) {
			continue
		}
		switch {
		case e.Event.Event == "granted", e.Event.Event == "extended" && p.renews:
			if !e.At.Add(p.length).Before(at) {
				at, entry = e.At.Add(p.length), e.ID
			}
		case e.Event.Event == "extended":
			extended = true
		}
	}
	if extended && !at.IsZero() {
		at = at.Add(p.extension)
	}
	return at, entry
}
