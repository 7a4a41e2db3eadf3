package jsonl

import (
	"fmt"

	"takedown/pkg/takedown"
)

// link makes the item of an object that is a link.
func (d *decoder) link() (item takedown.Item, err error) {
	if item.Rel, err = d.text("rel"); err != nil {
		return item, err
	}
	if _, err := takedown.ParseRelation(item.Rel); err != nil {
		return item, &pathError{"/rel", err}
	}
	if item.ID, err = d.linkEnd("from"); err != nil {
		return item, err
	}
	if item.To, err = d.linkEnd("to"); err != nil {
		return item, err
	}
	for i := range takedown.LinkFields {
		f := &takedown.LinkFields[i]
		if v := find(d.top, f.Name); v != nil {
			if err := d.field(&item, f, member{name: f.Name, value: v}); err != nil {
				return takedown.Item{}, err
			}
		}
	}
	return item, nil
}

// linkEnd reads the record at one end of a link.
func (d *decoder) linkEnd(name string) (takedown.ID, error) {
	text, err := d.text(name)
	if err != nil {
		return takedown.ID{}, err
	}
	kind, key, ok := takedown.SplitID(text)
	if !ok {
		return takedown.ID{}, wrong("/"+name, fmt.Sprintf("%q is no kind/key", text))
	}
	id, _, err := takedown.ParseKey(takedown.KindOf(kind), key, d.agency)
	if err != nil {
		return takedown.ID{}, &pathError{"/" + name, err}
	}
	return id, nil
}
