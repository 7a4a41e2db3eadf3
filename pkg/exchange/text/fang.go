package text

import (
	"html"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
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

// suspicious are the bytes without which a line of ASCII hides nothing but
// schemes and signs that are spelled out.
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
		s = h.undo(s)
	}
	s = revealWideDots(s)
	s = revealDots(s)
	s = revealHalfBrackets(s)
	s = revealSchemes(s)
	return revealWords(s)
}

// isPlain reports whether a line is printable ASCII that hides nothing.
func isPlain(s string) bool {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c > '~' || strings.IndexByte(suspicious, c) >= 0 || isOdd(s, i) {
			return false
		}
	}
	return true
}

// isOdd reports whether the byte s[i] may end or begin something by which a
// line without suspicious bytes hides a sign: hxxp, http ://, %2E, " dot ".
func isOdd(s string, i int) bool {
	if i < 2 {
		return false
	}
	before := s[max(0, i-3):i]
	switch s[i] {
	case 'p', 'P':
		return strings.IndexByte("xXtT_", s[i-1]) >= 0 && s[i-2]|0x20 != 'f' && !strings.EqualFold(before, "htt")
	case 'e', 'E':
		return s[i-1] == '2' && s[i-2] == '%'
	case ':':
		return s[i-1] == ' '
	case '/':
		return s[i-1]|0x20 == 'p' || s[i-1] == ':' && !strings.HasPrefix(s[i:], "//")
	case ' ':
		return s[i-1] == '/' || s[i-1]|0x20 == 't' && strings.EqualFold(before, "dot")
	}
	return false
}

// inert drops characters that are not seen and turns control characters, which
// could pass for hidden signs, and spaces of other widths into spaces.
func inert(r rune) rune {
	switch {
	case r < ' ' || r == 0x7f || r > 0x7f && unicode.Is(unicode.Zs, r):
		return ' '
	case r < 0x7f || r == '\u200c' || r == '\u200d':
		return r
	case unicode.Is(unicode.Cf, r) || r == '\u034f' || r >= '\ufe00' && r <= '\ufe0f':
		return -1
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

// opening and closing are the brackets that authors put round a sign.
const (
	opening = `[\[({<（【［〔]`
	closing = `[\])}>）】］〕]`
)

// hiding is one way to hide a sign.
type hiding struct {
	// needs are what a line that hides so has one of. To look for it takes
	// less time than to match the pattern.
	needs   []string
	pattern func() *regexp.Regexp
	sign    string

	// within says that the sign stands between two characters of a name, which
	// are no part of the pattern so that one may be on both sides of a sign.
	within bool
}

// hidings are the ways to hide a sign, in the order in which they are undone.
// Dots in brackets and what is left of a scheme come after them.
var hidings = []hiding{
	{strings.Fields("<w <W"), compiled(`(?i)<wbr ?/?>`), "", false},
	{strings.Fields("{zwsp} {wj} {empty} {shy}"), compiled(`\{(?:zwsp|wj|empty|shy)\}`), "", false},
	{strings.Fields("\u200c \u200d"), compiled(`([ -~])[\x{200c}\x{200d}]+`), "$1", false},
	{strings.Fields(`\[ \]`), compiled(`\\([\[\]])`), "$1", false},
	{strings.Fields(`\_ \-`), compiled(`([\pL\pN])\\([_-])`), "$1$2", false},
	{strings.Fields("[: [/ (: (/ {: {/ <: </"), compiled(`[\[({<](://|:/|//|::|:|/)[\])}>]`), "$1", false},
	{strings.Fields("h[ H[ h( H( h{ H{"), compiled(`(?i)\bh[\[({](tt|xx)[\])}]p`), "h${1}p", false},
	{strings.Fields("p[ P[ p( P( p{ P{"), compiled(`(?i)\b(h[tx]{2}p)[\[({]s[\])}]`), "${1}s", false},
	{strings.Fields("//] //) //}"), compiled(`(?i)[\[({](h[tx]{2}ps?://)[\])}]`), "$1", false},
	{strings.Fields("]:// ):// }://"), compiled(`(?i)[\[({](h[tx]{2}ps?|ftps?|wss?|ssh)[\])}](://)`), "$1$2", false},
	{strings.Fields("]:// ):// }://"), compiled(`(?i)[\[({](?:tcp|udp|tls)[\])}]://`), " ", false},
	{strings.Fields("colon] colon)"), compiled(`(?i)[\[(]colon[\])]`), ":", false},
	{strings.Fields("slash] slash)"), compiled(`(?i)[\[(]slash[\])]`), "/", false},
	{strings.Fields("w.] w.) w.} W.]"), compiled(`(?i)[\[({]www\.[\])}]`), "www.", false},
	{strings.Fields("[-] (-) {-}"), compiled(`[\[({]-[\])}]`), "-", true},
	{strings.Fields("[,] (,) {,}"), compiled(`[\[({],[\])}]`), ".", true},
	{strings.Fields("＠"), compiled(`＠`), "@", true},
	{strings.Fields("："), compiled(`([0-9a-zA-Z])：([0-9]{1,5})([^0-9a-zA-Z.:]|$)`), "$1:$2$3", false},
	{strings.Fields("DOT"), compiled(` DOT `), ".", true},
	{strings.Fields("AT"), compiled(`([\pL\pN_]) AT ([\pL\pN-]+\.)`), "$1@$2", false},
	{strings.Fields(".["), compiled(`([0-9])\.\[([0-9]{1,3})\]`), "$1" + string(hiddenDot) + "$2", false},
	{strings.Fields(`[\ (\ {\`), compiled(`[\[({]\\\.[\])}]`), string(hiddenDot), false},
	{strings.Fields("</"), compiled(`<[a-zA-Z][^<>]*>\[?\.\]?</[a-zA-Z]+>`), string(hiddenDot), false},
	{strings.Fields("@"), compiled(`([\pL\pN_])(?: *[\[({<]@[\])}>] +| +[\[({<]@[\])}>] *)([\pL\pN_])`), "$1@$2", false},
	{strings.Fields(atStarts), compiled(`(?i)([\pL\pN_]) +` + opening + `+ ?(?:` + atWords + `) ?` + closing + `+ +([\pL\pN_])`), "$1@$2", false},
	{strings.Fields(atStarts), compiled(`(?i)([\pL\pN_])` + opening + `+ ?(?:` + atWords + `) ?` + closing + `+`), "$1" + string(hiddenAt), false},
	{strings.Fields(".]"), compiled(`\.\]`), string(hiddenDot), true},
	{strings.Fields(`\.`), compiled(`\\{1,2}\.`), ".", true},
	{strings.Fields(`p\: s\: P\: S\:`), compiled(`(?i)\b(h[tx]{2}ps?)\\:`), "$1:", false},
	{strings.Fields(`\@`), compiled(`\\@`), "@", true},
	{strings.Fields(`\u00`), compiled(`(?i)\\u00(?:3[ce]|2[67])`), " ", false},
	{strings.Fields(`\/`), compiled(`\\{1,2}/`), "/", false},
}

// atStarts are how an at sign in brackets, or the word for one, begins.
const atStarts = "[@ (@ {@ <@ 【 （ ［ [a (a {a <a [A (A {A <A [ä (ä [c (c [с (с"

// atWords and dotWords are the signs as they stand in brackets.
const (
	atWords  = `@|＠|at|ät|arroba|arobase|chiocciola|собака`
	dotWords = `\.|．|。|dot|d|period|punkt|point|punto|ponto|nokta|kropka|точка|点|點|ドット`
)

// undo puts back the signs that were hidden so.
func (h hiding) undo(s string) string {
	if !h.isIn(s) {
		return s
	}
	if h.within {
		return replaceWithin(s, h.pattern(), h.sign)
	}
	if !h.pattern().MatchString(s) { // to replace nothing makes copies, too
		return s
	}
	return h.pattern().ReplaceAllString(s, h.sign)
}

func (h hiding) isIn(s string) bool {
	return slices.ContainsFunc(h.needs, func(need string) bool { return strings.Contains(s, need) })
}

// replaceWithin puts a sign for each match that has characters of a name on
// both sides.
func replaceWithin(s string, pattern *regexp.Regexp, sign string) string {
	out := splice{text: s}
	for _, m := range pattern.FindAllStringIndex(s, -1) {
		if endsInName(s[:m[0]]) && beginsWithName(s[m[1]:]) {
			out.put(m[0], m[1], sign)
		}
	}
	return out.String()
}

func endsInName(s string) bool {
	r, _ := utf8.DecodeLastRuneInString(s)
	return isNameRune(r)
}

func beginsWithName(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return isNameRune(r)
}

// isNameRune reports whether a character can stand in a label.
func isNameRune(r rune) bool {
	return r == '-' || r == '_' || r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r))
}
