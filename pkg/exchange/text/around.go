package text

import (
	"strings"

	"takedown/pkg/takedown"
)

// isBullet reports whether what stands before a name is the mark of an item in a
// list.
func isBullet(before string) bool {
	return before != "" && len(before) < contextSize && strings.Trim(before, " \t-–*+•·>0123456789.)[]x") == ""
}

// company are the words that follow a name which is a company's.
var company = compiled(`^,? (?:Inc|LLC|L\.L\.C|Ltd|Limited|GmbH|Corp|Co|Company|Corporation|S\.A|B\.?V|AG|AB|Oy|SAS|S\.?R\.?L|S\.r\.l|Pte|Pty|PLC|LLP|FZE|FZCO|KG|EOOD|Ltda|Pvt|Holdings)\b`)

// isCompany reports whether a name is that of a company: Example.com, Inc.
func isCompany(after string) bool {
	return len(after) > 2 && (after[0] == ',' || after[0] == ' ') && company().MatchString(after[:min(len(after), contextSize)])
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
		return hidden || strings.HasSuffix(before, "/dev/tcp/") || strings.HasSuffix(before, "/dev/udp/")
	case strings.IndexByte("$%", before[len(before)-1]) >= 0:
		return false // of a format or a script: %s.evil.example
	}
	return true
}

// isShare reports whether what comes next is the host of a share: \\host\share.
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
