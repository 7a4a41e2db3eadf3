package report

import (
	"cmp"
	"slices"
	"time"

	"takedown/pkg/takedown"
	"takedown/pkg/view"
)

// The kinds of deadlines. Answers have the words, so that none is renamed.
const (
	OrderEnds     = "order-ends"
	Preservation  = "preservation" // also production: what a provider owes by then
	Recheck       = "recheck"
	DomainExpires = "domain-expires"
	SealedUntil   = "sealed-until"
	ConfirmBy     = "confirm-by"
	HoldEnds      = "hold-ends"
)

// Deadline is something that has to happen by an instant, or that ends then.
type Deadline struct {
	Due        time.Time
	What       string
	Subject    string   // kind/key as people see it
	Place      string   // jurisdiction whose time counts there, where it is known
	Entries    []string // that it rests on
	Operations []string
	Command    string // that settles it, with words in capitals to fill in
	Says       string // a sentence for people

	// Fact is the entry that tells several of one kind about one record from
	// each other, where there can be several.
	Fact string
}

// Due returns what is due before an instant, the oldest first: what was due
// before the instant of the view and is still open stands at the top.
func Due(v view.View, before time.Time) ([]Deadline, error) {
	d := due{view: v, before: before}
	if err := d.orders(); err != nil {
		return nil, err
	}
	if err := d.actions(); err != nil {
		return nil, err
	}
	slices.SortStableFunc(d.found, func(a, b Deadline) int {
		return cmp.Or(a.Due.Compare(b.Due), cmp.Compare(a.What, b.What), cmp.Compare(a.Subject, b.Subject), cmp.Compare(a.Fact, b.Fact))
	})
	return d.found, nil
}

// due is a search for deadlines.
type due struct {
	view      view.View
	before    time.Time
	found     []Deadline
	confirmed map[string]string // acts that an order confirmed
}

func (d *due) now() time.Time { return d.view.AsOf() }

// add keeps a deadline about a record, if it is due in time.
func (d *due) add(r *view.Record, l Deadline) {
	if !l.Due.Before(d.before) {
		return
	}
	l.Subject, l.Operations, l.Place = r.Name(), r.Set("operations"), placeOf(r)
	d.found = append(d.found, l)
}

// placeOf returns where a record has its deadlines: an order where it was
// granted, anything else where it was acted on.
func placeOf(r *view.Record) string {
	if place := r.Get("jurisdiction"); place != "" {
		return place
	}
	return r.Life.Place
}

// word is the name of a record as a word of a command.
func word(r *view.Record) string { return takedown.ShellWord(r.Name()) }
