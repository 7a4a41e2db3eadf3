package text

import (
	"strings"

	"takedown/pkg/takedown"
)

// mail reads the word s[start:end] with its at sign at s[at]. The host of a
// mail address is no domain of its own; a host without anybody at it is.
func (f *finder) mail(s string, start, at, end int) int {
	host := strings.TrimRight(s[at+1:end], "-_."+string(hiddenDot))
	if at == start || s[start] == '@' {
		if at == start {
			return f.host(s, at+1, end)
		}
		return end // @user@host is a handle of the fediverse
	}
	local := strings.TrimLeft(s[localStart(s, start):at], "+.-")
	key, err := takedown.CanonicalAccount("email:" + unhide.Replace(local) + "@" + unhide.Replace(host))
	if err != nil || isRemote(s[end:]) || isCut(s[end:]) || start == f.begun {
		return end
	}
	_, top := cutLast(key)
	if isHidden(s[start:end]) || f.isTop(top) {
		f.add("account", key, "")
	}
	return end
}

// maxLocal is the longest local part of a mail address (RFC 5321).
const maxLocal = 64

// localStart moves the start of a mail address before the plus signs in it.
func localStart(s string, start int) int {
	first := max(0, start-maxLocal)
	for start > first && s[start-1] != '@' && (s[start-1] == '+' || isASCIIWord(s[start-1])) {
		start--
	}
	return start
}

// isRemote recognises what follows the at sign of user@host:path, which is no
// mail address.
func isRemote(after string) bool {
	return len(after) > 1 && after[0] == ':' && (isLetterByte(after[1]) || after[1] == '/' || after[1] == '~')
}
