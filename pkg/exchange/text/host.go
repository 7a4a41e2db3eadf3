package text

import (
	"strings"
	"unicode"

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
	if f.isOtherName(name, typed, hidden) || !isAtHost(s[:start], hidden) || isCut(s[end:]) || start == f.begun || !hidden && isBeforeCode(s[:start], s[end:]) {
		f.skipFile(unhide.Replace(typed))
		return end
	}
	if !hidden && isProperty(name) && (strings.HasPrefix(s[end:], ":") && !isPort(s[end:]) || !f.isListed(s, start, end)) {
		return end
	}
	if !hidden && isProgram(name) && !f.isListed(s, start, end) {
		f.skip("file name", name)
		return end
	}
	_, after := portAfter(s, end)
	after = pathAfter(s, after)
	f.add("domain", name, listed(s, end, after, start))
	return after
}

// isOtherName reports whether a valid name is no domain: its top-level domain
// is not known, or it is the name of a file or of something in a program. A
// name that was defanged is a domain unless it ends as only files do.
func (f *finder) isOtherName(name, typed string, hidden bool) bool {
	_, top := cutLast(name)
	known := f.isTop(top) && !strings.HasSuffix(name, ".arpa")
	if hidden {
		return !known && plainFiles[top]
	}
	return !known || isFile(name, typed) || isCode(name, typed)
}

// isListed reports whether the name s[start:end] is plainly that of a host: it
// has a path, stands after a word such as domain, or in a list.
func (f *finder) isListed(s string, start, end int) bool {
	if end < len(s) && s[end] == '/' {
		return true
	}
	before := strings.TrimRightFunc(s[max(0, start-contextSize):start], isNoWord)
	if isHostWord(before[strings.LastIndexFunc(before, unicode.IsSpace)+1:]) {
		return true
	}
	if f.listLine != f.line {
		f.listLine, f.list = f.line, isList(s)
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

// isAtHost reports whether a host may stand after this. Within a path there is
// none, unless it was defanged there: what follows a host is read with it.
func isAtHost(before string, hidden bool) bool {
	before = strings.TrimRight(before, ".")
	switch {
	case before == "":
		return true
	case strings.HasSuffix(before, `\\`):
		return isShare(before)
	case strings.HasSuffix(before, "//"):
		return hidden || len(before) == 2 || strings.IndexByte(" \t\"'`(=>,|", before[len(before)-3]) >= 0
	case strings.HasSuffix(before, `\`):
		return false
	case strings.IndexByte("/$%", before[len(before)-1]) >= 0:
		return hidden
	}
	return true
}

// isShare reports whether what comes next is the host of a share: \\\\host\\share.
func isShare(before string) bool {
	rest, ok := strings.CutSuffix(before, `\\`)
	return ok && (rest == "" || strings.IndexByte(" \t\"'`(=>,|", rest[len(rest)-1]) >= 0)
}

// isBeforeCode reports whether what follows a name makes it a part of a path or
// of a program.
func isBeforeCode(before, after string) bool {
	for _, p := range []string{"()", `("`, `('`, "($", "=", "%"} {
		if strings.HasPrefix(after, p) {
			return true
		}
	}
	return strings.HasPrefix(after, `\`) && !isShare(before)
}

// isCut reports whether a name is followed by a hyphen at the end of its line:
// the rest of it stands in the next, and what it is nobody can say for sure.
func isCut(after string) bool { return strings.TrimRight(after, " ") == "-" }

// isPort reports whether a colon with a digit after it comes next.
func isPort(s string) bool { return len(s) > 1 && s[1] >= '0' && s[1] <= '9' }
