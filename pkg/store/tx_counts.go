package store

import (
	"bytes"
	"fmt"
	"iter"
	"strconv"
	"strings"
)

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
