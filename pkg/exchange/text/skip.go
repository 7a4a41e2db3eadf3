package text

import (
	"strings"
)

// digestSizes are the lengths of MD5, SHA-1, SHA-224, SHA-256, SHA-384 and
// SHA-512 in hex digits.
var digestSizes = map[int]bool{32: true, 40: true, 56: true, 64: true, 96: true, 128: true}

var cve = compiled(`(?i)^CVE-\d{4}-\d{4,}$`)

func (f *finder) skipDigest(word string) {
	switch {
	case digestSizes[len(word)] && strings.Trim(word, "0123456789abcdefABCDEF") == "":
		f.skip("hash", strings.ToLower(word))
	case len(word) > 8 && (word[0]|0x20) == 'c' && cve().MatchString(word):
		f.skip("cve", strings.ToUpper(word))
	}
}

func (f *finder) skipFile(typed string) {
	if name := strings.ToLower(typed); isFile(name, typed) {
		f.skip("file name", name)
	}
}
