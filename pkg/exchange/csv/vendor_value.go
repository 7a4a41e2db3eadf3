package csv

import (
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"takedown/pkg/takedown"
)

// valuesIn returns the values of a cell of targets. A URL may have a comma in
// it, so that only another URL after a comma is a value of its own.
func valuesIn(cell string) []string {
	if !strings.ContainsAny(cell, " \t\r\n,;|") {
		return []string{cell}
	}
	parts := strings.FieldsFunc(cell, func(r rune) bool { return strings.ContainsRune(" \t\r\n", r) })
	if isHiddenBySpaces(cell) {
		parts = []string{cell}
	}
	var out []string
	for _, part := range parts {
		part = strings.Trim(part, ",;|")
		for rest := part; rest != ""; {
			end := valueEnd(rest)
			if value := strings.Trim(rest[:end], ",;|"); value != "" {
				out = append(out, value)
			}
			rest = strings.TrimLeft(rest[end:], ",;|")
		}
	}
	return out
}

// isHiddenBySpaces reports whether the spaces of a cell belong to signs that
// were hidden: evil [.] example.
func isHiddenBySpaces(cell string) bool {
	return strings.Contains(cell, " ") && !strings.ContainsAny(takedown.Refang(cell), " \t\r\n") && strings.ContainsAny(cell, "[({")
}

// valueEnd returns where the first value of a list ends.
func valueEnd(s string) int {
	if !strings.Contains(takedown.Refang(s), "://") || !hasScheme(s) {
		if i := strings.IndexAny(s, ",;|"); i >= 0 {
			return i
		}
		return len(s)
	}
	for i := range len(s) {
		if strings.IndexByte(",;|", s[i]) >= 0 && (hasScheme(s[i+1:]) || s[i] == '|') {
			return i
		}
	}
	return len(s)
}

func hasScheme(s string) bool {
	s = strings.ToLower(s[:min(len(s), 8)])
	return slices.ContainsFunc([]string{"http", "hxxp", "ftp", "fxp", "h**p", "tcp", "meow"}, func(p string) bool { return strings.HasPrefix(s, p) })
}

// target makes the item of one value. The value itself says best what it is;
// the word in the column of types says whether it is a target at all.
func (v *vendor) target(value, word string, c *vendorColumn) (item takedown.Item, err error) {
	if reason := skippedType(plainName(word)); reason != "" {
		return takedown.Item{Skipped: reason}, nil
	}
	if reason := skippedValue(value); reason != "" {
		return takedown.Item{Skipped: reason}, nil
	}
	if k := takedown.KindOf(strings.ToLower(word)); k != nil && !k.Target {
		item.ID, item.Shown, err = takedown.ParseKey(k, value, v.agency)
		return item, err
	}
	text := takedown.Refang(value)
	if host, port := addressAndPort(text, strings.HasSuffix(plainName(word), "_port")); port != "" {
		if item.ID, _, err = takedown.ParseKey(takedown.KindOf("server"), host, v.agency); err != nil {
			return item, err
		}
		item.Values = append(item.Values, takedown.Value{Field: portsOfServer, Text: port})
		return item, nil
	}
	if prefix, err := netip.ParsePrefix(text); err == nil {
		if !prefix.IsSingleIP() {
			return takedown.Item{Skipped: "network"}, nil
		}
		text, value = prefix.Addr().String(), prefix.Addr().String()
	}
	kind := guessKind(text)
	if kind.Name == "domain" {
		return v.name(text)
	}
	item.ID, item.Shown, err = takedown.ParseKey(kind, value, v.agency)
	return item, err
}

var portsOfServer = takedown.KindOf("server").Field("ports")

// addressAndPort splits 203.0.113.7:443, and 2001:db8::1:443 where it is sure
// that a port is there.
func addressAndPort(text string, sure bool) (host, port string) {
	i := strings.LastIndexByte(text, ':')
	if i < 0 {
		return "", ""
	}
	if _, err := netip.ParseAddr(text); err == nil && !sure {
		return "", ""
	}
	host = strings.TrimSuffix(strings.TrimPrefix(text[:i], "["), "]")
	a, err := netip.ParseAddr(host)
	if n, e := strconv.ParseUint(text[i+1:], 10, 16); err == nil && e == nil {
		return a.String(), strconv.FormatUint(n, 10)
	}
	return "", ""
}

// name reads a domain name. What stands after it is kept as it was listed, as
// the format of prose does: no URL is made up of it.
func (v *vendor) name(text string) (item takedown.Item, err error) {
	name := strings.TrimPrefix(text, "*.")
	if i := strings.IndexAny(name, "/:"); i >= 0 {
		quoted, err := jsontext.AppendQuote(nil, name)
		if err != nil {
			return item, err
		}
		if err := item.AddExtra("listed_as", quoted); err != nil {
			return item, err
		}
		name = name[:i]
	}
	if a, err := netip.ParseAddr(name); err == nil {
		item.ID, _, err = takedown.ParseKey(takedown.KindOf("server"), a.String(), v.agency)
		return item, err
	}
	if !strings.Contains(name, ".") {
		return item, &takedown.WordError{What: "target", Word: text, Words: []string{"a domain", "an address", "a URL", "an account"}}
	}
	item.ID, _, err = takedown.ParseKey(takedown.KindOf("domain"), name, v.agency)
	return item, err
}

// skippedTypes are words for what is no target, and the reason that is given.
var skippedTypes = []struct{ begins, reason string }{
	{"md5", "hash"}, {"sha", "hash"}, {"hash", "hash"}, {"filehash", "hash"}, {"file_hash", "hash"}, {"imphash", "hash"}, {"ssdeep", "hash"},
	{"tlsh", "hash"}, {"ja3", "hash"}, {"jarm", "hash"}, {"file", "file name"}, {"mutex", "mutex"}, {"cve", "cve"}, {"vulnerability", "cve"},
	{"registry", "registry key"}, {"regkey", "registry key"}, {"yara", "rule"}, {"sigma", "rule"}, {"snort", "rule"}, {"user_agent", "user agent"},
	{"useragent", "user agent"}, {"cidr", "network"}, {"asn", "network"}, {"certificate", "certificate"}, {"x509", "certificate"}, {"process", "process"},
	{"pehash", "hash"}, {"mac_address", "device"}, {"imsi", "device"}, {"imei", "device"},
}

func skippedType(word string) string {
	for _, t := range skippedTypes {
		if strings.HasPrefix(word, t.begins) {
			return t.reason
		}
	}
	return ""
}

// digestSizes are the lengths of hashes in hex digits.
var digestSizes = []int{32, 40, 56, 64, 96, 128}

func skippedValue(value string) string {
	switch upper := strings.ToUpper(value); {
	case slices.Contains(digestSizes, len(value)) && strings.Trim(upper, "0123456789ABCDEF") == "":
		return "hash"
	case strings.HasPrefix(upper, "CVE-"):
		return "cve"
	}
	return ""
}
