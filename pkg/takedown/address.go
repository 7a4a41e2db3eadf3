package takedown

import (
	"fmt"
	"net/netip"
	"strings"
)

// CanonicalAddress gives an IP address its one spelling: refanged, an IPv4
// address mapped into IPv6 as IPv4, and without brackets. An address with a
// zone is refused, as it means something on one machine only.
func CanonicalAddress(s string) (string, error) {
	refanged := Refang(s)
	if n := len(refanged); n > 2 && refanged[0] == '[' && refanged[n-1] == ']' {
		refanged = refanged[1 : n-1]
	}
	a, err := netip.ParseAddr(refanged)
	if err != nil {
		return "", addressError(s, refanged)
	}
	if a.Zone() != "" {
		return "", fmt.Errorf("address %q has the zone %q, which means nothing elsewhere: %w", s, a.Zone(), ErrInvalid)
	}
	return a.Unmap().String(), nil
}

// addressError says what is wrong with a text that is no address, where that
// is easily told.
func addressError(typed, refanged string) error {
	if _, err := netip.ParseAddrPort(refanged); err == nil {
		return fmt.Errorf("%q has a port, which is a field of the server and no part of its address: %w", typed, ErrInvalid)
	}
	if strings.Contains(refanged, "/") {
		return fmt.Errorf("%q is no single IP address: %w", typed, ErrInvalid)
	}
	return fmt.Errorf("%q is no IP address: %w", typed, ErrInvalid)
}
