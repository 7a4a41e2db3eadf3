package store

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"iter"
	"strconv"
	"strings"

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

// Row returns the row of a record, or nil.
func (t *Tx) Row(kind, key string) []byte {
	b := t.inner(bucketView, kind)
	if b == nil {
		return nil
	}
	return t.whole(b.Get([]byte(key)))
}

// PutRow keeps the row of a record. The bytes must stay as they are until the
// transaction ends. Rows that come in the order of their keys fill pages
// whole.
func (t *Tx) PutRow(kind string, key, row []byte) error {
	b, err := t.makeInner(bucketView, kind)
	if err != nil {
		return err
	}
	b.FillPercent = 1
	return b.Put(key, row)
}

// DeleteRow forgets the row of a record.
func (t *Tx) DeleteRow(kind, key string) error {
	b := t.inner(bucketView, kind)
	if b == nil {
		return nil
	}
	return b.Delete([]byte(key))
}

// Rows yields key and row of each record of a kind in key order.
func (t *Tx) Rows(kind string) iter.Seq2[[]byte, []byte] {
	return func(yield func([]byte, []byte) bool) {
		b := t.inner(bucketView, kind)
		if b == nil {
			return
		}
		c := b.Cursor()
		for k, v := c.First(); k != nil && yield(t.whole(k), t.whole(v)); k, v = c.Next() {
		}
	}
}

// Subject returns the entries of a record, or nil while there is one.
func (t *Tx) Subject(subject string) []byte {
	return t.whole(t.tx.Bucket(bucketSubjects).Get([]byte(subject)))
}

// SetSubject keeps the entries of a record.
func (t *Tx) SetSubject(subject string, v []byte) error {
	return t.tx.Bucket(bucketSubjects).Put([]byte(subject), v)
}

// DeleteSubject forgets the list of the entries of a record, of which there is
// one.
func (t *Tx) DeleteSubject(subject string) error {
	return t.tx.Bucket(bucketSubjects).Delete([]byte(subject))
}

// HasSubjects reports whether any record has more than one entry.
func (t *Tx) HasSubjects() bool {
	k, _ := t.tx.Bucket(bucketSubjects).Cursor().First()
	return k != nil
}

// Subjects yields every record that has more than one entry.
func (t *Tx) Subjects() iter.Seq2[string, []byte] {
	return func(yield func(string, []byte) bool) {
		c := t.tx.Bucket(bucketSubjects).Cursor()
		for k, v := c.First(); k != nil && yield(string(t.whole(k)), t.whole(v)); k, v = c.Next() {
		}
	}
}

// Direction says from which end a link is seen.
type Direction string

// The two directions of a link, as seen from the record that was asked.
const (
	Out Direction = "o"
	In  Direction = "i"
)

// LinkKey names a link as seen from one of its ends.
type LinkKey struct {
	Subject   string
	Direction Direction
	Rel       string
	Other     string
	Since     string
	Origin    string
}

// Compare orders keys as they lie in the file.
func (k LinkKey) Compare(l LinkKey) int { return bytes.Compare(k.bytes(), l.bytes()) }

func (k LinkKey) bytes() []byte {
	return []byte(strings.Join([]string{k.Subject, string(k.Direction), k.Rel, k.Other, k.Since, k.Origin}, "\x00"))
}

// PutLink keeps a link under one of its ends.
func (t *Tx) PutLink(k LinkKey, entry []byte) error {
	t.clothe(bucketLinks, k.Subject)
	return t.tx.Bucket(bucketLinks).Put(k.bytes(), entry)
}

// DeleteLink forgets a link under one of its ends.
func (t *Tx) DeleteLink(k LinkKey) error { return t.tx.Bucket(bucketLinks).Delete(k.bytes()) }

// Links yields direction and entry of each link of a subject; an empty subject
// stands for all, and each link then comes twice.
func (t *Tx) Links(subject string) iter.Seq2[LinkKey, []byte] {
	return func(yield func(LinkKey, []byte) bool) {
		if t.isBare(bucketLinks, subject) {
			return
		}
		prefix := []byte(nil)
		if subject != "" {
			prefix = []byte(subject + "\x00")
		}
		c := t.tx.Bucket(bucketLinks).Cursor()
		for k, v := c.Seek(prefix); k != nil && bytes.HasPrefix(k, prefix); k, v = c.Next() {
			part := strings.Split(string(t.whole(k)), "\x00")
			if len(part) != 6 {
				return
			}
			if !yield(LinkKey{part[0], Direction(part[1]), part[2], part[3], part[4], part[5]}, t.whole(v)) {
				return
			}
		}
	}
}

// FactKey is the key of a fact about a subject at a time in milliseconds.
func FactKey(subject string, at int64, entry string) []byte {
	k := append([]byte(subject), 0)
	// The sign bit is turned over so that times before 1970 come first.
	k = binary.BigEndian.AppendUint64(k, uint64(at)^1<<63)
	return append(k, entry...)
}

// PutFact keeps a fact about a subject at a time in milliseconds.
func (t *Tx) PutFact(subject string, at int64, entry string, line []byte) error {
	t.clothe(bucketFacts, subject)
	return t.tx.Bucket(bucketFacts).Put(FactKey(subject, at, entry), line)
}

// DeleteFacts forgets the facts about a subject. Each is deleted by its key: a
// search for the next one would go through all leaves that are empty by then.
func (t *Tx) DeleteFacts(subject string) error {
	var keys [][]byte
	b := t.tx.Bucket(bucketFacts)
	c := b.Cursor()
	prefix := append([]byte(subject), 0)
	for k, _ := c.Seek(prefix); bytes.HasPrefix(k, prefix); k, _ = c.Next() {
		keys = append(keys, bytes.Clone(k))
	}
	for _, k := range keys {
		if err := b.Delete(k); err != nil {
			return err
		}
	}
	t.setBare(bucketFacts, subject)
	return nil
}

// Fact returns the entry of a fact, or nil.
func (t *Tx) Fact(subject string, at int64, entry string) []byte {
	return t.whole(t.tx.Bucket(bucketFacts).Get(FactKey(subject, at, entry)))
}

// Facts yields the entries of the facts about a subject in the order in which
// they happened.
func (t *Tx) Facts(subject string) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		if t.isBare(bucketFacts, subject) {
			return
		}
		prefix := append([]byte(subject), 0)
		c := t.tx.Bucket(bucketFacts).Cursor()
		for k, v := c.Seek(prefix); k != nil && bytes.HasPrefix(k, prefix) && yield(t.whole(v)); k, v = c.Next() {
		}
	}
}

// AllFacts yields key and entry of every fact, by subject.
func (t *Tx) AllFacts() iter.Seq2[[]byte, []byte] {
	return func(yield func([]byte, []byte) bool) {
		c := t.tx.Bucket(bucketFacts).Cursor()
		for k, v := c.First(); k != nil && yield(t.whole(k), t.whole(v)); k, v = c.Next() {
		}
	}
}

// CountKey names one counter. The empty operation stands for the whole case;
// records that no act has changed have no method, agency and place.
type CountKey struct{ Operation, Kind, Status, Method, Agency, Place string }

func (k CountKey) bytes() []byte {
	key := k.Operation + "\x00" + k.Kind + "\x00" + k.Status
	if k.Method != "" {
		key += "\x00" + k.Method + "\x00" + k.Agency + "\x00" + k.Place
	}
	return []byte(key)
}

func readCountKey(key []byte) (CountKey, bool) {
	part := strings.Split(string(key), "\x00")
	switch len(part) {
	case 3:
		return CountKey{Operation: part[0], Kind: part[1], Status: part[2]}, true
	case 6:
		return CountKey{part[0], part[1], part[2], part[3], part[4], part[5]}, true
	}
	return CountKey{}, false
}

// AddCount moves a counter. One that comes to nothing is forgotten.
func (t *Tx) AddCount(k CountKey, delta int) error {
	b := t.tx.Bucket(bucketCounts)
	n, err := readCount(b.Get(k.bytes()))
	if err != nil || delta == 0 {
		return err
	}
	if n+delta == 0 {
		return b.Delete(k.bytes())
	}
	return b.Put(k.bytes(), []byte(strconv.Itoa(n+delta)))
}

// Counts yields the counters of an operation.
func (t *Tx) Counts(operation string) iter.Seq2[CountKey, int] {
	return func(yield func(CountKey, int) bool) {
		prefix := []byte(operation + "\x00")
		c := t.tx.Bucket(bucketCounts).Cursor()
		for k, v := c.Seek(prefix); k != nil && bytes.HasPrefix(k, prefix); k, v = c.Next() {
			key, ok := readCountKey(k)
			n, err := readCount(v)
			if err != nil || !ok || !yield(key, n) {
				return
			}
		}
	}
}

// AllCounts yields every counter.
func (t *Tx) AllCounts() iter.Seq2[CountKey, int] {
	return func(yield func(CountKey, int) bool) {
		c := t.tx.Bucket(bucketCounts).Cursor()
		for k, v := c.First(); k != nil; k, v = c.Next() {
			key, ok := readCountKey(k)
			n, err := readCount(v)
			if err != nil || !ok || !yield(key, n) {
				return
			}
		}
	}
}

func readCount(v []byte) (int, error) {
	if v == nil {
		return 0, nil
	}
	n, err := strconv.Atoi(string(v))
	if err != nil {
		return 0, fmt.Errorf("counter %q: %w", v, ErrDamaged)
	}
	return n, nil
}

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
