package stix

import (
	"bytes"

	"takedown/pkg/takedown"
)

// note remembers a note, or an opinion, which becomes one that begins with what
// is thought.
func (d *decoder) note(o *object) {
	text := o.text("content")
	if abstract := o.text("abstract"); abstract != "" && text != abstract {
		text = abstract + "\n\n" + text
	}
	if o.kind == "opinion" {
		text = "Opinion: " + o.text("opinion")
		if why := o.text("explanation"); why != "" {
			text += "\n\n" + why
		}
	}
	refs := o.list("object_refs")
	if o.err == nil {
		o.wrong("content", takedown.CheckText(text))
	}
	if o.err != nil {
		return
	}
	line, id, tlp, row := o.line, o.id, o.tlp, bytes.Clone(o.raw)
	more := o.beyond("type", "spec_version", "id", "created", "modified", "abstract", "content", "opinion", "explanation", "object_refs", "object_marking_refs", "created_by_ref", "revoked")
	d.pending = append(d.pending, func() {
		if d.revoked[id] {
			d.send(takedown.Item{Line: line, Skipped: "revoked note"}, nil)
			return
		}
		tlp := d.lateMark(id, tlp)
		told := map[takedown.ID]bool{}
		for _, ref := range refs {
			for _, to := range d.records[ref] {
				if len(told) == maxPairs {
					d.send(takedown.Item{Line: line, Skipped: "note about too many records, beyond the first"}, nil)
					return
				}
				if told[to] {
					continue
				}
				if len(told) == 0 && more {
					d.attach(line, to, id, "", row, tlp)
				}
				told[to] = true
				d.send(takedown.Item{Line: line, ID: to, Note: text, Raw: row, TLP: tlp}, nil)
			}
		}
		if len(told) == 0 {
			d.send(takedown.Item{Line: line, Skipped: "note about nothing that is a record"}, nil)
		}
	})
}
