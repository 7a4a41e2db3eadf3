package casebook

import (
	"bytes"
	"fmt"

	"takedown/pkg/ledger"
	"takedown/pkg/store"
)

// logRepair puts one log together, bundle by bundle. What a sealed case has of
// an entry goes before what the file has: whether that is right is said by the
// root that was signed.
type logRepair struct {
	*heldLog
	own    bool
	tx     *store.Tx
	tree   *ledger.Tree
	packer *store.Packer
	said   authorities
	back   []uint64 // entries that were put back
	lost   []uint64 // entries of which nothing is left

	n    uint64                   // the next bundle
	came [store.BundleSize][]byte // what the sealed case has of it
}

// take notes an entry of the sealed case. They come in order.
func (l *logRepair) take(seq uint64, line []byte) error {
	if err := l.upTo((seq - 1) / store.BundleSize); err != nil {
		return err
	}
	l.came[(seq-1)%store.BundleSize] = bytes.Clone(line)
	return nil
}

// upTo puts all bundles before one together.
func (l *logRepair) upTo(n uint64) error {
	for ; l.n < n; l.n++ {
		if err := l.bundle(); err != nil {
			return err
		}
		clear(l.came[:])
	}
	return nil
}

// mended is a run of places as they are put together.
type mended struct {
	lines  [store.BundleSize][]byte // nil: left out
	leaves []ledger.Hash
	whole  bool // whether there is a leaf for each place
	back   []uint64
}

// bundle puts the places of one bundle together.
func (l *logRepair) bundle() error {
	first := l.n*store.BundleSize + 1
	count := min(store.BundleSize, l.head.Head.Size-l.n*store.BundleSize)
	root, packed, ok, err := l.tx.Bundle(l.origin, l.n)
	if err != nil || !ok {
		packed = make([][]byte, store.BundleSize) // a damaged one is none
	}
	m := mended{whole: count == store.BundleSize}
	for i := uint64(0); i < count; {
		size, err := l.place(&m, first+i, packed[i])
		if err != nil {
			return err
		}
		i += size
	}
	l.back = append(l.back, m.back...)
	return l.keep(&m, first, err == nil && ok && ledger.Hash(root) == ledger.SubtreeRoot(m.leaves))
}

// place puts one place together, and returns how many entries it is.
func (l *logRepair) place(m *mended, seq uint64, packed []byte) (uint64, error) {
	i := (seq - 1) % store.BundleSize
	if g, ok := goneAt(l.tx, ref{l.origin, seq}); ok {
		return g.Size, l.left(m, g, l.came[i])
	}
	if seq <= l.tree.Size() {
		m.whole = false
		return 1, nil // it lies in a subtree that is left out
	}
	have := packed
	if len(have) == 0 {
		have = bytes.Clone(l.tx.TailEntry(l.origin, seq))
	}
	line := l.came[i]
	switch {
	case line == nil && len(have) == 0:
		l.lost = append(l.lost, seq)
		line = nil
	case line == nil:
		line = have
	case !bytes.Equal(line, have):
		m.back = append(m.back, seq)
	}
	m.lines[i] = line
	// What is lost has no hash either: the tree is wrong then, and not asked.
	leaf := ledger.LeafHash(line)
	m.leaves = append(m.leaves, leaf)
	if err := l.said.read(l.origin, Place{Seq: seq, Size: 1, Line: line}); err != nil {
		return 1, err
	}
	return 1, l.tree.Append(leaf)
}

// left takes what was left out in the file, and stays so. The sealed case can
// know its hash better.
func (l *logRepair) left(m *mended, g store.Gone, came []byte) error {
	if hash := ledger.LeafHash(came); g.Size == 1 && came != nil && hash != g.Root {
		g.Root = hash
		if err := l.tx.PutGone(l.origin, g); err != nil {
			return err
		}
	}
	m.whole = m.whole && g.Size == 1
	m.leaves = append(m.leaves, g.Root)
	return l.tree.AppendSubtree(g.Size, g.Root)
}

// keep writes what was put together: as a bundle where it is a full one, and one
// by one in the tail otherwise.
func (l *logRepair) keep(m *mended, first uint64, wasPacked bool) error {
	if len(l.lost) > 0 || len(m.back) == 0 && wasPacked {
		return nil
	}
	if !m.whole || !wasPacked && l.hasGaps(m) {
		for _, seq := range m.back {
			if err := l.tx.PutTail(l.origin, seq, m.lines[seq-first]); err != nil {
				return err
			}
		}
		return nil
	}
	for seq := first; seq < first+store.BundleSize; seq++ {
		if err := l.tx.DeleteTailEntry(l.origin, seq); err != nil {
			return err
		}
	}
	return l.tx.PutBundle(l.origin, l.n, l.packer.Pack(ledger.SubtreeRoot(m.leaves), bytes.Join(m.lines[:], []byte("\n"))))
}

// hasGaps reports whether something is left out for which other origins keep a
// full bundle in the tail. The own log is packed with its gaps.
func (l *logRepair) hasGaps(m *mended) bool {
	for _, line := range m.lines {
		if line == nil && !l.own {
			return true
		}
	}
	return false
}

// problems says what of the log could not be put together.
func (l *logRepair) problems() (out []Problem) {
	for i := 0; i < len(l.lost); {
		from := i
		for i++; i < len(l.lost) && l.lost[i] == l.lost[i-1]+1; i++ {
		}
		first, last := l.lost[from], l.lost[i-1]
		out = append(out, Problem{Entry: ledger.EntryID(l.origin, first), Problem: "missing",
			Message: fmt.Sprintf("entries %d to %d of %s cannot be read here, and are not in the sealed case", first, last, l.origin)})
	}
	if len(out) == 0 && (l.tree.Size() != l.head.Head.Size || l.tree.Root() != l.head.Head.Root) {
		out = append(out, Problem{Problem: "altered", Message: fmt.Sprintf("with what the sealed case has, the entries of %s do not make the root that was signed", l.origin)})
	}
	return out
}

// dropSaid drops the bytes of entries again that the sealed case still has, and
// that were expunged since.
func (l *logRepair) dropSaid() error {
	if !l.own {
		return nil
	}
	var list []expunged
	log := newLogReader(l.tx)
	for id := range l.said {
		_, seq, err := ledger.ParseEntryID(id)
		if err != nil {
			return err
		}
		at := ref{l.origin, seq}
		if _, ok := goneAt(l.tx, at); ok || seq > l.head.Head.Size {
			continue
		}
		line, err := log.line(at)
		if err != nil {
			return err
		}
		e, err := parseLine(at, line)
		if err != nil {
			return err
		}
		list = append(list, expunged{at, e, ledger.LeafHash(line)})
	}
	return leaveOut(l.tx, list)
}
