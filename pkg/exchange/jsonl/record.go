package jsonl

import (
	"slices"

	"takedown/pkg/takedown"
	"takedown/pkg/view"
)

// passed are the members of a record that say nothing an import could take:
// they follow from the entries about it.
var passed = slices.Concat(view.Computed, []string{
	"kind", "key", "pap", "same_as", "tenure", "returns", "succeeded_by", "flags", "times",
	"links", "facts", "claims", "matched",
})

// record makes the item of an object that is a record. Fields may stand in
// fields, as exports have them, or beside it, as tags do.
func (d *decoder) record() (item takedown.Item, err error) {
	k, err := d.named(&item)
	if err != nil {
		return item, err
	}
	for _, m := range d.top {
		switch f := k.Field(m.name); {
		case f != nil:
			err = d.field(&item, f, m)
		case m.name == "fields":
			err = d.fields(&item, k, m)
		case m.name == "x":
			err = d.extras(&item, m)
		case !slices.Contains(passed, m.name):
			err = addExtra(&item, m)
		}
		if err != nil {
			return takedown.Item{}, err
		}
	}
	return item, nil
}

// named gives the item its name.
func (d *decoder) named(item *takedown.Item) (*takedown.Kind, error) {
	n, err := d.name()
	if err != nil {
		return nil, err
	}
	k, err := takedown.ParseKind(n.kind)
	if err != nil {
		return nil, &pathError{n.kindPath, err}
	}
	if item.ID, item.Shown, err = takedown.ParseKey(k, n.key, d.agency); err != nil {
		return nil, &pathError{n.keyPath, err}
	}
	return k, nil
}

// name is the name of a record as it is written, and where.
type name struct{ kind, key, kindPath, keyPath string }

// name returns kind and key, or what the id has of them.
func (d *decoder) name() (name, error) {
	kind, err := d.text("kind")
	if err != nil {
		return name{}, err
	}
	key, err := d.text("key")
	if err != nil || kind != "" && key != "" {
		return name{kind, key, "/kind", "/key"}, err
	}
	id, err := d.text("id")
	if err != nil {
		return name{}, err
	}
	kind, key, ok := takedown.SplitID(id)
	if !ok {
		return name{}, wrong("", "the object has neither kind and key nor an id that is kind/key")
	}
	return name{kind, key, "/id", "/id"}, nil
}

// fields reads the members of fields. Those that the kind does not have are
// unknown fields.
func (d *decoder) fields(item *takedown.Item, k *takedown.Kind, m member) (err error) {
	if d.inner, err = d.object(d.inner[:0], m.value, "/"+m.name); err != nil {
		return err
	}
	item.Values = slices.Grow(item.Values, len(d.inner))
	for _, m := range d.inner {
		if f := k.Field(m.name); f != nil {
			err = d.field(item, f, m)
		} else {
			err = addExtra(item, m)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
