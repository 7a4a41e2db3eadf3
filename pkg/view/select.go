package view

import (
	"fmt"
	"iter"
	"maps"
	"slices"

	"takedown/pkg/ledger"
	"takedown/pkg/takedown"
)

// Policy says what may leave a case: to whom, up to which marking, and which
// orders under seal may go too.
type Policy struct {
	Ceiling takedown.TLP
	Agency  string   // whose case it is
	To      []string // the recipients; nil for a copy that stays, of which nobody is told

	// Unsealed are the names of orders that leave although they are under seal;
	// [AllOrders] stands for every one.
	Unsealed []string

	// Whole says that entries leave as they were written, or not at all. Otherwise
	// the names of what is withheld are taken out of texts.
	Whole bool

	// Chosen reports whether entries about a record were asked for; nil: all.
	Chosen func(subject string) bool
}

// Ground is why an entry does not leave. Of is what it comes from: a marking, a
// record or an entry.
type Ground struct{ Word, Of string }

// AllOrders stands for all orders under seal.
const AllOrders = "*"

// The grounds.
const (
	ByMarking    = "marking"      // it, or a record that it names, is marked above the ceiling
	ByRecipients = "recipients"   // it is limited to others
	BySeal       = "sealed-order" // it is about an order under seal, or rests on one
	ByClosure    = "closure"      // a later entry that corrects it does not leave
	ByName       = "names"        // it names a record that does not leave
	ByText       = "text"         // its text does
	ByChoice     = "selection"    // it was not asked for
)

// Selection is which entries of a source leave. What is worked out from them
// afterwards cannot say anything of the others: a status, a count and a time
// follow from what was selected alone.
type Selection struct {
	policy   Policy
	withheld map[entryName]Ground
	partial  map[string]bool // origins
	names    *nameFinder     // of withheld records
}

type entryName struct {
	origin string
	seq    uint64
}

func nameOf(e *ledger.Entry) entryName { return entryName{e.Origin, e.Seq} }

// Ground returns why an entry is withheld; ok is false where it is not.
func (s *Selection) Ground(origin string, seq uint64) (g Ground, ok bool) {
	g, ok = s.withheld[entryName{origin, seq}]
	return g, ok
}

// Partial are the origins of which entries about records are withheld.
func (s *Selection) Partial() map[string]bool { return s.partial }

// IsEmpty reports whether nothing is withheld.
func (s *Selection) IsEmpty() bool { return len(s.withheld) == 0 }

// Of returns the entries of a source that leave. Names of withheld records are
// taken out of their texts, unless entries leave whole.
func (s *Selection) Of(source Source) Source {
	return func() iter.Seq2[*Told, error] {
		return func(yield func(*Told, error) bool) {
			for t, err := range source() {
				if err != nil {
					yield(nil, err)
					return
				}
				if _, out := s.withheld[nameOf(&t.Entry)]; out {
					continue
				}
				err = s.Redact(t)
				if !yield(t, err) || err != nil {
					return
				}
			}
		}
	}
}

// Redact takes the names of withheld records out of the texts of an entry that
// leaves, unless entries leave whole.
func (s *Selection) Redact(t *Told) error {
	if s.policy.Whole || s.names.isEmpty() || !s.names.mayName(t.Line) {
		return nil
	}
	return s.redact(t)
}

// Select says which entries of a source may leave.
func Select(source Source, p Policy) (*Selection, error) {
	c := collector{policy: p}
	if err := c.collect(source); err != nil {
		return nil, err
	}
	s := &Selection{policy: p, withheld: map[entryName]Ground{}, partial: map[string]bool{}}
	r := rounds{Selection: s, collector: &c, source: source}
	if err := r.base(); err != nil {
		return nil, err
	}
	for grown := len(s.withheld) > 0; grown; {
		var err error
		if grown, err = r.round(); err != nil {
			return nil, err
		}
	}
	return s, nil
}

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

// Grounds counts what is withheld by its ground.
func (s *Selection) Grounds() []Loss {
	counts := map[string]int{}
	for _, g := range s.withheld {
		counts[g.Word]++
	}
	var out []Loss
	for _, word := range slices.Sorted(maps.Keys(counts)) {
		out = append(out, Loss{What: word, Count: counts[word]})
	}
	return out
}
