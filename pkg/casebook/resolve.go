package casebook

import (
	"fmt"
	"slices"
	"strings"

	"takedown/pkg/ledger"
	"takedown/pkg/takedown"
	"takedown/pkg/view"
)

// Decision names the entry that is right about a field.
type Decision struct{ Field, Entry string }

// Decide says of fields of a record which entry is right. It counts while the own
// agency leads an operation that the record is in, and is refused to others.
func (b *Batch) Decide(id takedown.ID, list []Decision) error {
	for _, d := range list {
		if err := b.Try(b.decide(id, d)); err != nil {
			return err
		}
	}
	return nil
}

func (b *Batch) decide(id takedown.ID, d Decision) error {
	r, err := b.existing(id)
	if err != nil {
		return err
	}
	f, err := r.Kind().ParseField(d.Field)
	if err != nil {
		return err
	}
	if err := b.checkDecision(r, f, d.Entry); err != nil {
		return err
	}
	b.about(r)
	if said := slices.ContainsFunc(r.Resolves, func(x view.Resolve) bool {
		return x.Field.Number == f.Number && x.Entry == d.Entry && x.Stamp.Origin == b.origin
	}); said {
		return nil
	}
	seq, err := b.entry(r, draft{
		verb: "resolve", subject: id.String(), payload: view.AppendResolve(nil, f.Name, d.Entry), tlp: marking(r.Kind(), r, nil),
	})
	if err != nil {
		return err
	}
	line, err := b.cache.log.entry(ref{b.origin, seq})
	if err != nil {
		return err
	}
	x, err := view.ParseResolve(r.Kind(), &line)
	if err != nil {
		return err
	}
	if err := b.count(r, -1); err != nil {
		return err
	}
	r.Decide(x)
	if err := b.putRecord(r); err != nil {
		return err
	}
	if id.Kind == "provider" {
		return b.touchProvided(id)
	}
	return nil
}

// checkDecision refuses a decision that would not count, or that names what says
// nothing of the field.
func (b *Batch) checkDecision(r *view.Record, f *takedown.Field, entry string) error {
	if f.IsSet() {
		return fmt.Errorf("%s is a set, and shows what each agency added: take an element back with -f %s-=…: %w", f.Name, f.Name, takedown.ErrInvalid)
	}
	origin, seq, err := ledger.ParseEntryID(entry)
	if err != nil {
		return fmt.Errorf("entry %q: %w: %w", entry, takedown.ErrInvalid, err)
	}
	e, err := b.entryOf(ref{origin, seq})
	if err != nil {
		return err
	}
	if e.Subject != r.ID.String() {
		return fmt.Errorf("%s is about %s and not about %s: %w", entry, e.Subject, r.Name(), takedown.ErrInvalid)
	}
	if r.ClaimOf(f, entry) == nil {
		return fmt.Errorf("%s says nothing of %s that stands; takedown show %s -o json lists the claims: %w", entry, f.Name, r.Name(), takedown.ErrInvalid)
	}
	return b.checkLeads(r)
}

func (b *Batch) checkLeads(r *view.Record) error {
	leads, err := b.view.Leads(r)
	switch {
	case err != nil || slices.Contains(leads, b.agency):
		return err
	case len(leads) == 0:
		return fmt.Errorf("which claim about %s is right is said by who leads an operation that it is in, and nobody does: %w", r.Name(), ErrRefused)
	}
	return fmt.Errorf("which claim about %s is right is said by %s, who leads the operation, and not by %s: %w", r.Name(), strings.Join(leads, " or "), b.agency, ErrRefused)
}
