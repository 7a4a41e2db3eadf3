package casebook

import (
	"bytes"
	"cmp"
	"maps"
	"slices"

	"takedown/pkg/ledger"
	"takedown/pkg/store"
	"takedown/pkg/takedown"
	"takedown/pkg/view"
)

// foldStale makes all rows of the stale subjects again, as a writer does at the
// end of its batch.
func (b *rebuilt) foldStale(log *logReader) error {
	entries, lines, err := b.staleEntries(log)
	if err != nil {
		return err
	}
	b.facts = slices.DeleteFunc(b.facts, func(f factRow) bool {
		id, err := takedown.ParseID(f.subject)
		return err == nil && b.stale[id]
	})
	maps.DeleteFunc(b.covers, func(c store.Cover, _ bool) bool { return b.stale[takedown.ID{Kind: "order", Key: c.Order}] })
	for id, entries := range entries {
		if err := b.forget(id, entries); err != nil {
			return err
		}
		counting, err := b.good.only(entries)
		if err != nil {
			return err
		}
		s, err := view.Fold(id, counting)
		if err != nil {
			return err
		}
		marked, err := remarked(entries)
		if err != nil {
			return err
		}
		maps.Copy(lines, marked)
		if s.Record != nil {
			b.put(s.Record)
		}
		for _, c := range s.Covers {
			b.covers[store.Cover{Pattern: c.Pattern, Order: id.Key, Event: c.Event}] = true
		}
		for i := range s.Links {
			b.putLink(&s.Links[i], lines[ref{s.Links[i].Stamp.Origin, s.Links[i].Stamp.Seq}])
		}
		for i := range s.Facts {
			b.putFact(&s.Facts[i], lines[ref{s.Facts[i].Stamp.Origin, s.Facts[i].Stamp.Seq}])
		}
	}
	return nil
}

// staleEntries returns the entries of all stale subjects. They are read in the
// order of the log, so that each of its bundles is unpacked once.
func (b *rebuilt) staleEntries(log *logReader) (map[takedown.ID][]ledger.Entry, map[ref][]byte, error) {
	var refs []ref
	for id := range b.stale {
		list, err := readRefs(b.subjects[id])
		if err != nil {
			return nil, nil, err
		}
		refs = append(refs, list...)
	}
	slices.SortFunc(refs, func(a, b ref) int { return cmp.Or(cmp.Compare(a.origin, b.origin), cmp.Compare(a.seq, b.seq)) })
	entries, lines := map[takedown.ID][]ledger.Entry{}, map[ref][]byte{}
	for _, r := range refs {
		line, err := log.line(r)
		if err != nil {
			return nil, nil, err
		}
		e, err := parseLine(r, line)
		if err != nil {
			return nil, nil, err
		}
		id, err := takedown.ParseID(e.Subject)
		if err != nil {
			return nil, nil, err
		}
		entries[id] = append(entries[id], e)
		lines[r] = bytes.Clone(line)
	}
	return entries, lines, nil
}

// forget takes the record of a subject and its links out of the made view.
func (b *rebuilt) forget(id takedown.ID, entries []ledger.Entry) error {
	if row := b.stage.Get(id); row != nil {
		if err := parseRow(&b.record, id, row); err != nil {
			return err
		}
		b.counts.count(&b.record, -1)
		b.stage.Drop(id)
	}
	for i := range entries {
		if entries[i].Verb != "link" {
			continue
		}
		l, err := view.ParseLink(&entries[i])
		if err != nil {
			return err
		}
		for _, k := range linkKeys(&l) {
			delete(b.links, k)
		}
	}
	return nil
}
