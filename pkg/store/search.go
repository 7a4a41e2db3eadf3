package store

import (
	"bytes"
	"fmt"

	"go.etcd.io/bbolt"
)

// Unfound walks all buckets and looks up each key that it meets. A damaged
// branch page can hide keys from a look-up that a walk still finds. It returns
// how many were not found, and the first of them.
func (t *Tx) Unfound() (n int, first string) {
	for _, name := range buckets {
		b := t.tx.Bucket(name)
		if b == nil {
			if layout, err := t.layout(); err == nil && layout < Layout {
				continue
			}
			return n + 1, string(name)
		}
		found := func(k []byte) {
			if n++; first == "" {
				first = fmt.Sprintf("%s %q", name, k)
			}
		}
		unfound(b, found)
	}
	return n, first
}

func unfound(b *bbolt.Bucket, report func([]byte)) {
	c := b.Cursor()
	var last []byte
	for k, v := c.First(); k != nil; k, v = c.Next() {
		if last != nil && bytes.Compare(last, k) >= 0 {
			report(k)
		}
		last = k
		if v != nil {
			if got := b.Get(k); got == nil || !bytes.Equal(got, v) {
				report(k)
			}
			continue
		}
		inner := b.Bucket(k)
		if inner == nil {
			report(k)
			continue
		}
		unfound(inner, report)
	}
}
