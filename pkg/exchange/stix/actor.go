package stix

import (
	"bytes"
	"slices"
	"strings"

	"takedown/pkg/takedown"
)

// malware makes a record of a malware family. A sample without a name is none.
func (d *decoder) malware(o *object) {
	name := o.text("name")
	if strings.TrimSpace(name) == "" {
		d.hold(o, "malware without a name")
		return
	}
	id, _ := d.key(o, "malware", "name", name)
	item := takedown.Item{ID: id}
	if o.err != nil {
		return
	}
	for _, a := range o.list("aliases") {
		d.set(&item, "aliases", a)
	}
	for _, t := range o.list("malware_types") {
		d.set(&item, "types", t)
	}
	if o.get("malware_types") == nil { // STIX 2.0 has them as labels
		for _, l := range o.list("labels") {
			if slices.Contains(takedown.MalwareTypes, l) {
				d.set(&item, "types", l)
			}
		}
	}
	d.whole(o, &item)
}

// actor makes a suspect of a threat actor or an intrusion set.
func (d *decoder) actor(o *object) {
	item, ok := d.issued(o, "suspect", o.text("name"))
	if !ok {
		return
	}
	for _, a := range o.list("aliases") {
		d.set(&item, "aliases", a)
	}
	for _, r := range o.list("roles") {
		d.set(&item, "roles", r)
	}
	d.whole(o, &item)
}

// whole yields an item with what domain objects have in common, and keeps the
// object.
func (d *decoder) whole(o *object, item *takedown.Item) {
	d.common(o, item)
	d.keep(o, item)
	d.stands(o, item.ID)
	d.record(o, *item)
}

// issued begins an item whose key is a name that the agency gives. Two objects
// of a file with one name and different ids are two records.
func (d *decoder) issued(o *object, kind, name string) (takedown.Item, bool) {
	k := takedown.KindOf(kind)
	parse := func(name string) (takedown.ID, string) {
		id, shown, err := takedown.ParseKey(k, d.agency+":"+name, d.agency)
		o.wrong("name", err)
		return id, shown
	}
	id, shown := parse(name)
	if first, known := d.named[id]; known && first != o.id && o.err == nil {
		id, shown = parse(name + " " + o.id[len(o.kind)+2:][:8])
	}
	if o.err != nil {
		return takedown.Item{}, false
	}
	if d.named[id] == "" {
		d.named[id] = o.id
	}
	return takedown.Item{ID: id, Shown: shown}, true
}

// identity makes an agency of an organisation. A person waits for a threat
// actor that is attributed to them.
func (d *decoder) identity(o *object) {
	d.names[o.id] = o.text("name")
	switch o.text("identity_class") {
	case "individual":
		d.hold(o, "person whom nothing calls a suspect")
		return
	case "class":
		d.hold(o, "class of identities")
		return
	case "system":
		d.hold(o, "system")
		return
	}
	code := codeOf(o.text("name"), o.id[len(o.kind)+2:][:8])
	if first, known := d.named[takedown.ID{Kind: "agency", Key: code}]; known && first != o.id {
		code = cutCode(code, o.id[len(o.kind)+2:][:8])
	}
	id, _ := d.key(o, "agency", "name", code)
	item := takedown.Item{ID: id}
	if o.err != nil {
		return
	}
	d.named[id] = o.id
	d.set(&item, "name", o.text("name"))
	d.set(&item, "contact", o.text("contact_information"))
	d.whole(o, &item)
}

// codeOf makes an agency code of a name: its letters and digits, lower case,
// with a hyphen for all else. A name that makes none, or too long a one, gets
// the beginning of its id, so that no two become one.
func codeOf(name, id string) string {
	var b strings.Builder
	for _, c := range strings.ToLower(name) {
		switch {
		case c >= 'a' && c <= 'z' || c >= '0' && c <= '9':
			b.WriteRune(c)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
		if b.Len() > maxCode {
			return cutCode(b.String(), id)
		}
	}
	code := strings.Trim(b.String(), "-")
	if !takedown.IsAgencyCode(code) {
		return cutCode("id", id)
	}
	return code
}

// cutCode makes a code of a longer one, and the beginning of an id.
func cutCode(code, id string) string {
	return strings.TrimRight(code[:min(len(code), maxCode-len(id)-1)], "-") + "-" + strings.ToLower(id)
}

// maxCode is the longest agency code.
const maxCode = 32

// loose is an object that is no record. It is kept at a record that a
// relationship joins it with.
type loose struct {
	line    int
	why     string // it is no record
	kind    string
	version string
	raw     []byte
	tlp     takedown.TLP
	kept    bool
}

// maxLoose is how many bytes of such objects wait for the end of the file.
const maxLoose = 32 << 20

// hold lets an object that is no record wait for a relationship.
func (d *decoder) hold(o *object, why string) {
	version := o.text("modified")
	if o.err != nil {
		return
	}
	if _, twice := d.loose[o.id]; twice || d.held+len(o.raw) > maxLoose || len(o.raw) > maxKept {
		d.skip(o, why)
		return
	}
	d.held += len(o.raw)
	d.loose[o.id] = &loose{line: o.line, why: why, kind: o.kind, version: version, raw: bytes.Clone(o.raw), tlp: o.tlp}
	d.order = append(d.order, o.id)
}
