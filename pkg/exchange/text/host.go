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
	if !hidden && isBrand(typed) && !f.isListed(s, start, end) {
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

// company are the words that follow a name which is a company's.
var company = compiled(`^,? (?:Inc|LLC|L\.L\.C|Ltd|Limited|GmbH|Corp|Co\.|Company|Corporation|S\.A|B\.?V|AG|AB|Oy|SAS|S\.?R\.?L|S\.r\.l|Pte|Pty|PLC|LLP|FZE|FZCO|KG|EOOD|Ltda|Pvt|Holdings)\b`)

// isCompany reports whether a name is that of a company: Example.com, Inc.
func isCompany(after string) bool {
	return len(after) > 2 && (after[0] == ',' || after[0] == ' ') && company().MatchString(after[:min(len(after), contextSize)])
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
	case before[len(before)-1] == '/':
		return hidden
	case strings.IndexByte("$%", before[len(before)-1]) >= 0:
		return false // of a format or a script: %s.evil.example
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
	for _, p := range []string{"()", `("`, `('`, "($", "%"} {
		if strings.HasPrefix(after, p) {
			return true
		}
	}
	if strings.HasPrefix(after, "=") {
		return !strings.HasSuffix(before, "=") // the mark-up of Org
	}
	return strings.HasPrefix(after, `\`) && !isShare(before) && strings.Trim(after, `\ `) != ""
}

// isHostNext reports whether the slash at s[i] stands between two hosts and
// does not begin a path: what follows it was defanged too, and is no file.
func (f *finder) isHostNext(s string, i int) bool {
	if i >= len(s) || s[i] != '/' {
		return false
	}
	start, end := nextWord(s, i+1)
	if start != i+1 || end-start > takedown.MaxKey || end < len(s) && s[end] == '/' {
		return false
	}
	a, b := trimWord(s, start, end)
	dot := strings.LastIndexByte(s[a:b], hiddenDot)
	if dot < 0 || strings.ContainsAny(s[a:b], "@"+string(hiddenAt)) {
		return false
	}
	top := strings.ToLower(s[a+dot+1 : b])
	return f.isTop(top) && !isExtension(top) && !mixedFiles[top]
}

// isCut reports whether a name is followed by a hyphen at the end of its line:
// the rest of it stands in the next, and what it is nobody can say for sure.
func isCut(after string) bool { return strings.TrimRight(after, " ") == "-" }

// isPort reports whether a colon with a digit after it comes next.
func isPort(s string) bool { return len(s) > 1 && s[1] >= '0' && s[1] <= '9' }
