package text

import (
	"strings"
	"unicode"

	"golang.org/x/net/publicsuffix"

	"takedown/pkg/takedown"
)

// host reads the word s[start:end] as an address, a domain name, or something
// to skip, and returns where to go on.
func (f *finder) host(s string, start, end int) int {
	a, b := trimWord(s, start, end)
	word := s[a:b]
	if !strings.ContainsAny(word, "."+string(hiddenDot)) {
		f.skipDigest(word)
		return end
	}
	if strings.Trim(word, "0123456789.-"+string(hiddenDot)) == "" {
		return f.addresses(s, a, b)
	}
	return f.name(s, a, b)
}

// trimWord takes off what belongs to the mark-up or the sentence around a word.
func trimWord(s string, start, end int) (int, int) {
	for start < end && strings.IndexByte("-.", s[start]) >= 0 || start < end && s[start] == hiddenDot {
		start++
	}
	for end > start && (strings.IndexByte("-.@", s[end-1]) >= 0 || s[end-1] == hiddenDot) {
		end--
	}
	if end-start > 1 && s[end-1] == '_' {
		end--
		if s[start] == '_' {
			start++
		}
	}
	return start, end
}

// name reads a domain name with what follows it.
func (f *finder) name(s string, start, end int) int {
	start, end = cutProse(s, start, end)
	end = f.cutSentence(s, start, end)
	typed := s[start:end]
	if strings.Trim(typed, "0123456789."+string(hiddenDot)) == "" {
		return f.addresses(s, start, end)
	}
	if number, ok := gluedVersion(typed); ok {
		f.skip("version", number)
		f.version = end
		return end
	}
	name, err := takedown.CanonicalDomain(unhide.Replace(typed))
	if err != nil {
		f.skipFile(unhide.Replace(typed))
		return end
	}
	hidden := isHidden(typed)
	if f.isOtherName(name, typed, hidden) || !isAtHost(s[:start], hidden) || isCut(s[end:]) || start == f.begun || !hidden && (isBeforeCode(s[:start], s[end:]) || isCompany(s[end:])) {
		f.skipFile(unhide.Replace(typed))
		return end
	}
	if !hidden && isProperty(name) && (strings.HasPrefix(s[end:], ":") && !isPort(s[end:]) || !f.isListed(s, start, end)) {
		return end
	}
	if !hidden && isBrand(typed) && !isBullet(s[:start]) && !f.isHost(s, start, end) {
		return end
	}
	if !hidden && isProgram(name) && !f.isListed(s, start, end) {
		f.skip("file name", name)
		return end
	}
	_, after := portAfter(s, end)
	if !f.isHostNext(s, after) {
		after = pathAfter(s, after)
	}
	f.add("domain", name, listed(s, end, after, start))
	return after
}

// isOtherName reports whether a valid name is no domain: its top-level domain
// is not known, or it is the name of a file or of something in a program. A
// name that was defanged is a domain unless it ends as only files do.
func (f *finder) isOtherName(name, typed string, hidden bool) bool {
	_, top := cutLast(name)
	known := f.isTop(top) && !strings.HasSuffix(name, ".arpa")
	if isMasked(name) {
		return true
	}
	if hidden {
		return !known && (plainFiles[top] || !canBeTop(top))
	}
	return !known || isFile(name, typed) || isCode(name, typed) || strings.Contains(name, "_") && !isRegistrable(name)
}

// isMasked reports whether a name is an address of which the author has left
// numbers out: 198.51.100.xxx.
func isMasked(name string) bool {
	return strings.Contains(name, ".x") && strings.Trim(name, "0123456789.x") == ""
}

// isRegistrable reports whether nothing is wrong with the label that people
// register: it has no underscore, as names of files and of functions have.
func isRegistrable(name string) bool {
	suffix, _ := publicsuffix.PublicSuffix(name)
	_, label := cutLast(strings.TrimSuffix(strings.TrimSuffix(name, suffix), "."))
	return !strings.Contains(label, "_")
}

// canBeTop reports whether a label that is no known top-level domain may be one
// that is newer than this program. The word tld stands for one.
func canBeTop(label string) bool {
	return len(label) > 1 && label != "tld" && !strings.ContainsFunc(label, func(r rune) bool { return r < 'a' || r > 'z' })
}

// cutSentence returns where a name ends that has more after it: -based, or the
// next sentence with no space before it.
func (f *finder) cutSentence(s string, start, end int) int {
	typed := s[start:end]
	dot := strings.LastIndexAny(typed, "."+string(hiddenDot))
	if dot < 0 {
		return end
	}
	last := typed[dot+1:]
	if i := strings.IndexByte(last, '-'); i > 0 && isHidden(typed) && !strings.HasPrefix(strings.ToLower(last), "xn--") && f.isTop(strings.ToLower(last[:i])) {
		return start + dot + 1 + i
	}
	if typed[dot] == '.' && isHidden(typed) && (hasCapitalEnd(typed) || !f.isTop(strings.ToLower(last))) {
		_, before := cutLast(unhide.Replace(typed[:dot]))
		if f.isTop(strings.ToLower(before)) && !isNumber(last) {
			return start + dot
		}
	}
	return end
}

// isListed reports whether the name s[start:end] is plainly that of a host, or
// stands in a row about one.
func (f *finder) isListed(s string, start, end int) bool {
	return f.isHost(s, start, end) || f.row
}

// isHost reports whether the name s[start:end] is plainly that of a host: it has
// a path, stands after a word such as domain, or in a list.
func (f *finder) isHost(s string, start, end int) bool {
	if end < len(s) && s[end] == '/' {
		return true
	}
	before := strings.TrimRightFunc(s[max(0, start-contextSize):start], isNoWord)
	if isHostWord(before[strings.LastIndexFunc(before, unicode.IsSpace)+1:]) {
		return true
	}
	if f.listLine != f.line {
		f.listLine, f.list, f.row = f.line, isList(s), isRowOfHost(s)
	}
	return f.list
}

func isNoWord(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }

// listed is what the author wrote, where that says more than the name.
func listed(s string, end, after, start int) string {
	if after == end || s[end:after] == "/" || after-start > takedown.MaxKey {
		return ""
	}
	return unhide.Replace(s[start:after])
}
