package casebook

import (
	"bytes"
	"errors"
	"fmt"
	"iter"
	"slices"

	"takedown/pkg/ledger"
	"takedown/pkg/store"
)

// Place is one place of a log: an entry, or a subtree of entries that are not
// here, since they were withheld or expunged.
type Place struct {
	Seq, Size uint64 // the first entry, and how many: 1 for one that is here
	Line      []byte // nil where it is left out
	Hash      ledger.Hash
	Case      bool // all that is left out is about the case file, as its author says
}

// walker goes through the log of an origin place by place and unpacks each
// bundle once.
type walker struct {
	tx     *store.Tx
	origin string
	seq    uint64 // of the next place
	size   uint64 // of the log
	ahead  []Place
	buffer []Place
}

func newWalker(tx *store.Tx, origin string, size uint64) *walker {
	return &walker{tx: tx, origin: origin, seq: 1, size: size}
}

// errMissing is returned for an entry that should be in the file and is not.
var errMissing = errors.New("it is missing")

// next returns the next place; ok is false at the end of the log. Its line is
// no part of the mapped file.
func (w *walker) next() (p Place, ok bool, err error) {
	if w.seq > w.size {
		return Place{}, false, nil
	}
	if len(w.ahead) == 0 {
		if err := w.look(); err != nil {
			return Place{}, false, err
		}
	}
	if len(w.ahead) == 0 || w.ahead[0].Seq != w.seq {
		return Place{}, false, fmt.Errorf("entry %s: %w: %w", ref{w.origin, w.seq}, store.ErrDamaged, errMissing)
	}
	p, w.ahead = w.ahead[0], w.ahead[1:]
	w.seq += p.Size
	return p, true, nil
}

// look reads the places of the bundle in which the next one is.
func (w *walker) look() error {
	n := (w.seq - 1) / store.BundleSize
	_, lines, ok, err := w.tx.Bundle(w.origin, n)
	if err != nil {
		return err
	}
	w.buffer = w.buffer[:0]
	if ok {
		w.unpacked(n, lines)
		return nil
	}
	last := (n + 1) * store.BundleSize
	for seq, line := range w.tx.TailFrom(w.origin, w.seq) {
		if seq > last {
			break
		}
		w.buffer = append(w.buffer, Place{Seq: seq, Size: 1, Line: bytes.Clone(line)})
	}
	entries := len(w.buffer)
	for g := range w.tx.GoneFrom(w.origin, w.seq) {
		if g.Seq > last {
			break
		}
		w.buffer = append(w.buffer, Place{g.Seq, g.Size, nil, g.Root, g.Case})
	}
	if entries > 0 && len(w.buffer) > entries {
		slices.SortFunc(w.buffer, func(a, b Place) int { return int(int64(a.Seq) - int64(b.Seq)) })
	}
	w.ahead = w.buffer
	return nil
}

// unpacked takes the places of a bundle from the next one on. An empty line
// stands for an entry that is left out; one of which no hash is kept is no
// place, and so it is missed.
func (w *walker) unpacked(n uint64, lines [][]byte) {
	for i := (w.seq - 1) % store.BundleSize; i < store.BundleSize; i++ {
		p := Place{Seq: n*store.BundleSize + i + 1, Size: 1, Line: lines[i]}
		if len(lines[i]) == 0 {
			g, ok := goneAt(w.tx, ref{w.origin, p.Seq})
			if !ok {
				continue
			}
			p = Place{g.Seq, g.Size, nil, g.Root, g.Case}
		}
		w.buffer = append(w.buffer, p)
	}
	w.ahead = w.buffer
}

// places yields every place of a log in order.
func places(tx *store.Tx, origin string, size uint64) iter.Seq2[Place, error] {
	return placesFrom(tx, origin, 1, size)
}

// placesFrom yields the places of a log from a sequence on.
func placesFrom(tx *store.Tx, origin string, seq, size uint64) iter.Seq2[Place, error] {
	return func(yield func(Place, error) bool) {
		w := newWalker(tx, origin, size)
		w.seq = seq
		for {
			p, ok, err := w.next()
			if err != nil {
				yield(Place{}, err)
				return
			}
			if !ok || !yield(p, nil) {
				return
			}
		}
	}
}

// lines yields every entry of the logs that counts, log by log. It ends at
// what cannot be read: verify tells of it.
func lines(tx *store.Tx, logs []heldLog) iter.Seq2[ref, []byte] {
	return func(yield func(ref, []byte) bool) {
		for i := range logs {
			l := &logs[i]
			for p, err := range places(tx, l.origin, min(l.head.Head.Size, l.good)) {
				if err != nil {
					return
				}
				if p.Line != nil && !yield(ref{l.origin, p.Seq}, p.Line) {
					return
				}
			}
		}
	}
}
