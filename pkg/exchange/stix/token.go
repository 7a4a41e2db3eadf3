package stix

import "strings"

// tokens takes a pattern apart: brackets, commas, operators, strings with their
// quotes, and words. It returns nil where a string does not end, or nothing is
// there.
func tokens(text string) (out []string) {
	for i := 0; i < len(text); {
		n := 1
		if c := comment(text[i:]); c > 0 {
			i += c
			continue
		}
		switch c := text[i]; {
		case strings.IndexByte(" \t\r\n", c) >= 0:
			i++
			continue
		case c == '\'':
			if n = quotedEnd(text[i:]); n == 0 {
				return nil
			}
		case strings.IndexByte("[](),", c) >= 0:
		case strings.IndexByte("=!<>", c) >= 0:
			for i+n < len(text) && (text[i+n] == '=' || c == '<' && text[i+n] == '>') {
				n++
			}
		default:
			if n = wordEnd(text[i:]); n == 0 {
				return nil
			}
		}
		out = append(out, text[i:i+n])
		i += n
	}
	return out
}

// comment returns how long the remark is that a text begins with. One that does
// not end goes to the end.
func comment(text string) int {
	for _, c := range [][2]string{{"//", "\n"}, {"/*", "*/"}} {
		if rest, ok := strings.CutPrefix(text, c[0]); ok {
			inner, _, ends := strings.Cut(rest, c[1])
			if !ends {
				return len(text)
			}
			return len(c[0]) + len(inner) + len(c[1])
		}
	}
	return 0
}

// quotedEnd returns how long the string is that a text begins with, or 0 where
// it does not end.
func quotedEnd(text string) int {
	for i := 1; i < len(text); i++ {
		switch text[i] {
		case '\\':
			i++
		case '\'':
			return i + 1
		}
	}
	return 0
}

// wordEnd returns how long the word is that a text begins with. The path of a
// property may have keys in quotes and places of lists in it.
func wordEnd(text string) int {
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '\'':
			n := quotedEnd(text[i:])
			if n == 0 {
				return 0
			}
			i += n - 1
		case c == '[' && i > 0:
			end := strings.IndexByte(text[i:], ']')
			if end < 0 {
				return 0
			}
			i += end
		case strings.IndexByte(" \t\r\n=!<>(),]", c) >= 0:
			return i
		}
	}
	return len(text)
}
