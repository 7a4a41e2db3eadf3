package casebook

import (
	"takedown/pkg/store"
	"takedown/pkg/view"
)

// tally adds up what the records of a large command do to the counters. Most
// records move the same one as the record before, so that it is kept at hand.
type tally struct {
	counts map[store.CountKey]*int
	key    store.CountKey
	n      *int // of key
}

func newTally() *tally { return &tally{counts: map[store.CountKey]*int{}} }

// count moves all counters of a record.
func (t *tally) count(r *view.Record, delta int) {
	for k := range view.CounterKeys(r) {
		*t.counter(store.CountKey(k)) += delta
	}
}

func (t *tally) counter(k store.CountKey) *int {
	if t.n != nil && t.key == k {
		return t.n
	}
	n := t.counts[k]
	if n == nil {
		n = new(int)
		t.counts[k] = n
	}
	t.key, t.n = k, n
	return n
}

// get returns what a counter adds up to.
func (t *tally) get(k store.CountKey) int {
	if n := t.counts[k]; n != nil {
		return *n
	}
	return 0
}

// counters returns how many counters do not come to nothing.
func (t *tally) counters() (n int) {
	for _, v := range t.counts {
		if *v != 0 {
			n++
		}
	}
	return n
}

// write moves the counters of the file.
func (t *tally) write(tx *store.Tx) error {
	for k, delta := range t.counts {
		if err := tx.AddCount(k, *delta); err != nil {
			return err
		}
	}
	return nil
}
