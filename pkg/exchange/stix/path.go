package stix

import (
	"fmt"
	"strings"
)

// paths say which kind of record the values of a property are. At the ends of
// traffic, and behind a name, stand addresses and names.
var paths = map[string]struct{ kind, prefix string }{
	"domain-name:value":                  {"domain", ""},
	"domain-name:resolves_to_refs.value": {"", ""},
	"hostname:value":                     {"domain", ""},
	"x-opencti-hostname:value":           {"domain", ""},
	"ipv4-addr:value":                    {"server", ""},
	"ipv6-addr:value":                    {"server", ""},
	"url:value":                          {"url", ""},
	"email-addr:value":                   {"account", "email:"},
	"email-message:from_ref.value":       {"account", "email:"},
	"email-message:sender_ref.value":     {"account", "email:"},
	"network-traffic:dst_ref.value":      {"", ""},
	"network-traffic:src_ref.value":      {"", ""},
	"autonomous-system:number":           {"provider", "AS"},
}

// The properties of which more than their value is known.
const (
	nameAt     = "domain-name:value"
	resolvedAt = "domain-name:resolves_to_refs.value"
	sourceAt   = "network-traffic:src_ref.value"
	endAt      = "network-traffic:dst_ref.value"
	portAt     = "network-traffic:dst_port"
	systemAt   = "user-account:account_type"
)

// handlesAt are the properties that name an account, the best first.
var handlesAt = []string{"user-account:account_login", "user-account:user_id", "user-account:display_name"}

// impliedAt are properties that repeat what the value beside them shows.
var impliedAt = map[string]bool{"network-traffic:dst_ref.type": true, "network-traffic:src_ref.type": true, "domain-name:resolves_to_refs.type": true}

// online are the objects that are seen of infrastructure. All others are seen on
// the machine of a victim.
var online = map[string]bool{
	"domain-name": true, "hostname": true, "x-opencti-hostname": true, "ipv4-addr": true, "ipv6-addr": true, "url": true,
	"email-addr": true, "email-message": true, "network-traffic": true, "user-account": true, "autonomous-system": true,
	"x509-certificate": true,
}

// plainPath returns a path without the places of lists, and its keys without
// quotes.
func plainPath(path string) string {
	var b strings.Builder
	for i := 0; i < len(path); i++ {
		switch c := path[i]; c {
		case '\'', '"':
		case '[':
			for i < len(path) && path[i] != ']' {
				i++
			}
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}

// showPath returns a path as it is told: a file can make up any.
func showPath(path string) string {
	strange := func(c rune) bool { return !strings.ContainsRune("-_.:*'[]", c) && !isType(string(c)) }
	if len(path) > 80 || strings.ContainsFunc(path, strange) {
		return fmt.Sprintf("%.80q", path)
	}
	return path
}
