package casebook

import (
	"net/netip"
	"strings"
)

// networkLengths returns how long the networks are that orders cover, so that
// nobody looks for an address in each of the 128 that it lies in.
func (s *snapshot) networkLengths() map[int]bool {
	if s.lengths != nil {
		return s.lengths
	}
	s.lengths = map[int]bool{}
	for c := range s.tx.CoversOf("server") {
		if p, err := netip.ParsePrefix(strings.TrimPrefix(c.Pattern, "server/")); err == nil {
			s.lengths[p.Bits()] = true
		}
	}
	return s.lengths
}

// forgetOrders makes the view read orders again, since one has changed.
func (s *snapshot) forgetOrders() { s.orders, s.lengths = nil, nil }
