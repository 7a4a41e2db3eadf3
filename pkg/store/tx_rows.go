package store

import (
	"iter"
)

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
