package takedown

import (
	"cmp"
	"fmt"
	"net/netip"
	"strconv"
	"strings"
)

// ID names one record: a kind and the canonical key.
type ID struct{ Kind, Key string }

// String returns kind/key.
func (id ID) String() string { return id.Kind + "/" + id.Key }

// Compare orders ids by kind in table order, then by key.
func (id ID) Compare(other ID) int {
	if c := cmp.Compare(KindIndex(id.Kind), KindIndex(other.Kind)); c != 0 {
		return c
	}
	return cmp.Compare(id.Key, other.Key)
}

// KindIndex returns the place of a kind in table order.
func KindIndex(name string) int {
	for i, k := range kinds {
		if k.Name == name {
			return i
		}
	}
	return len(kinds)
}

// SplitID splits kind/key at the first slash, when a kind stands before it.
func SplitID(s string) (kind, key string, ok bool) {
	kind, key, ok = strings.Cut(s, "/")
	if !ok || KindOf(kind) == nil {
		return "", s, false
	}
	return kind, key, true
}

// ParseID reads the kind/key of an entry, whose key must be canonical.
func ParseID(s string) (ID, error) {
	kind, key, ok := SplitID(s)
	if !ok || key == "" {
		return ID{}, fmt.Errorf("record name %q: %w", s, ErrInvalid)
	}
	return ID{kind, key}, nil
}

// MaxKey is the longest key, in bytes.
const MaxKey = 4 << 10

// ParseKey reads the key of a record of that kind as a person typed it, for
// writing. An issued key without issuer is the agency's own. Shown is the name
// as typed, where that differs from the key.
func ParseKey(k *Kind, text, agency string) (id ID, shown string, err error) {
	if len(text) > MaxKey {
		return ID{}, "", fmt.Errorf("%s key of %d bytes is longer than %d: %w", k.Name, len(text), MaxKey, ErrInvalid)
	}
	if !k.Issued {
		key, err := k.Canonical(text)
		if err == nil {
			return ID{k.Name, key}, "", nil
		}
		if !k.Nameable || !nameable(text) {
			return ID{}, "", err
		}
	}
	issuer, name, ok := SplitIssuer(text)
	if !ok {
		issuer = agency
	}
	key, shown, err := issuedKey(issuer, name)
	if err != nil {
		return ID{}, "", fmt.Errorf("%s %q: %w", k.Name, text, err)
	}
	return ID{k.Name, key}, shown, nil
}

// issuedKey joins an issuer and a name. Shown is ISSUER:NAME as typed where
// folding changed it.
func issuedKey(issuer, name string) (key, shown string, err error) {
	folded, typed, err := CanonicalHandle(name)
	if err != nil {
		return "", "", err
	}
	key = issuer + ":" + folded
	if folded != typed {
		shown = issuer + ":" + typed
	}
	return key, shown, nil
}

// nameable reports whether a text that is no address may be the name of a
// server. What looks like a mistyped address or a domain may not.
func nameable(s string) bool {
	issuer, name, ok := SplitIssuer(s)
	if !ok {
		name = s
	}
	name = strings.Trim(name, " ")
	if ok && strings.Contains(name, ":") && isHex(issuer) {
		return false
	}
	return name != "" && !strings.ContainsAny(name, "./[]") && strings.Trim(name, "0123456789:") != ""
}

func isHex(s string) bool { return strings.Trim(s, "0123456789abcdef") == "" }

// SplitIssuer splits ISSUER:NAME at the first colon, when what stands before
// it has the form of an agency code.
func SplitIssuer(s string) (issuer, name string, ok bool) {
	before, after, found := strings.Cut(s, ":")
	if !found || !IsAgencyCode(before) {
		return "", s, false
	}
	return before, after, true
}

// IsAgencyCode reports whether s has the form of an agency code.
func IsAgencyCode(s string) bool {
	if len(s) < 2 || len(s) > 32 {
		return false
	}
	for i := range len(s) {
		c := s[i]
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' {
			return false
		}
	}
	return true
}

// Ref is a key as a person typed it, before the case has been asked which
// record it means.
type Ref struct {
	Typed string
	// IDs are the records that it names if they are on file, at most one a
	// kind.
	IDs []ID
	// Names are the issued records with this name, whoever issued them:
	// kind and folded name.
	Names []ID
	// Tenure is which of the holders of a target is meant, counted from 1;
	// 0 is the present one.
	Tenure int
}

// ParseRef reads a key for reading: kind/key, or bare. A bare text with ://
// is a url and an IP address a server; any other could be a record of each
// kind whose keys have that form.
func ParseRef(text string) (Ref, error) {
	if len(text) > MaxKey {
		return Ref{}, fmt.Errorf("key of %d bytes is longer than %d: %w", len(text), MaxKey, ErrInvalid)
	}
	if key, tenure := cutTenure(text); tenure > 0 {
		ref, err := ParseRef(key)
		ref.Typed, ref.Tenure = text, tenure
		return ref, err
	}
	if kind, rest, ok := SplitID(text); ok {
		return refOfKind(KindOf(kind), text, rest)
	}
	refanged := Refang(text)
	if strings.Contains(refanged, "://") {
		return refOfKind(&url, text, text)
	}
	if _, err := netip.ParseAddr(refanged); err == nil {
		return refOfKind(&server, text, text)
	}
	ref := Ref{Typed: text}
	for _, k := range kinds {
		r, err := refOfKind(k, text, text)
		if err != nil {
			continue
		}
		ref.IDs = append(ref.IDs, r.IDs...)
		ref.Names = append(ref.Names, r.Names...)
	}
	if len(ref.IDs)+len(ref.Names) == 0 {
		return Ref{}, fmt.Errorf("key %q: %w", text, ErrInvalid)
	}
	return ref, nil
}

// refOfKind reads a key of one kind. An issued name without issuer goes into
// Names; with one it could still be a name that has a colon in it, as the
// colon of hk:a:b, so the whole text is a name too.
func refOfKind(k *Kind, typed, text string) (Ref, error) {
	ref := Ref{Typed: typed}
	if !k.Issued {
		key, err := k.Canonical(text)
		if err == nil {
			ref.IDs = append(ref.IDs, ID{k.Name, key})
			return ref, nil
		}
		if !k.Nameable || !nameable(text) {
			return Ref{}, err
		}
	}
	issuer, name, ok := SplitIssuer(text)
	folded, _, err := CanonicalHandle(name)
	if err != nil {
		return Ref{}, fmt.Errorf("%s %q: %w", k.Name, text, err)
	}
	if ok {
		ref.IDs = append(ref.IDs, ID{k.Name, issuer + ":" + folded})
	} else {
		ref.Names = append(ref.Names, ID{k.Name, folded})
	}
	return ref, nil
}

// NewID makes the ID of a typed key of that kind without knowing an agency:
// natural keys and ISSUER:NAME. It is for key fields such as lead or executes.
func NewID(kind, text, agency string) (ID, error) {
	id, _, err := ParseKey(KindOf(kind), text, agency)
	return id, err
}

// KeyOf returns the key in kind/key, and nothing of nothing.
func KeyOf(name string) string {
	_, key, _ := strings.Cut(name, "/")
	return key
}

// maxTenures is more holders than any name has had.
const maxTenures = 9999

// cutTenure takes the number of a holder off a key: evil.example~1 is the first
// who had it. A path of a URL may end so, and means itself.
func cutTenure(text string) (key string, tenure int) {
	at := strings.LastIndexByte(text, '~')
	if at <= 0 || strings.Contains(Refang(text), "://") {
		return text, 0
	}
	n, err := strconv.Atoi(text[at+1:])
	if err != nil || n < 1 || n > maxTenures || text[at+1] == '0' || text[at+1] == '+' {
		return text, 0
	}
	return text[:at], n
}
