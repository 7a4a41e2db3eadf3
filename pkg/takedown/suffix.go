package takedown

import "golang.org/x/net/publicsuffix"

// Registrable returns the part of a canonical name that someone registered:
// one label more than its public suffix. A public suffix has none.
func Registrable(name string) (string, bool) {
	r, err := publicsuffix.EffectiveTLDPlusOne(name)
	return r, err == nil
}

// IsPublicSuffix reports whether unrelated people register names directly
// under a canonical name. Every top-level domain is taken for one.
func IsPublicSuffix(name string) bool {
	suffix, _ := publicsuffix.PublicSuffix(name)
	return suffix == name
}
