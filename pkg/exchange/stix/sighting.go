package stix

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"takedown/pkg/takedown"
)

// sighting remembers a sighting: what is seen of an indicator is that it was
// active, so that it becomes the observation up, at the last time it was seen.
func (d *decoder) sighting(o *object) {
	first, last, made := o.text("first_seen"), o.text("last_seen"), o.text("created")
	of, where, count := o.text("sighting_of_ref"), o.list("where_sighted_refs"), o.number("count")
	if last == "" {
		last = first
	}
	at := last
	if at == "" {
		at = made
	}
	if _, err := takedown.ParseInstant(at); err != nil {
		o.wrong("last_seen", err)
	}
	if o.err != nil {
		return
	}
	s := seen{line: o.line, id: o.id, of: of, where: where, at: at, first: first, last: last, tlp: o.tlp, row: bytes.Clone(o.raw)}
	s.more = o.beyond("type", "spec_version", "id", "created", "modified", "first_seen", "last_seen", "sighting_of_ref", "where_sighted_refs", "object_marking_refs", "created_by_ref", "revoked")
	switch {
	case count == "0":
		d.skip(o, "sighting of nothing (its count is 0)")
	default:
		d.pending = append(d.pending, func() { d.see(&s) })
	}
}

// seen is a sighting that waits for the end of the file.
type seen struct {
	line            int
	id, of          string
	where           []string
	at, first, last string
	more            bool // it says more than an observation has
	row             []byte
	tlp             takedown.TLP
}

func (d *decoder) see(s *seen) {
	if d.revoked[s.id] {
		d.send(takedown.Item{Line: s.line, Skipped: "revoked sighting"}, nil)
		return
	}
	s.tlp = d.lateMark(s.id, s.tlp)
	targets := slices.DeleteFunc(slices.Clone(d.records[s.of]), func(id takedown.ID) bool { return !takedown.KindOf(id.Kind).Target })
	if len(targets) == 0 {
		d.send(takedown.Item{Line: s.line, Skipped: "sighting of something that is no target"}, nil)
		return
	}
	if len(targets) > maxPairs {
		d.send(takedown.Item{Line: s.line, Skipped: "sighting of too many values"}, nil)
		return
	}
	var from []string
	for _, id := range s.where {
		if name := d.names[id]; name != "" && takedown.CheckText(name) == nil {
			from = append(from, name)
		}
	}
	for _, id := range targets {
		item := takedown.Item{Line: s.line, ID: id, TLP: s.tlp}
		d.set(&item, "first_seen", s.first)
		d.set(&item, "last_seen", s.last)
		if len(item.Values) > 0 {
			d.send(item, nil)
		}
		d.send(takedown.Item{Line: s.line, ID: id, Raw: s.row, TLP: s.tlp, Seen: &takedown.Observation{Verdict: "up", At: s.at, From: strings.Join(from, ", ")}}, nil)
	}
	if s.more {
		d.attach(s.line, targets[0], s.id, "", s.row, s.tlp)
	}
}

// observed reads observed data. What was observed are the objects that it refers
// to, or in STIX 2.0 has in it; of these it says when.
func (d *decoder) observed(o *object) {
	first, last := o.text("first_observed"), o.text("last_observed")
	refs := o.list("object_refs")
	if v := o.get("objects"); v != nil && v.Kind() == '{' {
		refs = append(refs, d.inside(o, v)...)
	}
	if o.err != nil {
		return
	}
	line, id, row, tlp := o.line, o.id, bytes.Clone(o.raw), o.tlp
	d.pending = append(d.pending, func() {
		kept := false
		tlp := d.lateMark(id, tlp)
		for _, ref := range refs {
			for _, to := range d.records[ref] {
				item := takedown.Item{Line: line, ID: to, TLP: tlp}
				d.set(&item, "first_seen", first)
				d.set(&item, "last_seen", last)
				if !kept {
					o.wrong("", d.keepRaw(line, &item, id, "", row))
					kept = true
				}
				d.send(item, nil)
				d.records[id] = append(d.records[id], to)
			}
		}
		if !kept {
			d.send(takedown.Item{Line: line, Skipped: "observed data of nothing that is a record"}, nil)
		}
	})
}

// inside reads the observables in the observed data of STIX 2.0, which have
// names of their own there, and returns ids for them.
func (d *decoder) inside(o *object, v jsontext.Value) (ids []string) {
	members, err := membersOf(v)
	o.wrong("objects", err)
	local := func(name string) string { return o.id + "#" + name }
	for _, m := range members {
		in := &object{line: o.line, raw: m.value, id: local(m.name), tlp: o.tlp}
		if in.members, err = membersOf(m.value); err != nil {
			o.wrong("objects", err)
			return nil
		}
		in.kind = in.text("type")
		if !isType(in.kind) {
			o.wrong("objects", fmt.Errorf("the observable %.40q has no type: %w", m.name, takedown.ErrInvalid))
			return nil
		}
		if in.kind == "network-traffic" {
			d.traffic(in, local, func() { d.skip(in, in.kind) })
			if in.err != nil {
				o.wrong("objects", in.err)
				return nil
			}
			continue
		}
		if !slices.Contains(observableTypes, in.kind) {
			d.skip(in, cmp.Or(map[string]string{"file": "hash", "artifact": "hash"}[in.kind], in.kind))
			continue
		}
		id, why := d.valueOf(in)
		if in.err != nil {
			o.wrong("objects", in.err)
			return nil
		}
		if why != "" {
			d.skip(in, why)
			continue
		}
		d.records[in.id] = []takedown.ID{id}
		d.record(in, takedown.Item{ID: id})
		ids = append(ids, in.id)
		for property, rel := range map[string]string{"resolves_to_refs": "resolves-to", "belongs_to_refs": "belongs-to"} {
			for _, to := range in.list(property) {
				j := joint{line: o.line, rel: rel, from: in.id, to: local(to), tlp: o.tlp}
				d.pending = append(d.pending, func() { d.join(&j) })
			}
		}
	}
	return ids
}
