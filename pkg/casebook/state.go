package casebook

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/go-json-experiment/json"

	"takedown/pkg/ledger"
	"takedown/pkg/store"
)

// trace is what the state folder remembers of an origin: the head that this
// user last wrote for it, and in which file.
type trace struct {
	File string      `json:"file"`
	Size uint64      `json:"size"`
	Root ledger.Hash `json:"root"`
}

func tracePath(dir, origin string) string {
	return filepath.Join(dir, "heads", strings.ReplaceAll(origin, "/", "_")+".json")
}

// readTrace returns the trace of an origin. One that is not there, or was torn
// by a crash, is no trace.
func readTrace(dir, origin string) (trace, bool, error) {
	if dir == "" {
		return trace{}, false, nil
	}
	raw, err := os.ReadFile(tracePath(dir, origin))
	if errors.Is(err, fs.ErrNotExist) {
		return trace{}, false, nil
	}
	if err != nil {
		return trace{}, false, err
	}
	var t trace
	if err := json.Unmarshal(raw, &t); err != nil {
		return trace{}, false, nil
	}
	return t, true, nil
}

// writeTrace remembers a head. It needs no sync: a trace that is lost or old
// only makes the next check weaker, and never wrong.
func writeTrace(dir, origin string, t trace) error {
	if dir == "" {
		return nil
	}
	raw, err := json.Marshal(t)
	if err != nil {
		return err
	}
	path := tracePath(dir, origin)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".head-*")
	if err != nil {
		return err
	}
	_, err = f.Write(raw)
	if err = errors.Join(err, f.Close()); err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	return nil
}

// checkTrace compares the file's head with the last one that this user wrote.
// A longer log must go on from the one that was seen.
func checkTrace(tx *store.Tx, h head, dir string) (known bool, err error) {
	t, known, err := readTrace(dir, h.Head.Origin)
	if err != nil || !known || t.Size == 0 {
		return known, err
	}
	if h.Head.Size < t.Size {
		return true, fmt.Errorf("%w: it holds %d entries of %s, and this user has written %d", ErrRolledBack, h.Head.Size, h.Head.Origin, t.Size)
	}
	root := h.Head.Root
	if h.Head.Size > t.Size {
		if root, err = rootAt(tx, h.Head.Origin, t.Size); err != nil {
			return true, err
		}
	}
	if root != t.Root {
		return true, fmt.Errorf("%w: entry %s is another than the one this user has written", ErrRolledBack, ledger.EntryID(h.Head.Origin, t.Size))
	}
	return true, nil
}

// errCut is returned for the root of a size that lies inside what is left out as
// one subtree.
var errCut = errors.New("what is left out there hides it")

// rootAt computes the root of the first size entries of an origin.
func rootAt(tx *store.Tx, origin string, size uint64) (ledger.Hash, error) {
	tree := ledger.NewTree()
	log := newLogReader(tx)
	for tree.Size() < size {
		at := tree.Size()
		if at%store.BundleSize == 0 && at+store.BundleSize <= size {
			if root, ok := tx.BundleRoot(origin, at/store.BundleSize); ok {
				if err := tree.AppendSubtree(store.BundleSize, root); err != nil {
					return ledger.Hash{}, err
				}
				continue
			}
		}
		p, err := log.place(ref{origin, at + 1})
		if err != nil {
			return ledger.Hash{}, fmt.Errorf("%w: %w", store.ErrDamaged, err)
		}
		if p.Size > size-at {
			return ledger.Hash{}, fmt.Errorf("root of the first %d entries of %s: %w", size, origin, errCut)
		}
		if err := tree.AppendSubtree(p.Size, p.Hash); err != nil {
			return ledger.Hash{}, err
		}
	}
	return tree.Root(), nil
}
