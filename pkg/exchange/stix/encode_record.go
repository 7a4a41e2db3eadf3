package stix

import (
	"iter"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"takedown/pkg/takedown"
	"takedown/pkg/view"
)

func (e *encoder) records(records iter.Seq2[*view.Record, error]) error {
	for r, err := range records {
		if err != nil {
			return err
		}
		if err := e.record(r); err != nil {
			return err
		}
		if err := e.facts(r); err != nil {
			return err
		}
	}
	return nil
}

// record writes the object that a record is, and after it those that belong to
// it.
func (e *encoder) record(r *view.Record) error {
	e.tally(r)
	main := mainOf(r)
	if err := e.mark(&main, r.TLP); err != nil {
		return err
	}
	parts := e.partsOf(r, &main)
	kept := e.keptOf(r)
	ext := extension{Record: recordJSON(r)}
	for i := range parts {
		ext.Parts = append(ext.Parts, parts[i].ID)
	}
	for _, k := range kept {
		ext.Parts = append(ext.Parts, k.id)
	}
	main.Extensions = extended(ext)
	if err := e.object(&main); err != nil {
		return err
	}
	for i := range parts {
		if err := e.part(&parts[i], r.TLP); err != nil {
			return err
		}
	}
	for _, k := range kept {
		if err := e.raw([]byte(k.raw)); err != nil {
			return err
		}
	}
	if _, linked := e.ends[r.ID]; linked {
		end := &end{id: main.ID}
		if _, sco, _, ok := observableOf(r.ID); ok {
			end.observable = sco
		}
		e.ends[r.ID] = end
	}
	return nil
}

// part writes an object that belongs to a record. An observable may belong to
// several and is written once.
func (e *encoder) part(s *shape, tlp takedown.TLP) error {
	if e.written[s.ID] {
		return nil
	}
	if s.Created == "" { // an observable
		e.written[s.ID] = true
	}
	if err := e.mark(s, tlp); err != nil {
		return err
	}
	return e.object(s)
}

// tally counts what the bundle cannot carry of a record.
func (e *encoder) tally(r *view.Record) {
	if r.Conflict() {
		for range r.Hidden() {
			e.lost.Add(lostClaims, r.Name())
		}
	}
	if r.TLP < r.Kind().Marking {
		e.lost.Add(lostMarking, r.Name()+" "+r.TLP.String())
	}
	if r.PAP != "" {
		e.lost.Add(lostPAP, r.Name()+" "+r.PAP)
	}
}

// carried are the members of a record that its extension has.
var carried = []string{"kind", "key", "status", "tlp", "pap", "fields", "tags", "operations", "x", "same_as", "times", "tenure", "returns", "succeeded_by", "flags"}

// recordJSON returns the record as the extension has it.
func recordJSON(r *view.Record) jsontext.Value {
	all, _ := membersOf(r.AppendJSON(nil)) // it was written just now
	out := []byte("{")
	for _, m := range all {
		if slices.Contains(carried, m.name) {
			out = appendMember(out, m.name, m.value)
		}
	}
	return append(out, '}')
}

// kept is an object of an import that comes out again as it was.
type kept struct{ id, raw string }

// keptOf returns the objects that were kept whole at a record. Of STIX 2.0 they
// are in the extension alone, for the schemas of 2.1 would refuse them.
func (e *encoder) keptOf(r *view.Record) (out []kept) {
	for i := range r.Extras {
		x := &r.Extras[i]
		kind, _, ok := strings.Cut(x.Name, "--")
		if !ok || !isID(x.Name, kind) {
			continue
		}
		o, err := parse(piece{raw: jsontext.Value(x.JSON)})
		if err != nil || o.id != x.Name || o.kind != kind {
			continue
		}
		if e.written[o.id] {
			continue
		}
		if !is21(o) || hasExtension(o) {
			e.lost.Add(lostKept, x.Name)
			continue
		}
		e.written[o.id] = true
		out = append(out, kept{o.id, x.JSON})
	}
	return out
}

// is21 reports whether an object is one of STIX 2.1, in which observables alone
// need no version and no times.
func is21(o *object) bool {
	switch version := o.text("spec_version"); {
	case slices.Contains(observableTypes, o.kind), slices.Contains(otherObservables, o.kind):
		return version == "" || version == "2.1"
	case o.kind == "marking-definition" && version == "2.1":
		return o.text("created") != "" && o.text("definition_type") != "tlp" // those have ids of their own
	case version != "2.1":
		return false
	}
	return o.text("created") != "" && o.text("modified") != ""
}

// hasExtension reports whether an object would be read as one of ours.
func hasExtension(o *object) bool { return strings.Contains(string(o.raw), extensionID) }
