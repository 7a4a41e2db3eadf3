package store

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"os"
)

// A page of bbolt, from its page.go: id of 8 bytes, flags and count of 2,
// overflow of 4; then count elements of 16 bytes. A branch element is position
// and size of the key and the child's page; a leaf element flags, position,
// size of the key and of the value. Positions count from the element.
const (
	branchPage    = 0x01
	leafPage      = 0x02
	freelistPage  = 0x10
	bucketElement = 0x01
	pageHeader    = 16
	elementSize   = 16
	bucketHeader  = 16
)

// pageWalk follows every page from the root, without mapping the file, and
// makes sure that it can be walked: bbolt itself trusts its pages, and a
// damaged one can lead it round in a circle.
type pageWalk struct {
	f     io.ReaderAt
	size  int64 // of a page
	pages uint64
	list  uint64 // page of the list of free pages
	seen  pageSet
}

// CheckPages reports the first page that does not hang together with the rest.
func (db *DB) CheckPages() error {
	return db.walk(func(w *pageWalk, root uint64) error {
		if err := w.page(root, nil); err != nil {
			return err
		}
		return w.free()
	})
}

// walk reads the pages of the file from the root of its newest state on.
func (db *DB) walk(check func(w *pageWalk, root uint64) error) error {
	f, err := os.Open(db.path)
	if err != nil {
		return err
	}
	defer f.Close()
	w := pageWalk{f: f, size: int64(db.bolt.Info().PageSize)}
	root, err := w.root()
	if err == nil {
		err = check(&w, root)
	}
	if err != nil {
		return fmt.Errorf("%s: %w: %w", db.path, ErrDamaged, err)
	}
	return nil
}

// root reads the newest meta page.
func (w *pageWalk) root() (uint64, error) {
	var best []byte
	var bestTx uint64
	for i := range int64(2) {
		m := make([]byte, metaHeader+metaSize)
		if _, err := w.f.ReadAt(m, i*w.size); err != nil {
			return 0, err
		}
		if tx, ok := validMeta(m[metaHeader:]); ok && (best == nil || tx > bestTx) {
			best, bestTx = m[metaHeader:], tx
		}
	}
	if best == nil {
		return 0, fmt.Errorf("neither of the meta pages is whole")
	}
	w.pages = binary.LittleEndian.Uint64(best[metaPages:])
	w.seen = make(pageSet, w.pages/64+1)
	w.list = binary.LittleEndian.Uint64(best[32:])
	return binary.LittleEndian.Uint64(best[16:]), nil
}

// page checks one page and those below it. All keys in it must be at least
// least.
func (w *pageWalk) page(id uint64, least []byte) error {
	if id < 2 || id >= w.pages || w.seen.has(id) {
		return fmt.Errorf("page %d is reached twice or lies outside the file", id)
	}
	p, err := w.load(id)
	if err != nil {
		return err
	}
	return w.elements(id, p, least)
}

// load reads a page with those that it flows over into, which are in use then.
func (w *pageWalk) load(id uint64) ([]byte, error) {
	p := make([]byte, w.size)
	if _, err := w.f.ReadAt(p, int64(id)*w.size); err != nil {
		return nil, err
	}
	overflow := uint64(binary.LittleEndian.Uint32(p[12:]))
	if binary.LittleEndian.Uint64(p) != id || id+overflow >= w.pages {
		return nil, fmt.Errorf("page %d is not what its header says", id)
	}
	for n := range overflow + 1 {
		w.seen.add(id + n)
	}
	if overflow == 0 {
		return p, nil
	}
	p = make([]byte, (int64(overflow)+1)*w.size)
	_, err := w.f.ReadAt(p, int64(id)*w.size)
	return p, err
}

// pageSet is a set of page numbers, a bit each.
type pageSet []uint64

func (s pageSet) add(id uint64)      { s[id/64] |= 1 << (id % 64) }
func (s pageSet) has(id uint64) bool { return s[id/64]&(1<<(id%64)) != 0 }

// free checks the list of free pages, which a writer fills: no page on it may
// be in use. A count of 0xFFFF stands in the first place of a long list.
func (w *pageWalk) free() error {
	if w.list < 2 || w.list >= w.pages || w.seen.has(w.list) {
		return fmt.Errorf("the list of free pages is in no page of its own")
	}
	p, err := w.load(w.list)
	if err != nil {
		return err
	}
	if binary.LittleEndian.Uint16(p[8:]) != freelistPage {
		return fmt.Errorf("page %d is no list of free pages", w.list)
	}
	count, ids := uint64(binary.LittleEndian.Uint16(p[10:])), p[pageHeader:]
	if count == 0xFFFF {
		count, ids = binary.LittleEndian.Uint64(ids), ids[8:]
	}
	if count > uint64(len(ids)/8) {
		return fmt.Errorf("the list of free pages is cut off")
	}
	for n := range count {
		id := binary.LittleEndian.Uint64(ids[8*n:])
		if id < 2 || id >= w.pages || w.seen.has(id) {
			return fmt.Errorf("page %d is on the list of free pages and in use", id)
		}
		w.seen.add(id)
	}
	return nil
}

// elements checks the elements of a page, or of one that stands inside another.
func (w *pageWalk) elements(id uint64, p, least []byte) error {
	flags, count := binary.LittleEndian.Uint16(p[8:]), int(binary.LittleEndian.Uint16(p[10:]))
	if flags != branchPage && flags != leafPage || pageHeader+count*elementSize > len(p) {
		return fmt.Errorf("page %d is of no kind that can be there", id)
	}
	last := least
	for i := range count {
		e := p[pageHeader+i*elementSize:]
		key, value, ok := element(e, flags)
		if !ok || i > 0 && bytes.Compare(last, key) >= 0 || i == 0 && last != nil && bytes.Compare(last, key) > 0 {
			return fmt.Errorf("page %d: element %d is out of place", id, i)
		}
		last = key
		var err error
		switch {
		case flags == branchPage:
			err = w.page(binary.LittleEndian.Uint64(e[8:]), key)
		case binary.LittleEndian.Uint32(e)&bucketElement != 0:
			err = w.bucket(id, value)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// element returns key and value of the element at the start of e; what follows
// e must hold them.
func element(e []byte, flags uint16) (key, value []byte, ok bool) {
	word := func(i int) uint64 { return uint64(binary.LittleEndian.Uint32(e[4*i:])) }
	at, keySize, valueSize := word(0), word(1), uint64(0)
	if flags == leafPage {
		at, keySize, valueSize = word(1), word(2), word(3)
	}
	if at+keySize+valueSize > uint64(len(e)) {
		return nil, nil, false
	}
	return e[at : at+keySize], e[at+keySize : at+keySize+valueSize], true
}

// bucket checks the bucket in a value: its root is a page, or stands behind
// the header where the bucket is small.
func (w *pageWalk) bucket(id uint64, value []byte) error {
	if len(value) < bucketHeader {
		return fmt.Errorf("page %d: a bucket is cut off", id)
	}
	if root := binary.LittleEndian.Uint64(value); root != 0 {
		return w.page(root, nil)
	}
	inline := value[bucketHeader:]
	if len(inline) < pageHeader {
		return fmt.Errorf("page %d: a bucket is cut off", id)
	}
	return w.elements(id, inline, nil)
}
