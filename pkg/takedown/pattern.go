package takedown

import (
	"fmt"
	"net/netip"
	"strings"
)

// ParsePattern gives what an order covers its one spelling, kind/rest: one
// record, every name under a domain (domain/*.evil.example), or every address
// in a network (server/203.0.113.0/24). Bare, a network or an address is a
// server, scheme:// a url, and any other text a domain. A suspect without
// issuer is the agency's own.
func ParsePattern(s, agency string) (string, error) {
	kind, rest, ok := SplitID(s)
	if !ok {
		kind, rest = barePattern(s), s
	}
	switch kind {
	case "domain":
		return domainPattern(rest)
	case "server":
		if strings.Contains(rest, "/") {
			return networkPattern(rest)
		}
	case "url", "account", "suspect":
	default:
		return "", fmt.Errorf("an order cannot cover %q: %w", s, ErrInvalid)
	}
	id, err := NewID(kind, rest, agency)
	if err != nil {
		return "", err
	}
	return id.String(), nil
}

func barePattern(s string) string {
	refanged := Refang(s)
	if strings.Contains(refanged, "://") {
		return "url"
	}
	address, _, _ := strings.Cut(refanged, "/")
	if _, err := netip.ParseAddr(address); err == nil {
		return "server"
	}
	return "domain"
}

// domainPattern also takes *.x of a top-level domain: whether that is too wide
// is not a question of form.
func domainPattern(s string) (string, error) {
	parent, wild := strings.CutPrefix(Refang(s), "*.")
	if !wild {
		name, err := CanonicalDomain(s)
		return "domain/" + name, err
	}
	name, err := canonicalName(parent)
	if err != nil {
		return "", err
	}
	return "domain/*." + name, nil
}

// networkPattern refuses a network that is typed with a bit set beyond its
// prefix: the order would name something else than it covers.
func networkPattern(s string) (string, error) {
	p, err := netip.ParsePrefix(Refang(s))
	if err != nil || p.Addr().Is4In6() {
		return "", fmt.Errorf("%q is no network such as 203.0.113.0/24: %w", s, ErrInvalid)
	}
	if p != p.Masked() {
		return "", fmt.Errorf("%q is an address inside %s: %w", s, p.Masked(), ErrInvalid)
	}
	if p.IsSingleIP() {
		return "server/" + p.Addr().String(), nil
	}
	return "server/" + p.String(), nil
}

// PatternKind returns the kind of record that a canonical pattern covers.
func PatternKind(p string) string {
	kind, _, _ := strings.Cut(p, "/")
	return kind
}
