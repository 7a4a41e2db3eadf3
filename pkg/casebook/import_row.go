package casebook

import (
	"bytes"
	"errors"

	"takedown/pkg/takedown"
	"takedown/pkg/view"
)

// row takes one item, or the error in its place.
func (im *importer) row(r *decoded) error {
	im.rows++
	var bad *takedown.RowError
	switch {
	case errors.As(r.err, &bad):
		return im.bad(bad)
	case r.err != nil:
		return r.err
	case r.item.Skipped != "":
		im.counts.Skipped++
		im.counts.SkippedAs[r.item.Skipped]++
		return nil
	case r.item.Rel != "":
		im.links = append(im.links, r.item)
		return nil
	case r.item.Note != "" || r.item.Seen != nil:
		im.facts = append(im.facts, r.item)
		return nil
	}
	err := im.item(&r.item)
	if errors.As(err, &bad) {
		return im.bad(bad)
	}
	return err
}

func (im *importer) bad(e *takedown.RowError) error {
	im.counts.Bad++
	if im.o.Bad == nil {
		return e
	}
	return im.o.Bad(e)
}

// item brings one record up to what the file says of it.
func (im *importer) item(item *takedown.Item) error {
	if im.o.Seen != nil {
		im.o.Seen(shownItem(item))
	}
	hint := im.fingerprint(item)
	row := im.stage.Get(item.ID)
	same := row == nil && im.known.has(item.ID, hint)
	if row == nil && !same {
		row = im.before.Row(item.ID.Kind, item.ID.Key)
	}
	if same || row != nil && rowFingerprint(row) == hint {
		im.counts.Unchanged[item.ID.Kind]++
		return nil
	}
	var old *view.Record
	if row != nil {
		old = &im.record
		if err := parseRow(old, item.ID, row); err != nil {
			return err
		}
	}
	if item.ID.Kind == "order" {
		if err := im.checkCovers(item); err != nil {
			return err
		}
	}
	im.fill.source = sourceOf(item, im.o.Source)
	if err := im.fill.fill(old, item.ID, im.valuesOf(item), item.Extra); err != nil {
		return err
	}
	if old == nil {
		return im.addNew(item, hint)
	}
	return im.change(old, item, hint)
}

// shownItem returns kind/key of an item as the file has it.
func shownItem(item *takedown.Item) string {
	if item.Shown != "" {
		return item.ID.Kind + "/" + item.Shown
	}
	return item.ID.String()
}

func (im *importer) checkCovers(item *takedown.Item) error {
	for _, v := range item.Values {
		if err := im.said.checkWidth(v.Field, v.Text); err != nil {
			return &takedown.RowError{Line: item.Line, Column: v.Field.Name, Err: err}
		}
	}
	return nil
}

// sourceOf returns who says what an item says: the source that its own row
// names, or else the one that the command line gives to all.
func sourceOf(item *takedown.Item, all string) string {
	for _, v := range item.Values {
		if v.Field.Name == "source" {
			return v.Text
		}
	}
	return all
}

// valuesOf returns the values of an item with those that the command line
// gives to all.
func (im *importer) valuesOf(item *takedown.Item) []takedown.Value {
	if im.o.Operation == "" && im.o.Grade == "" {
		return item.Values
	}
	k := takedown.KindOf(item.ID.Kind)
	im.values = append(im.values[:0], item.Values...)
	if im.o.Operation != "" {
		im.values = append(im.values, takedown.Value{Field: k.Field("operations"), Text: im.o.Operation})
	}
	if im.o.Grade != "" {
		im.values = append(im.values, takedown.Value{Field: k.Field("grade"), Text: im.o.Grade})
	}
	return im.values
}

func (im *importer) addNew(item *takedown.Item, hint uint64) (err error) {
	p := &im.fill.add
	if err := checkRequired(item.ID, p); err != nil {
		return &takedown.RowError{Line: item.Line, Raw: item.Raw, Err: err}
	}
	if issuer, ok := issuerOf(item.ID); ok {
		if _, known := im.issuers[issuer]; !known {
			im.issuers[issuer] = item.Line
		}
	}
	if p.UUID, err = im.newUUID(); err != nil {
		return err
	}
	p.Shown = item.Shown
	im.record = view.Record{ID: item.ID, Stamps: im.record.Stamps[:0], Claims: im.record.Claims[:0], Extras: im.record.Extras[:0]}
	if im.undone {
		if list := im.before.Subject(item.ID.String()); list != nil {
			im.mentions[item.ID] = bytes.Clone(list)
			im.revived = append(im.revived, item.ID)
		}
	}
	if err := im.say(&im.record, "add", p, item, hint); err != nil {
		return err
	}
	if item.ID.Kind == "suspect" {
		im.touched = append(im.touched, item.ID)
	}
	im.counts.Added[item.ID.Kind]++
	return nil
}

func (im *importer) change(r *view.Record, item *takedown.Item, hint uint64) error {
	add, set := &im.fill.add, &im.fill.set
	if add.Empty() && set.Empty() {
		im.counts.Unchanged[item.ID.Kind]++
		return nil
	}
	if r.ID.Kind == "provider" || r.ID.Kind == "operation" {
		im.touched = append(im.touched, r.ID)
	}
	if im.mentions[r.ID] == nil {
		im.mentions[r.ID] = im.firstMentions(r)
	}
	if !add.Empty() {
		if err := im.resay(r, "add", add, item, hint); err != nil {
			return err
		}
	}
	if !set.Empty() {
		set.Source = im.fill.source
		if err := im.resay(r, "set", set, item, hint); err != nil {
			return err
		}
	}
	if im.fill.conflicting {
		im.counts.Conflicting[item.ID.Kind]++
		return nil
	}
	im.counts.Updated[item.ID.Kind]++
	return nil
}

// resay writes an entry about a record that has been counted. An entry that
// cannot be written leaves it as it was.
func (im *importer) resay(r *view.Record, verb string, p *view.Payload, item *takedown.Item, hint uint64) error {
	im.deltas.count(r, -1)
	err := im.say(r, verb, p, item, hint)
	if err != nil {
		im.deltas.count(r, 1)
	}
	return err
}
