package text

import (
	"net/netip"
	neturl "net/url"
	"strings"
	"unicode"
	"unicode/utf8"

	"takedown/pkg/takedown"
)

// schemes are those of resources on the network, as spelt after refanging.
var schemes = words(`
	http https ftp ftps sftp tftp ws wss tcp udp tls ssh telnet smb nfs rsync git svn ldap ldaps irc ircs
	socks socks4 socks5 rtmp rtsp mqtt mqtts amqp redis mysql postgres postgresql mongodb vnc rdp
	dns rmi iiop gopher smtp smtps imap imaps pop3 pop3s cifs quic kcp grpc
	stratum stratum+tcp stratum+ssl`)

// maxURL bounds the search for the end of a URL, so that a hostile line takes
// no longer than another. One that is longer makes no key.
const maxURL = takedown.MaxKey + 1

// maxHost is how far into a URL the first dot of its host, or the bracket of an
// IPv6 address, is looked for.
const maxHost = 512

// maxScheme is the length of the longest scheme without its plus sign.
const maxScheme = len("postgresql")

// url reads the URL whose scheme ends the word s[start:end]. It returns 0
// where there is none.
func (f *finder) url(s string, start, end int) int {
	start, ok := schemeBefore(s, start, end)
	if !ok {
		return 0
	}
	host := end + len("://")
	if !strings.ContainsAny(s[host:min(len(s), host+maxHost)], ".["+string(hiddenDot)) {
		return 0
	}
	span := trimEnd(s[start:urlEnd(s, host)], byteBefore(s, start))
	key, err := takedown.CanonicalURL(unescape.Replace(unhide.Replace(span)))
	if err != nil {
		return 0
	}
	if isHidden(span) || isFanged(s[start:end]) || f.isReachable(key) {
		f.add("url", key, "")
	}
	return start + len(span)
}

// unescape takes off the backslashes that Markdown and AsciiDoc need.
var unescape = strings.NewReplacer(`\_`, "_", `\*`, "*", `\~`, "~", `\-`, "-", `\&`, "&", `\#`, "#")

// schemeBefore finds the longest scheme in the word s[start:end] that ends with
// it. A plus sign is not part of a word, but may be of a scheme.
func schemeBefore(s string, start, end int) (int, bool) {
	for i := max(start, end-maxScheme); i < end; i++ {
		if i > start && s[i-1] != '_' && isLetterByte(s[i-1]) {
			continue
		}
		scheme, _, _ := strings.Cut(takedown.Refang(s[i:end]+":"), ":")
		if schemes[strings.ToLower(scheme)] {
			return len(strings.TrimSuffix(s[:i], "stratum+")), true
		}
	}
	return 0, false
}

// isFanged reports whether a scheme is spelt so that nobody clicks on it.
func isFanged(scheme string) bool { return takedown.Refang(scheme+":") != scheme+":" }

// isReachable reports whether the host of a URL that nobody has defanged can
// be a machine of the public Internet.
func (f *finder) isReachable(key string) bool {
	u, err := neturl.Parse(key)
	if err != nil {
		return false
	}
	if a, err := netip.ParseAddr(u.Hostname()); err == nil {
		return isPublic(a)
	}
	_, top := cutLast(u.Hostname())
	return f.isTop(top)
}

// urlEnd returns where the URL that s[from:] continues ends: at white space, at
// a character that no URL has, at a bracket that it did not open, and where
// prose in a script without spaces begins.
func urlEnd(s string, from int) int {
	round, square, path := 0, 0, false
	s = s[:min(len(s), from+maxURL)]
	for i := from; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		switch c := s[i]; {
		case r >= utf8.RuneSelf:
			if !inURL(s, i, r, path) {
				return i
			}
		case c == '/' || c == '?':
			path = true
		case c == '(':
			round++
		case c == ')' && round > 0:
			round--
		case c == '[' && (i == from || strings.Contains(s[from:i], "?") && closesSoon(s[i:])):
			square++
		case c == ']' && square > 0:
			square--
		case c == '\\' && i+1 < len(s) && strings.IndexByte("_*~-&#", s[i+1]) >= 0:
		case (c == ',' || c == ';') && beginsURL(s[i+1:]):
			return i
		case c <= ' ' && c != hiddenDot && c != hiddenAt || strings.IndexByte("<>\"'`|^{}()[]\\", c) >= 0:
			return i
		}
		i += n
	}
	return len(s)
}

// inURL reports whether a character beyond ASCII belongs to a URL: a letter of
// a script with spaces, or one that begins a label of the host.
func inURL(s string, i int, r rune, path bool) bool {
	if r == utf8.RuneError || !unicode.IsLetter(r) && !unicode.IsMark(r) && !unicode.IsDigit(r) {
		return false
	}
	return !isWideScript(r) || !path && (s[i-1] >= utf8.RuneSelf || strings.IndexByte("./", s[i-1]) >= 0 || s[i-1] == hiddenDot)
}

// closesSoon reports whether a bracket is that of a list in a query: a[] or
// a[key].
func closesSoon(s string) bool {
	end := strings.IndexByte(s, ']')
	return end > 0 && !strings.ContainsAny(s[:end], " \t") && end+1 < len(s) && strings.IndexByte("=[&", s[end+1]) >= 0
}

func beginsURL(s string) bool {
	s = strings.ToLower(s[:min(len(s), 8)])
	return s == "" || strings.HasPrefix(s, "http") || strings.HasPrefix(s, "hxxp") || strings.HasPrefix(s, "ftp")
}

func byteBefore(s string, i int) byte {
	if i == 0 {
		return 0
	}
	return s[i-1]
}

// trimEnd takes off what ends a sentence, and the mark-up that stands on both
// sides of a URL. Before is the byte on its other side.
func trimEnd(s string, before byte) string {
	for len(s) > 0 {
		last := s[len(s)-1]
		if strings.IndexByte(".,;:!?'*~\\", last) < 0 && last != hiddenDot && !(last == before && strings.IndexByte("+_", last) >= 0) {
			break
		}
		s = s[:len(s)-1]
	}
	return s
}
