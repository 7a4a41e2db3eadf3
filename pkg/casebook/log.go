package casebook

import (
	"bytes"
	"cmp"
	"iter"

	"takedown/pkg/ledger"
	"takedown/pkg/store"
	"takedown/pkg/takedown"
	"takedown/pkg/view"
)

// Entry is an entry as it stands in the log, or one or several that are left
// out: of those only origin, sequence and hash are known.
type Entry struct {
	ledger.Entry
	Line      []byte
	Hash      ledger.Hash
	Withheld  uint64 // how many are left out from this one on; Hash is the root of their subtree
	Expunged  string // the authority under which it is left out, or empty
	Revoked   bool   // its signer was, so that it does not count
	Retracted string // id of the entry that took it back, or empty: it counts
}

// Counts reports whether the entry has a say in the view.
func (e *Entry) Counts() bool { return e.Withheld == 0 && !e.Revoked && e.Retracted == "" }

// Origins returns the origins of which the file holds a log: its own first, the
// others by name.
func (r *Reader) Origins() ([]string, error) {
	logs, err := heldLogs(r.tx, r.head)
	out := []string{r.id.Origin}
	for i := range logs {
		if logs[i].origin != r.id.Origin {
			out = append(out, logs[i].origin)
		}
	}
	return out, err
}

// Head returns the newest head of an origin of which the file holds the log.
func (r *Reader) Head(origin string) (h ledger.SignedHead, ok bool, err error) {
	if origin == r.id.Origin {
		return r.head.SignedHead, true, nil
	}
	k, ok, err := newest(r.tx, origin)
	return k.Head, ok, err
}

// Heads yields what is known of the heads of an origin that were given,
// received or acknowledged, the largest first.
func (r *Reader) Heads(origin string) iter.Seq2[KnownHead, error] {
	return func(yield func(KnownHead, error) bool) {
		for raw := range r.tx.Heads(origin) {
			k, err := readKnown(raw)
			if !yield(k, err) || err != nil {
				return
			}
		}
	}
}

// Lines yields every place of the log of an origin in order, up to its newest
// head.
func (r *Reader) Lines(origin string) iter.Seq2[Place, error] {
	return func(yield func(Place, error) bool) {
		h, ok, err := r.Head(origin)
		if err != nil {
			yield(Place{}, err)
			return
		}
		if !ok {
			return
		}
		for p, err := range places(r.tx, origin, h.Head.Size) {
			if !yield(p, err) || err != nil {
				return
			}
		}
	}
}

// Log yields the entries in the order in which they were recorded: all of all
// origins, or those about a subject and the links to it. Entries that are left
// out come in their place in the log of all.
func (r *Reader) Log(subject *takedown.ID) iter.Seq2[Entry, error] {
	good := &goodness{tx: r.tx, own: r.id.Origin}
	all, retracted, err := r.logged(subject, good)
	var expunged authorities
	if err == nil && subject == nil {
		expunged, err = r.authorities()
	}
	return func(yield func(Entry, error) bool) {
		if err != nil {
			yield(Entry{}, err)
			return
		}
		for e, err := range all {
			if err == nil && r.hidden(ref{e.Origin, e.Seq}) {
				continue
			}
			if by, ok := expunged[e.ID()]; ok && err == nil && e.Withheld == 1 && !r.hidden(by.by) {
				e.Expunged = by.Authority
			}
			if err == nil && e.Withheld == 0 {
				e.Retracted = retracted[e.ID()]
				var counts bool
				counts, err = good.counts(e.Origin, e.Seq)
				e.Revoked = !counts
			}
			if !yield(e, err) || err != nil {
				return
			}
		}
	}
}

// authorities returns under which authority entries were expunged.
func (r *Reader) authorities() (authorities, error) {
	logs, err := heldLogs(r.tx, r.head)
	if err != nil {
		return nil, err
	}
	return authoritiesIn(r.tx, logs)
}

// logged returns the entries to show and those of them that count no more.
func (r *Reader) logged(subject *takedown.ID, good *goodness) (iter.Seq2[Entry, error], map[string]string, error) {
	logs, err := heldLogs(r.tx, r.head)
	if err != nil {
		return nil, nil, err
	}
	if subject == nil {
		retracted, err := retractedIn(r.tx, logs)
		return r.allEntries(logs), retracted, err
	}
	c := cache{tx: r.tx, log: r.log}
	entries, err := c.entries(*subject)
	if err != nil {
		return nil, nil, err
	}
	for key, line := range r.tx.Links(subject.String()) {
		if key.Direction != store.In {
			continue
		}
		e, err := ledger.ParseEntry(line)
		if err != nil {
			return nil, nil, err
		}
		entries = append(entries, e)
	}
	view.SortEntries(entries)
	counting, err := good.only(entries)
	if err != nil {
		return nil, nil, err
	}
	retracted, err := view.Retracted(counting)
	return func(yield func(Entry, error) bool) {
		for i := range entries {
			e := &entries[i]
			line, err := r.log.line(ref{e.Origin, e.Seq})
			if !yield(Entry{Entry: *e, Line: bytes.Clone(line), Hash: ledger.LeafHash(line)}, err) || err != nil {
				return
			}
		}
	}, retracted, err
}

// logCursor stands at one entry of the log of one origin.
type logCursor struct {
	*walker
	entry Entry
}

// advance goes to the next entry. What is left out was recorded no earlier than
// the entry before it.
func (c *logCursor) advance() (ok bool, err error) {
	p, ok, err := c.next()
	if err != nil || !ok {
		return false, err
	}
	if p.Line == nil {
		at := c.entry.Recorded
		c.entry = Entry{Hash: p.Hash, Withheld: p.Size}
		c.entry.Origin, c.entry.Seq, c.entry.Recorded = c.origin, p.Seq, at
		return true, nil
	}
	e, err := parseLine(ref{c.origin, p.Seq}, p.Line)
	c.entry = Entry{Entry: e, Line: p.Line, Hash: ledger.LeafHash(p.Line)}
	return true, err
}

func (c *logCursor) compare(d *logCursor) int {
	return cmp.Or(c.entry.Recorded.Compare(d.entry.Recorded), cmp.Compare(c.origin, d.origin))
}

// allEntries yields the entries of all logs by the time of recording, then by
// origin and sequence.
func (r *Reader) allEntries(logs []heldLog) iter.Seq2[Entry, error] {
	return func(yield func(Entry, error) bool) {
		var open []*logCursor
		for i := range logs {
			c := &logCursor{walker: newWalker(r.tx, logs[i].origin, logs[i].head.Head.Size)}
			ok, err := c.advance()
			if err != nil {
				yield(Entry{}, err)
				return
			}
			if ok {
				open = append(open, c)
			}
		}
		for len(open) > 0 {
			first := 0
			for i := range open {
				if open[i].compare(open[first]) < 0 {
					first = i
				}
			}
			if !yield(open[first].entry, nil) {
				return
			}
			ok, err := open[first].advance()
			if err != nil {
				yield(Entry{}, err)
				return
			}
			if !ok {
				open = append(open[:first], open[first+1:]...)
			}
		}
	}
}

var retractVerb = []byte(`"verb":"retract"`)

// retractedIn returns all entries that count no more. Only the few lines that
// could be a retract entry are parsed.
func retractedIn(tx *store.Tx, logs []heldLog) (map[string]string, error) {
	var found []ledger.Entry
	for at, line := range lines(tx, logs) {
		if !bytes.Contains(line, retractVerb) {
			continue
		}
		e, err := parseLine(at, line)
		if err != nil {
			return nil, err
		}
		found = append(found, e)
	}
	return view.Retracted(found)
}
