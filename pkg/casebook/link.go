package casebook

import (
	"fmt"
	"slices"

	"takedown/pkg/store"
	"takedown/pkg/takedown"
	"takedown/pkg/view"
)

// Link joins two records that are on file. Said again, the values that were
// typed change the open link between them.
func (b *Batch) Link(from takedown.ID, rel string, to takedown.ID, edits []Edit) error {
	return b.Try(b.link(from, rel, to, edits))
}

func (b *Batch) link(from takedown.ID, rel string, to takedown.ID, edits []Edit) error {
	r, err := b.existing(from)
	if err != nil {
		return err
	}
	other, err := b.existing(to)
	if err != nil {
		return err
	}
	if err := CheckLink(from, rel, to); err != nil {
		return err
	}
	values, err := linkValues(edits, b.agency)
	if err != nil {
		return err
	}
	return b.sayLink(r, rel, other, values, 0)
}

// CheckLink refuses a relation that may not join records of these kinds and
// lists those that may, and a link from a record to itself.
func CheckLink(from takedown.ID, rel string, to takedown.ID) error {
	relation, err := takedown.ParseRelation(rel)
	if err != nil {
		return err
	}
	if !relation.Joins(from.Kind, to.Kind) {
		return &takedown.WordError{What: "relation from " + from.Kind + " to " + to.Kind, Word: rel, Words: takedown.Between(from.Kind, to.Kind)}
	}
	if from == to {
		return fmt.Errorf("%s %s itself: %w", from, rel, takedown.ErrInvalid)
	}
	return nil
}

func linkValues(edits []Edit, agency string) ([]takedown.Value, error) {
	var out []takedown.Value
	for _, e := range edits {
		f, err := LinkField(e.Field)
		if err != nil {
			return nil, err
		}
		text := e.Text
		if text != "" {
			if text, err = f.Parse(text, agency); err != nil {
				return nil, err
			}
		}
		out = append(out, takedown.Value{Field: f, Text: text})
	}
	return out, nil
}

// LinkField returns the field of links with that name, or an error that lists
// them.
func LinkField(name string) (*takedown.Field, error) {
	var words []string
	for i := range takedown.LinkFields {
		if takedown.LinkFields[i].Name == name {
			return &takedown.LinkFields[i], nil
		}
		words = append(words, takedown.LinkFields[i].Name)
	}
	return nil, &takedown.WordError{What: "field of a link", Word: name, Words: words}
}

// sayLink writes a link, unless it is on file with these values already.
func (b *Batch) sayLink(r *view.Record, rel string, to *view.Record, values []takedown.Value, line int) error {
	l, found, err := b.openLink(r.ID, rel, to.ID, values)
	if err != nil {
		return err
	}
	before := l
	for _, v := range values {
		if !view.SameValue(v.Field, l.Get(v.Field.Name), v.Text) {
			l.Set(v.Field.Name, v.Text)
		}
	}
	b.about(r)
	if found && l == before {
		return nil
	}
	if err := checkPeriod(&l); err != nil {
		return err
	}
	l.Line = line
	seq, err := b.entry(r, draft{
		verb: "link", subject: r.ID.String(), names: []string{to.ID.String()}, payload: l.AppendPayload(nil),
		tlp: max(marking(r.Kind(), r, nil), marking(to.Kind(), to, nil)),
	})
	if err != nil {
		return err
	}
	entry, err := b.cache.log.line(ref{b.origin, seq})
	if err != nil {
		return err
	}
	b.touchLinked(l.From, l.Rel, l.To)
	return b.putLink(&l, slices.Clone(entry))
}

// checkPeriod refuses a link that ends before it begins.
func checkPeriod(l *view.Link) error {
	since, errA := takedown.ParseInstant(l.Since)
	until, errB := takedown.ParseInstant(l.Until)
	if errA == nil && errB == nil && !since.Before(until) {
		return fmt.Errorf("the link would end at %s and begin at %s: %w", l.Until, l.Since, takedown.ErrInvalid)
	}
	return nil
}

// openLink returns the link of this origin that the values change: the one
// with that since, or the open one where none was typed, or a new one.
func (b *Batch) openLink(from takedown.ID, rel string, to takedown.ID, values []takedown.Value) (l view.Link, found bool, err error) {
	var since takedown.Value
	for _, v := range values {
		if v.Field.Name == "since" {
			since = v
		}
	}
	closed := ""
	for key, line := range b.tx.Links(from.String()) {
		if key.Direction != store.Out || key.Rel != rel || key.Other != to.String() || key.Origin != b.origin {
			continue
		}
		old, err := view.ReadLink(line)
		if err != nil {
			return view.Link{}, false, err
		}
		if since.Text != "" && view.SameValue(since.Field, old.Since, since.Text) || since.Text == "" && old.Until == "" {
			return old, true, nil
		}
		if old.Since == "" {
			closed = old.Until
		}
	}
	if since.Text == "" && closed != "" {
		return view.Link{}, false, fmt.Errorf("%s %s %s ended at %s: say when it began again with -f since=…: %w", from, rel, to, closed, takedown.ErrExists)
	}
	return view.Link{From: from, Rel: rel, To: to, Stamp: view.Stamp{Origin: b.origin}}, false, nil
}
