package casebook

import (
	"fmt"
	"slices"
	"strings"

	"takedown/pkg/ledger"
	"takedown/pkg/takedown"
	"takedown/pkg/view"
)

// keptVerbs are entries that tell what happened to the file itself. They stay
// when their batch is undone.
var keptVerbs = []string{"init", "import", "trust", "share", "receipt", "expunge"}

// Undo retracts a batch (hk/lt07#12), an entry (hk/lt07:12) or, where what is
// empty, the last batch of this origin by the actor that still counts.
func (b *Batch) Undo(what string) error {
	var entries []ledger.Entry
	var err error
	switch {
	case what == "":
		entries, err = b.lastBatch()
	case strings.Contains(what, "#"):
		entries, err = b.namedBatch(what)
	default:
		entries, err = b.namedEntry(what)
		if err == nil && b.isRetracted(&entries[0]) {
			return b.Try(fmt.Errorf("%s: %w: it is retracted already", what, ErrRefused))
		}
	}
	if err != nil {
		return err
	}
	for i := range entries {
		if err := b.Try(b.retract(&entries[i])); err != nil {
			return err
		}
	}
	return nil
}

func (b *Batch) entryOf(r ref) (ledger.Entry, error) {
	line, err := b.cache.log.line(r)
	if err != nil {
		return ledger.Entry{}, err
	}
	return parseLine(r, line)
}

func (b *Batch) namedEntry(id string) ([]ledger.Entry, error) {
	origin, seq, err := ledger.ParseEntryID(id)
	if err != nil {
		return nil, fmt.Errorf("entry %q: %w: %w", id, takedown.ErrInvalid, err)
	}
	e, err := b.entryOf(ref{origin, seq})
	if err != nil {
		return nil, err
	}
	if slices.Contains(keptVerbs, e.Verb) || e.Batch == 1 {
		return nil, fmt.Errorf("%s: %w: %s entries tell what happened to the file and stay", id, ErrRefused, e.Verb)
	}
	return []ledger.Entry{e}, nil
}

func (b *Batch) namedBatch(id string) ([]ledger.Entry, error) {
	origin, first, err := ledger.ParseBatchID(id)
	if err != nil {
		return nil, fmt.Errorf("batch %q: %w: %w", id, takedown.ErrInvalid, err)
	}
	entries, err := b.batchFrom(origin, first)
	if err == nil && len(entries) == 0 {
		err = fmt.Errorf("%s: %w: nothing in it can be undone", id, ErrRefused)
	}
	return entries, err
}

// batchFrom returns the entries of a batch that can be retracted and still
// count.
func (b *Batch) batchFrom(origin string, first uint64) ([]ledger.Entry, error) {
	var out []ledger.Entry
	for seq := first; ; seq++ {
		e, err := b.entryOf(ref{origin, seq})
		if err != nil {
			if seq == first {
				return nil, err
			}
			return out, nil
		}
		if e.Batch != first {
			if seq == first {
				return nil, fmt.Errorf("batch %s: %w", ledger.BatchID(origin, first), errNoEntry)
			}
			return out, nil
		}
		if e.Batch > 1 && !slices.Contains(keptVerbs, e.Verb) && !b.isRetracted(&e) {
			out = append(out, e)
		}
	}
}

// isRetracted reports whether an entry counts no more.
func (b *Batch) isRetracted(e *ledger.Entry) bool {
	id, err := takedown.ParseID(e.Subject)
	if err != nil {
		return false
	}
	entries, err := b.entries(id)
	if err != nil || len(entries) < 2 {
		return false
	}
	retracted, err := view.Retracted(entries)
	return err == nil && retracted[e.ID()] != ""
}

// lastBatch goes back batch by batch to the last one of the actor that is no
// undo itself and still counts.
func (b *Batch) lastBatch() ([]ledger.Entry, error) {
	for seq := b.session.log.next - 1; seq > 0; {
		e, err := b.entryOf(ref{b.origin, seq})
		if err != nil {
			return nil, err
		}
		if e.Actor == b.said.Actor && e.Verb != "retract" && e.Batch > 1 {
			entries, err := b.batchFrom(b.origin, e.Batch)
			if err != nil || len(entries) > 0 {
				return entries, err
			}
		}
		seq = e.Batch - 1
	}
	return nil, fmt.Errorf("%w: %s has written nothing here that could be undone", takedown.ErrNotFound, b.said.Actor)
}

// retract writes the entry that takes one of the own agency back.
func (b *Batch) retract(e *ledger.Entry) error {
	if agency := ledger.Agency(e.Origin); agency != b.agency {
		return fmt.Errorf("%s: %w: it is an entry of %s, and only they can retract it: dispute it with takedown note --dispute %s", e.ID(), ErrRefused, agency, e.ID())
	}
	id, err := takedown.ParseID(e.Subject)
	if err != nil {
		return fmt.Errorf("%s: %w: its subject is the case", e.ID(), ErrRefused)
	}
	was, err := takedown.ParseTLP(e.TLP)
	if err != nil {
		return err
	}
	seq, _, err := b.append(draft{
		verb: "retract", subject: e.Subject, names: e.Names, tlp: max(was, takedown.KindOf(id.Kind).Marking),
		payload: append(append([]byte(`{"entry":`), ledger.AppendString(nil, e.ID())...), '}'),
	})
	if err != nil {
		return err
	}
	r, err := b.record(id)
	if err != nil {
		return err
	}
	name := id.String()
	if r != nil {
		name = r.Name()
	}
	b.written = append(b.written, Written{ledger.EntryID(b.origin, seq), name})
	if !b.isStale[id] {
		b.isStale[id] = true
		b.stale = append(b.stale, id)
		b.subjects = append(b.subjects, name)
	}
	return b.mention(id, r, ref{b.origin, seq})
}
