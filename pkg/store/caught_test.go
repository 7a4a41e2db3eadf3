package store_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"testing"

	"takedown/pkg/store"
)

// caught returns what a panic in f is made of.
func caught(f func()) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = store.Caught(r)
		}
	}()
	debug.SetPanicOnFault(true)
	f()
	return nil
}

// rowsFile makes a file with rows in several pages.
func rowsFile(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "case.db")
	db, err := store.Create(path, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	err = db.Update(func(tx *store.Tx) error {
		for i := range 500 {
			if err := tx.PutRow("domain", fmt.Appendf(nil, "%04d.example", i), []byte(strings.Repeat("a row ", 20))); err != nil {
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

// damageLeaves gives the last row of each leaf a size beyond the file.
func damageLeaves(t *testing.T, path string) {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	const size, header, element, leaf = 4096, 16, 16, 2
	for at := 2 * size; at+size <= len(raw); at += size {
		n := int(binary.LittleEndian.Uint16(raw[at+10:]))
		if binary.LittleEndian.Uint16(raw[at+8:]) == leaf && bytes.Contains(raw[at:at+size], []byte("a row")) {
			binary.LittleEndian.PutUint32(raw[at+header+(n-1)*element+12:], 1<<30)
		}
	}
	if err := os.WriteFile(path, raw, 0o600); err != nil {
		t.Fatal(err)
	}
}

func view(t *testing.T, path string, f func(*store.Tx)) {
	t.Helper()
	db, err := store.Open(path, store.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.View(func(tx *store.Tx) error { f(tx); return nil }); err != nil {
		t.Fatal(err)
	}
}

func readAll(tx *store.Tx) {
	for _, row := range tx.Rows("domain") {
		_ = strings.Clone(string(row))
	}
}

func TestAPanicInReadingTheFileIsDamage(t *testing.T) {
	path := rowsFile(t)
	damageLeaves(t, path)
	view(t, path, func(tx *store.Tx) {
		if err := caught(func() { readAll(tx) }); !errors.Is(err, store.ErrDamaged) {
			t.Errorf("a row of a gigabyte: %v", err)
		}
	})
}

func TestAFileThatIsCutOffUnderAReaderIsDamaged(t *testing.T) {
	path := rowsFile(t)
	view(t, path, func(tx *store.Tx) {
		if err := os.Truncate(path, 4096); err != nil {
			t.Fatal(err)
		}
		if err := caught(func() { readAll(tx) }); !errors.Is(err, store.ErrDamaged) {
			t.Errorf("%v", err)
		}
	})
}

func TestAnyOtherPanicIsAMistakeOfTheProgram(t *testing.T) {
	var none *store.LockedError
	for name, f := range map[string]func(){
		"an index": func() { _ = []int{}[len(rowsFile(t))] },
		"nothing":  func() { none.Holder = "" },
		"a text":   func() { panic("a text") },
		"an error": func() { panic(store.ErrDamaged) },
	} {
		err := caught(f)
		if !errors.Is(err, store.ErrInternal) || errors.Is(err, store.ErrDamaged) || !strings.Contains(err.Error(), " at store/caught_test.go:") {
			t.Errorf("%s: %v", name, err)
		}
		// The rows are read, and it is what is done with them that panics.
		view(t, rowsFile(t), func(tx *store.Tx) {
			err := caught(func() {
				for range tx.Rows("domain") {
					f()
				}
			})
			if !errors.Is(err, store.ErrInternal) || errors.Is(err, store.ErrDamaged) {
				t.Errorf("%s among rows: %v", name, err)
			}
		})
	}
}

func TestWhatIsPulledFromAFileIsGuarded(t *testing.T) {
	damaged, whole := rowsFile(t), rowsFile(t)
	damageLeaves(t, damaged)
	for name, path := range map[string]string{"damaged": damaged, "cut off": whole} {
		view(t, path, func(tx *store.Tx) {
			if name == "cut off" {
				if err := os.Truncate(path, 4096); err != nil {
					t.Fatal(err)
				}
			}
			next, stop := iter.Pull2(func(yield func([]byte, []byte) bool) {
				defer store.Guard()()
				tx.Rows("domain")(yield)
			})
			defer stop()
			err := caught(func() {
				for _, _, ok := next(); ok; _, _, ok = next() {
				}
			})
			if !errors.Is(err, store.ErrDamaged) {
				t.Errorf("%s: %v", name, err)
			}
		})
	}
}
