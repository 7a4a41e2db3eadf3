package store

import (
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

// manyRows makes a file whose rows need branch pages.
func manyRows(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "case.db")
	db, err := Create(path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	err = db.Update(func(tx *Tx) error {
		for i := range 2000 {
			if err := tx.PutRow("domain", fmt.Appendf(nil, "%04d.example", i), []byte("a row")); err != nil {
				return err
			}
		}
		return nil
	})
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestAPageThatIsItsOwnChildIsFoundAtOpening(t *testing.T) {
	path := manyRows(t)
	good, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	const size = 4096
	tried := 0
	for at := 2 * size; at+size <= len(good); at += size {
		if binary.LittleEndian.Uint64(good[at:]) != uint64(at/size) || binary.LittleEndian.Uint16(good[at+8:]) != branchPage {
			continue
		}
		tried++
		bad := append([]byte{}, good...)
		last := int(binary.LittleEndian.Uint16(good[at+10:])) - 1
		binary.LittleEndian.PutUint64(bad[at+pageHeader+last*elementSize+8:], uint64(at/size))
		if err := os.WriteFile(path, bad, 0o600); err != nil {
			t.Fatal(err)
		}
		for _, o := range []Options{{ReadOnly: true}, {}} {
			if db, err := Open(path, o); !errors.Is(err, ErrDamaged) {
				t.Errorf("page %d is its own child, and opening says %v", at/size, errors.Join(err, db.Close()))
			}
		}
	}
	if tried == 0 {
		t.Fatal("the file has no branch page to try")
	}
}
