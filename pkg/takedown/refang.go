package takedown

import (
	"strings"
	"unicode/utf8"
)

// Refang undoes what authors do to an indicator so that nobody clicks on it:
// hxxp for http, evil[.]example, evil(dot)example, user[at]evil.example,
// evil\.example, http[:]//, <http://…>, and white space or invisible
// characters around and inside it. A text without any of that is returned as
// it is, and so is one that is longer than any key. Refanging twice is the same
// as refanging once.
func Refang(s string) string {
	if len(s) > MaxKey || !needsRefang(s) {
		return s
	}
	for {
		t := refangScheme(unescape(unbracket(trimIndicator(s))))
		if t == s {
			return s
		}
		s = t
	}
}

// needsRefang is quick and errs on the side of yes: most texts have none of
// the characters that a defanged one must have.
func needsRefang(s string) bool {
	for i := range len(s) {
		switch c := s[i]; {
		case c == '[' || c == '(' || c == '{' || c == '<' || c == '\\' || c == ']':
			return true
		case c <= ' ' || c >= utf8.RuneSelf:
			return true
		case c == ':':
			if _, ok := fangedScheme(s); ok {
				return true
			}
		}
	}
	return false
}

// invisible are characters that UTS 46 ignores in a name. The zero-width
// joiner and non-joiner are not among them: they tell names apart.
var invisible = strings.NewReplacer("\u200b", "", "\u2060", "", "\ufeff", "", "\u00ad", "")

// trimIndicator takes off white space, invisible characters and one pair of
// angle brackets.
func trimIndicator(s string) string {
	s = strings.TrimSpace(invisible.Replace(s))
	if len(s) > 2 && s[0] == '<' && s[len(s)-1] == '>' {
		s = s[1 : len(s)-1]
	}
	return s
}

// unescape takes the backslash from a dot and a slash, as Markdown and JSON
// put it there.
func unescape(s string) string {
	if !strings.Contains(s, `\`) {
		return s
	}
	return strings.ReplaceAll(strings.ReplaceAll(s, `\.`, "."), `\/`, "/")
}

// fangedSchemes are the spellings under which http and ftp are hidden; an s
// may follow each.
var fangedSchemes = []struct{ fanged, scheme string }{
	{"hxxp", "http"}, {"hxtp", "http"}, {"htxp", "http"}, {"hxxx", "http"}, {"h**p", "http"}, {"meow", "http"},
	{"fxp", "ftp"},
}

// refangScheme restores the scheme that a text begins with.
func refangScheme(s string) string {
	if t, ok := fangedScheme(s); ok {
		return t
	}
	return s
}

func fangedScheme(s string) (string, bool) {
	for _, f := range fangedSchemes {
		n := len(f.fanged)
		if len(s) <= n || !strings.EqualFold(s[:n], f.fanged) {
			continue
		}
		rest := s[n:]
		if strings.HasPrefix(rest, "s:") || strings.HasPrefix(rest, "S:") {
			return f.scheme + "s" + rest[1:], true
		}
		if rest[0] == ':' {
			return f.scheme + rest, true
		}
	}
	return "", false
}
