package store

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"

	"go.etcd.io/bbolt"
)

// Replace runs f in a transaction that is never committed to the file. What it
// sees at its end is copied into a new file, which then takes the place of the
// old one: whatever f has taken away is in no byte of it. Until the new file
// has its name, the old one is as it was.
func (db *DB) Replace(f func(*Tx) error) error {
	tx, err := db.BeginUpdate()
	if err != nil {
		return err
	}
	// It only ever ends so, and its error would say that it has ended.
	defer func() { _ = tx.Close() }()
	if err := f(tx); err != nil {
		return err
	}
	next, err := db.beside(func(to *bbolt.DB) error { return copyBuckets(to, tx.tx, buckets) })
	if err != nil {
		return err
	}
	if err := tx.Close(); err != nil {
		return errors.Join(err, next.drop())
	}
	return db.become(next)
}

// beside makes a new file in the folder of the file and fills it. It is on disk
// once it is returned, and has the lock that every case file has. Where that
// fails, also by the panic with which a damaged page is met, it is gone again.
func (db *DB) beside(fill func(*bbolt.DB) error) (next *DB, err error) {
	info, err := os.Stat(db.path)
	if err != nil {
		return nil, err
	}
	f, err := os.CreateTemp(filepath.Dir(db.path), ".takedown-*.new")
	if err != nil {
		return nil, err
	}
	made, whole := &DB{path: f.Name()}, false
	defer func() {
		if !whole {
			next, err = nil, errors.Join(err, made.drop())
		}
	}()
	if err := errors.Join(f.Chmod(info.Mode().Perm()), f.Close()); err != nil {
		return nil, err
	}
	opened, err := open(made.path, Options{Timeout: db.options.Timeout})
	if err != nil {
		return nil, err
	}
	made = opened
	made.bolt.NoSync = true // until all is there
	if err := errors.Join(fill(made.bolt), made.bolt.Sync()); err != nil {
		return nil, err
	}
	made.bolt.NoSync, whole = false, true
	return made, nil
}

// drop takes a file away again that was made beside.
func (db *DB) drop() error {
	var err error
	if db.bolt != nil {
		err = db.bolt.Close()
	}
	return errors.Join(err, os.Remove(db.path))
}

// become gives a file that was made beside the name of this one. The new file is
// under its lock before it has the name, and the old one stays under its own
// until then: nobody writes in between. Windows renames no file that is open.
func (db *DB) become(next *DB) error {
	if runtime.GOOS == "windows" {
		if err := errors.Join(db.bolt.Close(), next.bolt.Close()); err != nil {
			return errors.Join(err, os.Remove(next.path))
		}
	}
	if err := os.Rename(next.path, db.path); err != nil {
		return errors.Join(err, next.drop())
	}
	if err := SyncFolder(filepath.Dir(db.path)); err != nil {
		return fmt.Errorf("%s: %w: %w", db.path, ErrDisk, err)
	}
	old := db.bolt
	db.bolt = next.bolt
	if runtime.GOOS == "windows" {
		again, err := open(db.path, Options{Timeout: db.options.Timeout})
		if err != nil {
			return err
		}
		db.bolt = again.bolt
	}
	return old.Close()
}

// copiedAtOnce is how many bytes go into one transaction of a copy.
const copiedAtOnce = 32 << 20

// copier copies buckets into another file, in order, so that pages are full.
type copier struct {
	to   *bbolt.DB
	tx   *bbolt.Tx
	size int
}

// copyBuckets copies top buckets of a transaction, with all that is in them.
func copyBuckets(to *bbolt.DB, from *bbolt.Tx, names [][]byte) error {
	tx, err := to.Begin(true)
	if err != nil {
		return err
	}
	c := &copier{to: to, tx: tx}
	// After the last commit there is nothing left to roll back.
	defer func() { _ = c.tx.Rollback() }()
	for _, name := range names {
		b := from.Bucket(name)
		if b == nil {
			continue
		}
		if err := c.bucket(b, name); err != nil {
			return err
		}
	}
	return c.tx.Commit()
}

// bucket copies a bucket whose place is said by the names on the way to it.
func (c *copier) bucket(from *bbolt.Bucket, path ...[]byte) error {
	to, err := c.make(path)
	if err != nil {
		return err
	}
	cursor := from.Cursor()
	for k, v := cursor.First(); k != nil; k, v = cursor.Next() {
		// A value of no bytes that this transaction has put is nil, as a bucket is.
		if inner := nested(from, k, v); inner != nil {
			if err := c.bucket(inner, append(path[:len(path):len(path)], k)...); err != nil {
				return err
			}
			if to, err = c.make(path); err != nil { // its transaction may have ended
				return err
			}
			continue
		}
		if c.size += len(k) + len(v); c.size > copiedAtOnce {
			if to, err = c.next(path, len(k)+len(v)); err != nil {
				return err
			}
		}
		to.FillPercent = 1
		if err := to.Put(k, v); err != nil {
			return err
		}
	}
	return nil
}

func nested(b *bbolt.Bucket, key, value []byte) *bbolt.Bucket {
	if value != nil {
		return nil
	}
	return b.Bucket(key)
}

// next goes on in a new transaction.
func (c *copier) next(path [][]byte, size int) (*bbolt.Bucket, error) {
	if err := c.tx.Commit(); err != nil {
		return nil, err
	}
	tx, err := c.to.Begin(true)
	if err != nil {
		return nil, err
	}
	c.tx, c.size = tx, size
	return c.make(path)
}

// make returns the bucket at a place of the copy, new if need be.
func (c *copier) make(path [][]byte) (*bbolt.Bucket, error) {
	b, err := c.tx.CreateBucketIfNotExists(path[0])
	for _, name := range path[1:] {
		if err != nil {
			return nil, err
		}
		b, err = b.CreateBucketIfNotExists(name)
	}
	return b, err
}
