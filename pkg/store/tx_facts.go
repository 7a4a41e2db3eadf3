package store

import (
	"bytes"
	"encoding/binary"
	"iter"
)

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
