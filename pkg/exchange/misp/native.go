package misp

import (
	"net/netip"
	"strings"

	"takedown/pkg/takedown"
)

// native is how MISP writes the key of a record: the object that it stands in,
// and the attribute that it is.
type native struct {
	object, meta string
	relation     string
	kind         string // type of the attribute, or nothing where MISP has none
	category     string
	value        string
}

// nativeOf returns how MISP writes the key of a record.
func nativeOf(id takedown.ID) native {
	own := native{object: prefix + id.Kind, meta: "misc"}
	switch id.Kind {
	case "domain":
		return native{"domain-ip", "network", "domain", "domain", "Network activity", id.Key}
	case "url":
		return native{"url", "network", "url", "url", "Network activity", id.Key}
	case "server":
		if _, err := netip.ParseAddr(id.Key); err == nil {
			return native{"ip-port", "network", "ip", "ip-dst", "Network activity", id.Key}
		}
	case "provider":
		if strings.HasPrefix(id.Key, "AS") {
			return native{"asn", "network", "asn", "AS", "Network activity", id.Key}
		}
	case "account":
		for kind, n := range accountTypes {
			if handle, ok := strings.CutPrefix(id.Key, kind+":"); ok {
				n.object, n.meta, n.relation, n.value = own.object, own.meta, "account", handle
				return n
			}
		}
	}
	return own
}

// accountTypes are the attributes that MISP has for accounts.
var accountTypes = map[string]native{
	"email":       {kind: "email", category: "Network activity"},
	"phone":       {kind: "phone-number", category: "Person"},
	"jabber":      {kind: "jabber-id", category: "Social network"},
	"github":      {kind: "github-username", category: "Social network"},
	"x":           {kind: "twitter-id", category: "Social network"},
	"iban":        {kind: "iban", category: "Financial fraud"},
	"bank":        {kind: "bank-account-nr", category: "Financial fraud"},
	"wallet:btc":  {kind: "btc", category: "Financial fraud"},
	"wallet:xmr":  {kind: "xmr", category: "Financial fraud"},
	"wallet:dash": {kind: "dash", category: "Financial fraud"},
}
