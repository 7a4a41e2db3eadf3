package text

import (
	"net/netip"
	"strings"
)

// isPublic reports whether an address can be a machine of the public Internet,
// or stands for one in a document (RFC 5737, RFC 3849).
func isPublic(a netip.Addr) bool {
	if a.Is4() {
		first := a.As4()[0]
		return first > 0 && first < 224 && a.IsGlobalUnicast() && !a.IsPrivate()
	}
	return a.As16()[0]&0xe0 == 0x20
}

// versionWords stand before a version number.
var versionWords = words(`
	version versions ver v release releases build builds firmware update patch revision rev fileversion productversion
	chrome chromium firefox edge safari opera flash acrobat reader java jre jdk openssl openssh nginx apache php python
	windows android ios macos kernel exchange office`)

// betweenVersions stand between two version numbers.
var betweenVersions = words(`and or to through until before from up - – — / , &`)

// contextSize is how many bytes before a number are looked at.
const contextSize = 48

// isVersion reports whether what stands before four numbers makes them a
// version. Last is where the line's last version number ended, or -1.
func isVersion(before string, last int) bool {
	if last >= 0 && len(before)-last < contextSize && onlyBetween(before[last:]) {
		return true
	}
	fields := strings.Fields(strings.TrimRight(before[max(0, len(before)-contextSize):], " :=\"'(`*"))
	if len(fields) == 0 {
		return false
	}
	word := strings.ToLower(fields[len(fields)-1])
	if word == "number" && len(fields) > 1 {
		word = strings.ToLower(fields[len(fields)-2])
	}
	return versionWords[strings.Trim(word, "(.,;:\"'`*")]
}

func onlyBetween(s string) bool {
	for _, f := range strings.Fields(strings.NewReplacer(",", " , ", "/", " / ").Replace(s)) {
		if !betweenVersions[strings.ToLower(f)] {
			return false
		}
	}
	return true
}
