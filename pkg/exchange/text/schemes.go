package text

import (
	"strings"
)

// oddScheme is a scheme that is spelt so that nobody clicks on it.
var oddScheme = compiled(`(?i)\b(h[tx*_]{1,4}p|[tx]{2,3}p|x{3})(s?)(://)`)

// looseScheme is a scheme with something missing after it, or something too
// much, and then a name.
var looseScheme = compiled(`(?i)\b(h[tx]{2}p)(s?)( ?: ?[/\\]{1,4}:? ?|//:?|:|_{2,3})([\pL\pN-]+[.\x01]|\[[0-9a-f]*:)`)

// wideScheme is a scheme with full-width signs, as is what follows it.
var wideScheme = compiled(`(?i)\b(?:h[tx]{2}ps?|ftp)：／／[^\s　]*`)

// backslashes are those of a URL that is written with them.
var backslashes = compiled(`(?i)\bh[tx]{2}ps?:\\{1,4}[^\s"'<>|` + "`" + `]*`)

// boxedHost is the host of a URL in brackets that belongs in none.
var boxedHost = compiled(`://\[([\pL\pN-]+[.\x01][^\s:\[\]]+)\]`)

// dotEscape is a dot escaped as in a URL.
var dotEscape = compiled(`(?i)%2e`)

// revealSchemes spells schemes as hxxp that were hidden otherwise, and mends
// what comes after them.
func revealSchemes(s string) string {
	if strings.Contains(s, "／／") {
		s = wideScheme().ReplaceAllStringFunc(s, wide.Replace)
	}
	if strings.Contains(s, `:\`) {
		s = backslashes().ReplaceAllStringFunc(s, turnSlashes)
	}
	if hasOddScheme(s) {
		s = oddScheme().ReplaceAllStringFunc(s, spellScheme)
	}
	if isLoose(s) {
		s = looseScheme().ReplaceAllStringFunc(s, mendScheme)
	}
	if strings.Contains(s, "://[") {
		s = boxedHost().ReplaceAllString(s, "://$1")
	}
	if strings.Contains(s, "%2") {
		s = unescapeDots(s)
	}
	return s
}

var wide = strings.NewReplacer("：", ":", "／", "/", "？", "?", "．", ".")

// hasOddScheme reports whether a scheme in a line is another than the two that
// nearly all have.
func hasOddScheme(s string) bool {
	for {
		before, after, ok := strings.Cut(s, "://")
		if !ok {
			return false
		}
		scheme := strings.ToLower(before[max(0, len(before)-len("hxxps")):])
		scheme = strings.TrimSuffix(scheme, "s")
		if !strings.HasSuffix(scheme, "http") && !strings.HasSuffix(scheme, "hxxp") {
			return true
		}
		s = after
	}
}

// turnSlashes writes a URL with slashes, of which there are two after the scheme.
func turnSlashes(u string) string {
	scheme, rest, _ := strings.Cut(u, ":")
	parts := strings.FieldsFunc(rest, func(r rune) bool { return r == '\\' })
	return scheme + "://" + strings.Join(parts, "/")
}

func spellScheme(found string) string {
	name, _, _ := strings.Cut(found, ":")
	bare := strings.TrimSuffix(strings.ToLower(name), "s")
	if bare == "http" || bare == "hxxp" || len(bare) < 3 {
		return found
	}
	if strings.HasSuffix(strings.ToLower(name), "s") {
		return "hxxps" + found[len(name):]
	}
	return "hxxp" + found[len(name):]
}

// isLoose reports whether a line may have a loose scheme. Most have none, or
// have it in good order.
func isLoose(s string) bool {
	for i := 2; i < len(s); i++ {
		if s[i]|0x20 != 'p' || s[i-1]|0x20 != 't' && s[i-1]|0x20 != 'x' {
			continue
		}
		rest := s[i+1:]
		if rest != "" && rest[0]|0x20 == 's' {
			rest = rest[1:]
		}
		if rest != "" && strings.IndexByte(" :/_", rest[0]) >= 0 && (!strings.HasPrefix(rest, "://") || len(rest) > 3 && strings.IndexByte(" :/", rest[3]) >= 0) {
			return true
		}
	}
	return false
}

// mendScheme leaves what follows http more strictly alone than what follows
// hxxp, which is no word of anything else.
func mendScheme(found string) string {
	m := looseScheme().FindStringSubmatch(found)
	if strings.EqualFold(m[1], "http") && (!strings.Contains(m[3], ":") || !strings.Contains(m[3], "/") || !strings.Contains(m[3], "//") && strings.Contains(m[3], " ")) {
		return found
	}
	return m[1] + m[2] + "://" + m[4]
}

// unescapeDots puts dots in place of their escapes, but not in a query, which
// may carry the escaped name of something else.
func unescapeDots(s string) string {
	out := splice{text: s}
	query, asked := false, 0
	for _, m := range dotEscape().FindAllStringIndex(s, -1) {
		for ; asked < m[0]; asked++ {
			if c := s[asked]; c == '?' {
				query = true
			} else if c <= ' ' || c == '"' || c == '|' {
				query = false
			}
		}
		if query || !endsInName(s[:m[0]]) || !beginsWithName(s[m[1]:]) {
			continue
		}
		out.put(m[0], m[1], ".")
	}
	return out.String()
}
