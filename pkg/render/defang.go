package render

import (
	"strings"

	"takedown/pkg/takedown"
)

var (
	dots        = strings.NewReplacer("[.]", "[.]", ".", "[.]")
	dotsAndAt   = strings.NewReplacer("[.]", "[.]", ".", "[.]", "@", "[at]")
	innerScheme = strings.NewReplacer("://", "[:]//")
)

// defangedSchemes are those under which people and tools hide a link. The colon
// of another scheme is broken instead.
var defangedSchemes = map[string]string{
	"http": "hxxp", "https": "hxxps", "ftp": "fxp", "ftps": "fxps",
	"hxxp": "hxxp", "hxxps": "hxxps", "fxp": "fxp", "fxps": "fxps",
}

// Defang writes the key of a target so that no program makes a link of it and
// nobody opens it by mistake; [takedown.Refang] undoes it, and to defang again
// changes nothing. Keys of other kinds stay as they are. It is for showing
// only.
func Defang(kind, key string) string {
	switch kind {
	case "domain":
		return dots.Replace(key)
	case "server":
		return defangAddress(key)
	case "url":
		return defangURL(key)
	case "account":
		return innerScheme.Replace(dotsAndAt.Replace(key))
	}
	return key
}

// defangAddress breaks the first colon of an IPv6 address; a name that an
// agency gave a server has neither dots nor a second colon.
func defangAddress(s string) string {
	if strings.Count(s, ":") > 1 && !strings.Contains(s, "[:]") {
		return strings.Replace(s, ":", "[:]", 1)
	}
	return dots.Replace(s)
}

// defangURL leaves the path readable, but for a URL inside it.
func defangURL(s string) string {
	scheme, rest, ok := strings.Cut(s, "://")
	if !ok {
		return s
	}
	end := strings.IndexAny(rest, "/?#")
	if end < 0 {
		end = len(rest)
	}
	start := scheme + "[:]//"
	if hidden, ok := defangedSchemes[scheme]; ok {
		start = hidden + "://"
	}
	return start + dotsAndAt.Replace(rest[:end]) + innerScheme.Replace(rest[end:])
}

// defangName defangs the key in kind/key, or in what an order covers. Another
// text stays as it is.
func defangName(s string) string {
	kind, key, ok := takedown.SplitID(s)
	if !ok {
		return s
	}
	return kind + "/" + Defang(kind, key)
}

// defangValue defangs a field value that names a host.
func defangValue(f *takedown.Field, value string) string {
	switch {
	case f.Type == takedown.Host, f.Name == "unicode": // the name in U-labels
		return Defang("domain", value)
	case f.Type == takedown.Address:
		return Defang("server", value)
	case f.Type == takedown.Pattern:
		return defangName(value)
	}
	return value
}
