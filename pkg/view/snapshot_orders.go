package view

import (
	"maps"
	"net/netip"
	"slices"
	"strings"
	"takedown/pkg/lifecycle"
	"takedown/pkg/takedown"
)

// Orders returns the orders that covered a record at some time. Orders that
// many records ask for are read once.
func (s *Snapshot) Orders(id takedown.ID) ([]*lifecycle.Order, error) {
	same, err := s.sameness()
	if err != nil {
		return nil, err
	}
	events := map[string][]string{}
	for _, member := range same.members(id) {
		for _, pattern := range lifecycle.PatternsOf(member, s.networkLengths()) {
			for c := range s.rows.Covers(pattern) {
				events[c.Order] = append(events[c.Order], c.Event)
			}
		}
	}
	var out []*lifecycle.Order
	for _, key := range slices.Sorted(maps.Keys(events)) {
		o, err := s.Order(key)
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

// Order returns an order with those that execute it, or nil.
func (s *Snapshot) Order(key string) (*lifecycle.Order, error) {
	if o, ok := s.orders[key]; ok {
		return o, nil
	}
	o, err := s.plainOrder(key)
	if o == nil || err != nil {
		return nil, err
	}
	seen := map[string]bool{}
	for c := range s.rows.Covers("order/" + key) {
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
func (s *Snapshot) plainOrder(key string) (*lifecycle.Order, error) {
	return OrderOf(&Snapshot{rows: s.rows, Moment: Moment{Now: s.Now, Only: s.Only}}, takedown.ID{Kind: "order", Key: key})
}

// networkLengths returns how long the networks are that orders cover, so that
// nobody looks for an address in each of the 128 that it lies in.
func (s *Snapshot) networkLengths() map[int]bool {
	if s.lengths != nil {
		return s.lengths
	}
	s.lengths = map[int]bool{}
	for c := range s.rows.CoversOf("server") {
		if p, err := netip.ParsePrefix(strings.TrimPrefix(c.Pattern, "server/")); err == nil {
			s.lengths[p.Bits()] = true
		}
	}
	return s.lengths
}

// ForgetOrders makes the view read orders again, since one has changed.
func (s *Snapshot) ForgetOrders() { s.orders, s.lengths = nil, nil }
