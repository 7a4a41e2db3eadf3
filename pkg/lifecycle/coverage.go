package lifecycle

import (
	"fmt"
	"net/netip"
	"strings"

	"takedown/pkg/takedown"
)

// Patterns returns every pattern that covers a record: its own name, for a
// domain the wildcard of each parent, and for the address of a server each
// network that it lies in. A domain order covers neither URLs nor servers.
func Patterns(id takedown.ID) []string { return PatternsOf(id, nil) }

// PatternsOf leaves the networks out whose length nobody asks for: an address
// lies in 128 of them, and orders know few lengths. Nil stands for all.
func PatternsOf(id takedown.ID, lengths map[int]bool) []string {
	out := []string{id.String()}
	switch id.Kind {
	case "domain":
		for _, parent, ok := strings.Cut(id.Key, "."); ok; _, parent, ok = strings.Cut(parent, ".") {
			out = append(out, "domain/*."+parent)
		}
	case "server":
		a, err := netip.ParseAddr(id.Key)
		if err != nil {
			break
		}
		for bits := a.BitLen() - 1; bits >= 0; bits-- {
			if lengths != nil && !lengths[bits] {
				continue
			}
			if p, err := a.Prefix(bits); err == nil {
				out = append(out, "server/"+p.String())
			}
		}
	}
	return out
}

// IsPattern reports whether a pattern covers more than one name, also names
// that come later.
func IsPattern(pattern string) bool {
	kind, rest, _ := strings.Cut(pattern, "/")
	return kind == "domain" && strings.HasPrefix(rest, "*.") || kind == "server" && strings.Contains(rest, "/")
}

// The widest networks that an order covers without more ado.
const (
	widest4 = 16
	widest6 = 32
)

// CheckWidth refuses a pattern that would hit people who have nothing to do
// with each other: every name under a public suffix, or a network wider than
// /16, or /32 of IPv6.
func CheckWidth(pattern string) error {
	kind, rest, _ := strings.Cut(pattern, "/")
	if parent, ok := strings.CutPrefix(rest, "*."); ok && kind == "domain" && takedown.IsPublicSuffix(parent) {
		return fmt.Errorf("%s covers every name under the public suffix %s: an order that means it takes --wide and --why: %w", pattern, parent, takedown.ErrInvalid)
	}
	p, err := netip.ParsePrefix(rest)
	if err != nil || kind != "server" {
		return nil
	}
	if limit := widest(p); p.Bits() < limit {
		return fmt.Errorf("%s is wider than /%d: an order that means it takes --wide and --why: %w", pattern, limit, takedown.ErrInvalid)
	}
	return nil
}

func widest(p netip.Prefix) int {
	if p.Addr().Is4() {
		return widest4
	}
	return widest6
}
