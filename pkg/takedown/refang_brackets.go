package takedown

import (
	"bytes"
	"strings"
)

// bracketed are the words that stand in brackets for the sign they hide.
var bracketed = []struct{ word, sign string }{
	{".", "."}, {"dot", "."}, {"punkt", "."}, {"point", "."},
	{"@", "@"}, {"at", "@"},
	{"://", "://"}, {":", ":"}, {"/", "/"},
}

const openers, closers = "[({<", "])}>"

// unbracket replaces [.] and its like by the sign they stand for, with the
// spaces around a dot or an at sign, and takes off a bracket that stands on
// one side of a dot only.
func unbracket(s string) string {
	if !strings.ContainsAny(s, openers+closers) {
		return s
	}
	out := make([]byte, 0, len(s))
	for i := 0; i < len(s); {
		sign, n := bracketAt(s, i)
		if n == 0 {
			out = append(out, s[i])
			i++
			continue
		}
		i += n
		if sign == "." || sign == "@" {
			out = bytes.TrimRight(out, " ")
			for i < len(s) && s[i] == ' ' {
				i++
			}
		}
		out = append(out, sign...)
	}
	return string(out)
}

// bracketAt reads the hidden sign that starts at s[i], and says how many bytes
// it takes up there: none where there is no such sign.
func bracketAt(s string, i int) (sign string, n int) {
	if kind := strings.IndexByte(openers, s[i]); kind >= 0 {
		if sign, n := bracketedWord(s[i:], closers[kind]); n > 0 {
			return sign, n
		}
		return openBefore(s, i, closers[kind])
	}
	if s[i] == '.' && i+2 < len(s) && s[i+1] == ']' && i > 0 && isNameByte(s[i-1]) && isNameByte(s[i+2]) {
		return ".", 2
	}
	return "", 0
}

// bracketedWord reads a word such as [dot] that s begins with.
func bracketedWord(s string, closer byte) (sign string, n int) {
	end := strings.IndexByte(s[:min(len(s), 12)], closer)
	if end < 0 {
		return "", 0
	}
	inner := strings.Trim(s[1:end], " ")
	for _, b := range bracketed {
		if strings.EqualFold(inner, b.word) {
			return b.sign, end + 1
		}
	}
	return "", 0
}

// openBefore reads the bracket of evil[.example] or evil[.example at s[i]. A
// round or curly one on one side of a dot can belong to the path of a URL.
func openBefore(s string, i int, closer byte) (sign string, n int) {
	if s[i] != '[' || i == 0 || !isNameByte(s[i-1]) || i+2 >= len(s) || s[i+1] != '.' || !isNameByte(s[i+2]) {
		return "", 0
	}
	end := i + 2
	for end < len(s) && (isNameByte(s[end]) || s[end] == '.') {
		end++
	}
	if end < len(s) && s[end] == closer {
		return s[i+1 : end], end + 1 - i
	}
	return ".", 2
}

// isNameByte reports whether c can stand in a label, taking every byte of a
// character beyond ASCII for a letter.
func isNameByte(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '_' || c >= 0x80
}
