package casebook

import (
	"fmt"
	"testing"
)

func TestALongBatchAboutOneRecordIsUndoneAndTheUndoUndone(t *testing.T) {
	const n = 2_000
	c := newTestCase(t)
	c.write(func(b *Batch) error { return b.Add(domain("evil.example"), "", nil, false) })
	c.write(func(b *Batch) error {
		for i := range n {
			if err := b.Note(domain("evil.example"), fmt.Sprint("note ", i), ""); err != nil {
				return err
			}
		}
		return nil
	})
	for _, what := range []string{"", "hk/lt07#4"} {
		undone := c.write(func(b *Batch) error { return b.Undo(what) })
		if len(undone.Entries) != n {
			t.Errorf("%d entries are retracted, want %d", len(undone.Entries), n)
		}
		c.write(func(b *Batch) error { return b.Undo(undone.Batch) })
	}
}

func TestTheListOfARecordsEntriesIsTheSameHoweverLongABatchIs(t *testing.T) {
	const n = 600 // so that the list is a long one
	lists := map[int]string{}
	for _, size := range []int{7, 40, n} {
		c := newTestCase(t)
		c.write(func(b *Batch) error { return b.Add(domain("evil.example"), "", nil, false) })
		for first := 0; first < n; first += size {
			c.write(func(b *Batch) error {
				for i := first; i < min(first+size, n); i++ {
					if err := b.Note(domain("evil.example"), fmt.Sprint("note ", i), ""); err != nil {
						return err
					}
				}
				return nil
			})
		}
		r := c.reader()
		lists[size] = string(r.tx.Subject("domain/evil.example"))
		if got, err := readRefs([]byte(lists[size])); err != nil || len(got) != n+1 {
			t.Errorf("in batches of %d: %d entries, %v", size, len(got), err)
		}
	}
	if lists[40] != lists[n] || lists[7] != lists[n] {
		t.Error("the list depends on the batches in which its entries were written")
	}
}
