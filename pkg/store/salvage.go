package store

import (
	"bytes"
	"fmt"

	"go.etcd.io/bbolt"
)

// Salvage is [DB.Replace] for a file of which parts cannot be read. What can be
// read of its logs is copied into a new file, entry by entry and bundle by
// bundle up to the sizes of the logs, and f is run on that. All that can be
// made again from the logs is left out. Where f succeeds, the new file takes the
// place of the old one, which until then is as it was.
func (db *DB) Salvage(sizes map[string]uint64, f func(*Tx) error) error {
	next, err := db.beside(func(to *bbolt.DB) error {
		err := db.View(func(tx *Tx) error { return tx.salvage(to, sizes) })
		if err != nil {
			return err
		}
		return (&DB{path: db.path, bolt: to}).Update(f)
	})
	if err != nil {
		return err
	}
	return db.become(next)
}

// keptBuckets hold what is in no log. They are copied as they are, or not at
// all.
var keptBuckets = [][]byte{bucketMeta, bucketGone, bucketHeads, bucketTrust}

func (t *Tx) salvage(to *bbolt.DB, sizes map[string]uint64) error {
	if err := t.copyKept(to); err != nil {
		return err
	}
	return (&DB{path: t.path, bolt: to}).salvageLogs(t, sizes)
}

// copyKept turns the panic with which a damaged page is met into an error.
func (t *Tx) copyKept(to *bbolt.DB) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%w: what the file knows of heads, keys and places cannot be read: %v", ErrDamaged, r)
		}
	}()
	return copyBuckets(to, t.tx, keptBuckets)
}

func (db *DB) salvageLogs(from *Tx, sizes map[string]uint64) error {
	return db.bolt.Update(func(tx *bbolt.Tx) error {
		to := newTx(tx, db.path)
		if err := to.makeBuckets(buckets...); err != nil {
			return err
		}
		for origin, size := range sizes {
			if err := to.salvageLog(from, origin, size); err != nil {
				return err
			}
		}
		return nil
	})
}

func (t *Tx) salvageLog(from *Tx, origin string, size uint64) error {
	for n := range size / BundleSize {
		if v := from.tried(bucketLog, origin, n); v != nil {
			if err := t.PutBundle(origin, n, v); err != nil {
				return err
			}
		}
	}
	for seq := uint64(1); seq <= size; seq++ {
		if v := from.tried(bucketTail, origin, seq); v != nil {
			if err := t.PutTail(origin, seq, v); err != nil {
				return err
			}
		}
	}
	return nil
}

// tried returns a copy of a value, or nil where there is none that can be read.
func (t *Tx) tried(bucket []byte, origin string, n uint64) (v []byte) {
	defer func() {
		if recover() != nil {
			v = nil
		}
	}()
	b := t.inner(bucket, origin)
	if b == nil {
		return nil
	}
	return bytes.Clone(t.whole(b.Get(be64(n))))
}
