package casebook

import (
	"errors"
	"iter"
	"testing"

	"takedown/pkg/store"
	"takedown/pkg/takedown"
)

func TestADecoderThatPanicsEndsTheImportWithNothingWritten(t *testing.T) {
	c := newTestCase(t)
	before := headOf(t, c)
	w := c.writer()
	_, err := w.Import(func(yield func(takedown.Item, error) bool) {
		for _, name := range []string{"a.example", "b.example"} {
			if !yield(takedown.Item{ID: domain(name)}, nil) {
				return
			}
		}
		panic("a mistake")
	}, ImportOptions{Name: "rows.csv", Format: "csv", Hash: func() (string, int64) { return "", 0 }})
	if !errors.Is(err, store.ErrInternal) || errors.Is(err, store.ErrDamaged) {
		t.Errorf("%v", err)
	}
	must(t, w.Close())
	if after := headOf(t, c); after != before {
		t.Errorf("the log has %d entries and had %d", after, before)
	}
}

func headOf(t *testing.T, c *testCase) uint64 {
	r := c.reader()
	defer func() { must(t, r.Close()) }()
	return r.Own().Head.Size
}

func TestAMistakeInAGoroutineGoesOnInItsCaller(t *testing.T) {
	defer func() {
		if err := store.Caught(recover()); !errors.Is(err, store.ErrInternal) {
			t.Errorf("%v", err)
		}
	}()
	one := func(yield func(int) bool) { yield(0) }
	for range inParallel(one, func(i int) int { return 1 / i }) {
	}
}

// A view that is compared is read on a stack of its own.
func TestDamageIsDamageWhereRowsArePulled(t *testing.T) {
	c := newTestCase(t)
	r := c.reader()
	next, stop := iter.Pull2(rows{r.tx}.Rows("domain"))
	defer stop()
	must(t, r.tx.Close()) // reading on is what makes bbolt panic
	defer func() {
		if err := store.Caught(recover()); !errors.Is(err, store.ErrDamaged) {
			t.Errorf("%v", err)
		}
	}()
	next()
}
