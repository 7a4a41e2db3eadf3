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
	b.view.forgetOrders()
	for _, id := range ids {
		if err := b.cache.judge(b.view, id); err != nil {
			return err
		}
	}
	return nil
}

// judge keeps the state of a record as it is at the instant of the view, and
// when it will change by itself.
func (c *cache) judge(v *snapshot, id takedown.ID) error {
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

// Orders returns the orders that covered a record at some time. Orders that
// many records ask for are read once.
func (s *snapshot) Orders(id takedown.ID) ([]*lifecycle.Order, error) {
	same, err := s.sameness()
	if err != nil {
		return nil, err
	}
	events := map[string][]string{}
	for _, member := range same.members(id) {
		for _, pattern := range lifecycle.PatternsOf(member, s.networkLengths()) {
			for c := range s.tx.Covers(pattern) {
				events[c.Order] = append(events[c.Order], c.Event)
			}
		}
	}
	var out []*lifecycle.Order
	for _, key := range slices.Sorted(maps.Keys(events)) {
		o, err := s.order(key)
		if err != nil {
			return nil, err
		}
		if o == nil {
			continue
		}
		covering := *o
		covering.Terms = slices.Clone(o.Terms)
		for i := range covering.Terms {
			covering.Terms[i].Covers = slices.Contains(events[key], covering.Terms[i].Event)
		}
		out = append(out, &covering)
	}
	return out, nil
}

// order returns an order with those that execute it, or nil.
func (s *snapshot) order(key string) (*lifecycle.Order, error) {
	if o, ok := s.orders[key]; ok {
		return o, nil
	}
	o, err := s.plainOrder(key)
	if o == nil || err != nil {
		return nil, err
	}
	seen := map[string]bool{}
	for c := range s.tx.Covers("order/" + key) {
		if seen[c.Order] {
			continue
		}
		seen[c.Order] = true
		e, err := s.plainOrder(c.Order)
		if err != nil {
			return nil, err
		}
		if e != nil {
			o.ExecutedBy = append(o.ExecutedBy, e)
		}
	}
	if s.orders == nil {
		s.orders = map[string]*lifecycle.Order{}
	}
	s.orders[key] = o
	return o, nil
}

// plainOrder reads an order by its own entries; that it may be the same as
// another changes nothing about what it covers.
func (s *snapshot) plainOrder(key string) (*lifecycle.Order, error) {
	return view.OrderOf(&snapshot{tx: s.tx, now: s.now, only: s.only}, takedown.ID{Kind: "order", Key: key})
}

// sum adds the counters of an operation up.
func (s *snapshot) sum(operation string) (map[store.CountKey]int, error) {
	if s.sums[operation] != nil {
		return s.sums[operation], nil
	}
	out := map[store.CountKey]int{}
	for k, n := range s.tx.Counts(operation) {
		out[k] = n
	}
	err := s.correct(func(r *view.Record, delta int) {
		for k := range counterKeys(r) {
			if k.Operation == operation {
				out[k] += delta
			}
		}
	})
	if s.sums == nil {
		s.sums = map[string]map[store.CountKey]int{}
	}
	s.sums[operation] = out
	return out, err
}

// correct calls move for every row that is shown as another one than it is
// stored: once with what is stored, and once with what is shown.
func (s *snapshot) correct(move func(r *view.Record, delta int)) error {
	same, err := s.sameness()
	if err != nil {
		return err
	}
	if same != nil {
		for _, c := range same.classes {
			for _, id := range c.members {
				r, err := s.row(id)
				if err != nil {
					return err
				}
				move(r, -1)
			}
			one, err := s.joined(c.members)
			if err != nil {
				return err
			}
			move(one, 1)
		}
	}
	return s.correctLives(same, move)
}

// correctLives moves the records whose stored state is not that of the
// instant.
func (s *snapshot) correctLives(same *sameness, move func(r *view.Record, delta int)) error {
	correct := func(r *view.Record) error {
		if len(same.members(r.ID)) > 1 {
			return nil
		}
		stored := r.Clone()
		if err := s.live(r); err != nil {
			return err
		}
		move(stored, -1)
		move(r, 1)
		return nil
	}
	if s.past() {
		for _, k := range takedown.Kinds() {
			var r view.Record
			for key, row := range s.tx.Rows(k.Name) {
				if err := parseRow(&r, takedown.ID{Kind: k.Name, Key: string(key)}, row); err != nil {
					return err
				}
				if r.Life.Judged {
					if err := correct(&r); err != nil {
						return err
					}
				}
			}
		}
		return nil
	}
	for _, name := range s.tx.Changes(s.now) {
		id, err := takedown.ParseID(name)
		if err != nil {
			continue // verify tells of it
		}
		r, err := s.row(id)
		if err != nil {
			return err
		}
		if r != nil {
			if err := correct(r); err != nil {
				return err
			}
		}
	}
	return nil
}

// past reports whether the view is of an instant before the last change, for
// which nothing is stored.
func (s *snapshot) past() bool { return s.joins && s.now.Before(s.written) }

// live gives a record its state at the instant of the view, where the stored
// one is of another.
func (s *snapshot) live(r *view.Record) error {
	if !s.joins || s.still || !r.Life.Judged || !s.past() && (r.Life.Changes.IsZero() || r.Life.Changes.After(s.now)) {
		return nil
	}
	life, err := view.LifeOf(s.stored(), r.ID)
	r.Life = life
	return err
}

// stored is the same view with the states as they are stored: what a state
// follows from are facts and fields, and no other state.
func (s *snapshot) stored() *snapshot {
	if s.base == nil {
		base := *s
		base.still = true
		s.base = &base
	}
	return s.base
}

// Count adds up, by state, how many records of a kind an operation has.
func (s *snapshot) Count(operation, kind string) (map[string]int, error) {
	sum, err := s.sum(operation)
	out := map[string]int{}
	for k, n := range sum {
		if k.Kind == kind && n != 0 {
			out[k.Status] += n
		}
	}
	return out, err
}

// Tallies adds up how many records an operation has, by state and act.
func (s *snapshot) Tallies(operation string) ([]view.Tally, error) {
	sum, err := s.sum(operation)
	var out []view.Tally
	for k, n := range sum {
		if n != 0 {
			out = append(out, view.Tally{Kind: k.Kind, Status: k.Status, Method: k.Method, Agency: k.Agency, Place: k.Place, N: n})
		}
	}
	return out, err
}
