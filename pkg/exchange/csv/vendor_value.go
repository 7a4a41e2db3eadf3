package csv

import (
	"cmp"
	"fmt"
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
	cell = unwrapped(cell)
	if cell[0] == '=' {
		return []string{cell}
	}
	if !strings.ContainsAny(cell, " \t\r\n,;|") {
		return []string{cell}
	}
	parts := strings.FieldsFunc(cell, func(r rune) bool { return strings.ContainsRune(" \t\r\n", r) })
	if isHiddenBySpaces(cell) {
		parts = []string{cell}
	}
	var out []string
	for _, part := range parts {
		if part = strings.Trim(part, ",;|•"); slices.Contains(between, part) {
			continue
		}
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

// between are signs that stand between values, or before each, in cells that
// people have typed.
var between = strings.Fields("- – — / & + * · • -> => <->")

// unwrapped takes off what spreadsheets and people put around a value so that it
// stays what it is: ="203.0.113.7", and other quotes than those of the table.
func unwrapped(cell string) string {
	if inner, ok := strings.CutPrefix(cell, `="`); ok && len(inner) > 1 && strings.Count(inner, `"`) == 1 && strings.HasSuffix(inner, `"`) {
		cell = inner[:len(inner)-1]
	}
	if inner, ok := strings.CutPrefix(cell, "["); ok && len(inner) > 1 && strings.IndexByte(inner, ']') == len(inner)-1 {
		cell = inner[:len(inner)-1]
	}
	return cmp.Or(strings.TrimSpace(strings.Trim(cell, "'‘’“”„`\"")), cell)
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
		if strings.IndexByte(",;|", s[i]) >= 0 && (hasScheme(s[i+1:]) || s[i] == '|' && isPlainTarget(s[i+1:])) {
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
func (v *vendor) target(value, word string) (item takedown.Item, err error) {
	if reason := v.skipped(value, word); reason != "" {
		return takedown.Item{Skipped: reason}, nil
	}
	if k := v.otherKind(value, word); k != nil {
		item.ID, item.Shown, err = takedown.ParseKey(k, value, v.agency)
		return item, err
	}
	if value[0] == '=' {
		return item, errFormula
	}
	if t := accountType(typeName(word)); t != "" {
		return v.account(value, t)
	}
	return v.address(value, word)
}

var errFormula = fmt.Errorf("the cell is a formula, and not what it shows: %w", takedown.ErrInvalid)

// otherKind returns the kind that a word names, if it is none of targets. Type
// malware says of a name or an address what it is for, and not what it is.
func (v *vendor) otherKind(value, word string) *takedown.Kind {
	k := takedown.KindOf(strings.ToLower(word))
	if k == nil || k.Target || k.Name == "malware" && isPlainTarget(value) {
		return nil
	}
	return k
}

// address makes the item of what is an address, a name, a URL or an account by
// its looks.
func (v *vendor) address(value, word string) (item takedown.Item, err error) {
	text := takedown.Refang(value)
	if host, port := addressAndPort(text, strings.HasSuffix(plainName(word), "_port")); port != "" {
		if item.ID, _, err = takedown.ParseKey(takedown.KindOf("server"), host, v.agency); err != nil {
			return item, err
		}
		item.Values = append(item.Values, takedown.Value{Field: portsOfServer, Text: port})
		return item, nil
	}
	if prefix, err := netip.ParsePrefix(text); err == nil {
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
	name := strings.TrimPrefix(strings.TrimPrefix(text, "*"), ".")
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
