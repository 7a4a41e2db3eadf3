package stix

import (
	"fmt"

	"takedown/pkg/takedown"
)

// otherObservables are the observables that become no record.
var otherObservables = []string{
	"artifact", "directory", "email-message", "file", "mac-addr", "mutex", "network-traffic", "process", "software",
	"windows-registry-key", "x509-certificate",
}

// gather keeps an object that speaks of others, such as a report, at the first
// record that it speaks of.
func (d *decoder) gather(o *object) {
	refs := append(o.list("object_refs"), o.text("object_ref"))
	if o.err != nil {
		return
	}
	id := o.id
	d.pending = append(d.pending, func() {
		for _, ref := range refs {
			if to := d.records[ref]; len(to) > 0 {
				d.attachLoose(id, to[0])
				return
			}
		}
	})
}

// attachLoose keeps an object that is no record at one.
func (d *decoder) attachLoose(id string, to takedown.ID) {
	if l := d.loose[id]; l != nil && !l.kept {
		l.kept = true
		d.attach(l.line, to, id, l.version, l.raw, d.lateMark(id, l.tlp))
	}
}

// traffic gives the server that traffic goes to the port of it, and keeps the
// object there. Local makes an id of what the object refers to. Where it goes to
// no server, or to one of several, none is called.
func (d *decoder) traffic(o *object, local func(string) string, none func()) {
	ref, port := local(o.text("dst_ref")), o.number("dst_port")
	if o.err != nil {
		return
	}
	id, line, tlp := o.id, o.line, o.tlp
	d.pending = append(d.pending, func() {
		to := d.records[ref]
		if len(to) != 1 || to[0].Kind != "server" || port == "" {
			none()
			return
		}
		item := takedown.Item{Line: line, ID: to[0], TLP: d.lateMark(id, tlp)}
		if d.set(&item, "ports", port); len(item.Values) == 0 {
			none()
			return
		}
		d.send(item, nil)
		d.attachLoose(id, to[0])
	})
}

// revoke takes back what an object said: what waits for the end of the file is
// not said at all, and records that it made have a note.
func (d *decoder) revoke(o *object) {
	at := o.text("modified")
	if o.err != nil {
		return
	}
	d.revoked[o.id] = true
	made := d.records[o.id]
	if len(made) == 0 || len(made) > maxPairs {
		d.skip(o, "revoked "+o.kind)
		return
	}
	note := o.id + " was revoked by its source"
	if _, err := takedown.ParseInstant(at); err == nil {
		note += " at " + at
	}
	line, tlp, id := o.line, o.tlp, o.id
	row := fmt.Appendf(nil, "%s\n", o.raw)
	d.pending = append(d.pending, func() {
		for _, to := range made {
			d.send(takedown.Item{Line: line, ID: to, Note: note, Raw: row, TLP: d.lateMark(id, tlp)}, nil)
		}
	})
}
