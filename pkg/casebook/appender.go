package casebook

import (
	"slices"

	"takedown/pkg/ledger"
	"takedown/pkg/store"
)

// bundle is a run of entry lines, joined by LF, and where each ends. An entry
// that was expunged is an empty line, and its hash is in gone.
type bundle struct {
	n     uint64
	lines []byte
	ends  []int
	gone  map[int]ledger.Hash // nil while nothing is
}

func (b *bundle) line(i int) []byte {
	start := 0
	if i > 0 {
		start = b.ends[i-1] + 1
	}
	return b.lines[start:b.ends[i]]
}

func (b *bundle) leaves() []ledger.Hash {
	out := make([]ledger.Hash, len(b.ends))
	for i := range b.ends {
		if hash, ok := b.gone[i]; ok {
			out[i] = hash
			continue
		}
		out[i] = ledger.LeafHash(b.line(i))
	}
	return out
}

// sealed is a full bundle as it is kept.
type sealed struct {
	n      uint64
	root   ledger.Hash
	packed []byte
}

func seal(p *store.Packer, b *bundle) sealed {
	root := ledger.SubtreeRoot(b.leaves())
	return sealed{b.n, root, p.Pack(root, b.lines)}
}

// appender collects the new entries of an origin in bundles. Full bundles go
// to full; what is left over becomes the tail.
type appender struct {
	origin  string
	next    uint64 // sequence of the next entry
	first   uint64 // sequence of the first entry that is new
	current bundle
	filled  *bundle // the one before current, once it is full
	full    func(*bundle) error
	spare   <-chan *bundle // full ones of which nobody needs the bytes any more; or nil
}

// newAppender goes on where the head ends. The entries since the last full
// bundle are read again, since they will be in the next one.
func newAppender(tx *store.Tx, origin string, size uint64, full func(*bundle) error) (*appender, error) {
	a := &appender{origin: origin, next: size + 1, first: size + 1, full: full}
	a.current.n = size / store.BundleSize
	for p, err := range placesFrom(tx, origin, a.current.n*store.BundleSize+1, size) {
		if err != nil {
			return nil, err
		}
		a.current.push(p)
	}
	return a, nil
}

func (b *bundle) push(p Place) {
	if len(b.ends) > 0 {
		b.lines = append(b.lines, '\n')
	}
	if p.Line == nil {
		if b.gone == nil {
			b.gone = map[int]ledger.Hash{}
		}
		b.gone[len(b.ends)] = p.Hash
	}
	b.lines = append(b.lines, p.Line...)
	b.ends = append(b.ends, len(b.lines))
}

// add encodes an entry at the end of the current bundle.
func (a *appender) add(e *ledger.Entry) error {
	b := &a.current
	start := len(b.lines)
	if len(b.ends) > 0 {
		b.lines = append(b.lines, '\n')
	}
	lines, err := e.Append(b.lines)
	if err != nil {
		b.lines = b.lines[:start]
		return err
	}
	b.lines, b.ends = lines, append(b.ends, len(lines))
	a.next++
	if len(b.ends) < store.BundleSize {
		return nil
	}
	done := *b
	a.filled = &done
	a.current = a.empty(b.n+1, len(b.lines)+len(b.lines)/8)
	return a.full(&done)
}

// empty returns an empty bundle for about as many bytes. The memory of a spare
// one can be used, since filled is newer than any of them.
func (a *appender) empty(n uint64, size int) bundle {
	select {
	case b := <-a.spare:
		return bundle{n: n, lines: b.lines[:0], ends: b.ends[:0]}
	default:
		return bundle{n: n, lines: make([]byte, 0, size), ends: make([]int, 0, store.BundleSize)}
	}
}

// line returns one of the entries added last; it is empty where it was expunged.
func (a *appender) line(r ref) (line []byte, ok bool) {
	if r.origin != a.origin || r.seq >= a.next {
		return nil, false
	}
	for _, b := range []*bundle{&a.current, a.filled} {
		if b == nil {
			continue
		}
		if i := int64(r.seq) - int64(b.n*store.BundleSize+1); i >= 0 && i < int64(len(b.ends)) {
			return b.line(int(i)), true
		}
	}
	return nil, false
}

// putTail writes what is in no full bundle and takes what now is in one from
// the tail.
func (a *appender) putTail(tx *store.Tx) error {
	start := a.current.n*store.BundleSize + 1
	if err := tx.DeleteTail(a.origin, start); err != nil {
		return err
	}
	for i := range a.current.ends {
		seq := start + uint64(i)
		if seq < a.first {
			continue
		}
		if err := tx.PutTail(a.origin, seq, slices.Clone(a.current.line(i))); err != nil {
			return err
		}
	}
	return nil
}

// finish returns the head over the tree of all full bundles and the tail.
func (a *appender) finish(bundles *ledger.Tree) (*ledger.Tree, error) {
	tree := bundles.Clone()
	for _, leaf := range a.current.leaves() {
		if err := tree.Append(leaf); err != nil {
			return nil, err
		}
	}
	return tree, nil
}
