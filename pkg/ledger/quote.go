package ledger

import (
	"bytes"
	"fmt"
)

// escaped lists the bytes that a JSON string may not hold as they are, the
// frequent ones first. Everything else stands for itself, so that a string has
// one spelling.
const escaped = "\"\\\n\t\r\b\f" +
	"\x00\x01\x02\x03\x04\x05\x06\x07\x0b\x0e\x0f" +
	"\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19\x1a\x1b\x1c\x1d\x1e\x1f"

// escapes holds the one escape of each escaped byte, and "" for all others.
var escapes = func() (table [256]string) {
	for c := range 0x20 {
		table[c] = fmt.Sprintf(`\u%04x`, c)
	}
	table['"'], table['\\'] = `\"`, `\\`
	table['\n'], table['\t'], table['\r'] = `\n`, `\t`, `\r`
	table['\b'], table['\f'] = `\b`, `\f`
	return table
}()

// mustEscape tells which bytes have an escape. It is small enough to stay in the
// processor's cache, which escapes is not: every byte of every entry is looked
// up.
var mustEscape = func() (table [256]bool) {
	for c := range escapes {
		table[c] = escapes[c] != ""
	}
	return table
}()

// AppendString writes s as a JSON string in its one spelling. Payloads must be
// written with it too, or Append refuses them. It does not look at whether s is
// valid UTF-8: Append does, once for the whole line.
func AppendString(dst []byte, s string) []byte {
	dst = append(dst, '"')
	done := 0
	for i := range len(s) {
		if mustEscape[s[i]] {
			dst = append(append(dst, s[done:i]...), escapes[s[i]]...)
			done = i + 1
		}
	}
	return append(append(dst, s[done:]...), '"')
}

// unquote takes the escapes out of what stands between the quotes of a string
// that the scanner has accepted.
func unquote(raw []byte) string {
	if bytes.IndexByte(raw, '\\') < 0 {
		return string(raw)
	}
	plain := make([]byte, 0, len(raw))
	for len(raw) > 0 {
		c, size := raw[0], 1
		if c == '\\' {
			c, size = cutEscape(raw)
		}
		plain, raw = append(plain, c), raw[size:]
	}
	return string(plain)
}

// cutEscape returns the byte whose escape text begins with, and the escape's
// size, which is 0 if that is no escape in its one spelling.
func cutEscape(text []byte) (c byte, size int) {
	for i := range len(escaped) {
		if escape := escapes[escaped[i]]; bytes.HasPrefix(text, []byte(escape)) {
			return escaped[i], len(escape)
		}
	}
	return 0, 0
}
