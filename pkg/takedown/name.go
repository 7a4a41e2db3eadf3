package takedown

import (
	"fmt"
	"net/netip"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/idna"
)

// lookup is UTS 46 as resolvers apply it, without the rules that real names
// break: underscores and hyphens in third and fourth place are allowed. It
// lets through characters that no name may have, so [checkName] follows it.
var lookup = idna.New(
	idna.MapForLookup(), idna.BidiRule(), idna.StrictDomainName(false),
	idna.CheckHyphens(false), idna.VerifyDNSLength(true), idna.Transitional(false),
)

// CanonicalDomain gives a domain name its one spelling: refanged, in A-labels,
// in lower case and without a final dot. A name has at least two labels.
func CanonicalDomain(s string) (string, error) {
	if isPlainName(s) {
		return s, nil
	}
	name, err := canonicalName(s)
	if err != nil {
		return "", err
	}
	if !strings.Contains(name, ".") {
		return "", fmt.Errorf("%q has no dot and so is no domain name: %w", s, ErrInvalid)
	}
	return name, nil
}

// isPlainName reports whether s is a canonical name without any xn-- label.
// Nearly every name of an import is, and is recognised here without allocation.
func isPlainName(s string) bool {
	if len(s) > maxName {
		return false
	}
	start, letters := 0, false
	for i := range len(s) {
		switch class[s[i]] {
		case letter:
			letters = true
		case digit:
		case dot:
			if !isPlainLabel(s[start:i]) {
				return false
			}
			start, letters = i+1, false
		default:
			return false
		}
	}
	return start > 0 && letters && isPlainLabel(s[start:])
}

func isPlainLabel(s string) bool {
	n := len(s)
	return n > 0 && n <= maxLabel && s[0] != '-' && s[n-1] != '-' && !(n > 3 && s[2] == '-' && s[:4] == "xn--")
}

// The classes of bytes in a canonical name. Hyphen and underscore count as
// letters here: they do not make a last label a number.
const (
	other byte = iota
	letter
	digit
	dot
)

var class = func() (t [256]byte) {
	for c := 'a'; c <= 'z'; c++ {
		t[c] = letter
	}
	for c := '0'; c <= '9'; c++ {
		t[c] = digit
	}
	t['-'], t['_'], t['.'] = letter, letter, dot
	return t
}()

const maxName, maxLabel = 253, 63

// canonicalName is [CanonicalDomain] that also takes a single label, such as a
// top-level domain.
func canonicalName(s string) (string, error) {
	if len(s) > MaxKey {
		return "", fmt.Errorf("domain name of %d bytes is longer than %d: %w", len(s), MaxKey, ErrInvalid)
	}
	refanged := Refang(s)
	if _, err := netip.ParseAddr(strings.Trim(refanged, "[]")); err == nil {
		return "", fmt.Errorf("%q is an address and no domain name: %w", s, ErrInvalid)
	}
	if strings.ContainsRune(refanged, utf8.RuneError) {
		return "", fmt.Errorf("%q is no domain name: it is no UTF-8: %w", s, ErrInvalid)
	}
	name := strings.TrimSuffix(fullStops.Replace(refanged), ".")
	ascii, err := lookup.ToASCII(name)
	if err != nil {
		ascii, err = labelByLabel(name)
	}
	if err != nil {
		return "", fmt.Errorf("%q is no domain name: %v: %w", s, err, ErrInvalid)
	}
	if err := checkName(ascii); err != nil {
		return "", fmt.Errorf("%q is no domain name: %v: %w", s, err, ErrInvalid)
	}
	return ascii, nil
}

// fullStops are those that UTS 46 reads as a dot between labels.
var fullStops = strings.NewReplacer("。", ".", "．", ".", "｡", ".")

// labelByLabel converts a name of which some label is refused. A label in
// ASCII is kept as it is, also where it starts with xn-- and cannot be
// decoded: it may well stand in the DNS.
func labelByLabel(name string) (string, error) {
	labels := strings.Split(name, ".")
	for i, l := range labels {
		if isASCII(l) {
			labels[i] = strings.ToLower(l)
			continue
		}
		a, err := lookup.ToASCII(l)
		if err != nil {
			return "", err
		}
		labels[i] = a
	}
	return strings.Join(labels, "."), nil
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

// checkName says what keeps a text in A-labels from being a name.
func checkName(s string) error {
	if len(s) > maxName {
		return fmt.Errorf("it is longer than %d bytes", maxName)
	}
	labels := strings.Split(s, ".")
	for _, l := range labels {
		if err := checkLabel(l); err != nil {
			return err
		}
	}
	if last := labels[len(labels)-1]; strings.Trim(last, "0123456789") == "" {
		return fmt.Errorf("its last label %q is a number", last)
	}
	return nil
}

func checkLabel(l string) error {
	switch {
	case l == "":
		return fmt.Errorf("a label is empty")
	case len(l) > maxLabel:
		return fmt.Errorf("label %q is longer than %d bytes", l, maxLabel)
	case l[0] == '-' || l[len(l)-1] == '-':
		return fmt.Errorf("label %q begins or ends with a hyphen", l)
	}
	for i := range len(l) {
		if c := class[l[i]]; c != letter && c != digit {
			return fmt.Errorf("label %q has the character %q", l, l[i])
		}
	}
	return nil
}

// UnicodeName returns a canonical name as its readers see it, in U-labels, or
// nothing where that is the same or cannot be told.
func UnicodeName(name string) string {
	if !strings.Contains(name, "xn--") {
		return ""
	}
	u, err := lookup.ToUnicode(name)
	if err != nil || u == name {
		return ""
	}
	return u
}

// IsHostName reports whether a canonical name is one that a host may have by
// RFC 952 and RFC 1123, labels of letters, digits and inner hyphens, and has at
// most that many bytes.
func IsHostName(name string, most int) bool {
	if name == "" || len(name) > most {
		return false
	}
	for label := range strings.SplitSeq(name, ".") {
		if len(label) > maxLabel || strings.Trim(label, "-") != label || label == "" || strings.Trim(label, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" {
			return false
		}
	}
	return true
}
