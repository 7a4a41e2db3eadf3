package stix

import (
	"fmt"

	"takedown/pkg/takedown"
)

// indicator makes a record of each value that its pattern looks for. A pattern
// that looks for more than one of several values is kept with the object.
func (d *decoder) indicator(o *object) {
	pattern := o.text("pattern")
	if o.err != nil {
		return
	}
	if t := o.text("pattern_type"); t != "" && t != "stix" {
		d.hold(o, fmt.Sprintf("indicator with a pattern of %.40q", t))
		return
	}
	values, err := parsePattern(pattern)
	if err != nil {
		d.hold(o, fmt.Sprintf("indicator whose pattern is no list of values (%v): %.200q", err, pattern))
		return
	}
	var items []takedown.Item
	skipped := map[string]int{}
	for _, v := range values {
		if v.skip != "" {
			skipped[v.skip]++
			continue
		}
		id, _ := d.key(o, v.kind, "pattern", v.key)
		if o.err != nil {
			return
		}
		items = append(items, takedown.Item{ID: id})
	}
	if len(items) == 0 {
		d.hold(o, values[0].skip)
		return
	}
	for why, n := range skipped {
		for range n {
			d.skip(o, why)
		}
	}
	d.indicated(o, items)
}

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
