package casebook

import (
	"fmt"
	"testing"
	"time"
)

func TestABatchAboutOneRecordIsUndoneInTimeThatGrowsWithItsLength(t *testing.T) {
	const n = 3_000
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
	within(t, 3*time.Second)
	for _, what := range []string{"", "hk/lt07#4"} {
		undone := c.write(func(b *Batch) error { return b.Undo(what) })
		if len(undone.Entries) != n {
			t.Errorf("%d entries are retracted, want %d", len(undone.Entries), n)
		}
		c.write(func(b *Batch) error { return b.Undo(undone.Batch) })
	}
}
