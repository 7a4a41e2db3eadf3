package takedown

import (
	"fmt"
	neturl "net/url"
	"strconv"
	"strings"
	"unicode/utf8"
)

// defaultPorts are dropped from a URL.
var defaultPorts = map[string]int{"http": 80, "https": 443, "ftp": 21}

// CanonicalURL gives a URL its one spelling: refanged; scheme and host in
// lower case, the host in A-labels; no default port; at least / as path, its
// dot segments removed and its escapes normalised; the query as it is; no
// fragment. User information is kept as it is.
//
// White space inside is written %20, as browsers do; control characters are
// refused. The scheme may be any, but :// must follow it.
func CanonicalURL(s string) (string, error) {
	out := ""
	if len(s) <= MaxKey {
		var err error
		if out, err = canonicalURL(Refang(s)); err != nil {
			return "", fmt.Errorf("url %q: %v: %w", s, err, ErrInvalid)
		}
	}
	if n := max(len(s), len(out)); n > MaxKey {
		return "", fmt.Errorf("url of %d bytes is longer than %d: %w", n, MaxKey, ErrInvalid)
	}
	return out, nil
}

func canonicalURL(s string) (string, error) {
	if !utf8.ValidString(s) || strings.ContainsFunc(s, isControl) {
		return "", fmt.Errorf("it has control characters or is no UTF-8")
	}
	scheme, rest, ok := strings.Cut(s, "://")
	if scheme = strings.ToLower(scheme); !ok || !isScheme(scheme) {
		return "", fmt.Errorf("it does not begin with a scheme and ://")
	}
	rest, _, _ = strings.Cut(rest, "#")
	rest, query, hasQuery := strings.Cut(rest, "?")
	authority, path, _ := strings.Cut(rest, "/")
	authority, err := canonicalAuthority(scheme, authority)
	if err != nil {
		return "", err
	}
	out := scheme + "://" + authority + removeDotSegments(normaliseEscapes("/"+path))
	if hasQuery {
		out += "?" + strings.ReplaceAll(query, " ", "%20")
	}
	return out, nil
}

// isControl also takes the line and paragraph separators: a key is one line.
func isControl(r rune) bool {
	return r < ' ' || r >= 0x7f && r < 0xa0 || r == '\u2028' || r == '\u2029'
}

func isScheme(s string) bool {
	if s == "" || s[0] < 'a' || s[0] > 'z' {
		return false
	}
	return strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789+.-") == ""
}

func canonicalAuthority(scheme, s string) (string, error) {
	if strings.ContainsAny(s, ` \<>"`) {
		return "", fmt.Errorf("its host %q has characters that no host has", s)
	}
	user, hostport := "", s
	if at := strings.LastIndexByte(s, '@'); at >= 0 {
		user, hostport = s[:at+1], s[at+1:]
	}
	host, port := splitPort(hostport)
	host, err := canonicalHost(host)
	if err != nil {
		return "", err
	}
	port, err = canonicalPort(scheme, port)
	if err != nil {
		return "", err
	}
	return user + host + port, nil
}

// splitPort splits at the last colon that does not belong to an IPv6 address.
func splitPort(s string) (host, port string) {
	if i := strings.LastIndexByte(s, ':'); i > strings.LastIndexByte(s, ']') {
		return s[:i], s[i+1:]
	}
	return s, ""
}

// canonicalHost accepts an address, IPv6 in brackets, or a domain name, in
// which browsers also decode escapes.
func canonicalHost(s string) (string, error) {
	if a, err := CanonicalAddress(s); err == nil {
		switch {
		case !strings.Contains(a, ":"):
			return a, nil
		case s[0] == '[':
			return "[" + a + "]", nil
		}
	}
	decoded, err := neturl.PathUnescape(s)
	if err == nil {
		decoded, err = CanonicalDomain(decoded)
	}
	if err != nil {
		return "", fmt.Errorf("its host %q is neither a domain name nor an address", s)
	}
	return decoded, nil
}

func canonicalPort(scheme, s string) (string, error) {
	if s == "" {
		return "", nil
	}
	n, err := strconv.ParseUint(s, 10, 16)
	if err != nil {
		return "", fmt.Errorf("its port %q is no number from 0 to 65535", s)
	}
	if d, ok := defaultPorts[scheme]; ok && int(n) == d {
		return "", nil
	}
	return ":" + strconv.FormatUint(n, 10), nil
}
