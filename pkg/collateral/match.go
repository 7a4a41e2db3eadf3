package collateral

import (
	"net/netip"
	"net/url"
	"slices"
	"strings"

	"takedown/pkg/takedown"
)

// hit is how far a list says that others would be hit.
type hit int

const (
	no    hit = iota
	under     // it stands under, or looks like, what is listed
	is        // it is what is listed
)

// match looks for a target in the list, by its texts.
func (l *List) match(id takedown.ID, texts []string) hit {
	if l.kinds != nil && !l.kinds[id.Kind] && !(id.Kind == "url" && l.kinds["domain"]) {
		return no
	}
	best := no
	for i, text := range texts {
		h := l.matchText(text)
		if i > 0 {
			h = min(h, under) // what the target stands on is not the target
		}
		best = max(best, h)
	}
	return best
}

// textsOf are the key of a target, and then the host that it stands on.
func textsOf(id takedown.ID) []string {
	switch id.Kind {
	case "url":
		if u, err := url.Parse(id.Key); err == nil {
			return []string{strings.ToLower(id.Key), u.Hostname()}
		}
	case "account":
		_, handle, _ := strings.Cut(id.Key, ":")
		if at := strings.LastIndexByte(handle, '@'); at >= 0 {
			return []string{strings.ToLower(handle), handle[at+1:]}
		}
		return []string{strings.ToLower(handle)}
	}
	return []string{strings.ToLower(id.Key)}
}

func (l *List) matchText(text string) hit {
	switch l.Type {
	case "cidr":
		a, err := netip.ParseAddr(text)
		if err == nil && l.ranges.Contains(a.Unmap()) {
			return is
		}
		return no
	case "substring":
		return underIf(slices.ContainsFunc(l.parts, func(p string) bool { return strings.Contains(text, p) }))
	case "regex":
		for _, p := range l.patterns {
			if p.MatchString(text) {
				return under
			}
		}
		return no
	}
	if l.exact[text] {
		return is
	}
	for l.Type == "hostname" {
		_, parent, ok := strings.Cut(text, ".")
		if !ok {
			break
		}
		if text = parent; l.exact[text] {
			return under
		}
	}
	return no
}

func underIf(found bool) hit {
	if found {
		return under
	}
	return no
}
