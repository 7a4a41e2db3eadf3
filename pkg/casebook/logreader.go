package casebook

import (
	"bytes"
	"fmt"

	"takedown/pkg/ledger"
	"takedown/pkg/store"
)

// ref names one entry.
type ref struct {
	origin string
	seq    uint64
}

func (r ref) String() string { return ledger.EntryID(r.origin, r.seq) }

// bundleRef names one bundle.
type bundleRef struct {
	origin string
	n      uint64
}

// cachedBundles bounds the memory of a logReader to some megabytes.
const cachedBundles = 64

// logReader reads entries of the log by their place. Bundles are kept for a
// while, since entries that are read together were mostly written together.
type logReader struct {
	tx    *store.Tx
	cache map[bundleRef][][]byte
	// pending holds entries of the command that is running, or is nil.
	pending *appender
}

func newLogReader(tx *store.Tx) *logReader {
	return &logReader{tx: tx, cache: map[bundleRef][][]byte{}}
}

// line returns the exact bytes of an entry. They are no bytes of the mapped
// file, so that other goroutines may read them.
func (l *logReader) line(r ref) ([]byte, error) {
	if r.seq == 0 {
		return nil, fmt.Errorf("entry %s: %w", r, errNoEntry)
	}
	if l.pending != nil {
		if line, ok := l.pending.line(r); ok {
			return l.whole(r, line)
		}
	}
	b := bundleRef{r.origin, (r.seq - 1) / store.BundleSize}
	lines, ok := l.cache[b]
	if !ok {
		var err error
		if _, lines, ok, err = l.tx.Bundle(b.origin, b.n); err != nil {
			return nil, err
		}
		if ok {
			if len(l.cache) >= cachedBundles {
				clear(l.cache)
			}
			l.cache[b] = lines
		}
	}
	if ok {
		return l.whole(r, lines[(r.seq-1)%store.BundleSize])
	}
	return l.whole(r, bytes.Clone(l.tx.TailEntry(r.origin, r.seq)))
}

// whole returns a line that was found, or says why there is none: a bundle has
// an empty line in the place of an entry that is left out.
func (l *logReader) whole(r ref, line []byte) ([]byte, error) {
	if len(line) > 0 {
		return line, nil
	}
	if _, ok := goneAt(l.tx, r); ok {
		return nil, fmt.Errorf("entry %s: %w", r, errNotHere)
	}
	return nil, fmt.Errorf("entry %s: %w", r, errNoEntry)
}

// goneAt returns the entry, or the subtree that begins with it, that is left out
// at a place.
func goneAt(tx *store.Tx, r ref) (store.Gone, bool) {
	for g := range tx.GoneFrom(r.origin, r.seq) {
		return g, g.Seq == r.seq
	}
	return store.Gone{}, false
}

// place returns what is at a place, with its hash: an entry, or a subtree that
// begins there and is left out.
func (l *logReader) place(r ref) (Place, error) {
	if g, ok := goneAt(l.tx, r); ok {
		return Place{g.Seq, g.Size, nil, g.Root, g.Case}, nil
	}
	line, err := l.line(r)
	return Place{r.seq, 1, line, ledger.LeafHash(line), false}, err
}

// entry returns an entry, parsed.
func (l *logReader) entry(r ref) (ledger.Entry, error) {
	line, err := l.line(r)
	if err != nil {
		return ledger.Entry{}, err
	}
	return parseLine(r, line)
}

// parseLine parses the entry of that place. Its bytes were checked when they
// were written, so what cannot be parsed was damaged since.
func parseLine(r ref, line []byte) (ledger.Entry, error) {
	e, err := ledger.ParseEntry(line)
	if err != nil {
		return ledger.Entry{}, fmt.Errorf("entry %s: %w: %w", r, store.ErrDamaged, err)
	}
	if e.Origin != r.origin || e.Seq != r.seq {
		return ledger.Entry{}, fmt.Errorf("entry %s: %w: it says that it is %s", r, store.ErrDamaged, e.ID())
	}
	return e, nil
}
