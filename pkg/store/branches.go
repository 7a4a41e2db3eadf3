package store

import (
	"encoding/binary"
	"fmt"
)

// checkBranches makes sure that no descent through the file can go round in a
// circle: bbolt follows page numbers without end, and what then kills the
// process cannot be caught. It reads branch pages and the first leaf of each
// bucket, a hundredth of the file. Whether leaves are whole is asked by
// CheckPages.
func (db *DB) checkBranches() error { return db.walk((*pageWalk).branches) }

// branches checks the tree under a page level by level: on each every page is
// new, down to the one on which the first page is a leaf.
func (w *pageWalk) branches(root uint64) error {
	for level := []uint64{root}; ; {
		for _, id := range level {
			if id < 2 || id >= w.pages || w.seen.has(id) {
				return fmt.Errorf("page %d is reached twice or lies outside the file", id)
			}
			w.seen.add(id)
		}
		p, err := w.load(level[0])
		if err != nil {
			return err
		}
		if binary.LittleEndian.Uint16(p[8:]) != branchPage {
			return w.buckets(p)
		}
		if level, err = w.below(level); err != nil {
			return err
		}
	}
}

// below returns the children of a level of branch pages.
func (w *pageWalk) below(level []uint64) ([]uint64, error) {
	var out []uint64
	page := make([]byte, w.size)
	for _, id := range level {
		p := page
		if _, err := w.f.ReadAt(p, int64(id)*w.size); err != nil {
			return nil, err
		}
		if binary.LittleEndian.Uint64(p) != id || binary.LittleEndian.Uint32(p[12:]) != 0 {
			var err error // long keys flow over into pages behind it, or it is damaged
			if p, err = w.load(id); err != nil {
				return nil, err
			}
		}
		count := int(binary.LittleEndian.Uint16(p[10:]))
		if binary.LittleEndian.Uint16(p[8:]) != branchPage || count == 0 || pageHeader+count*elementSize > len(p) {
			return nil, fmt.Errorf("page %d is no branch, and those beside it are", id)
		}
		for i := range count {
			out = append(out, binary.LittleEndian.Uint64(p[pageHeader+i*elementSize+8:]))
		}
	}
	return out, nil
}

// buckets checks the trees of the buckets in a leaf page.
func (w *pageWalk) buckets(p []byte) error {
	count := int(binary.LittleEndian.Uint16(p[10:]))
	if pageHeader+count*elementSize > len(p) {
		return fmt.Errorf("a leaf page is cut off")
	}
	for i := range count {
		e := p[pageHeader+i*elementSize:]
		if binary.LittleEndian.Uint32(e)&bucketElement == 0 {
			continue
		}
		_, value, ok := element(e, leafPage)
		if !ok || len(value) < bucketHeader {
			return fmt.Errorf("a bucket is cut off")
		}
		root, err := binary.LittleEndian.Uint64(value), error(nil)
		switch inline := value[bucketHeader:]; {
		case root != 0:
			err = w.branches(root)
		case len(inline) < pageHeader:
			err = fmt.Errorf("a bucket is cut off")
		default:
			err = w.buckets(inline)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
