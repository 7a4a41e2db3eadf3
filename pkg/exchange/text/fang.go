package text

import (
	"html"
	"regexp"
	"strings"
	"sync"
)

// Signs that the author hid are put back as characters of their own, so that a
// name which was defanged can still be told from one that was not.
const (
	hiddenDot = '\x01'
	hiddenAt  = '\x02'
)

// unhide puts the true signs in place of the hidden ones.
var unhide = strings.NewReplacer(string(hiddenDot), ".", string(hiddenAt), "@")

// isHidden reports whether any sign of the text was hidden by its author.
func isHidden(s string) bool { return strings.ContainsAny(s, string(hiddenDot)+string(hiddenAt)) }

// suspicious are the bytes without which a line hides nothing.
const suspicious = "[({<]\\&*"

// reveal puts back the signs that the author of a line has hidden. What hides
// a sign beyond doubt leaves a hidden one behind. What only may hide one, such
// as a backslash before a dot or spaces around it, leaves the plain sign: a
// name must then prove itself like any other.
func reveal(s string) string {
	if isPlain(s) {
		return s
	}
	s = entity().ReplaceAllStringFunc(s, html.UnescapeString)
	s = strings.Map(inert, s)
	for _, h := range hidings {
		if h.pattern().MatchString(s) { // to replace nothing makes copies, too
			s = h.pattern().ReplaceAllString(s, h.sign)
		}
	}
	return oneSided().ReplaceAllStringFunc(s, openBracket)
}

// isPlain reports whether a line is printable ASCII that hides nothing.
func isPlain(s string) bool {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c > '~' || strings.IndexByte(suspicious, c) >= 0 {
			return false
		}
	}
	return !strings.Contains(s, " DOT ")
}

// inert drops characters that are not seen and turns control characters, which
// could pass for hidden signs, into spaces.
func inert(r rune) rune {
	switch r {
	case '\u200b', '\u2060', '\ufeff', '\u00ad':
		return -1
	}
	if r < ' ' || r == 0x7f {
		return ' '
	}
	return r
}

// compiled is a pattern that is compiled when it is first needed: most commands
// read no prose.
func compiled(pattern string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(pattern) })
}

// entity is a character of HTML written out.
var entity = compiled(`(?i)&(?:#[0-9]{1,7}|#x[0-9a-f]{1,6}|[a-z]{2,12});`)

// hidings are the ways to hide a sign, in the order in which they are undone.
var hidings = []struct {
	pattern func() *regexp.Regexp
	sign    string
}{
	{compiled(`(?i)<wbr ?/?>`), ""},
	{compiled(`\\([\[\]])`), "$1"},
	{compiled(`(?i)\bh[\[({](tt|xx)[\])}]p`), "h${1}p"},
	{compiled(`(?i)\b(h[tx]{2}p)[\[({]s[\])}]`), "${1}s"},
	{compiled(`(?i)[\[({](h[tx]{2}ps?://)[\])}]`), "$1"},
	{compiled(`(?i)\b(h[tx]{2}ps?):\\\\`), "$1://"},
	{compiled(`(?i)[\[({]www\.[\])}]`), "www."},
	{compiled(`([a-zA-Z0-9_-])[。．｡]([a-zA-Z0-9_-])`), "$1.$2"},
	{compiled(`([\pL\pN_-]) DOT ([\pL\pN_-])`), "$1.$2"},
	{compiled(`([\pL\pN_]) AT ([\pL\pN-]+\.)`), "$1@$2"},
	{compiled(`([0-9])\.\[([0-9]{1,3})\]`), "$1" + string(hiddenDot) + "$2"},
	{compiled(`[\[({]\\\.[\])}]`), string(hiddenDot)},
	{compiled(`(?i)\bh\*\*p(s?)(:|\[)`), "hxxp$1$2"},
	{compiled(`<[a-zA-Z][^<>]*>\[?\.\]?</[a-zA-Z]+>`), string(hiddenDot)},
	{compiled(`(?i)([\pL\pN_]) +[\[({<]+ ?(?:\.|dot|punkt|point) ?[\])}>]+ +([\pL\pN_])`), "$1.$2"},
	{compiled(`(?i)([\pL\pN_]) +[\[({<]+ ?(?:@|at) ?[\])}>]+ +([\pL\pN_])`), "$1@$2"},
	{compiled(`(?i)[\[({<]+ ?(?:\.|dot|punkt|point) ?[\])}>]+`), string(hiddenDot)},
	{compiled(`(?i)([\pL\pN_])[\[({<]+ ?(?:@|at) ?[\])}>]+`), "$1" + string(hiddenAt)},
	{compiled(`[\[({<](://|:/|//|:|/)[\])}>]`), "$1"},
	{compiled(`([\pL\pN_-])\.\]([\pL\pN_-])`), "$1" + string(hiddenDot) + "$2"},
	{compiled(`([\pL\pN_-])\\\.([\pL\pN_-])`), "$1.$2"},
	{compiled(`\\/`), "/"},
}

// oneSided is a bracket before a dot: evil[.example and evil[.example].
var oneSided = compiled(`[\pL\pN_-][\[({]\.[\pL\pN_-]+[\])}]?`)

// openBracket takes the bracket off. A whole ending in brackets must be a
// top-level domain, as authors also write loader[.dll].
func openBracket(s string) string {
	i := strings.IndexAny(s, "[({")
	ending := strings.TrimRight(s[i+2:], "])}")
	if len(ending) < len(s[i+2:]) && (!isTopLevel(ending) || isExtension(ending)) {
		return s
	}
	return s[:i] + string(hiddenDot) + ending
}
