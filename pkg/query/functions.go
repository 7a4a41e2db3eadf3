package query

import (
	"fmt"
	"net/netip"
	"strings"

	"takedown/pkg/takedown"
)

// parseNetwork reads a network, or an address as the network of itself.
func parseNetwork(s string) (netip.Prefix, error) {
	refanged := takedown.Refang(s)
	if a, err := netip.ParseAddr(refanged); err == nil && a.Zone() == "" {
		return netip.PrefixFrom(a.Unmap(), a.Unmap().BitLen()), nil
	}
	p, err := netip.ParsePrefix(refanged)
	if err != nil || p.Addr().Is4In6() {
		return netip.Prefix{}, fmt.Errorf("%q is no network such as 203.0.113.0/24", s)
	}
	if p != p.Masked() {
		return netip.Prefix{}, fmt.Errorf("%q is an address inside %s", s, p.Masked())
	}
	return p, nil
}

// parseParent reads a domain name, or a single label such as a top-level
// domain, which is no domain name by itself.
func parseParent(s string) (string, error) {
	name, err := takedown.CanonicalDomain(s)
	if err == nil || strings.Contains(s, ".") {
		return name, err
	}
	const child = "x."
	name, tldErr := takedown.CanonicalDomain(child + s)
	if tldErr != nil {
		return "", err
	}
	return strings.TrimPrefix(name, child), nil
}

// under reports whether a name is the parent or lies under it. Nearly every
// name that is asked about is canonical already.
func under(name, parent string) bool {
	parent, err := parseParent(parent)
	if err != nil {
		return false
	}
	if isUnder(name, parent) {
		return true
	}
	if isPlain(name) {
		return false
	}
	canonical, err := takedown.CanonicalDomain(name)
	return err == nil && isUnder(canonical, parent)
}

func isUnder(name, parent string) bool {
	rest, ok := strings.CutSuffix(name, parent)
	return ok && (rest == "" || rest[len(rest)-1] == '.')
}

func isPlain(name string) bool {
	for i := range len(name) {
		c := name[i]
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '.' && c != '-' && c != '_' {
			return false
		}
	}
	return true
}

// within reports whether an address lies in a network. A server that has a
// name instead of an address lies in none.
func within(address string, network netip.Prefix) bool {
	a, err := netip.ParseAddr(address)
	return err == nil && network.Contains(a.Unmap())
}
