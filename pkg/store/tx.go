package store

import (
	"encoding/binary"
	"fmt"
	"strconv"

	"go.etcd.io/bbolt"
)

var (
	keyFormat  = []byte("format")
	keyOrigin  = []byte("origin")
	keyHead    = []byte("head")
	keyPending = []byte("pending")
)

// Tx is one transaction. Bytes that it returns are good until it ends.
type Tx struct {
	tx    *bbolt.Tx
	path  string
	cache map[bucketName]*bbolt.Bucket // buckets inside others

	// bare are subjects of which all links, or all facts, were deleted in
	// this transaction: a search for them would go through every leaf that is
	// empty by then.
	bare map[bareSubject]bool
}

// bareSubject is a subject without anything in a bucket.
type bareSubject struct{ bucket, subject string }

// Bare notes that nothing is left of the links of a subject.
func (t *Tx) Bare(subject string) { t.setBare(bucketLinks, subject) }

func (t *Tx) setBare(bucket []byte, subject string) {
	if t.bare == nil {
		t.bare = map[bareSubject]bool{}
	}
	t.bare[bareSubject{string(bucket), subject}] = true
}

func (t *Tx) isBare(bucket []byte, subject string) bool {
	return t.bare != nil && t.bare[bareSubject{string(bucket), subject}]
}

func (t *Tx) clothe(bucket []byte, subject string) {
	if t.bare != nil {
		delete(t.bare, bareSubject{string(bucket), subject})
	}
}

// bucketName is a bucket inside a top one.
type bucketName struct{ top, name string }

func newTx(tx *bbolt.Tx, path string) *Tx {
	return &Tx{tx: tx, path: path, cache: map[bucketName]*bbolt.Bucket{}}
}

// Close ends a transaction and drops what it wrote.
func (t *Tx) Close() error { return t.tx.Rollback() }

// Commit makes what the transaction wrote last. When the disk refuses, nobody
// knows what of it is there.
func (t *Tx) Commit() error {
	if err := t.tx.Commit(); err != nil {
		return fmt.Errorf("%s: %w: %w", t.path, ErrDisk, err)
	}
	return nil
}

func (t *Tx) create() error {
	for _, name := range buckets {
		if _, err := t.tx.CreateBucket(name); err != nil {
			return err
		}
	}
	return t.tx.Bucket(bucketMeta).Put(keyFormat, []byte(strconv.Itoa(Layout)))
}

// inner returns the bucket with that name inside a top one, or nil. A file of an
// older layout has not every top one.
func (t *Tx) inner(top []byte, name string) *bbolt.Bucket {
	id := bucketName{string(top), name}
	b, ok := t.cache[id]
	if !ok {
		if outer := t.tx.Bucket(top); outer != nil {
			b = outer.Bucket([]byte(name))
		}
		t.cache[id] = b
	}
	return b
}

// makeInner returns the bucket with that name inside a top one, new if need be.
func (t *Tx) makeInner(top []byte, name string) (*bbolt.Bucket, error) {
	if b := t.inner(top, name); b != nil {
		return b, nil
	}
	b, err := t.tx.Bucket(top).CreateBucket([]byte(name))
	t.cache[bucketName{string(top), name}] = b
	return b, err
}

// whole returns bytes of the file, unless they are more than the file has: a
// damaged size would make a copy of them take all memory. What panics here is
// reported as damage, as a read past the end of the file is. What a writer has
// put has no place in the file yet, whatever its size.
func (t *Tx) whole(b []byte) []byte {
	if !t.tx.Writable() && int64(len(b)) > t.tx.Size() {
		panic(fmt.Sprintf("%s has a value of %d bytes and is one of %d", t.path, len(b), t.tx.Size()))
	}
	return b
}

func be64(n uint64) []byte { return binary.BigEndian.AppendUint64(nil, n) }

// Origin and Head return what SetOrigin and SetHead have put there.
func (t *Tx) Origin() []byte { return t.tx.Bucket(bucketMeta).Get(keyOrigin) }

// Head returns the signed head, or nil.
func (t *Tx) Head() []byte { return t.tx.Bucket(bucketMeta).Get(keyHead) }

// SetOrigin keeps the origin that this file writes.
func (t *Tx) SetOrigin(v []byte) error { return t.tx.Bucket(bucketMeta).Put(keyOrigin, v) }

// SetHead keeps the signed head.
func (t *Tx) SetHead(v []byte) error { return t.tx.Bucket(bucketMeta).Put(keyHead, v) }

// Pending returns the first sequence of an import that was not finished.
func (t *Tx) Pending() (seq uint64, ok bool) {
	v := t.tx.Bucket(bucketMeta).Get(keyPending)
	if len(v) != 8 {
		return 0, false
	}
	return binary.BigEndian.Uint64(v), true
}

// SetPending says that entries from seq on may lie past the head.
func (t *Tx) SetPending(seq uint64) error {
	return t.tx.Bucket(bucketMeta).Put(keyPending, be64(seq))
}

// ClearPending says that nothing lies past the head any more.
func (t *Tx) ClearPending() error { return t.tx.Bucket(bucketMeta).Delete(keyPending) }

// DropCache empties the buckets that can be made again from the log.
func (t *Tx) DropCache() error {
	clear(t.cache)
	for _, name := range cacheBuckets {
		if err := t.tx.DeleteBucket(name); err != nil {
			return err
		}
		if _, err := t.tx.CreateBucket(name); err != nil {
			return err
		}
	}
	return nil
}
