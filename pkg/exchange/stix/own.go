package stix

import (
	"fmt"
	"slices"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"takedown/pkg/takedown"
)

// own reads an object that we wrote: its property extension has the record, the
// link or the fact as it was. It reports whether the object is one.
func (d *decoder) own(o *object) bool {
	if o.id == extensionID || o.id == toolID {
		return true
	}
	all := o.get("extensions")
	if all == nil || all.Kind() != '{' {
		return false
	}
	ext := &object{line: o.line, raw: o.raw, id: o.id, kind: o.kind, tlp: o.tlp}
	ext.members, _ = membersOf(all)
	v := ext.get(extensionID)
	if v == nil {
		return false
	}
	var err error
	if ext.members, err = membersOf(v); err != nil {
		o.wrong("extensions", err)
		return true
	}
	switch {
	case ext.get("record") != nil:
		d.ownRecord(ext)
	case ext.get("link") != nil:
		d.ownLink(ext)
	case ext.get("note") != nil, ext.get("observation") != nil:
		d.ownFact(ext)
	default:
		return false
	}
	o.wrong("extensions", ext.err)
	return true
}

// ownRecord yields the record of an extension. The objects that belong to it say
// nothing more.
func (d *decoder) ownRecord(ext *object) {
	in := &object{}
	var err error
	if in.members, err = membersOf(ext.get("record")); err != nil {
		ext.wrong("record", err)
		return
	}
	id, shown := in.ownKey("kind", "key", d.agency)
	item := takedown.Item{ID: id, Shown: shown}
	if in.err == nil {
		d.ownFields(in, &item)
	}
	ext.wrong("record", in.err)
	for _, part := range ext.list("parts") {
		d.parts[part] = true
		d.records[part] = []takedown.ID{id}
	}
	d.stands(ext, id)
	d.record(ext, item)
}

// ownKey reads the name of a record in two members.
func (o *object) ownKey(kind, key, agency string) (takedown.ID, string) {
	k, err := takedown.ParseKind(o.text(kind))
	if err != nil {
		o.wrong(kind, err)
		return takedown.ID{}, ""
	}
	id, shown, err := takedown.ParseKey(k, o.text(key), agency)
	o.wrong(key, err)
	return id, shown
}

// ownFields adds the fields of a record, those that stand beside them, and the
// unknown ones.
func (d *decoder) ownFields(in *object, item *takedown.Item) {
	k := takedown.KindOf(item.ID.Kind)
	list := slices.Clone(in.members)
	if v := in.get("fields"); v != nil {
		more, err := membersOf(v)
		in.wrong("fields", err)
		list = append(list, more...)
	}
	for _, m := range list {
		if f := k.Field(m.name); f != nil {
			in.wrong(m.name, d.ownField(item, f, m.value))
		}
	}
	if v := in.get("x"); v != nil {
		more, err := membersOf(v)
		in.wrong("x", err)
		for _, m := range more {
			in.wrong("x", item.AddExtra(m.name, m.value))
		}
	}
}

func (d *decoder) ownField(item *takedown.Item, f *takedown.Field, v jsontext.Value) error {
	add := func(v jsontext.Value) error {
		typed := string(v)
		if v.Kind() == '"' {
			var err error
			if typed, err = unquote(v); err != nil {
				return err
			}
		}
		text, err := f.Parse(typed, d.agency)
		item.Values = append(item.Values, takedown.Value{Field: f, Text: text})
		return err
	}
	if f.IsSet() {
		return elementsOf(v, add)
	}
	return add(v)
}

// ownLink remembers the link of an extension.
func (d *decoder) ownLink(ext *object) {
	in := &object{}
	var err error
	if in.members, err = membersOf(ext.get("link")); err != nil {
		ext.wrong("link", err)
		return
	}
	item := takedown.Item{Line: ext.line, Rel: in.text("rel"), TLP: ext.tlp, Raw: slices.Clone(ext.raw)}
	_, err = takedown.ParseRelation(item.Rel)
	in.wrong("rel", err)
	item.ID, item.To = in.end("from", d.agency), in.end("to", d.agency)
	for i := range takedown.LinkFields {
		f := &takedown.LinkFields[i]
		if v := in.get(f.Name); v != nil {
			in.wrong(f.Name, d.ownField(&item, f, v))
		}
	}
	ext.wrong("link", in.err)
	if ext.err == nil {
		d.send(item, nil)
	}
}

// end reads kind/key.
func (o *object) end(name, agency string) takedown.ID {
	kind, key, ok := takedown.SplitID(o.text(name))
	if !ok {
		o.wrong(name, fmt.Errorf("it is no kind/key: %w", takedown.ErrInvalid))
		return takedown.ID{}
	}
	id, _, err := takedown.ParseKey(takedown.KindOf(kind), key, agency)
	o.wrong(name, err)
	return id
}

// ownFact yields the note or the observation of an extension.
func (d *decoder) ownFact(ext *object) {
	item := takedown.Item{Line: ext.line, ID: ext.end("subject", d.agency), TLP: ext.tlp, Raw: slices.Clone(ext.raw)}
	if v := ext.get("observation"); v != nil {
		item.Seen = &takedown.Observation{}
		if err := json.Unmarshal(v, item.Seen); err != nil {
			ext.wrong("observation", fmt.Errorf("%w: %w", err, takedown.ErrInvalid))
			return
		}
		verdict, err := takedown.ParseWord("verdict", item.Seen.Verdict, takedown.Verdicts)
		ext.wrong("observation", err)
		item.Seen.Verdict = verdict
	} else {
		item.Note = ext.text("note")
		ext.wrong("note", takedown.CheckText(item.Note))
	}
	if ext.err == nil {
		d.send(item, nil)
	}
}
