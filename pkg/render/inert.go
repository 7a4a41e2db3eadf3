package render

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Inert makes visible what a terminal would obey or not show: control
// characters as \x1b, and bidirectional, zero-width and other invisible
// characters as \u{202e}. Bytes that are no UTF-8 become \xff. The result is
// one line, and to make it inert again changes nothing.
func Inert(s string) string {
	if isInert(s) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && size == 1, r < utf8.RuneSelf && isLive(r):
			fmt.Fprintf(&b, `\x%02x`, s[i])
		case isLive(r):
			fmt.Fprintf(&b, `\u{%x}`, r)
		default:
			b.WriteString(s[i : i+size])
		}
		i += size
	}
	return b.String()
}

// InertLines makes a text inert line by line, for forms that keep its lines.
func InertLines(s string) string {
	if isInert(s) {
		return s
	}
	lines := strings.Split(s, "\n")
	for i := range lines {
		lines[i] = Inert(lines[i])
	}
	return strings.Join(lines, "\n")
}

// isInert is quick for plain ASCII, which nearly every text is.
func isInert(s string) bool {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c >= 0x7f {
			return utf8.ValidString(s) && !strings.ContainsFunc(s, isLive)
		}
	}
	return true
}

// isLive reports whether a character does something else than to be seen.
// Spaces of other scripts are seen as such and stay.
func isLive(r rune) bool {
	if unicode.Is(unicode.Zs, r) {
		return false
	}
	return !unicode.IsPrint(r) || unicode.In(r, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector)
}
