package store

import (
	"bytes"
	"encoding/binary"
	"fmt"

	"github.com/klauspost/compress/zstd"
)

// BundleSize is how many entries a bundle holds.
const BundleSize = 256

// maxBundle bounds what a damaged bundle can make of itself.
const maxBundle = BundleSize * 257 << 10

// Packer makes bundles. It is not safe for concurrent use.
type Packer struct{ enc *zstd.Encoder }

// NewPacker returns a packer.
func NewPacker() *Packer {
	enc, err := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1), zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderCRC(true),
		zstd.WithWindowSize(128<<10), zstd.WithLowerEncoderMem(true))
	if err != nil {
		panic(fmt.Sprintf("zstd refuses its own options: %v", err))
	}
	return &Packer{enc}
}

// Pack returns a bundle: the root of its leaves, then its lines, joined by LF
// and compressed.
func (p *Packer) Pack(root [32]byte, lines []byte) []byte {
	out := make([]byte, 32, 32+len(lines)/3)
	copy(out, root[:])
	return p.enc.EncodeAll(lines, out)
}

var unpacker = newUnpacker()

func newUnpacker() *zstd.Decoder {
	dec, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(maxBundle))
	if err != nil {
		panic(fmt.Sprintf("zstd refuses its own options: %v", err))
	}
	return dec
}

// PutBundle keeps bundle n of an origin, which holds the entries from
// n*BundleSize+1 on.
func (t *Tx) PutBundle(origin string, n uint64, bundle []byte) error {
	b, err := t.makeInner(bucketLog, origin)
	if err != nil {
		return err
	}
	b.FillPercent = 1
	return b.Put(be64(n), bundle)
}

// PutTail keeps one entry that is in no bundle yet.
func (t *Tx) PutTail(origin string, seq uint64, line []byte) error {
	b, err := t.makeInner(bucketTail, origin)
	if err != nil {
		return err
	}
	return b.Put(be64(seq), line)
}

// DeleteTail forgets the entries before seq that are outside bundles.
func (t *Tx) DeleteTail(origin string, before uint64) error {
	b := t.inner(bucketTail, origin)
	if b == nil {
		return nil
	}
	c := b.Cursor()
	for k, _ := c.First(); k != nil && binary.BigEndian.Uint64(k) < before; k, _ = c.First() {
		if err := c.Delete(); err != nil {
			return err
		}
	}
	return nil
}

// DeleteBundles forgets the bundles of an origin from n on.
func (t *Tx) DeleteBundles(origin string, n uint64) error {
	b := t.inner(bucketLog, origin)
	if b == nil {
		return nil
	}
	c := b.Cursor()
	for k, _ := c.Seek(be64(n)); k != nil; k, _ = c.Seek(be64(n)) {
		if err := c.Delete(); err != nil {
			return err
		}
	}
	return nil
}

// Bundle returns root and lines of bundle n of an origin, or ok false.
func (t *Tx) Bundle(origin string, n uint64) (root [32]byte, lines [][]byte, ok bool, err error) {
	b := t.inner(bucketLog, origin)
	if b == nil {
		return root, nil, false, nil
	}
	v := b.Get(be64(n))
	if v == nil {
		return root, nil, false, nil
	}
	root, lines, err = unpack(t.whole(v))
	if err != nil {
		return root, nil, false, fmt.Errorf("log of %s, bundle %d: %w: %w", origin, n, ErrDamaged, err)
	}
	return root, lines, true, nil
}

// BundleRoot returns the stored root of bundle n of an origin.
func (t *Tx) BundleRoot(origin string, n uint64) (root [32]byte, ok bool) {
	b := t.inner(bucketLog, origin)
	if b == nil {
		return root, false
	}
	v := b.Get(be64(n))
	if len(v) < 32 {
		return root, false
	}
	return [32]byte(v), true
}

func unpack(v []byte) (root [32]byte, lines [][]byte, err error) {
	if len(v) < 32 {
		return root, nil, fmt.Errorf("%d bytes are too few", len(v))
	}
	text, err := unpacker.DecodeAll(v[32:], nil)
	if err != nil {
		return root, nil, err
	}
	lines = bytes.Split(text, []byte("\n"))
	if len(lines) != BundleSize {
		return root, nil, fmt.Errorf("%d lines in place of %d", len(lines), BundleSize)
	}
	return [32]byte(v), lines, nil
}

// TailEntry returns an entry that is in no bundle yet, or nil.
func (t *Tx) TailEntry(origin string, seq uint64) []byte {
	b := t.inner(bucketTail, origin)
	if b == nil {
		return nil
	}
	return t.whole(b.Get(be64(seq)))
}
