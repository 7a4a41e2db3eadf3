package casebook

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"github.com/go-json-experiment/json"

	"takedown/pkg/ledger"
	"takedown/pkg/lifecycle"
	"takedown/pkg/takedown"
	"takedown/pkg/view"
)

// tell writes a fact about a record; names are the records that it names, as
// kind/key, and empty ones are none.
func (b *Batch) tell(r *view.Record, verb string, payload any, names ...string) error {
	raw, err := json.Marshal(payload)
	if err != nil {
		return err
	}
	names = slices.DeleteFunc(slices.Clone(names), func(n string) bool { return n == "" })
	slices.Sort(names)
	tlp, err := b.namedMarking(names)
	if err != nil {
		return err
	}
	tlp = max(tlp, marking(r.Kind(), r, nil))
	if verb == "hold-reason" {
		tlp = takedown.Red
	}
	return b.factOf(r, draft{verb: verb, subject: r.ID.String(), names: slices.Compact(names), payload: raw, tlp: tlp})
}

// Order writes down what happened to an order. Edits are written before it, in
// the same batch, so that it freezes them.
func (b *Batch) Order(id takedown.ID, e takedown.OrderEvent, edits []Edit) error {
	return b.Try(b.orderEvent(id, e, edits))
}

func (b *Batch) orderEvent(id takedown.ID, e takedown.OrderEvent, edits []Edit) error {
	r, err := b.existing(id)
	if err != nil {
		return err
	}
	if e.At, err = b.instant(e.At); err != nil {
		return err
	}
	if e.By, err = b.named("order", e.By); err != nil {
		return err
	}
	for _, act := range e.Confirms {
		if err := b.checkEntry(act); err != nil {
			return err
		}
	}
	if err := checkValidity(r, &e, edits); err != nil {
		return err
	}
	if len(edits) > 0 { // once nothing else can be wrong: what is left out is left out whole
		if err := b.set(id, edits); err != nil {
			return err
		}
		if r, err = b.record(id); err != nil {
			return err
		}
	}
	return b.tell(r, "order", &e, e.By)
}

// checkValidity refuses a grant of an order that ends before it begins.
func checkValidity(r *view.Record, e *takedown.OrderEvent, edits []Edit) error {
	said := func(field string) string {
		text := r.Get(field)
		for _, edit := range edits {
			if edit.Field == field {
				text = edit.Text
			}
		}
		return text
	}
	begin, end := cmp.Or(said("valid_from"), e.At), said("valid_until")
	from, errFrom := takedown.ParseInstant(begin)
	until, errUntil := takedown.ParseInstant(end)
	if e.Event == "granted" && errFrom == nil && errUntil == nil && !from.Before(until) {
		return fmt.Errorf("%s would end at %s and begin at %s: %w", r.ID, end, begin, takedown.ErrInvalid)
	}
	return nil
}

// Observe writes down what was seen of a target, or what identifies a suspect.
// Hits are keys of records that would be hit, too.
func (b *Batch) Observe(id takedown.ID, o takedown.Observation) error { return b.Try(b.observe(id, o)) }

func (b *Batch) observe(id takedown.ID, o takedown.Observation) error {
	r, err := b.existing(id)
	if err != nil {
		return err
	}
	switch k := r.Kind(); {
	case o.Verdict == takedown.Identity && id.Kind != "suspect":
		return fmt.Errorf("%s is no suspect: only a suspect has an identity: %w", id, takedown.ErrInvalid)
	case o.Verdict != takedown.Identity && !k.Target:
		return fmt.Errorf("%s is no target: %s is seen of servers, domains, URLs and accounts: %w", id, o.Verdict, takedown.ErrInvalid)
	}
	if o.At, err = b.instant(o.At); err != nil {
		return err
	}
	var hits []string
	for _, typed := range o.Hits {
		name, err := b.mentioned(typed)
		if err != nil {
			return err
		}
		hits = append(hits, name)
	}
	o.Hits = hits
	return b.tell(r, "observe", &o, o.Hits...)
}

// mentioned returns kind/key of what was typed, which need not be on file: who
// else would be hit is often nobody's target.
func (b *Batch) mentioned(typed string) (string, error) {
	ref, err := takedown.ParseRef(typed)
	if err != nil {
		return "", err
	}
	id, err := b.Resolve(ref)
	if missing, ok := errors.AsType[*takedown.NotFoundError](err); ok {
		return missing.ID.String(), nil
	}
	return id.String(), err
}

// Hold asks the others to keep off a target. The reason is an entry of its
// own, which is RED.
func (b *Batch) Hold(id takedown.ID, h takedown.Hold, reason string) error {
	return b.Try(b.hold(id, h, reason))
}

func (b *Batch) hold(id takedown.ID, h takedown.Hold, reason string) error {
	r, err := b.existingTarget(id)
	if err != nil {
		return err
	}
	if h.At, err = b.instant(h.At); err != nil {
		return err
	}
	if err := b.tell(r, "hold", &h); err != nil || reason == "" {
		return err
	}
	return b.tell(r, "hold-reason", &struct {
		Hold   string `json:"hold"`
		Reason string `json:"reason"`
	}{b.written[len(b.written)-1].ID, reason})
}

// Lift ends the holds of the own agency on a target.
func (b *Batch) Lift(id takedown.ID, at string) error { return b.Try(b.lift(id, at)) }

func (b *Batch) lift(id takedown.ID, at string) error {
	r, err := b.existingTarget(id)
	if err != nil {
		return err
	}
	if at, err = b.instant(at); err != nil {
		return err
	}
	holds, others, err := b.standingHolds(id)
	switch {
	case err != nil:
		return err
	case len(holds) == 0 && len(others) > 0:
		return fmt.Errorf("%s: %w: the hold is one of %s, and only they lift it", id, ErrRefused, ledger.Agency(others[0].Origin))
	case len(holds) == 0:
		return fmt.Errorf("%s has no hold that stands: %w", id, takedown.ErrNotFound)
	}
	for _, h := range holds {
		if err := b.tell(r, "hold", &takedown.Hold{At: at, Contact: h.Hold.Contact, Lift: h.ID}); err != nil {
			return err
		}
	}
	return nil
}

// standingHolds returns the holds on a target that nobody has lifted: those of
// the own agency, and those of others.
func (b *Batch) standingHolds(id takedown.ID) (own, others []takedown.Fact, err error) {
	facts, err := b.view.Facts(id)
	if err != nil {
		return nil, nil, err
	}
	nouns, err := view.Nouns(facts)
	for _, f := range lifecycle.Holds(nouns) {
		if ledger.Agency(f.Origin) == b.agency {
			own = append(own, f)
		} else {
			others = append(others, f)
		}
	}
	return own, others, err
}

func (b *Batch) existingTarget(id takedown.ID) (*view.Record, error) {
	r, err := b.existing(id)
	if err == nil && !r.Kind().Target {
		err = fmt.Errorf("%s is no target: %w", id, takedown.ErrInvalid)
	}
	return r, err
}

// Claim says that a target is the own agency's, or answers to another claim.
func (b *Batch) Claim(id takedown.ID, c takedown.Claim) error { return b.Try(b.claim(id, c)) }

func (b *Batch) claim(id takedown.ID, c takedown.Claim) error {
	r, err := b.existingTarget(id)
	if err != nil {
		return err
	}
	if c.At, err = b.instant(c.At); err != nil {
		return err
	}
	if c.Operation, err = b.named("operation", c.Operation); err != nil {
		return err
	}
	if c.With, err = b.agencyNamed(c.With); err != nil {
		return err
	}
	return b.tell(r, "claim", &c, c.Operation)
}

// Drop says that a record is no target any more.
func (b *Batch) Drop(id takedown.ID, d takedown.Drop) error { return b.Try(b.drop(id, d)) }

func (b *Batch) drop(id takedown.ID, d takedown.Drop) error {
	r, err := b.existingTarget(id)
	if err != nil {
		return err
	}
	if d.At, err = b.instant(d.At); err != nil {
		return err
	}
	if d.Of != "" {
		ref, err := takedown.ParseRef(d.Of)
		if err != nil {
			return err
		}
		of, err := b.Resolve(ref)
		if err != nil {
			return err
		}
		d.Of = of.String()
	}
	return b.tell(r, "drop", &d, d.Of)
}

// Custody writes down a step of an exhibit from hand to hand.
func (b *Batch) Custody(id takedown.ID, c takedown.Custody) error { return b.Try(b.custody(id, c)) }

func (b *Batch) custody(id takedown.ID, c takedown.Custody) error {
	r, err := b.existing(id)
	if err != nil {
		return err
	}
	if id.Kind != "evidence" {
		return fmt.Errorf("%s is no exhibit: %w", id, takedown.ErrInvalid)
	}
	if c.At, err = b.instant(c.At); err != nil {
		return err
	}
	return b.tell(r, "custody", &c)
}
