package csv

import (
	"hash/maphash"
	"strconv"

	"github.com/go-json-experiment/json/jsontext"

	"takedown/pkg/takedown"
)

// told is what a vendor's table said of a record before: a hash of the row, and
// how many there were.
type told struct {
	hash uint64
	rows int
}

// again takes care of a record that stands in more than one row. The first says
// what its fields are; what another says otherwise is kept as an unknown field
// of its own, so that the rows do not change each other's values each time that
// the file is imported. Sets and times of first and last sight grow together.
func (v *vendor) again(item *takedown.Item) error {
	if item.Skipped != "" {
		return nil
	}
	hash := hashOf(item)
	before := v.told[item.ID]
	if before.rows == 0 {
		v.told[item.ID] = told{hash, 1}
		return nil
	}
	if before.hash == hash {
		return nil
	}
	before.rows++
	v.told[item.ID] = before
	return setApart(item, "row "+strconv.Itoa(before.rows))
}

// hashOf hashes what a row says that another could say otherwise.
func hashOf(item *takedown.Item) uint64 {
	var h maphash.Hash
	h.SetSeed(seed)
	for _, value := range item.Values {
		if value.Field.Merge == takedown.Latest {
			_, _ = h.WriteString(value.Field.Name + "\x00" + value.Text + "\x00")
		}
	}
	for _, x := range item.Extra {
		_, _ = h.WriteString(x.Name + "\x00")
		_, _ = h.Write(x.JSON)
	}
	return h.Sum64()
}

// setApart moves what others could say otherwise into one unknown field.
func setApart(item *takedown.Item, name string) error {
	object, values := []byte("{"), item.Values[:0]
	add := func(label string, value []byte) (err error) {
		if len(object) > 1 {
			object = append(object, ',')
		}
		if object, err = jsontext.AppendQuote(object, label); err == nil {
			object = append(append(object, ':'), value...)
		}
		return err
	}
	names := map[string]bool{}
	for _, value := range item.Values {
		if value.Field.Merge != takedown.Latest {
			values = append(values, value)
			continue
		}
		quoted, err := jsontext.AppendQuote(nil, value.Text)
		if err != nil {
			return err
		}
		names[value.Field.Name] = true
		if err := add(value.Field.Name, quoted); err != nil {
			return err
		}
	}
	for _, x := range item.Extra {
		label := x.Name
		if names[label] {
			label += " (column)"
		}
		if err := add(label, x.JSON); err != nil {
			return err
		}
	}
	item.Values, item.Extra = values, nil
	if len(object) == 1 {
		return nil
	}
	return item.AddExtra(name, append(object, '}'))
}
