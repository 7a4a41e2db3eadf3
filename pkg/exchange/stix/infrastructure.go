package stix

import (
	"strings"

	"takedown/pkg/takedown"
)

// roles are the roles of targets and the types of infrastructure that say most
// of the same. Of several roles with one type the first is read from it.
var roles = []struct{ role, kind string }{
	{"c2", "command-and-control"}, {"c2-proxy", "command-and-control"}, {"panel", "command-and-control"},
	{"loader", "staging"}, {"payload", "hosting-malware"}, {"phishing", "phishing"}, {"exfil", "exfiltration"},
	{"proxy", "anonymization"}, {"redirector", "anonymization"}, {"booter", "amplification"}, {"unknown", "unknown"},
	{"database", "hosting-target-lists"},
}

// typeOf returns the type of infrastructure that a role is.
func typeOf(role string) string {
	for _, r := range roles {
		if r.role == role {
			return r.kind
		}
	}
	if role == "" {
		return "unknown"
	}
	return "undefined"
}

// roleOf returns the first role that types of infrastructure are.
func roleOf(types []string) string {
	for _, t := range types {
		for _, r := range roles {
			if r.kind == t {
				return r.role
			}
		}
	}
	return ""
}

// infrastructure makes of infrastructure a server that has only a name yet, or
// the target that its name is.
func (d *decoder) infrastructure(o *object) {
	name := o.text("name")
	if _, ok := single(name); !ok {
		d.hold(o, wide)
		return
	}
	item, ok := d.target(name)
	if !ok {
		if item, ok = d.issued(o, "server", serverName(name)); !ok {
			return
		}
	}
	if role := roleOf(o.list("infrastructure_types")); role != "" {
		d.set(&item, "role", role)
		d.roles[item.ID] = role
	}
	d.whole(o, &item)
}

// target begins the item of the target that a name is.
func (d *decoder) target(name string) (takedown.Item, bool) {
	name = strings.TrimSpace(name)
	for _, kind := range []string{"server", "url", "domain"} {
		id, _, err := takedown.ParseKey(takedown.KindOf(kind), name, d.agency)
		switch {
		case err != nil:
		case kind == "server" && !isAddress(id.Key), kind == "domain" && !strings.Contains(id.Key, "."), strings.ContainsAny(name, " \t"):
		default:
			return takedown.Item{ID: id}, true
		}
	}
	return takedown.Item{}, false
}

// serverName makes a name that a server can have: what makes it look like an
// address is left out, and the name as it was is in the object that is kept.
func serverName(name string) string {
	name = strings.Map(func(c rune) rune {
		if strings.ContainsRune("./[]:\r\n", c) {
			return ' '
		}
		return c
	}, name)
	name = strings.Join(strings.Fields(name), " ")
	if name != "" && strings.Trim(name, "0123456789: ") == "" {
		return "infrastructure " + name
	}
	return name
}
