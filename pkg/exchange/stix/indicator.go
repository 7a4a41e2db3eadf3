package stix

import (
	"fmt"
	"slices"
	"strings"

	"takedown/pkg/takedown"
)

// indicator makes a record of each target that its pattern looks for. What else
// the pattern says is named, and kept with the object.
func (d *decoder) indicator(o *object) {
	pattern, benign := o.text("pattern"), o.isBenign()
	if o.err != nil {
		return
	}
	if benign {
		d.hold(o, "indicator of what is benign")
		return
	}
	if t := o.text("pattern_type"); t != "" && !strings.EqualFold(t, "stix") {
		d.hold(o, fmt.Sprintf("indicator with a pattern of %.40q", t))
		return
	}
	m, err := meaningOf(pattern)
	if err != nil {
		d.hold(o, d.placed(o, fmt.Sprintf("pattern that cannot be read (%v): %.200q", err, pattern)))
		return
	}
	items := d.items(o, m.found)
	links := d.linked(o, m.links)
	switch {
	case o.err != nil:
		return
	case len(items) == 0:
		d.hold(o, d.whyNone(o, m))
		return
	}
	for _, why := range m.skipped {
		d.skip(o, why)
	}
	if len(m.unread) > 0 {
		d.skip(o, d.placed(o, "not read of its pattern: "+list(m.unread)))
	}
	d.indicated(o, items)
	d.pending = append(d.pending, links...)
}

// isBenign reports whether an indicator is there to know what does no harm: who
// finds it as a target would be misled. STIX 2.0 has the types as labels.
func (o *object) isBenign() bool {
	types := o.list("indicator_types")
	if o.text("spec_version") == "" && types == nil {
		types = o.list("labels")
	}
	return slices.Equal(slices.Compact(slices.Sorted(slices.Values(types))), []string{"benign"})
}

// items begins the records of what a pattern looks for, each once.
func (d *decoder) items(o *object, list []found) (items []takedown.Item) {
	at := map[takedown.ID]int{}
	for _, f := range list {
		id, _ := d.key(o, f.kind, "pattern", f.key)
		if o.err != nil {
			return nil
		}
		if _, known := at[id]; !known {
			at[id] = len(items)
			items = append(items, takedown.Item{ID: id})
		}
		for _, p := range f.ports {
			item := &items[at[id]]
			had := len(item.Values)
			if d.set(item, "ports", p); len(item.Values) == had {
				o.wrong("pattern", fmt.Errorf("%.20q is no port: %w", p, takedown.ErrInvalid))
			}
		}
	}
	return items
}

// linked returns what yields the links between names and what they resolve to.
func (d *decoder) linked(o *object, pairs [][2]value) (out []func()) {
	for _, p := range pairs {
		from, _ := d.key(o, p[0].kind, "pattern", p[0].key)
		to, _ := d.key(o, p[1].kind, "pattern", p[1].key)
		item, id := takedown.Item{Line: o.line, ID: from, Rel: "resolves-to", To: to, TLP: o.tlp}, o.id
		if from != to {
			out = append(out, func() {
				item.TLP = d.lateMark(id, item.TLP)
				d.send(item, nil)
			})
		}
	}
	return out
}

// whyNone says why a pattern makes no record. Values that are of no use to
// anybody here, such as hashes, are told by their sort alone: there are many.
func (d *decoder) whyNone(o *object, m *meaning) string {
	if len(m.unread) == 0 && len(m.skipped) > 0 {
		return m.skipped[0]
	}
	return d.placed(o, "pattern without a target: "+list(append(m.unread, m.skipped...)))
}

// placed says of which object something is told: a bundle is often one line.
func (d *decoder) placed(o *object, what string) string {
	if d.told++; d.told > maxTold {
		return o.kind + " of which a part was not read"
	}
	return fmt.Sprintf("line %d, %s: %s", o.line, o.id, what)
}

// maxTold is how many objects are named one by one: a file may have millions.
const maxTold = 1000

// list tells of parts, each once, and of very many only the first.
func list(parts []string) string {
	var out []string
	for _, p := range parts {
		if !slices.Contains(out, p) && len(out) < maxParts {
			out = append(out, p)
		}
	}
	if s := strings.Join(out, ", "); len(out) < maxParts {
		return s
	}
	return strings.Join(out, ", ") + ", and others"
}

// maxParts is how many parts of a pattern are named.
const maxParts = 8

// indicated yields the records of an indicator. The object is kept with the
// first: it is one, and it comes out again once.
func (d *decoder) indicated(o *object, items []takedown.Item) {
	for i := range items {
		d.common(o, &items[i])
		if i == 0 {
			d.keep(o, &items[i])
		}
		d.stands(o, items[i].ID)
	}
	for _, item := range items {
		d.record(o, item)
	}
}
