package casebook

import (
	"fmt"
	"slices"

	"takedown/pkg/ledger"
	"takedown/pkg/lifecycle"
	"takedown/pkg/takedown"
	"takedown/pkg/view"
)

// Batch collects the changes of one command.
type Batch struct {
	*session
	cache
	view *view.Snapshot
	env  *Env

	written  []Written
	subjects []string
	stale    []takedown.ID // subjects to fold again once all is in the log
	isStale  map[takedown.ID]bool
	single   []takedown.ID          // stale ones whose list of entries their row will stand for
	taken    map[takedown.ID]string // records of which something was taken back, and their names
	touched  touched                // records to judge once all is in the log
	executed map[takedown.ID]bool   // orders of which it is known what they cover
	waiting  view.Record            // read by touchWaiting
	each     bool
	left     []error

	dropping map[string]bool // ids of entries that are to be expunged
	expunged []expunged      // those that are, once the batch is written
}

// Resolve returns the one record that a typed key means.
func (b *Batch) Resolve(r takedown.Ref) (takedown.ID, error) {
	if r.Tenure > 0 {
		return takedown.ID{}, fmt.Errorf("%q names one of several holders: what is written is about a time, and --at says which: %w", r.Typed, takedown.ErrInvalid)
	}
	return b.view.Resolve(r)
}

// Wide says whether what an order is to cover may be wide, which needs a
// reason.
func (b *Batch) Wide(wide bool) { b.said.Wide = wide }

// Because gives the entries that follow a reason of their own.
func (b *Batch) Because(why string) { b.said.Why = why }

// View is what the file knew when the batch began.
func (b *Batch) View() view.View { return b.view }

// Edit is one -f of a person: a field, an operator (= += -=) and a text, which
// is empty to clear the field.
type Edit struct{ Field, Op, Text string }

// Try notes the error of one change and goes on, where the command may leave
// some out; otherwise it returns the error.
func (b *Batch) Try(err error) error {
	if err == nil || !b.each {
		return err
	}
	b.left = append(b.left, err)
	return nil
}

// about notes that the command was about a record.
func (b *Batch) about(r *view.Record) string {
	name := r.Name()
	if n := len(b.subjects); n == 0 || b.subjects[n-1] != name {
		b.subjects = append(b.subjects, name)
	}
	return name
}

// Add puts a record on file, or fills and adds to one that is there. Changing
// a value is ErrExists unless update.
func (b *Batch) Add(id takedown.ID, shown string, edits []Edit, update bool) error {
	return b.Try(b.add(id, shown, edits, update))
}

func (b *Batch) add(id takedown.ID, shown string, edits []Edit, change bool) error {
	if err := b.checkIssuer(id); err != nil {
		return err
	}
	values, err := b.values(id, edits)
	if err != nil {
		return err
	}
	r, err := b.record(id)
	if err != nil {
		return err
	}
	f := filler{mode: refuse, origin: b.origin}
	if change {
		f.mode = update
	}
	if err := f.fill(r, id, values, nil); err != nil {
		return err
	}
	if r == nil {
		if err := checkRequired(id, &f.add); err != nil {
			return err
		}
		f.add.Shown = shown
		if f.add.UUID, err = b.newUUID(); err != nil {
			return err
		}
		return b.say(nil, id, "add", &f.add)
	}
	b.about(r)
	if !f.add.Empty() {
		if err := b.say(r, id, "add", &f.add); err != nil {
			return err
		}
	}
	if !f.set.Empty() {
		return b.say(r, id, "set", &f.set)
	}
	return nil
}

func checkRequired(id takedown.ID, p *view.Payload) error {
	for _, name := range takedown.KindOf(id.Kind).Required {
		if !slices.ContainsFunc(p.Set, func(v takedown.Value) bool { return v.Field.Name == name }) {
			return fmt.Errorf("%s needs a %s: say -f %s=…: %w", id, name, name, takedown.ErrInvalid)
		}
	}
	return nil
}

// values parses edits that only add.
func (b *Batch) values(id takedown.ID, edits []Edit) ([]takedown.Value, error) {
	var out []takedown.Value
	for _, e := range edits {
		f, err := takedown.KindOf(id.Kind).ParseField(e.Field)
		if err != nil {
			return nil, err
		}
		if e.Op == "-=" || e.Text == "" {
			return nil, fmt.Errorf("%s: add takes nothing away: use set: %w", e.Field, takedown.ErrInvalid)
		}
		text, err := b.parse(f, e.Text)
		if err != nil {
			return nil, err
		}
		out = append(out, takedown.Value{Field: f, Text: text})
	}
	return out, nil
}

// parse gives a text its spelling; an operation that is named must be on file.
func (b *Batch) parse(f *takedown.Field, text string) (string, error) {
	v, err := f.Parse(text, b.agency)
	if err == nil {
		err = b.said.checkWidth(f, v)
	}
	if err != nil || f.Name != "operations" {
		return v, err
	}
	if b.tx.Row("operation", v) == nil {
		return "", &takedown.NotFoundError{ID: takedown.ID{Kind: "operation", Key: v}}
	}
	return v, nil
}

// checkWidth refuses what an order covers where it is too wide, and nobody has
// said that this is meant.
func (s *Said) checkWidth(f *takedown.Field, v string) error {
	if f.Type != takedown.Pattern || s.Wide && s.Why != "" {
		return nil
	}
	return lifecycle.CheckWidth(v)
}

// say writes an add or set entry about a record, or several where the lists are
// long, and folds them into the view.
func (b *Batch) say(old *view.Record, id takedown.ID, verb string, p *view.Payload) error {
	p.Sort()
	r, isNew := old, old == nil
	again := isNew && b.tx.Subject(id.String()) != nil
	for _, part := range inParts(p) {
		var err error
		if r, err = b.sayPart(r, id, verb, part); err != nil {
			return err
		}
	}
	switch {
	case again:
		b.outdate(id) // its addition was undone before: facts and links are there
	case id.Kind == "provider" && !isNew:
		return b.touchProvided(id)
	case id.Kind == "operation" && !isNew:
		return b.touchDecided()
	case id.Kind == "suspect" && isNew:
		b.touch(id)
	}
	return nil
}

func (b *Batch) sayPart(old *view.Record, id takedown.ID, verb string, p *view.Payload) (*view.Record, error) {
	names := namesIn(id, p)
	tlp, err := b.namedMarking(names)
	if err != nil {
		return nil, err
	}
	tlp = max(tlp, marking(takedown.KindOf(id.Kind), old, p))
	d := draft{verb: verb, subject: id.String(), names: names, payload: p.Append(nil), tlp: tlp}
	seq, tlp, err := b.append(d)
	if err != nil {
		return nil, err
	}
	if old != nil || b.tx.Subject(id.String()) != nil {
		if err := b.mention(id, old, ref{b.origin, seq}); err != nil {
			return nil, err
		}
	}
	r, err := b.apply(old, id, verb, p, b.stamp(seq), tlp, b.said.PAP)
	if err != nil {
		return nil, err
	}
	b.written = append(b.written, Written{ledger.EntryID(b.origin, seq), b.about(r)})
	return r, nil
}

// namedMarking returns the strictest marking of the records that an entry names:
// what is said of one tells of the others.
func (c *cache) namedMarking(names []string) (tlp takedown.TLP, err error) {
	for _, name := range names {
		id, err := takedown.ParseID(name)
		if err != nil {
			continue // a pattern is no record
		}
		r, err := c.record(id)
		if err != nil {
			return tlp, err
		}
		if r != nil {
			tlp = max(tlp, r.TLP)
		}
	}
	return tlp, nil
}

// outdate notes a record that is to be made again once all is in the log.
func (b *Batch) outdate(id takedown.ID) {
	if !b.isStale[id] {
		b.isStale[id] = true
		b.stale = append(b.stale, id)
	}
}

// namesIn returns the other records that a payload names.
func namesIn(id takedown.ID, p *view.Payload) []string {
	var out []string
	for _, list := range [][]takedown.Value{p.Set, p.Plus, p.Minus} {
		for _, v := range list {
			if v.Field.Type == takedown.Key {
				out = append(out, v.Field.Ref+"/"+v.Text)
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// existing returns a record that must be on file.
func (b *Batch) existing(id takedown.ID) (*view.Record, error) {
	r, err := b.record(id)
	if err == nil && r == nil {
		err = &takedown.NotFoundError{ID: id}
	}
	return r, err
}

// fact writes an entry that is a fact about a record.
func (b *Batch) fact(r *view.Record, verb string, payload []byte) error {
	return b.factOf(r, draft{verb: verb, subject: r.ID.String(), payload: payload, tlp: marking(r.Kind(), r, nil)})
}

func (b *Batch) factOf(r *view.Record, d draft) error {
	seq, err := b.entry(r, d)
	if err != nil {
		return err
	}
	line, err := b.cache.log.line(ref{b.origin, seq})
	if err != nil {
		return err
	}
	e, err := ledger.ParseEntry(line)
	if err != nil {
		return err
	}
	f, err := view.ParseFact(&e)
	if err != nil {
		return err
	}
	if err := b.putFact(&f, slices.Clone(line)); err != nil {
		return err
	}
	if d.verb == "order" {
		b.view.ForgetOrders()
	}
	if d.verb != "note" && d.verb != "hold-reason" {
		b.touch(r.ID)
	}
	if d.verb == "order" {
		return b.order(r, &f)
	}
	return nil
}

// order keeps the terms of an event, and notes what they may change.
func (b *Batch) order(r *view.Record, f *view.Fact) error {
	if err := b.freeze(r, f); err != nil {
		return err
	}
	if err := b.count(r, -1); err != nil {
		return err
	}
	if err := b.putRecord(r); err != nil {
		return err
	}
	return b.touchOrder(r.ID.Key)
}

// touchOrder notes all that an order covered by any of its terms, and what the
// orders cover that it executes.
func (b *Batch) touchOrder(key string) error { return b.touchCovered(b.covers(key)) }

// covers returns the patterns of all terms of an order. What its record says by
// now can be another list, which no event has frozen.
func (b *Batch) covers(order string) []string {
	var out []string
	for c := range b.tx.AllCovers() {
		if c.Order == order {
			out = append(out, c.Pattern)
		}
	}
	return slices.Compact(out)
}

// entry writes an entry about a record that is on file, other than add or set.
func (b *Batch) entry(r *view.Record, d draft) (uint64, error) {
	seq, _, err := b.append(d)
	if err != nil {
		return 0, err
	}
	b.written = append(b.written, Written{ledger.EntryID(b.origin, seq), b.about(r)})
	return seq, b.mention(r.ID, r, ref{b.origin, seq})
}
