package text

import (
	"net/netip"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
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

// versionWords say that a version number comes next, whatever punctuation
// stands between.
var versionWords = words(`
	version versions ver vers v release releases rel build builds revision rev firmware fileversion productversion
	versionen versión versiones versão versões versione versioni versie версия версии версию версией версії версія версією вер sürüm sürümü wersja wersji verze verzió bản الإصدار
	section sections sect sec chapter clause paragraph subsection abschnitt abschnitte kapitel chapitre sección sezione раздел oid`)

// wideVersions are those of scripts that have no spaces between words.
var wideVersions = []string{"版本", "版本号", "版本為", "版本为", "版本号为", "バージョン", "버전", "เวอร์ชัน"}

// shortWords are those that are written with a full stop.
var shortWords = words(`ver vers v rel rev no nr sec вер`)

// productWords are names that stand right before their version: Firefox/1.2.3.4.
// With punctuation they rather say what runs at an address.
var productWords = words(`
	update patch chrome chromium firefox edge safari opera flash acrobat reader java jre jdk openssl openssh nginx apache
	php python jquery fortios forticlient fortiweb pan-os junos routeros moveit confluence tomcat weblogic wordpress drupal joomla
	esxi vcenter sharepoint outlook netscaler windows android ios macos kernel exchange office`)

// numberWords may stand between a version word and its number.
var numberWords = words(`number no nr`)

// betweenVersions stand between two version numbers.
var betweenVersions = words(`and or und oder bis et ou à y o a и или до to through until before up - – — / , &`)

// contextSize is how many bytes before a number are looked at.
const contextSize = 48

// isVersion reports whether what stands before four numbers makes them a
// version. Last is where the line's last version number ended, or -1; small says
// that they are no greater than those of a version. In doubt they stay an address: one that is lost is worse than one too many.
func isVersion(before string, last int, small bool) bool {
	if last >= 0 && len(before)-last < contextSize && onlyBetween(before[last:]) {
		return true
	}
	before = before[max(0, len(before)-contextSize):]
	if strings.HasSuffix(strings.TrimRight(before, " "), "§") {
		return true
	}
	rest, word, gap := lastWord(before)
	if isWideVersion(word) {
		return true
	}
	if small && gap == " " && isProduct(rest, before[len(rest):], word) {
		return true
	}
	if productWords[word] {
		return gap == " " || gap == "/" || gap == "-" || gap == "_"
	}
	if numberWords[word] && !endsSentence(word, gap) {
		_, word, gap = lastWord(rest)
	}
	return versionWords[word] && !endsSentence(word, gap)
}

// isProduct reports whether the word before four numbers may name a product: it
// has a capital, and says nothing of hosts. Numbers as small as those of a
// version hardly ever make an address, of which each may be 255.
func isProduct(rest, after, word string) bool {
	first, _ := utf8.DecodeRuneInString(after)
	return unicode.IsUpper(first) && !smallWords[word] && !hostWords[word] && !addressWords[word] && !strings.HasSuffix(rest, "@")
}

// addressWords stand before addresses.
var addressWords = words(`
	address addresses adresse adressen adresses at client cloudflare direcciones dirección from gateway google hop ip ips ipv4 node
	ping port proxy quad9 relay resolver resolvers router server servers source target tor via vpn vps when адрес сервер`)

// maxSection is the greatest number that one part of a document has.
const maxSection = 40

// isHeading reports whether four small numbers are those of a heading of
// Markdown or AsciiDoc with a text of its own.
func isHeading(before, after string, a netip.Addr) bool {
	marks := strings.TrimRight(before, " ")
	if len(marks) < 2 || len(marks) > 6 || strings.Trim(marks, "#=") != "" || !strings.HasPrefix(after, " ") {
		return false
	}
	return isSmall(a)
}

// isSmall reports whether all numbers of an address are small.
func isSmall(a netip.Addr) bool {
	return !slices.ContainsFunc(a.AsSlice(), func(n byte) bool { return n > maxSection })
}

// laterVersions follow a version number: 1.2.3.4 and earlier.
var laterVersions = compiled(`^,? (?:and|or|und|oder) (?:all )?(?:earlier|prior|previous|older|later|newer|below|above|before|lower|higher|up|früher|älter|neuer|später)\b`)

// isBeforeLater reports whether what follows four numbers makes them a version.
func isBeforeLater(after string) bool {
	return len(after) > 2 && (after[0] == ' ' || after[0] == ',') && laterVersions().MatchString(after[:min(len(after), contextSize)])
}

// isWideVersion reports whether a run of a script without spaces ends with the
// word for a version.
func isWideVersion(run string) bool {
	return slices.ContainsFunc(wideVersions, func(w string) bool { return strings.HasSuffix(run, w) })
}

// lastWord returns the last word of a text in lower case, what stands before it
// and what after it. The end of a longer name, such as the top-level domain in
// evil.build, is no word.
func lastWord(s string) (rest, word, gap string) {
	bare := strings.TrimRightFunc(s, isNoWord)
	rest = strings.TrimRightFunc(bare, isWord)
	if rest != "" && strings.IndexByte("-_.@/\\", rest[len(rest)-1]) >= 0 {
		return rest, "", ""
	}
	return rest, strings.ToLower(bare[len(rest):]), s[len(bare):]
}

func isWord(r rune) bool { return !isNoWord(r) }

// endsSentence reports whether what follows a word ends a sentence or a clause,
// so that the number after it is about something else.
func endsSentence(word, gap string) bool {
	if shortWords[word] {
		gap = strings.TrimPrefix(gap, ".")
	}
	i := strings.IndexAny(gap, ".,;!?")
	return i >= 0 && i+1 < len(gap) && unicode.IsSpace(rune(gap[i+1]))
}

// gluedVersion reads the number in v1.2.3.4, ver.1.2.3.4 and build-1.2.3.4.
func gluedVersion(typed string) (number string, ok bool) {
	stem := strings.TrimRight(typed, "0123456789.")
	if !versionWords[strings.ToLower(strings.TrimRight(stem, "._-"))] {
		return "", false
	}
	a, err := netip.ParseAddr(strings.TrimLeft(typed[len(stem):], "."))
	return a.String(), err == nil
}

func onlyBetween(s string) bool {
	for _, f := range strings.Fields(strings.NewReplacer(",", " , ", "/", " / ").Replace(s)) {
		if !betweenVersions[strings.ToLower(f)] {
			return false
		}
	}
	return true
}
