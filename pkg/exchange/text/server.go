package text

import (
	"net/netip"
	"strings"
)

// addresses reads one IPv4 address, or the two ends of a range.
func (f *finder) addresses(s string, start, end int) int {
	next := end
	for at := start; at < end; {
		stop := end
		if i := strings.IndexByte(s[at:end], '-'); i >= 0 {
			stop = at + i
		}
		next = f.ipv4(s, at, stop)
		at = stop + 1
	}
	return max(next, end)
}

// ipv4 reads an address with what follows it.
func (f *finder) ipv4(s string, start, end int) int {
	typed := s[start:end]
	a, err := netip.ParseAddr(unhide.Replace(typed))
	if err != nil {
		return end
	}
	hidden := isHidden(typed)
	if port, _ := portAfter(s, end); !hidden && port == "" && (isVersion(s[:start], f.version, isSmall(a)) || isBeforeLater(s[end:]) || isHeading(s[:start], s[end:], a)) {
		f.skip("version", a.String())
		f.version = end
		return end
	}
	if !isAtHost(s[:start], hidden) || !hidden && !isPublic(a) {
		return end
	}
	return f.server(s, start, end, a)
}

// server yields an address with its port. One with the length of a prefix is a
// network, which is no server.
func (f *finder) server(s string, start, end int, a netip.Addr) int {
	if bits, n := prefixAfter(s, end); n > 0 && bits != a.BitLen() {
		f.skip("network", a.String()+s[end:end+n])
		return end + n
	}
	port, after := portAfter(s, end)
	after = pathAfter(s, after)
	path := ""
	if after > end && strings.Contains(s[end:after], "/") {
		path = listed(s, end, after, start)
	}
	f.addServer(a.Unmap().String(), port, path)
	return after
}

var prefix = compiled(`^/(\d{1,3})(?:[^\pL\pN/_-]|$)`)

// prefixAfter reads the length of a network prefix, and how many bytes it
// takes up.
func prefixAfter(s string, i int) (bits, n int) {
	if i >= len(s) || s[i] != '/' {
		return 0, 0
	}
	m := prefix().FindStringSubmatch(s[i:])
	if m == nil {
		return 0, 0
	}
	for _, d := range m[1] {
		bits = bits*10 + int(d-'0')
	}
	if bits > 128 {
		return 0, 0
	}
	return bits, 1 + len(m[1])
}

// maxIPv6 is the length of the longest address, one that ends as IPv4 does.
const maxIPv6 = len("0000:0000:0000:0000:0000:ffff:203.000.113.255")

// ipv6 reads the address that starts at s[start], in brackets or not. It
// returns 0 where there is none.
func (f *finder) ipv6(s string, start int) int {
	end := start
	for end < len(s) && end-start <= maxIPv6 && (strings.IndexByte("0123456789abcdefABCDEF:.", s[end]) >= 0 || s[end] == hiddenDot) {
		end++
	}
	typed := strings.TrimRight(s[start:end], ".")
	if strings.Count(typed, ":") < 2 {
		return 0
	}
	if !strings.HasSuffix(typed, "::") {
		typed = strings.TrimRight(typed, ":")
	}
	a, err := netip.ParseAddr(unhide.Replace(typed))
	end = start + len(typed)
	if err != nil || !isPublic(a.Unmap()) || end < len(s) && isASCIIWord(s[end]) && s[end] != '.' {
		return 0
	}
	if byteBefore(s, start) == '[' && end < len(s) && s[end] == ']' {
		port, after := portAfter(s, end+1)
		f.addServer(a.Unmap().String(), port, "")
		return after
	}
	return f.server(s, start, end, a)
}
