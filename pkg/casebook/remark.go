package casebook

import (
	"fmt"
	"slices"

	"takedown/pkg/ledger"
	"takedown/pkg/takedown"
	"takedown/pkg/view"
)

// Remark marks an entry of the own agency anew. The entry stays as it is; what
// counts from now on is the marking of the last remark about it.
func (b *Batch) Remark(entry string, m view.Mark) error {
	origin, seq, err := ledger.ParseEntryID(entry)
	if err != nil {
		return fmt.Errorf("entry %q: %w: %w", entry, takedown.ErrInvalid, err)
	}
	e, err := b.entryOf(ref{origin, seq})
	if err != nil {
		return err
	}
	if agency := ledger.Agency(origin); agency != b.agency {
		return fmt.Errorf("%s: %w: it is an entry of %s, and it keeps the marking that they gave it", entry, ErrRefused, agency)
	}
	if e.Verb == "retract" || e.Verb == "remark" {
		return fmt.Errorf("%s: %w: a %s entry goes with the one that it is about: mark that one", entry, ErrRefused, e.Verb)
	}
	if _, ok := named(&e); ok || e.Verb == "init" {
		return fmt.Errorf("%s: %w: it names a key of %s, without which nobody can verify what is signed: it stays for everybody", entry, ErrRefused, origin)
	}
	tlp, err := takedown.ParseTLP(m.TLP)
	if err != nil {
		return err
	}
	d := draft{verb: "remark", subject: e.Subject, names: e.Names, payload: m.Append(entry), tlp: tlp}
	id, err := takedown.ParseID(e.Subject)
	if err != nil {
		return b.sayOfCase(d)
	}
	u := undoing{b, map[takedown.ID]map[string]string{}}
	if u.isRetracted(&e) {
		return fmt.Errorf("%s: %w: it is retracted", entry, ErrRefused)
	}
	return b.correct(id, d)
}

// remarked returns the lines, as they are marked by now, of those entries about
// one subject that a remark has marked anew.
func remarked(entries []ledger.Entry) (map[ref][]byte, error) {
	marks, err := view.MarksOf(entries)
	if err != nil || len(marks) == 0 {
		return nil, err
	}
	out := map[ref][]byte{}
	for i := range entries {
		e := &entries[i]
		if _, ok := marks[e.ID()]; !ok {
			continue
		}
		now := marks.Apply(*e)
		line, err := now.Append(nil)
		if err != nil {
			return nil, err
		}
		out[ref{e.Origin, e.Seq}] = slices.Clip(line)
	}
	return out, nil
}
