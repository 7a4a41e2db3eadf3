package stix

import (
	"bytes"

	"takedown/pkg/takedown"
)

// renamed are the relationships of STIX that we have under another name.
var renamed = map[string]string{
	"belongs-to": "provided-by", "beacons-to": "communicates-with", "exfiltrates-to": "communicates-with",
	"authored-by": "attributed-to", "drops": "delivers", "downloads": "delivers", "variant-of": "derived-from",
}

// maxPairs is how many links or facts one object may become, as where indicators
// with many values are its ends: a small file must not make a large case.
const maxPairs = 2_000

// joint is a relationship that waits for the end of the file.
type joint struct {
	line     int
	id       string
	rel      string
	from, to string
	values   []takedown.Value
	raw      []byte // where it says more than a link has
	row      []byte
	tlp      takedown.TLP
}

// relationship remembers a relationship: its ends may come later.
func (d *decoder) relationship(o *object) {
	j := joint{line: o.line, id: o.id, rel: o.text("relationship_type"), from: o.text("source_ref"), to: o.text("target_ref"), tlp: o.tlp}
	for _, p := range []struct{ property, field string }{{"start_time", "since"}, {"stop_time", "until"}} {
		j.set(o, p.field, o.text(p.property))
	}
	j.set(o, "confidence", o.number("confidence"))
	if o.err != nil {
		return
	}
	j.row = bytes.Clone(o.raw)
	if o.beyond("type", "spec_version", "id", "created", "modified", "relationship_type", "source_ref", "target_ref", "start_time", "stop_time", "confidence", "object_marking_refs", "created_by_ref", "revoked") {
		j.raw = j.row
	}
	d.pending = append(d.pending, func() { d.join(&j) })
	d.joints = append(d.joints, &j)
}

// set gives the link a value.
func (j *joint) set(o *object, field, text string) {
	if text == "" {
		return
	}
	for i := range takedown.LinkFields {
		if f := &takedown.LinkFields[i]; f.Name == field {
			value, err := f.Parse(text, "")
			o.wrong(field, err)
			j.values = append(j.values, takedown.Value{Field: f, Text: value})
		}
	}
}

// refer makes relationships of the ids that an observable refers to.
func (d *decoder) refer(o *object, property, rel string) {
	for _, to := range o.list(property) {
		j := joint{line: o.line, id: o.id, rel: rel, from: o.id, to: to, tlp: o.tlp}
		d.pending = append(d.pending, func() { d.join(&j) })
	}
}

// join yields the links of a relationship. Of one whose name no link can have
// the records are related, and the relationship is kept with its name.
func (d *decoder) join(j *joint) {
	if d.revoked[j.id] && j.row != nil {
		d.send(takedown.Item{Line: j.line, Skipped: "revoked relationship"}, nil)
		return
	}
	j.tlp = d.lateMark(j.id, j.tlp)
	froms, tos := d.records[j.from], d.records[j.to]
	if len(froms) == 0 || len(tos) == 0 {
		d.joinLoose(j, froms, tos)
		return
	}
	if len(froms)*len(tos) > maxPairs {
		d.send(takedown.Item{Line: j.line, Skipped: "relationship between too many values"}, nil)
		return
	}
	d.teach(j, froms, tos)
	exact := true
	for _, from := range froms {
		for _, to := range tos {
			if from == to {
				continue
			}
			rel, same := relationOf(j.rel, from.Kind, to.Kind)
			exact = exact && same
			d.send(takedown.Item{Line: j.line, ID: from, Rel: rel, To: to, Values: j.values, Raw: j.row, TLP: j.tlp}, nil)
		}
	}
	if (!exact || j.raw != nil) && j.row != nil {
		d.attach(j.line, froms[0], j.id, "", j.row, j.tlp)
	}
}

// teach sets at targets what a relationship says of them beside the link: the
// malware that their indicator stands for, and the role of the infrastructure
// that they are part of.
func (d *decoder) teach(j *joint, froms, tos []takedown.ID) {
	targets, field, text := froms, "malware", tos[0].Key
	switch {
	case j.rel == "indicates" && tos[0].Kind == "malware":
	case j.rel == "indicates":
		field, text = "role", d.roles[tos[0]]
	case j.rel == "consists-of":
		targets, field, text = tos, "role", d.roles[froms[0]]
	default:
		return
	}
	for _, id := range targets {
		item := takedown.Item{Line: j.line, ID: id, TLP: j.tlp}
		if d.set(&item, field, text); len(item.Values) > 0 {
			d.send(item, nil)
		}
	}
}

// relationOf returns the relation that a relationship between these kinds is,
// and whether its name says no less.
func relationOf(name, from, to string) (string, bool) {
	for _, try := range []string{name, renamed[name]} {
		if r, err := takedown.ParseRelation(try); err == nil && r.Joins(from, to) {
			return try, try == name || name == "belongs-to"
		}
	}
	return "related-to", name == "indicates" || name == "based-on"
}

// joinLoose keeps an object that is no record at the record at the other end,
// and the relationship beside it.
func (d *decoder) joinLoose(j *joint, froms, tos []takedown.ID) {
	at, end := froms, j.to
	if len(froms) == 0 {
		at, end = tos, j.from
	}
	if l := d.loose[end]; l != nil && len(at) > 0 && j.row != nil {
		l.kept = true
		d.attach(l.line, at[0], end, l.version, l.raw, d.lateMark(end, l.tlp))
		d.attach(j.line, at[0], j.id, "", j.row, j.tlp)
		return
	}
	d.send(takedown.Item{Line: j.line, Skipped: "relationship with something that is no record"}, nil)
}

// attach keeps an object as an unknown field of a record.
func (d *decoder) attach(line int, to takedown.ID, id, version string, raw []byte, tlp takedown.TLP) {
	item := takedown.Item{Line: line, ID: to, TLP: tlp}
	if err := d.keepRaw(line, &item, id, version, raw); err != nil {
		d.send(takedown.Item{}, &takedown.RowError{Line: line, Raw: append(bytes.Clone(raw), '\n'), Err: err})
		return
	}
	if len(item.Extra) > 0 {
		d.send(item, nil)
	}
}

// finish yields what waited for the end of the file.
func (d *decoder) finish() {
	d.accuse()
	for _, f := range d.pending {
		f()
	}
	d.raise()
	for _, id := range d.order {
		if l := d.loose[id]; !l.kept {
			d.send(takedown.Item{Line: l.line, Skipped: l.why}, nil)
		}
	}
}

// accuse makes suspects of the persons whom a threat actor is attributed to.
func (d *decoder) accuse() {
	for _, j := range d.joints {
		l := d.loose[j.to]
		if l == nil || l.kept || j.rel != "attributed-to" || !d.isSuspect(j.from) || l.kind != "identity" {
			continue
		}
		o, err := parse(piece{line: l.line, raw: l.raw})
		if err != nil {
			continue
		}
		o.tlp, l.kept = d.lateMark(o.id, l.tlp), true
		if item, ok := d.issued(o, "suspect", o.text("name")); ok {
			d.set(&item, "name", o.text("name"))
			d.whole(o, &item)
		}
		if o.err != nil {
			d.bad(piece{line: l.line, raw: l.raw}, o.err)
		}
	}
}

func (d *decoder) isSuspect(id string) bool {
	list := d.records[id]
	return len(list) == 1 && list[0].Kind == "suspect"
}
