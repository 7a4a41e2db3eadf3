package collateral

import (
	"fmt"
	"io"
	"net/netip"
	"regexp"
	"slices"
	"strings"

	"github.com/gaissmai/bart"
	"github.com/go-json-experiment/json"

	"takedown/pkg/takedown"
)

// The limits of one list, so that a hostile one cannot take the memory or the
// time of a check. Patterns are of Go's kind, which takes linear time.
const (
	maxFile     = 64 << 20
	maxPatterns = 4096
	maxPattern  = 1 << 10
	maxName     = 200
)

// List is a warning list.
type List struct {
	Name    string
	Type    string // hostname, string, cidr, substring or regex
	Version string
	Size    int // values that are looked for
	Refused int // values that are none of the type, or patterns of another kind

	kinds    map[string]bool // of records; nil stands for all
	exact    map[string]bool // string and hostname
	parts    []string        // substring
	patterns []*regexp.Regexp
	ranges   bart.Lite // cidr
}

// listTypes are the ways in which the values of a list are looked for.
var listTypes = []string{"hostname", "string", "cidr", "substring", "regex"}

// Parse reads one list.
func Parse(r io.Reader) (*List, error) {
	var file struct {
		Name       string   `json:"name"`
		Type       string   `json:"type"`
		Version    any      `json:"version"`
		Values     []string `json:"list"`
		Attributes []string `json:"matching_attributes"`
	}
	limited := &io.LimitedReader{R: r, N: maxFile + 1}
	if err := json.UnmarshalRead(limited, &file); err != nil {
		return nil, fmt.Errorf("it is no warning list: %w: %w", err, takedown.ErrInvalid)
	}
	switch {
	case limited.N == 0:
		return nil, fmt.Errorf("the list is longer than %d bytes: %w", maxFile, takedown.ErrInvalid)
	case strings.TrimSpace(file.Name) == "" || len(file.Name) > maxName || takedown.CheckText(file.Name) != nil:
		return nil, fmt.Errorf("it is no warning list: it has no name: %w", takedown.ErrInvalid)
	case file.Type == "":
		file.Type = "string" // as MISP reads it
	case !slices.Contains(listTypes, file.Type):
		return nil, &takedown.WordError{What: "type of warning list", Word: file.Type, Words: listTypes}
	}
	l := &List{Name: strings.TrimSpace(file.Name), Type: file.Type, kinds: kindsOf(file.Attributes)}
	if n, ok := file.Version.(float64); ok {
		l.Version = fmt.Sprintf("%.0f", n)
	}
	for _, v := range file.Values {
		if l.add(strings.TrimSpace(v)) {
			l.Size++
		} else {
			l.Refused++
		}
	}
	return l, nil
}

// kindsOf returns the kinds of records that types of attributes are about.
func kindsOf(attributes []string) map[string]bool {
	if len(attributes) == 0 {
		return nil
	}
	kinds := map[string]bool{}
	for _, a := range attributes {
		switch {
		case strings.HasPrefix(a, "ip-"):
			kinds["server"] = true
		case a == "domain" || strings.HasPrefix(a, "hostname"):
			kinds["domain"] = true
		case a == "domain|ip":
			kinds["domain"], kinds["server"] = true, true
		case a == "url" || a == "uri" || a == "link":
			kinds["url"] = true
		case strings.HasPrefix(a, "email"):
			kinds["account"] = true
		}
	}
	return kinds
}

// ofHolders reports whether a list names who parks or sinkholes names. Their
// name servers and addresses are looked for in what a name leads to, which says
// nothing where it is in other lists: anybody can stand behind a network for
// content.
func (l *List) ofHolders() bool {
	name := strings.ToLower(l.Name)
	return strings.Contains(name, "sinkhole") || strings.Contains(name, "parking") || strings.Contains(name, "parked")
}

// add takes a value of the list, and reports whether it can be looked for.
func (l *List) add(v string) bool {
	if v == "" {
		return false
	}
	switch l.Type {
	case "cidr":
		return l.addRange(v)
	case "regex":
		return l.addPattern(v)
	case "substring":
		if len(l.parts) >= maxPatterns || len(v) > maxPattern {
			return false
		}
		l.parts = append(l.parts, strings.ToLower(v))
		return true
	}
	if l.exact == nil {
		l.exact = map[string]bool{}
	}
	v = strings.ToLower(v)
	if l.Type == "hostname" {
		v = strings.Trim(v, ".")
	}
	l.exact[v] = true
	return v != ""
}

func (l *List) addRange(v string) bool {
	if a, err := netip.ParseAddr(v); err == nil {
		a = a.Unmap().WithZone("")
		l.ranges.Insert(netip.PrefixFrom(a, a.BitLen()))
		return true
	}
	p, err := netip.ParsePrefix(v)
	if err == nil {
		l.ranges.Insert(p.Masked())
	}
	return err == nil
}

// addPattern takes a pattern as MISP writes it, between slashes and with the
// letters of its options, or bare.
func (l *List) addPattern(v string) bool {
	if len(l.patterns) >= maxPatterns || len(v) > maxPattern {
		return false
	}
	if end := strings.LastIndexByte(v, '/'); v[0] == '/' && end > 0 {
		options := v[end+1:]
		if strings.Trim(options, "ims") != "" {
			return false
		}
		if v = v[1:end]; options != "" {
			v = "(?" + options + ")" + v
		}
	}
	p, err := regexp.Compile(strings.ReplaceAll(v, `\/`, "/"))
	if err == nil {
		l.patterns = append(l.patterns, p)
	}
	return err == nil
}
