package store

import (
	"bytes"
	"encoding/binary"
	"iter"
	"strings"
	"time"
)

// Cover says that an order covers a pattern from one of its events on.
type Cover struct{ Pattern, Order, Event string }

func (c Cover) bytes() []byte {
	return []byte(c.Pattern + "\x00" + c.Order + "\x00" + c.Event)
}

func readCover(key []byte) (c Cover, ok bool) {
	part := strings.Split(string(key), "\x00")
	if len(part) != 3 {
		return c, false
	}
	return Cover{part[0], part[1], part[2]}, true
}

// PutCover keeps what an order covers from an event on.
func (t *Tx) PutCover(c Cover) error { return t.tx.Bucket(bucketCovers).Put(c.bytes(), nil) }

// DeleteCovers forgets all that an order covers.
func (t *Tx) DeleteCovers(order string) error {
	var keys [][]byte
	for c := range t.AllCovers() {
		if c.Order == order {
			keys = append(keys, c.bytes())
		}
	}
	for _, k := range keys {
		if err := t.tx.Bucket(bucketCovers).Delete(k); err != nil {
			return err
		}
	}
	return nil
}

// Covers yields the orders that cover a pattern.
func (t *Tx) Covers(pattern string) iter.Seq[Cover] { return t.covers([]byte(pattern + "\x00")) }

// CoversOf yields what every order covers of a kind, by pattern.
func (t *Tx) CoversOf(kind string) iter.Seq[Cover] { return t.covers([]byte(kind + "/")) }

// AllCovers yields what every order covers, by pattern.
func (t *Tx) AllCovers() iter.Seq[Cover] { return t.covers(nil) }

// covers is empty for a file of the first layout, which has no such bucket.
func (t *Tx) covers(prefix []byte) iter.Seq[Cover] {
	return func(yield func(Cover) bool) {
		b := t.tx.Bucket(bucketCovers)
		if b == nil {
			return
		}
		c := b.Cursor()
		for k, _ := c.Seek(prefix); k != nil && bytes.HasPrefix(k, prefix); k, _ = c.Next() {
			if cover, ok := readCover(k); ok && !yield(cover) {
				return
			}
		}
	}
}

func changeKey(at time.Time, name string) []byte {
	return append(binary.BigEndian.AppendUint64(nil, uint64(at.UnixMilli())^1<<63), name...)
}

// PutChange keeps when the state of a record will be another one by itself.
func (t *Tx) PutChange(at time.Time, name string) error {
	return t.tx.Bucket(bucketChanges).Put(changeKey(at, name), nil)
}

// DeleteChange forgets when the state of a record would have been another one.
func (t *Tx) DeleteChange(at time.Time, name string) error {
	return t.tx.Bucket(bucketChanges).Delete(changeKey(at, name))
}

// Changes yields the records whose state is another one by an instant, and
// when it began to be, to the millisecond.
func (t *Tx) Changes(until time.Time) iter.Seq2[time.Time, string] {
	return func(yield func(time.Time, string) bool) {
		b := t.tx.Bucket(bucketChanges)
		if b == nil {
			return
		}
		c := b.Cursor()
		for k, _ := c.First(); len(k) > 8; k, _ = c.Next() {
			at := time.UnixMilli(int64(binary.BigEndian.Uint64(k) ^ 1<<63)).UTC()
			if at.After(until) || !yield(at, string(k[8:])) {
				return
			}
		}
	}
}

// FactSubjects yields every record of a kind about which there is a fact.
func (t *Tx) FactSubjects(kind string) iter.Seq[string] {
	return func(yield func(string) bool) {
		prefix := []byte(kind + "/")
		c := t.tx.Bucket(bucketFacts).Cursor()
		k, _ := c.Seek(prefix)
		for bytes.HasPrefix(k, prefix) {
			subject, _, _ := bytes.Cut(k, []byte{0})
			if !yield(string(subject)) {
				return
			}
			k, _ = c.Seek(append(bytes.Clone(subject), 1))
		}
	}
}

// HasFacts reports whether there is a fact about a subject.
func (t *Tx) HasFacts(subject string) bool {
	if t.isBare(bucketFacts, subject) {
		return false
	}
	prefix := append([]byte(subject), 0)
	k, _ := t.tx.Bucket(bucketFacts).Cursor().Seek(prefix)
	return bytes.HasPrefix(k, prefix)
}
