package store

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"
)

func newFile(t *testing.T) *DB {
	t.Helper()
	db, err := Create(filepath.Join(t.TempDir(), "t.db"), Options{Holder: "the test"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func update(t *testing.T, run func(func(*Tx) error) error, f func(*Tx) error) {
	t.Helper()
	if err := run(f); err != nil {
		t.Fatal(err)
	}
}

func TestWhatWasTakenAwayIsInNoByteOfAReplacedFile(t *testing.T) {
	db := newFile(t)
	update(t, db.Update, func(tx *Tx) error {
		for seq := range uint64(2000) {
			if err := tx.PutTail("hk/lt07", seq+1, bytes.Repeat([]byte{byte('a' + seq%20)}, 100)); err != nil {
				return err
			}
		}
		return tx.PutCover(Cover{"domain/a.example", "o1", "e1"})
	})
	update(t, db.Update, func(tx *Tx) error { return tx.PutTail("hk/lt07", 700, []byte("Kestrel")) })
	update(t, db.Replace, func(tx *Tx) error {
		if err := tx.PutCover(Cover{"domain/b.example", "o1", "e1"}); err != nil { // nil in this transaction, as a bucket is
			return err
		}
		return tx.DeleteTailEntry("hk/lt07", 700)
	})
	raw, err := os.ReadFile(db.path)
	if err != nil || bytes.Contains(raw, []byte("Kestrel")) {
		t.Error("it is still there", err)
	}
	if err := db.CheckPages(); err != nil {
		t.Error(err)
	}
	entries, covers := 0, 0
	update(t, db.View, func(tx *Tx) error {
		for range tx.TailFrom("hk/lt07", 1) {
			entries++
		}
		for range tx.AllCovers() {
			covers++
		}
		return nil
	})
	if entries != 1999 || covers != 2 {
		t.Errorf("%d entries and %d covers", entries, covers)
	}
	// It is the same handle, which goes on to write under the lock.
	update(t, db.Update, func(tx *Tx) error { return tx.PutTail("hk/lt07", 2001, []byte("new")) })
	if _, err := Open(db.path, Options{Timeout: time.Millisecond}); !errors.Is(err, ErrLocked) {
		t.Errorf("the new file is not under the lock: %v", err)
	}
}

func TestAReplacementThatFailsLeavesTheFileAsItWas(t *testing.T) {
	db := newFile(t)
	before, err := os.ReadFile(db.path)
	if err != nil {
		t.Fatal(err)
	}
	stop := errors.New("stop")
	if err := db.Replace(func(tx *Tx) error { return errors.Join(tx.SetHead([]byte("x")), stop) }); !errors.Is(err, stop) {
		t.Error(err)
	}
	after, err := os.ReadFile(db.path)
	if err != nil || !bytes.Equal(before, after) {
		t.Error("the file has changed", err)
	}
	if left, _ := filepath.Glob(filepath.Join(filepath.Dir(db.path), ".takedown-*")); len(left) > 0 {
		t.Errorf("left: %v", left)
	}
}

func TestWhoeverWaitsForAFileThatIsReplacedOpensTheNewOne(t *testing.T) {
	for _, readOnly := range []bool{false, true} {
		db := newFile(t)
		waits := make(chan struct{})
		var done sync.WaitGroup
		first := sync.OnceFunc(func() { close(waits) })
		var head []byte
		done.Go(func() {
			next, err := Open(db.path, Options{ReadOnly: readOnly, Timeout: time.Minute, opened: func(*os.File) { first() }})
			if err != nil {
				t.Error(err)
				return
			}
			if err := next.View(func(tx *Tx) error { head = bytes.Clone(tx.Head()); return nil }); err != nil {
				t.Error(err)
			}
			if !readOnly {
				if err := next.Update(func(tx *Tx) error { return tx.SetHead([]byte("after")) }); err != nil {
					t.Error(err)
				}
			}
			if err := next.Close(); err != nil {
				t.Error(err)
			}
		})
		<-waits // it has opened the old file, and has no lock
		update(t, db.Replace, func(tx *Tx) error { return tx.SetHead([]byte("replaced")) })
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
		done.Wait()
		if string(head) != "replaced" {
			t.Errorf("read-only %v: whoever waited found the head %q", readOnly, head)
		}
		if readOnly {
			continue
		}
		again, err := Open(db.path, Options{})
		if err != nil {
			t.Fatal(err)
		}
		update(t, again.View, func(tx *Tx) error {
			if string(tx.Head()) != "after" {
				t.Errorf("what was written after it is lost: %q", tx.Head())
			}
			return again.CheckPages()
		})
		_ = again.Close()
	}
}
