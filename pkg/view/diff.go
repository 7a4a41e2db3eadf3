package view

import (
	"iter"
	"slices"
	"strconv"
	"strings"
	"time"

	"takedown/pkg/takedown"
)

// Diff is what two views of a case differ in.
type Diff struct {
	Added, Removed []Item
	Changed        []Change

	each func(d *Diff, a, b *Record) // compares what both have
}

// Item is a record, a link or a fact that one of two views has.
type Item struct {
	Record string // kind/key as people see it, or empty
	Link   Link
	Fact   *Fact // or nil
}

// ID returns the name of the record, or the entry that said the rest.
func (i *Item) ID() string {
	switch {
	case i.Record != "":
		return i.Record
	case i.Fact != nil:
		return i.Fact.ID()
	}
	return i.Link.ID()
}

// Change is a value of a record that is another one in the second view.
type Change struct {
	ID, Field string
	A, B      string
}

// IsEmpty reports whether the two views say the same.
func (d *Diff) IsEmpty() bool { return len(d.Added)+len(d.Removed)+len(d.Changed) == 0 }

// Compare says in what two views of one case at two instants differ: records by
// what follows from facts, and links by since and until. Fields have no time at
// which they count, and are the same in both.
func Compare(a, b View) (*Diff, error) {
	d := &Diff{each: (*Diff).lives}
	for _, k := range takedown.Kinds() {
		if err := d.records(a.Records(k.Name), b.Records(k.Name)); err != nil {
			return nil, err
		}
	}
	return d, d.links(a, b)
}

// records walks through the records of a kind on both sides at once, as each
// side yields them in the order of their keys.
func (d *Diff) records(a, b iter.Seq2[*Record, error]) error {
	nextA, stopA := iter.Pull2(a)
	defer stopA()
	nextB, stopB := iter.Pull2(b)
	defer stopB()
	ra, errA, okA := nextA()
	rb, errB, okB := nextB()
	for okA || okB {
		if errA != nil {
			return errA
		}
		if errB != nil {
			return errB
		}
		order := 0
		switch {
		case !okB:
			order = -1
		case !okA:
			order = 1
		default:
			order = ra.ID.Compare(rb.ID)
		}
		switch {
		case order < 0:
			d.Removed = append(d.Removed, Item{Record: ra.Name()})
		case order > 0:
			d.Added = append(d.Added, Item{Record: rb.Name()})
		default:
			d.each(d, ra, rb)
		}
		if order <= 0 {
			ra, errA, okA = nextA()
		}
		if order >= 0 {
			rb, errB, okB = nextB()
		}
	}
	return nil
}

// lives compares what follows from the facts about a record.
func (d *Diff) lives(a, b *Record) {
	tenure := func(r *Record) string { return strconv.Itoa(max(r.Life.Tenure, 1)) }
	returns := func(r *Record) string { return strconv.Itoa(r.Life.Returns) }
	flags := func(r *Record) string { return JoinSet(r.Life.Flags) }
	for _, c := range []Change{
		{a.Name(), "status", a.Status(), b.Status()},
		{a.Name(), "tenure", tenure(a), tenure(b)},
		{a.Name(), "returns", returns(a), returns(b)},
		{a.Name(), "flags", flags(a), flags(b)},
	} {
		if c.A != c.B {
			d.Changed = append(d.Changed, c)
		}
	}
}

// links compares the links that begin or end: all others are on both sides.
func (d *Diff) links(a, b View) error {
	before, err := timedLinks(a)
	if err != nil {
		return err
	}
	after, err := timedLinks(b)
	if err != nil {
		return err
	}
	d.Removed = append(d.Removed, missingLinks(before, after)...)
	d.Added = append(d.Added, missingLinks(after, before)...)
	return nil
}

// timedLinks returns the links with a beginning or an end that a view has at its
// instant, by what makes them one link.
func timedLinks(v View) (map[string]Link, error) {
	out := map[string]Link{}
	for l, err := range v.AllLinks() {
		if err != nil {
			return nil, err
		}
		if (l.Since != "" || l.Until != "") && l.At(v.AsOf()) {
			out[l.Identity()] = l
		}
	}
	return out, nil
}

func missingLinks(of, in map[string]Link) (out []Item) {
	for name, l := range of {
		if _, ok := in[name]; !ok {
			out = append(out, Item{Link: l})
		}
	}
	slices.SortFunc(out, func(a, b Item) int {
		if c := a.Link.Compare(&b.Link); c != 0 {
			return c
		}
		return strings.Compare(a.Link.ID(), b.Link.ID())
	})
	return out
}

// At reports whether a link stands at an instant: from since on, and before
// until.
func (l *Link) At(t time.Time) bool {
	since, errSince := takedown.ParseInstant(l.Since)
	until, errUntil := takedown.ParseInstant(l.Until)
	return (errSince != nil || !t.Before(since)) && (errUntil != nil || t.Before(until))
}
