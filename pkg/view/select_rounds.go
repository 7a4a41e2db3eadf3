package view

import (
	"fmt"
	"slices"

	"takedown/pkg/ledger"
	"takedown/pkg/takedown"
)

// rounds withhold entries until nothing more follows: an entry that does not
// leave takes others with it.
type rounds struct {
	*Selection
	*collector
	source Source

	candidates map[string]bool       // records of which an entry is withheld
	revised    map[string][]revision // by origin and subject
	gone       map[string]bool       // records of which none is left
	shut       map[entryName]bool    // what closure has withheld, once it was looked at
	sealed     bool                  // whether any order is under seal
}

// revision is a withheld entry that changed fields.
type revision struct {
	seq    uint64
	fields []string
}

func (r *rounds) withhold(t *Told, g Ground) error {
	if err := t.Read(); err != nil {
		return err
	}
	r.withheld[nameOf(&t.Entry)] = g
	if t.Subject != "case" && g.Word != ByChoice {
		r.partial[t.Origin] = true
	}
	if t.Verb != "add" && t.Verb != "set" {
		return nil
	}
	if g.Word != ByChoice {
		r.candidates[t.Subject] = true
	}
	if t.Verb == "set" && r.retracted[t.ID()] == "" {
		fields, err := fieldsOf(&t.Entry)
		if err != nil {
			return err
		}
		of := t.Origin + "\x00" + t.Subject
		r.revised[of] = append(r.revised[of], revision{t.Seq, fields})
	}
	return nil
}

// base withholds what may not leave by itself.
func (r *rounds) base() error {
	for _, o := range r.orders {
		r.sealed = r.sealed || o.under()
	}
	r.candidates, r.revised, r.gone, r.shut = map[string]bool{}, map[string][]revision{}, map[string]bool{}, map[entryName]bool{}
	for t, err := range r.source() {
		if err != nil {
			return err
		}
		if r.plain(t) {
			continue
		}
		if err := t.Read(); err != nil {
			return err
		}
		g, out := r.ground(&t.Entry)
		if !out {
			continue
		}
		if err := r.withhold(t, g); err != nil {
			return fmt.Errorf("entry %s: %w", t.ID(), err)
		}
	}
	return nil
}

// plain reports whether an entry leaves by itself, as far as a glance tells.
func (r *rounds) plain(t *Told) bool {
	p := &r.Selection.policy
	switch {
	case t.tlp > p.Ceiling, len(r.collector.marks) > 0, p.Chosen != nil, r.sealed:
		return false
	case p.To != nil && (t.glance.To || t.tlp == takedown.Red || ledger.Agency(t.Origin) != p.Agency):
		return false
	}
	_, hot := r.hot[string(t.glance.Subject)]
	return !hot && !(t.glance.Names && len(r.hot) > 0)
}

// ground returns why an entry may not leave by itself.
func (r *rounds) ground(written *ledger.Entry) (Ground, bool) {
	e := r.collector.marks.Apply(*written)
	tlp, err := takedown.ParseTLP(e.TLP)
	if err != nil || tlp > r.Selection.policy.Ceiling {
		return Ground{ByMarking, e.TLP}, true
	}
	if of, out := r.limited(&e, tlp); out {
		return Ground{ByRecipients, of}, true
	}
	if order := r.underSeal(&e); order != "" {
		return Ground{BySeal, order}, true
	}
	if !r.released(&e) {
		for _, name := range append([]string{e.Subject}, e.Names...) {
			if tlp, hot := r.hot[name]; hot {
				return Ground{ByMarking, tlp.String()}, true
			}
		}
	}
	if r.Selection.policy.Chosen != nil && e.Subject != "case" && !r.Selection.policy.Chosen(e.Subject) {
		return Ground{ByChoice, ""}, true
	}
	return Ground{}, false
}

// released reports whether an agency has released an entry by itself, whatever
// the records that it names are marked; and so is the remark that says so.
func (r *rounds) released(e *ledger.Entry) bool {
	_, marked := r.collector.marks[e.ID()]
	return marked || e.Verb == "remark"
}

// limited reports whether an entry may not go to one of the recipients. What
// another agency wrote goes on only to those that it named itself.
func (r *rounds) limited(e *ledger.Entry, tlp takedown.TLP) (string, bool) {
	if r.Selection.policy.To == nil || e.Verb == "init" || e.Verb == "trust" {
		return "", false
	}
	agency := ledger.Agency(e.Origin)
	own := agency == r.Selection.policy.Agency
	if own && len(e.To) == 0 {
		return "nobody", tlp == takedown.Red
	}
	for _, to := range r.Selection.policy.To {
		if !slices.Contains(e.To, to) && (own || to != agency) {
			return to, true
		}
	}
	return "", false
}

// round withholds what follows from what is withheld already, and reports
// whether that was any.
func (r *rounds) round() (grown bool, err error) {
	before := len(r.withheld)
	r.close()
	if err := r.left(); err != nil {
		return false, err
	}
	r.Selection.names = newNameFinder(r.gone, r.collector.called)
	for t, err := range r.source() {
		if err != nil {
			return false, err
		}
		if _, out := r.withheld[nameOf(&t.Entry)]; out {
			continue
		}
		g, out, err := r.follows(t)
		if err == nil && out {
			err = r.withhold(t, g)
		}
		if err != nil {
			return false, fmt.Errorf("entry %s: %w", t.ID(), err)
		}
	}
	return len(r.withheld) > before, nil
}

// close withholds every entry that a withheld one takes back, corrects or
// answers: who sees the first has to see the second.
func (r *rounds) close() {
	var open []entryName
	for name := range r.withheld {
		open = append(open, name)
	}
	for len(open) > 0 {
		later := open[len(open)-1]
		open = open[:len(open)-1]
		id := ledger.EntryID(later.origin, later.seq)
		for _, earlier := range r.edges[id] {
			origin, seq, err := ledger.ParseEntryID(earlier)
			if err != nil {
				continue
			}
			name := entryName{origin, seq}
			if _, out := r.withheld[name]; out {
				continue
			}
			r.withheld[name] = Ground{ByClosure, id}
			r.partial[origin] = true
			open = append(open, name)
		}
	}
}

// left finds the records of which no entry leaves that says that they are.
func (r *rounds) left() error {
	known := map[string]bool{}
	for t, err := range r.source() {
		if err != nil {
			return err
		}
		if !t.says() {
			continue
		}
		name := nameOf(&t.Entry)
		g, out := r.withheld[name]
		if !out {
			if r.candidates[string(t.glance.Subject)] {
				known[string(t.glance.Subject)] = true
			}
			continue
		}
		// Closure withholds by name alone: what it withheld is looked at here.
		if g.Word == ByClosure && !r.shut[name] {
			r.shut[name] = true
			if err := r.withhold(t, g); err != nil {
				return err
			}
		}
	}
	for subject := range r.candidates {
		if known[subject] {
			delete(r.gone, subject)
			continue
		}
		r.gone[subject] = true
	}
	return nil
}

// follows returns why an entry may not leave because of what does not.
func (r *rounds) follows(t *Told) (Ground, bool, error) {
	gone := r.gone[string(t.glance.Subject)] || t.glance.Names && len(r.gone) > 0
	if !gone && len(r.revised) == 0 && !r.Selection.names.mayName(t.Line) {
		return Ground{}, false, nil
	}
	if err := t.Read(); err != nil {
		return Ground{}, false, err
	}
	e := &t.Entry
	if e.Verb == "add" || e.Verb == "set" {
		later, err := r.revisedBy(e)
		if err != nil || later != "" {
			return Ground{ByClosure, later}, later != "", err
		}
	}
	if !r.released(e) {
		for _, name := range append([]string{e.Subject}, e.Names...) {
			if r.gone[name] {
				return Ground{ByName, name}, true, nil
			}
		}
	}
	if r.Selection.names.isEmpty() {
		return Ground{}, false, nil
	}
	hit, err := r.textHit(e)
	return Ground{ByText, hit}, hit != "", err
}

// revisedBy returns a withheld entry of the same origin that changes a field of
// this one, or "".
func (r *rounds) revisedBy(e *ledger.Entry) (string, error) {
	list := r.revised[e.Origin+"\x00"+e.Subject]
	if len(list) == 0 {
		return "", nil
	}
	fields, err := fieldsOf(e)
	if err != nil {
		return "", err
	}
	for _, later := range list {
		if later.seq > e.Seq && slices.ContainsFunc(later.fields, func(f string) bool { return slices.Contains(fields, f) }) {
			return ledger.EntryID(e.Origin, later.seq), nil
		}
	}
	return "", nil
}

// fieldsOf returns the names of the fields of which an entry speaks.
func fieldsOf(e *ledger.Entry) ([]string, error) {
	id, err := takedown.ParseID(e.Subject)
	if err != nil {
		return nil, err
	}
	p, err := ParsePayload(takedown.KindOf(id.Kind), e.Payload)
	var out []string
	for _, list := range [][]takedown.Value{p.Set, p.Plus, p.Minus} {
		for _, v := range list {
			out = append(out, v.Field.Name)
		}
	}
	for _, f := range p.Clear {
		out = append(out, f.Name)
	}
	return out, err
}
