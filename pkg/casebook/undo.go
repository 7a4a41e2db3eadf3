package casebook

import (
	"errors"
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
	u := undoing{b, map[takedown.ID]map[string]string{}}
	var entries []ledger.Entry
	var err error
	switch {
	case what == "":
		entries, err = u.lastBatch()
	case strings.Contains(what, "#"):
		entries, err = u.namedBatch(what)
	default:
		entries, err = b.namedEntry(what)
		if err == nil && u.isRetracted(&entries[0]) {
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

// undoing finds what to retract. Until that is written nothing changes, so that
// it is remembered which entries of a record count no more: a batch can have
// many entries about one.
type undoing struct {
	*Batch
	retracted map[takedown.ID]map[string]string
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

func (u *undoing) namedBatch(id string) ([]ledger.Entry, error) {
	origin, first, err := ledger.ParseBatchID(id)
	if err != nil {
		return nil, fmt.Errorf("batch %q: %w: %w", id, takedown.ErrInvalid, err)
	}
	entries, err := u.batchFrom(origin, first)
	if err == nil && len(entries) == 0 {
		err = fmt.Errorf("%s: %w: nothing in it can be undone", id, ErrRefused)
	}
	return entries, err
}

// batchFrom returns the entries of a batch that can be retracted and still
// count.
func (u *undoing) batchFrom(origin string, first uint64) ([]ledger.Entry, error) {
	var out []ledger.Entry
	for seq := first; ; seq++ {
		e, err := u.entryOf(ref{origin, seq})
		if errors.Is(err, errNotHere) {
			continue
		}
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
		if e.Batch > 1 && !slices.Contains(keptVerbs, e.Verb) && !u.isRetracted(&e) {
			out = append(out, e)
		}
	}
}

// isRetracted reports whether an entry counts no more.
func (u *undoing) isRetracted(e *ledger.Entry) bool {
	id, err := takedown.ParseID(e.Subject)
	if err != nil {
		return false
	}
	known, ok := u.retracted[id]
	if !ok {
		known = u.retractedOf(id)
		u.retracted[id] = known
	}
	return known[e.ID()] != ""
}

// retractedOf returns the entries about a record that count no more.
func (u *undoing) retractedOf(id takedown.ID) map[string]string {
	entries, err := u.entries(id)
	if err == nil {
		entries, err = u.counting(entries)
	}
	if err != nil || len(entries) < 2 {
		return nil
	}
	retracted, err := view.Retracted(entries)
	if err != nil {
		return nil
	}
	return retracted
}

// lastBatch goes back batch by batch to the last one of the actor that is no
// undo itself and still counts.
func (u *undoing) lastBatch() ([]ledger.Entry, error) {
	for seq := u.session.log.next - 1; seq > 0; {
		e, err := u.entryOf(ref{u.origin, seq})
		if errors.Is(err, errNotHere) {
			seq--
			continue
		}
		if err != nil {
			return nil, err
		}
		if e.Actor == u.said.Actor && e.Verb != "retract" && e.Batch > 1 {
			entries, err := u.batchFrom(u.origin, e.Batch)
			if err != nil || len(entries) > 0 {
				return entries, err
			}
		}
		seq = e.Batch - 1
	}
	return nil, fmt.Errorf("%w: %s has written nothing here that could be undone", takedown.ErrNotFound, u.said.Actor)
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
	if err := b.checkShared(e); err != nil {
		return err
	}
	was, err := takedown.ParseTLP(e.TLP)
	if err != nil {
		return err
	}
	return b.correct(id, draft{
		verb: "retract", subject: e.Subject, names: e.Names, tlp: max(was, takedown.KindOf(id.Kind).Marking),
		payload: append(append([]byte(`{"entry":`), ledger.AppendString(nil, e.ID())...), '}'),
	})
}

// correct writes an entry about another one of a record, after which the record
// has to be made again.
func (b *Batch) correct(id takedown.ID, d draft) error {
	seq, _, err := b.append(d)
	if err != nil {
		return err
	}
	first, err := b.takeBack(id)
	if err != nil {
		return err
	}
	b.written = append(b.written, Written{ledger.EntryID(b.origin, seq), b.taken[id]})
	return b.mention(id, first, ref{b.origin, seq})
}

// checkShared asks for a reason to take back what others have been given: they
// will read it.
func (b *Batch) checkShared(e *ledger.Entry) error {
	if b.said.Why != "" {
		return nil
	}
	for raw := range b.tx.Heads(e.Origin) {
		k, err := readKnown(raw)
		if err != nil {
			return err
		}
		if len(k.Given) > 0 && k.Head.Head.Size >= e.Seq {
			return fmt.Errorf("%s was given to %s: say with --why what they are to read: %w", e.ID(), k.Given[0].Who, takedown.ErrInvalid)
		}
	}
	return nil
}

// takeBack notes that the rows of a record have to be made again, and returns it
// the first time. They stay as they are until the end of the batch, and are
// not read again for each of the entries that are taken back.
func (b *Batch) takeBack(id takedown.ID) (*view.Record, error) {
	if _, noted := b.taken[id]; noted {
		return nil, nil
	}
	r, err := b.record(id)
	if err != nil {
		return nil, err
	}
	name := id.String()
	if r != nil {
		name = r.Name()
	}
	b.taken[id] = name
	b.outdate(id)
	b.subjects = append(b.subjects, name)
	return r, nil
}
