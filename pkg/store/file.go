package store

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"io/fs"
	"os"
)

// bbolt's meta page, from its page.go and db.go: a page header of 16 bytes,
// then magic, version, page size and flags of 4 bytes each, the root bucket
// and the freelist of 24 bytes, the number of pages, a transaction id, and an
// FNV-1a checksum of all that, 8 bytes each.
const (
	metaMagic    = 0xED0CDAED
	metaHeader   = 16
	metaSize     = 64
	metaPages    = 40
	metaTx       = 48
	metaChecksum = 56
	minPage      = 1 << 9
	maxPage      = 1 << 16
)

// checkFile looks at a file before bbolt maps it, since reading past the end
// of a mapped file kills the process. It must be a regular file, not a link to
// one; it must be a bbolt file; and it must be as long as its meta page says.
func checkFile(path string) error {
	info, err := os.Lstat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%s: %w", path, ErrNoCase)
	}
	if err != nil {
		return err
	}
	if !info.Mode().IsRegular() {
		return fmt.Errorf("%s: %w: it is a %s", path, ErrNoCase, describe(info.Mode()))
	}
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	return checkMeta(f, path, info.Size())
}

func describe(m fs.FileMode) string {
	switch {
	case m.IsDir():
		return "folder"
	case m&fs.ModeSymlink != 0:
		return "symbolic link"
	}
	return "special file"
}

func checkMeta(f io.ReaderAt, path string, size int64) error {
	first := make([]byte, metaHeader+metaSize)
	if _, err := f.ReadAt(first, 0); err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	pageSize := int64(binary.LittleEndian.Uint32(first[metaHeader+8:]))
	if binary.LittleEndian.Uint32(first[metaHeader:]) != metaMagic {
		return notCase(f, path, size)
	}
	if pageSize < minPage || pageSize > maxPage {
		return fmt.Errorf("%s: %w: its first page is not readable", path, ErrDamaged)
	}
	second := make([]byte, metaHeader+metaSize)
	if _, err := f.ReadAt(second, pageSize); err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	pages, ok := newestPages(first[metaHeader:], second[metaHeader:])
	if !ok {
		return fmt.Errorf("%s: %w: neither of its meta pages is whole", path, ErrDamaged)
	}
	if size < int64(pages)*pageSize {
		return fmt.Errorf("%s: %w: it is cut off at %d of %d bytes", path, ErrDamaged, size, int64(pages)*pageSize)
	}
	return nil
}

// notCase tells a foreign file from a case file whose first page was hit: in
// that one the second meta page still stands.
func notCase(f io.ReaderAt, path string, size int64) error {
	second := make([]byte, metaHeader+metaSize)
	for page := int64(minPage); page <= maxPage && page < size; page *= 2 {
		if n, _ := f.ReadAt(second, page); n < len(second) {
			break
		}
		if _, ok := validMeta(second[metaHeader:]); ok {
			return fmt.Errorf("%s: %w: its first page is not readable", path, ErrDamaged)
		}
	}
	return fmt.Errorf("%s: %w: it is a file of another kind", path, ErrNoCase)
}

func newestPages(a, b []byte) (pages uint64, ok bool) {
	ta, okA := validMeta(a)
	tb, okB := validMeta(b)
	switch {
	case okA && (!okB || ta > tb):
		return binary.LittleEndian.Uint64(a[metaPages:]), true
	case okB:
		return binary.LittleEndian.Uint64(b[metaPages:]), true
	}
	return 0, false
}

func validMeta(m []byte) (tx uint64, ok bool) {
	h := fnv.New64a()
	h.Write(m[:metaChecksum])
	ok = binary.LittleEndian.Uint32(m) == metaMagic && h.Sum64() == binary.LittleEndian.Uint64(m[metaChecksum:])
	return binary.LittleEndian.Uint64(m[metaTx:]), ok
}
