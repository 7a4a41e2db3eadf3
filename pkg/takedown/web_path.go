package takedown

import "strings"

const upperHex = "0123456789ABCDEF"

// normaliseEscapes decodes the escapes of unreserved characters, writes the
// others in upper case, and escapes what must not stand in a path (RFC 3986,
// section 3.3). A percent sign that begins no escape becomes %25: left alone,
// it could begin one once what follows it is decoded.
func normaliseEscapes(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		c := s[i]
		if hi, lo, ok := escapeAt(s, i); ok {
			c, i = hi<<4|lo, i+2
			if isUnreserved(c) {
				b.WriteByte(c)
			} else {
				writeEscape(&b, c)
			}
			continue
		}
		if isUnreserved(c) || strings.IndexByte("/:@!$&'()*+,;=", c) >= 0 {
			b.WriteByte(c)
		} else {
			writeEscape(&b, c)
		}
	}
	return b.String()
}

func escapeAt(s string, i int) (hi, lo byte, ok bool) {
	if s[i] != '%' || i+2 >= len(s) {
		return 0, 0, false
	}
	h, l := unhex(s[i+1]), unhex(s[i+2])
	return h, l, h < 16 && l < 16
}

func unhex(c byte) byte {
	switch {
	case c >= '0' && c <= '9':
		return c - '0'
	case c >= 'a' && c <= 'f':
		return c - 'a' + 10
	case c >= 'A' && c <= 'F':
		return c - 'A' + 10
	}
	return 16
}

func writeEscape(b *strings.Builder, c byte) {
	b.WriteByte('%')
	b.WriteByte(upperHex[c>>4])
	b.WriteByte(upperHex[c&15])
}

func isUnreserved(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte("-._~", c) >= 0
}

// removeDotSegments resolves . and .. in an absolute path (RFC 3986, section
// 5.2.4). Empty segments stay: servers tell them apart.
func removeDotSegments(path string) string {
	segments := strings.Split(path[1:], "/")
	out := segments[:0]
	for i, s := range segments {
		last := i == len(segments)-1
		switch s {
		case ".", "..":
			if s == ".." && len(out) > 0 {
				out = out[:len(out)-1]
			}
			if last {
				out = append(out, "")
			}
		default:
			out = append(out, s)
		}
	}
	return "/" + strings.Join(out, "/")
}
