package stix

import (
	"bytes"
	"maps"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"takedown/pkg/takedown"
)

// The marking definitions of TLP 2.0, which FIRST and OASIS give these ids, and
// the extension that they are written with.
var tlpIDs = [...]string{
	takedown.Clear:       "marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487",
	takedown.Green:       "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb",
	takedown.Amber:       "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421",
	takedown.AmberStrict: "marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003",
	takedown.Red:         "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1",
}

const tlpExtension = "extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d"

// tlp1IDs are those of TLP 1.0, which the standard itself has.
var tlp1IDs = map[string]takedown.TLP{
	"marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9": takedown.Clear,
	"marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da": takedown.Green,
	"marking-definition--f88d31f6-486f-44da-b317-333bde0b82b8": takedown.Amber,
	"marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed": takedown.Red,
}

// knownMarkings are all of them.
func knownMarkings() map[string]takedown.TLP {
	out := map[string]takedown.TLP{}
	for id, tlp := range tlp1IDs {
		out[id] = tlp
	}
	for tlp, id := range tlpIDs {
		out[id] = takedown.TLP(tlp)
	}
	return out
}

// marking notes a definition of a TLP label under an id of its own. Others are
// named, for nothing of a record could carry them.
func (d *decoder) marking(o *object) {
	if _, known := d.marks[o.id]; known {
		return
	}
	if tlp, ok := labelOf(o); ok {
		d.marks[o.id] = tlp
		d.definitions[o.id] = ownLabel{o.line, bytes.Clone(o.raw)}
		return
	}
	d.marks[o.id] = takedown.Clear // it is no label, and nobody waits for one
	d.skip(o, "marking definition")
}

// labelOf returns the label that a definition stands for.
func labelOf(o *object) (takedown.TLP, bool) {
	words := []string{o.text("name")}
	for _, place := range []struct{ property, inner, name string }{
		{"definition", "tlp", ""}, {"extensions", "tlp_2_0", tlpExtension},
	} {
		v := o.get(place.property)
		if v == nil {
			continue
		}
		in := &object{}
		in.members, _ = membersOf(v)
		if place.name != "" {
			in.members, _ = membersOf(in.get(place.name))
		}
		words = append(words, in.text(place.inner))
	}
	for i, w := range words {
		if i == 0 && !strings.HasPrefix(strings.ToUpper(w), "TLP:") {
			continue
		}
		if tlp, err := takedown.ParseTLP(w); err == nil {
			return tlp, true
		}
	}
	return 0, false
}

// markingOf returns the strictest label of an object.
func (d *decoder) markingOf(o *object) (tlp takedown.TLP) {
	mark := func(id string) {
		label, known := d.marks[id]
		if tlp = max(tlp, label); !known && id != "" {
			d.late[o.id] = append(d.late[o.id], id)
		}
	}
	for _, id := range o.list("object_marking_refs") {
		mark(id)
	}
	v := o.get("granular_markings")
	if v == nil {
		return tlp
	}
	_ = elementsOf(v, func(e jsontext.Value) error {
		in := &object{}
		in.members, _ = membersOf(e)
		mark(in.text("marking_ref"))
		return nil
	})
	return tlp
}

// ownLabel is a label that a file defines itself.
type ownLabel struct {
	line int
	raw  []byte
}

// lateMark returns the label of an object, once all definitions of the file were
// read.
func (d *decoder) lateMark(id string, tlp takedown.TLP) takedown.TLP {
	for _, mark := range d.late[id] {
		tlp = max(tlp, d.marks[mark])
	}
	return tlp
}

// raise marks records whose label was defined only after the object that they
// are of: the definition is kept at them, in an entry that has the label.
func (d *decoder) raise() {
	if len(d.definitions) == 0 {
		return
	}
	for _, id := range slices.Sorted(maps.Keys(d.late)) {
		for _, mark := range d.late[id] {
			def, ok := d.definitions[mark]
			if !ok {
				continue
			}
			for _, to := range d.records[id] {
				if d.marks[mark] > takedown.KindOf(to.Kind).Marking {
					d.attach(def.line, to, mark, "", def.raw, d.marks[mark])
				}
			}
		}
	}
}
