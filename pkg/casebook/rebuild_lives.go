package casebook

import (
	"maps"
	"slices"
	"time"

	"takedown/pkg/lifecycle"
	"takedown/pkg/store"
	"takedown/pkg/takedown"
	"takedown/pkg/view"
)

// endOfTime is after every change. What somebody says of the last day of the year
// 9999 can end a week later.
var endOfTime = time.Date(100_000, 1, 1, 0, 0, 0, 0, time.UTC)

// judgeable returns the records that can have a state of their own: those with
// facts, all suspects, and what something else has succeeded.
func (b *rebuilt) judgeable(tx *store.Tx) []takedown.ID {
	ids := map[takedown.ID]bool{}
	for _, kind := range []string{"server", "domain", "url", "account", "order", "evidence"} {
		for name := range tx.FactSubjects(kind) {
			ids[takedown.ID{Kind: kind, Key: name[len(kind)+1:]}] = true
		}
	}
	for key := range tx.Rows("suspect") {
		ids[takedown.ID{Kind: "suspect", Key: string(key)}] = true
	}
	for k := range b.links {
		if id, err := takedown.ParseID(k.Subject); err == nil && k.Rel == "successor-of" && k.Direction == store.In {
			ids[id] = true
		}
	}
	return slices.SortedFunc(maps.Keys(ids), takedown.ID.Compare)
}

// compareLives judges each record again. A state that was stored and is over
// by now is no fault: readers judge it again, and the next change of the
// record replaces it.
func (b *rebuilt) compareLives(tx *store.Tx, differ func(string)) error {
	v := writing(tx, b.now)
	seen := map[takedown.ID]bool{}
	for _, id := range b.judgeable(tx) {
		seen[id] = true
		have := b.lives[id]
		if !have.Changes.IsZero() && !have.Changes.After(b.now) {
			continue
		}
		want, err := view.LifeOf(v, id)
		if err != nil {
			return err
		}
		if tx.Row(id.Kind, id.Key) == nil {
			want = lifecycle.Life{}
		}
		if !have.Equal(&want) {
			differ("the state of " + id.String())
		}
	}
	for id := range b.lives {
		if !seen[id] {
			differ("the state of " + id.String())
		}
	}
	return nil
}

// writeLives judges every record of a view that was written anew.
func (b *rebuilt) writeLives(tx *store.Tx) error {
	c := cache{tx: tx}
	v := writing(tx, b.now)
	for _, id := range b.judgeable(tx) {
		if err := c.judge(v, id); err != nil {
			return err
		}
	}
	return nil
}
