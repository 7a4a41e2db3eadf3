package text

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// bracketDot is a dot, or the word for one, in brackets.
var bracketDot = compiled(`(?i)` + opening + `+ ?(?:` + dotWords + `) ?` + closing + `+`)

// revealDots takes the brackets off dots. Where there are spaces between a dot
// and what it belongs to, the two are joined if they make sense as a name: a
// report also says that dots are written as [.] in it.
func revealDots(s string) string {
	found := bracketDot().FindAllStringIndex(s, -1)
	if found == nil {
		return s
	}
	out := make([]byte, 0, len(s))
	at := 0
	for i, m := range found {
		next := len(s)
		if i+1 < len(found) {
			next = found[i+1][0]
		}
		out = append(out, s[at:m[0]]...)
		at = m[1]
		left, right := trimSpaces(out), strings.TrimLeft(s[m[1]:next], " ")
		if len(left) == len(out) && len(right) == next-m[1] {
			out = append(out, hiddenDot)
			continue
		}
		if !joins(string(left[max(0, len(left)-contextSize):]), right, next < len(s)) {
			out = append(out, hiddenDot)
			continue
		}
		out = append(left, '.')
		at = next - len(right)
	}
	return string(append(out, s[at:]...))
}

func trimSpaces(b []byte) []byte {
	for len(b) > 0 && b[len(b)-1] == ' ' {
		b = b[:len(b)-1]
	}
	return b
}

// joins reports whether a dot with spaces around it stands between two labels
// of one name. More says that another dot comes after the text on the right.
func joins(left, right string, more bool) bool {
	a, b := lastLabel(left), strings.TrimRight(firstLabel(right), "_")
	if a == "" || b == "" || smallWords[strings.ToLower(a)] && !endsInDot(left[:len(left)-len(a)]) {
		return false
	}
	rest := right[len(b):]
	if isNumber(a) && isNumber(b) {
		return len(b) <= 3
	}
	if more && strings.Trim(rest, " ") == "" {
		return true
	}
	lower := strings.ToLower(b)
	if strings.HasPrefix(rest, ".") && beginsWithName(rest[1:]) {
		return !smallWords[lower]
	}
	return (b == lower || b == strings.ToUpper(b)) && isTopLevel(lower) && !isExtension(lower) && (!smallWords[lower] || endsCell(rest))
}

func endsInDot(s string) bool {
	return strings.HasSuffix(s, ".") || strings.HasSuffix(s, string(hiddenDot))
}

func isNumber(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }

// lastLabel returns the label with which a text ends, and firstLabel the one
// with which it begins.
func lastLabel(s string) string {
	return s[len(strings.TrimRightFunc(s, isNameRune)):]
}

func firstLabel(s string) string {
	return s[:len(s)-len(strings.TrimLeftFunc(s, isNameRune))]
}

// closes reports whether a byte is no closing bracket, or that of the opening.
// Where the first is a dot, the two are a pair.
func closes(opening, last byte) bool {
	switch last {
	case ']':
		return opening == '[' || opening == '.'
	case ')':
		return opening == '(' || opening == '.'
	case '}':
		return opening == '{' || opening == '.'
	}
	return true
}

// smallWords stand around a dot or the word for it in ordinary prose, and are
// no part of a name that is written with spaces.
var smallWords = words(`
	a al all also am an and are as at au be been brackets but by can character characters con d da dans das de del der
	des die do dot dots du e each el en et every for form from have here how i in inside into is it la le les like
	marks me mit my no not notation now od of off on one or our para per periods point points por replaced safe se sign signs
	so symbol that the their then these they this those to und us use used uses using von was we were where which with
	within without you your z zu`)

// wideDots are full stops of Chinese and Japanese, of which authors also make
// dots.
const wideDots = "．｡。"

// revealWideDots makes dots of those that stand in a name: between numbers, or
// before a top-level domain. Elsewhere they end sentences, and no space follows.
func revealWideDots(s string) string {
	if !strings.ContainsAny(s, wideDots) {
		return s
	}
	var b strings.Builder
	for i, r := range s {
		if !strings.ContainsRune(wideDots, r) {
			b.WriteString(s[i : i+utf8.RuneLen(r)])
			continue
		}
		if isDotBetween(r, s[:i], s[i+utf8.RuneLen(r):]) {
			r = '.'
		}
		b.WriteRune(r)
	}
	return b.String()
}

func isDotBetween(mark rune, left, right string) bool {
	if left == "" || !isASCIIWord(left[len(left)-1]) {
		return false
	}
	end := 0
	for end < len(right) && end <= maxLabel && isASCIIWord(right[end]) {
		end++
	}
	label, _, more := strings.Cut(right[:end], ".")
	if isNumber(label) {
		return isNumber(left[len(left)-1:])
	}
	if mark == '．' && label != "" {
		return true // hardly anybody ends a sentence with it
	}
	next, _ := utf8.DecodeRuneInString(right[end:])
	more = more || strings.ContainsRune(wideDots, next)
	return label != "" && (more && !strings.ContainsFunc(label, unicode.IsUpper) || isTopLevel(label))
}

// maxLabel is the length of the longest label (RFC 1035).
const maxLabel = 63

// halfBracket is a dot with a bracket on its left: evil[.example, and also
// evil[.example]; or with one on the right of it: evil.[example].
var halfBracket = compiled(`[\[({]\.[\pL\pN_-]+[\])}]?|\.[\[({][\pL-]+[\])}]`)

// revealHalfBrackets takes those brackets off. A whole ending in brackets must
// be a top-level domain, as authors also write loader[.dll].
func revealHalfBrackets(s string) string {
	if !strings.Contains(s, "[.") && !strings.Contains(s, "(.") && !strings.Contains(s, "{.") && !strings.Contains(s, ".[") && !strings.Contains(s, ".(") && !strings.Contains(s, ".{") {
		return s
	}
	out := splice{text: s}
	for _, m := range halfBracket().FindAllStringIndex(s, -1) {
		found := s[m[0]:m[1]]
		if !closes(found[0], found[len(found)-1]) {
			found, m[1] = found[:len(found)-1], m[1]-1 // the bracket is round more than this
		}
		ending := strings.Trim(found, ".[](){}")
		if !endsInName(s[:m[0]]) || len(ending)+2 < len(found) && (!isTopLevel(strings.ToLower(ending)) || isExtension(strings.ToLower(ending))) {
			continue
		}
		if found[0] == '.' && strings.HasPrefix(s[m[1]:], "(") {
			continue // the text of a link
		}
		out.put(m[0], m[1], string(hiddenDot)+ending)
	}
	return out.String()
}
