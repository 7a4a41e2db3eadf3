package casebook

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"hash/maphash"
	"iter"
	"slices"

	"takedown/pkg/takedown"
)

// stage holds rows of the view that are not in the case file yet, in about a
// hundred bytes each: a million rows of a large import have to fit into
// memory beside the pages that they will fill.
type stage struct {
	seed  maphash.Seed
	index map[uint64]int32 // hash of kind and key -> newest row with that hash
	rows  [][]stagedRow    // in blocks, so that growing copies nothing
	count int32
	arena arena
}

// stagedRow is a row in the arena: its key, and right behind it the value.
type stagedRow struct {
	at       place
	keySize  uint32
	rowSize  uint32
	next     int32 // older row with the same hash, or -1
	kind     uint8
	replaced bool
}

// blockSize is how many rows a block has.
const blockSize = 1 << 16

func (s *stage) at(i int32) *stagedRow { return &s.rows[i/blockSize][i%blockSize] }

func newStage() *stage {
	return &stage{seed: maphash.MakeSeed(), index: map[uint64]int32{}}
}

func (s *stage) hash(kind string, key string) uint64 {
	return maphash.String(s.seed, key) ^ uint64(len(kind))<<56 ^ uint64(kind[0])<<48
}

func (s *stage) find(id takedown.ID) (at int32, hash uint64) {
	hash = s.hash(id.Kind, id.Key)
	at, ok := s.index[hash]
	if !ok {
		return -1, hash
	}
	for kind := takedown.KindIndex(id.Kind); at >= 0; at = s.at(at).next {
		r := s.at(at)
		if !r.replaced && int(r.kind) == kind && string(s.key(r)) == id.Key {
			return at, hash
		}
	}
	return -1, hash
}

// get returns the staged row of a record, or nil.
func (s *stage) get(id takedown.ID) []byte {
	at, _ := s.find(id)
	if at < 0 {
		return nil
	}
	return s.row(s.at(at))
}

// put stages the row of a record in place of an earlier one.
func (s *stage) put(id takedown.ID, row []byte) {
	old, hash := s.find(id)
	if old >= 0 {
		s.at(old).replaced = true
	}
	next, ok := s.index[hash]
	if !ok {
		next = -1
	}
	if s.count%blockSize == 0 {
		s.rows = append(s.rows, make([]stagedRow, 0, blockSize))
	}
	block := &s.rows[len(s.rows)-1]
	*block = append(*block, stagedRow{s.arena.keep(id.Key, row), uint32(len(id.Key)), uint32(len(row)), next, uint8(takedown.KindIndex(id.Kind)), false})
	s.index[hash] = s.count
	s.count++
}

func (s *stage) key(r *stagedRow) []byte { return s.arena.bytes(r.at, 0, int(r.keySize)) }
func (s *stage) row(r *stagedRow) []byte {
	return s.arena.bytes(r.at, int(r.keySize), int(r.rowSize))
}

// sortKey is a row's place in the order: the kind and the first bytes of the
// key, which settle most comparisons without a look into the arena.
type sortKey struct {
	order uint64
	at    int32
}

// sorted yields kind, key and row in table order and key order. Nothing can be
// looked up after it.
func (s *stage) sorted() iter.Seq2[string, [2][]byte] {
	s.index = nil
	order := make([]sortKey, 0, s.count)
	for i := range s.count {
		if r := s.at(i); !r.replaced {
			order = append(order, sortKey{sortOrder(r.kind, s.key(r)), i})
		}
	}
	slices.SortFunc(order, func(a, b sortKey) int {
		if c := cmp.Compare(a.order, b.order); c != 0 {
			return c
		}
		return bytes.Compare(s.key(s.at(a.at)), s.key(s.at(b.at)))
	})
	return func(yield func(string, [2][]byte) bool) {
		for _, k := range order {
			r := s.at(k.at)
			if !yield(takedown.Kinds()[r.kind].Name, [2][]byte{s.key(r), s.row(r)}) {
				return
			}
		}
	}
}

func sortOrder(kind uint8, key []byte) uint64 {
	var b [8]byte
	b[0] = kind
	copy(b[1:], key)
	return binary.BigEndian.Uint64(b[:])
}

// arena keeps bytes in large chunks, so that growing copies nothing.
type arena struct{ chunks [][]byte }

// place is a chunk and an offset in it.
type place struct{ chunk, offset uint32 }

const chunkSize = 1 << 20

func (a *arena) keep(key string, row []byte) place {
	need := len(key) + len(row)
	if n := len(a.chunks); n == 0 || cap(a.chunks[n-1])-len(a.chunks[n-1]) < need {
		a.chunks = append(a.chunks, make([]byte, 0, max(chunkSize, need)))
	}
	c := &a.chunks[len(a.chunks)-1]
	at := place{uint32(len(a.chunks) - 1), uint32(len(*c))}
	*c = append(append(*c, key...), row...)
	return at
}

func (a *arena) bytes(at place, skip, n int) []byte {
	from := int(at.offset) + skip
	return a.chunks[at.chunk][from : from+n : from+n]
}
