package text

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// nextWord finds the next run of characters that can stand in a name or a mail
// address. Start and end are the same where there is none.
func nextWord(s string, at int) (start, end int) {
	for at < len(s) {
		n, ok := wordRune(s, at)
		if ok {
			break
		}
		at += n
	}
	start = at
	for at < len(s) {
		n, ok := wordRune(s, at)
		if !ok {
			break
		}
		at += n
	}
	return start, at
}

// wordRune reports the length of the character at s[i], and whether it belongs
// to a word.
func wordRune(s string, i int) (n int, ok bool) {
	if c := s[i]; c < utf8.RuneSelf {
		return 1, isWordByte[c]
	}
	r, n := utf8.DecodeRuneInString(s[i:])
	return n, r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) || r == '\u200c' || r == '\u200d')
}

var isWordByte = func() (t [utf8.RuneSelf]bool) {
	for c := range t {
		t[c] = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' ||
			c == hiddenDot || c == hiddenAt || strings.IndexByte("-_.@", byte(c)) >= 0
	}
	return t
}()

func isASCIIWord(c byte) bool { return c < utf8.RuneSelf && isWordByte[c] }

// isWideScript reports whether a character belongs to a script that is written
// without spaces, so that prose may touch a name.
func isWideScript(r rune) bool {
	return r >= 0x0e00 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Thai)
}

// cutProse takes off the prose that touches a name in a script without spaces:
// what stands before the Latin end of its first label, and after the Latin
// beginning of its last.
func cutProse(s string, start, end int) (int, int) {
	word := s[start:end]
	first := strings.IndexAny(word, "."+string(hiddenDot))
	if first < 0 || !strings.ContainsFunc(word, isWideScript) {
		return start, end
	}
	at := first
	for at < len(word) {
		label := word[at+1:]
		next := strings.IndexAny(label, "."+string(hiddenDot))
		if next < 0 {
			next = len(label)
		}
		if i := strings.IndexFunc(label[:next], isWideScript); i > 0 && (next == len(label) || endsNames(label[:i])) {
			end = start + at + 1 + i
			break
		}
		at += 1 + next
	}
	if i := strings.LastIndexFunc(word[:first], isWideScript); i >= 0 {
		_, n := utf8.DecodeRuneInString(word[i:])
		if i+n < first {
			start += i + n
		}
	}
	return start, end
}

// endsNames reports whether a label is one with which names or addresses end.
func endsNames(label string) bool {
	return isNumber(label) || isTopLevel(strings.ToLower(label))
}

// portAfter reads the port that stands at s[i], and returns where it ends.
func portAfter(s string, i int) (port string, end int) {
	if i >= len(s) || s[i] != ':' {
		return "", i
	}
	end = i + 1
	for end < len(s) && s[end] >= '0' && s[end] <= '9' {
		end++
	}
	if end == len(s) || !isLetterByte(s[end]) {
		if p, err := portsField.Parse(s[i+1:end], ""); err == nil {
			return p, end
		}
	}
	return "", i
}

func isLetterByte(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' || c == '_' }

// pathAfter returns where the path that begins at s[i] ends.
func pathAfter(s string, i int) int {
	if i < len(s) && s[i] == '/' {
		return i + len(trimEnd(s[i:urlEnd(s, i)], 0))
	}
	return i
}
