package view

import (
	"bytes"
	"encoding/binary"
	"hash/maphash"
	"iter"
	"slices"

	"takedown/pkg/takedown"
)

// Stage holds rows of the view that are in no file, in about a hundred bytes
// each: a million rows of a large import have to fit into memory beside the
// pages that they will fill.
type Stage struct {
	seed  maphash.Seed
	table []slot        // a power of two of them, at most three quarters taken
	rows  [][]stagedRow // in blocks, so that growing copies nothing
	count int
	arena arena
}

// slot is a place of the hash table. A map would take three times the memory.
// A row is in the first free slot from where its hash points to.
type slot struct {
	hash uint32
	row  int32 // number of the row, counted from 1; 0 is a free slot
}

// stagedRow is a row in the arena: its key, and right behind it the value.
type stagedRow struct {
	at      place
	keySize uint32
	rowSize uint32 // 0 where the record has no row any more
	kind    uint8
}

const (
	blockSize = 1 << 16 // rows of a block
	fewSlots  = 1 << 10 // slots of an empty stage
)

func (s *Stage) at(i int) *stagedRow { return &s.rows[i/blockSize][i%blockSize] }

// NewStage returns a stage without rows.
func NewStage() *Stage {
	return &Stage{seed: maphash.MakeSeed(), table: make([]slot, fewSlots)}
}

// find returns the slot that holds a record, or the free one for it.
func (s *Stage) find(id takedown.ID) (at *slot, hash uint32) {
	kind := takedown.KindIndex(id.Kind)
	hash = uint32(maphash.String(s.seed, id.Key)) + uint32(kind)
	at = s.probe(hash, func(r *stagedRow) bool { return int(r.kind) == kind && string(s.key(r)) == id.Key })
	return at, hash
}

// probe returns the first slot with that hash whose row is the one, or else the
// first free one.
func (s *Stage) probe(hash uint32, is func(*stagedRow) bool) *slot {
	last := uint32(len(s.table) - 1)
	for i := hash & last; ; i = (i + 1) & last {
		at := &s.table[i]
		if at.row == 0 || at.hash == hash && is(s.at(int(at.row-1))) {
			return at
		}
	}
}

// Get returns the staged row of a record, or nil.
func (s *Stage) Get(id takedown.ID) []byte {
	at, _ := s.find(id)
	if at.row == 0 || s.at(int(at.row-1)).rowSize == 0 {
		return nil
	}
	return s.row(s.at(int(at.row - 1)))
}

// Drop leaves a record that is staged without a row. Its slot stays taken, as
// others may be found behind it.
func (s *Stage) Drop(id takedown.ID) {
	at, _ := s.find(id)
	s.at(int(at.row - 1)).rowSize = 0
}

// Put stages the row of a record in place of an earlier one.
func (s *Stage) Put(id takedown.ID, row []byte) {
	staged := stagedRow{s.arena.keep(id.Key, row), uint32(len(id.Key)), uint32(len(row)), uint8(takedown.KindIndex(id.Kind))}
	at, hash := s.find(id)
	if at.row != 0 {
		*s.at(int(at.row - 1)) = staged
		return
	}
	if s.count%blockSize == 0 {
		s.rows = append(s.rows, make([]stagedRow, 0, blockSize))
	}
	block := &s.rows[len(s.rows)-1]
	*block = append(*block, staged)
	s.count++
	*at = slot{hash, int32(s.count)}
	if s.count > len(s.table)/4*3 {
		s.grow()
	}
}

// grow doubles the table.
func (s *Stage) grow() {
	old := s.table
	s.table = make([]slot, 2*len(old))
	for _, taken := range old {
		if taken.row != 0 {
			*s.probe(taken.hash, func(*stagedRow) bool { return false }) = taken
		}
	}
}

func (s *Stage) key(r *stagedRow) []byte { return s.arena.bytes(r.at, 0, int(r.keySize)) }
func (s *Stage) row(r *stagedRow) []byte {
	return s.arena.bytes(r.at, int(r.keySize), int(r.rowSize))
}

// sortKey is a row's place in the order: the kind and the first bytes of the
// key, which settle most comparisons without a look into the arena.
type sortKey struct {
	order uint64
	at    int32
}

// Sorted yields kind, key and row in table order and key order. Nothing can be
// looked up after it.
func (s *Stage) Sorted() iter.Seq2[string, [2][]byte] {
	s.table = nil
	order := s.order()
	return func(yield func(string, [2][]byte) bool) {
		for _, k := range order {
			r := s.at(int(k.at))
			if r.rowSize > 0 && !yield(takedown.Kinds()[r.kind].Name, [2][]byte{s.key(r), s.row(r)}) {
				return
			}
		}
	}
}

// order returns the rows in table order and key order.
func (s *Stage) order() []sortKey {
	order := make([]sortKey, s.count)
	for i := range order {
		r := s.at(i)
		order[i] = sortKey{sortOrder(r.kind, s.key(r)), int32(i)}
	}
	return s.sort(order)
}

// sort sorts by the first bytes, and by the whole key where those agree.
func (s *Stage) sort(order []sortKey) []sortKey {
	order = radixSort(order)
	for from, to := 0, 0; from < len(order); from = to {
		for to = from + 1; to < len(order) && order[to].order == order[from].order; to++ {
		}
		if to-from > 1 {
			slices.SortFunc(order[from:to], func(a, b sortKey) int {
				return bytes.Compare(s.key(s.at(int(a.at))), s.key(s.at(int(b.at))))
			})
		}
	}
	return order
}

// radixSort sorts byte by byte, the last one first. A million keys take a fifth
// of the time of comparisons. A byte that all keys share needs no pass.
func radixSort(order []sortKey) []sortKey {
	other := make([]sortKey, len(order))
	for shift := 0; shift < 64; shift += 8 {
		var starts [256]int
		for i := range order {
			starts[byte(order[i].order>>shift)]++
		}
		if slices.Contains(starts[:], len(order)) {
			continue
		}
		sum := 0
		for i, n := range starts {
			starts[i], sum = sum, sum+n
		}
		for _, k := range order {
			at := &starts[byte(k.order>>shift)]
			other[*at] = k
			*at++
		}
		order, other = other, order
	}
	return order
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
