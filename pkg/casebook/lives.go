package casebook

import (
	"maps"
	"slices"
	"strings"
	"time"

	"takedown/pkg/lifecycle"
	"takedown/pkg/store"
	"takedown/pkg/takedown"
	"takedown/pkg/view"
)

// touched are the records whose state may be another one after a batch.
type touched map[takedown.ID]bool

// touch notes that a record has to be judged again at the end of the batch.
func (b *Batch) touch(id takedown.ID) {
	k := takedown.KindOf(id.Kind)
	if k.Target || id.Kind == "suspect" || id.Kind == "order" || id.Kind == "evidence" {
		b.touched[id] = true
	}
}

// touchProvided notes the targets of a provider whose jurisdiction or parts
// may have changed.
func (b *Batch) touchProvided(provider takedown.ID) error {
	for key := range b.tx.Links(provider.String()) {
		if key.Direction != store.In || key.Rel != "provided-by" {
			continue
		}
		id, err := takedown.ParseID(key.Other)
		if err != nil {
			return err
		}
		if b.tx.HasFacts(key.Other) {
			b.touch(id)
		}
	}
	return nil
}

// touchDecided notes the targets of providers on whose fields an agency had the
// last word: whether it counts depends on who leads an operation.
func (b *Batch) touchDecided() error {
	for key, row := range b.tx.Rows("provider") {
		id := takedown.ID{Kind: "provider", Key: string(key)}
		if err := parseRow(&b.waiting, id, row); err != nil {
			return err
		}
		if len(b.waiting.Resolves) == 0 {
			continue
		}
		if err := b.touchProvided(id); err != nil {
			return err
		}
	}
	return nil
}

// touchLinked notes the ends of a link on which states depend.
func (b *Batch) touchLinked(from takedown.ID, rel string, to takedown.ID) {
	switch rel {
	case "provided-by":
		b.touch(from)
	case "successor-of":
		b.touch(to)
	}
}

// touchCovered notes the records that patterns cover. A target without a fact
// has no state that an order could change.
func (b *Batch) touchCovered(patterns []string) error {
	wide := map[string][]string{}
	for _, p := range patterns {
		kind, _, _ := strings.Cut(p, "/")
		if lifecycle.IsPattern(p) {
			wide[kind] = append(wide[kind], p)
			continue
		}
		id, err := takedown.ParseID(p)
		if err != nil {
			return err
		}
		if kind == "order" {
			if err := b.touchExecuted(id); err != nil {
				return err
			}
			continue
		}
		if kind == "suspect" || b.tx.HasFacts(p) {
			if err := b.touchWaiting(id); err != nil {
				return err
			}
		}
	}
	for kind, list := range wide {
		if err := b.touchMatching(kind, list); err != nil {
			return err
		}
	}
	return nil
}

// touchWaiting notes a record whose state an order can change: once an act, a
// return or a drop has made the state of a target, no order does.
func (b *Batch) touchWaiting(id takedown.ID) error {
	row := b.tx.Row(id.Kind, id.Key)
	if row == nil {
		return nil
	}
	if err := parseRow(&b.waiting, id, row); err != nil {
		return err
	}
	if s := b.waiting.Status(); id.Kind == "suspect" || s == "identified" || s == "authorised" {
		b.touch(id)
	}
	return nil
}

// touchExecuted notes what an order covers that another one executes.
func (b *Batch) touchExecuted(order takedown.ID) error {
	if b.executed[order] {
		return nil
	}
	b.executed[order] = true
	return b.touchOrder(order.Key)
}

func (b *Batch) touchMatching(kind string, patterns []string) error {
	set := map[string]bool{}
	for _, p := range patterns {
		set[p] = true
	}
	for name := range b.tx.FactSubjects(kind) {
		id := takedown.ID{Kind: kind, Key: name[len(kind)+1:]}
		if slices.ContainsFunc(lifecycle.Patterns(id), func(p string) bool { return set[p] }) {
			if err := b.touchWaiting(id); err != nil {
				return err
			}
		}
	}
	return nil
}

// judge brings the stored states up to what the batch has said.
func (b *Batch) judge() error {
	ids := slices.SortedFunc(maps.Keys(b.touched), takedown.ID.Compare)
	b.view.ForgetOrders()
	for _, id := range ids {
		if err := b.cache.judge(b.view, id); err != nil {
			return err
		}
	}
	return nil
}

// judge keeps the state of a record as it is at the instant of the view, and
// when it will change by itself.
func (c *cache) judge(v *view.Snapshot, id takedown.ID) error {
	r, err := c.record(id)
	if r == nil || err != nil {
		return err
	}
	life, err := view.LifeOf(v, id)
	if err != nil || life.Equal(&r.Life) {
		return err
	}
	if err := c.count(r, -1); err != nil {
		return err
	}
	if err := c.moveChange(id, r.Life.Changes, life.Changes); err != nil {
		return err
	}
	r.Life = life
	return c.putRecord(r)
}

func (c *cache) moveChange(id takedown.ID, old, now time.Time) error {
	if !old.IsZero() {
		if err := c.tx.DeleteChange(old, id.String()); err != nil {
			return err
		}
	}
	if now.IsZero() {
		return nil
	}
	return c.tx.PutChange(now, id.String())
}

// freeze keeps what an order says and covers from an event on.
func (c *cache) freeze(r *view.Record, f *view.Fact) error {
	terms, covers, err := view.Freeze(r, f)
	if terms == nil || err != nil {
		return err
	}
	r.Terms = append(r.Terms, *terms)
	for _, p := range covers {
		if err := c.tx.PutCover(store.Cover{Pattern: p, Order: r.ID.Key, Event: terms.Event}); err != nil {
			return err
		}
	}
	return nil
}
