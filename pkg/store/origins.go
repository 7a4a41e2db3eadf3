package store

import (
	"encoding/binary"
	"iter"
)

// Gone is what is left of entries that are not in the file: withheld by who
// sent the log, or expunged. Size is a power of two, and the entries begin at a
// multiple of it.
type Gone struct {
	Seq, Size uint64 // the first entry, and how many
	Root      [32]byte
	Case      bool // all are about the case file, and none about a record
}

func (g *Gone) key() []byte {
	return append(be64(g.Seq), byte(log2(g.Size)))
}

func (g *Gone) value() []byte {
	mark := byte('o')
	if g.Case {
		mark = 'c'
	}
	return append([]byte{mark}, g.Root[:]...)
}

func log2(n uint64) (k int) {
	for ; n > 1; n >>= 1 {
		k++
	}
	return k
}

// readGone reads what PutGone keeps. What cannot be read is a damaged file.
func readGone(key, value []byte) (g Gone, ok bool) {
	if len(key) != 9 || len(value) != 33 || key[8] > 63 || value[0] != 'c' && value[0] != 'o' {
		return g, false
	}
	return Gone{binary.BigEndian.Uint64(key), 1 << key[8], [32]byte(value[1:]), value[0] == 'c'}, true
}

// PutGone keeps what is left of entries of an origin.
func (t *Tx) PutGone(origin string, g Gone) error {
	b, err := t.makeInner(bucketGone, origin)
	if err != nil {
		return err
	}
	return b.Put(g.key(), g.value())
}

// DeleteGone forgets that entries of an origin are not here.
func (t *Tx) DeleteGone(origin string, g Gone) error {
	b := t.inner(bucketGone, origin)
	if b == nil {
		return nil
	}
	return b.Delete(g.key())
}

// GoneFrom yields what is left of entries of an origin that begin at seq or
// later, in their order. It ends at what cannot be read.
func (t *Tx) GoneFrom(origin string, seq uint64) iter.Seq[Gone] {
	return func(yield func(Gone) bool) {
		b := t.inner(bucketGone, origin)
		if b == nil {
			return
		}
		c := b.Cursor()
		for k, v := c.Seek(be64(seq)); k != nil; k, v = c.Next() {
			if g, ok := readGone(k, t.whole(v)); !ok || !yield(g) {
				return
			}
		}
	}
}

// TailFrom yields the entries of an origin from seq on that are in no bundle.
func (t *Tx) TailFrom(origin string, seq uint64) iter.Seq2[uint64, []byte] {
	return func(yield func(uint64, []byte) bool) {
		b := t.inner(bucketTail, origin)
		if b == nil {
			return
		}
		c := b.Cursor()
		for k, v := c.Seek(be64(seq)); len(k) == 8; k, v = c.Next() {
			if !yield(binary.BigEndian.Uint64(k), t.whole(v)) {
				return
			}
		}
	}
}

// DeleteTailEntry forgets one entry that is in a bundle by now.
func (t *Tx) DeleteTailEntry(origin string, seq uint64) error {
	b := t.inner(bucketTail, origin)
	if b == nil {
		return nil
	}
	return b.Delete(be64(seq))
}

func headKey(size uint64, root [32]byte) []byte { return append(be64(size), root[:]...) }

// PutHead keeps what is known of a head of an origin. Two heads of one size are
// kept beside each other: they prove that the origin has two logs.
func (t *Tx) PutHead(origin string, size uint64, root [32]byte, v []byte) error {
	b, err := t.makeInner(bucketHeads, origin)
	if err != nil {
		return err
	}
	return b.Put(headKey(size, root), v)
}

// HeadAt returns what is known of a head of an origin, or nil.
func (t *Tx) HeadAt(origin string, size uint64, root [32]byte) []byte {
	b := t.inner(bucketHeads, origin)
	if b == nil {
		return nil
	}
	return t.whole(b.Get(headKey(size, root)))
}

// Heads yields what is known of the heads of an origin, the largest first.
func (t *Tx) Heads(origin string) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		b := t.inner(bucketHeads, origin)
		if b == nil {
			return
		}
		c := b.Cursor()
		for k, v := c.Last(); k != nil && yield(t.whole(v)); k, v = c.Prev() {
		}
	}
}

// HeadOrigins yields the origins of which a head is known, by name.
func (t *Tx) HeadOrigins() iter.Seq[string] { return t.names(bucketHeads) }

// GoneOrigins yields the origins of which something is left out, by name.
func (t *Tx) GoneOrigins() iter.Seq[string] { return t.names(bucketGone) }

// names yields the keys of a bucket.
func (t *Tx) names(bucket []byte) iter.Seq[string] {
	return func(yield func(string) bool) {
		b := t.tx.Bucket(bucket)
		if b == nil {
			return
		}
		c := b.Cursor()
		for k, _ := c.First(); k != nil && yield(string(k)); k, _ = c.Next() {
		}
	}
}

// Trust returns the keys that are trusted for an origin, or nil.
func (t *Tx) Trust(origin string) []byte {
	return t.whole(t.tx.Bucket(bucketTrust).Get([]byte(origin)))
}

// SetTrust keeps the keys that are trusted for an origin.
func (t *Tx) SetTrust(origin string, v []byte) error {
	return t.tx.Bucket(bucketTrust).Put([]byte(origin), v)
}

// DeleteTrust forgets that an origin is trusted.
func (t *Tx) DeleteTrust(origin string) error {
	return t.tx.Bucket(bucketTrust).Delete([]byte(origin))
}

// Trusted yields the origins of which a key is or was trusted, by name.
func (t *Tx) Trusted() iter.Seq[string] { return t.names(bucketTrust) }
