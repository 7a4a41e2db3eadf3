package jsonl

import "takedown/pkg/takedown"

// extras adds the unknown fields in the member x.
func (d *decoder) extras(item *takedown.Item, m member) (err error) {
	if d.inner, err = d.object(d.inner[:0], m.value, "/"+m.name); err != nil {
		return err
	}
	for _, m := range d.inner {
		if err := addExtra(item, m); err != nil {
			return err
		}
	}
	return nil
}

// addExtra adds an unknown field and says where it stands if it is refused.
func addExtra(item *takedown.Item, m member) error {
	if err := item.AddExtra(m.name, m.value); err != nil {
		return &pathError{m.path(), err}
	}
	return nil
}
