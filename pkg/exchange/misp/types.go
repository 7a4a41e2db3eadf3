package misp

import (
	"net/netip"
	"strings"

	"takedown/pkg/takedown"
)

// reading makes the records that the value of an attribute names. None is a
// value of another sort, such as a network in place of an address.
type reading func(e *event, value string, line int) ([]*record, error)

// types are the types of attributes that name something takedown has a kind
// for. The first record is the one that the attribute is about.
var types = map[string]reading{
	"domain": host, "hostname": host, "hostname|port": hostPort, "domain|ip": hostAddress, "onion-address": host,
	"ip-src": address, "ip-dst": address, "ip-src|port": addressPort, "ip-dst|port": addressPort,
	"url": webAddress, "uri": webAddress,
	"email": accountOf("email"), "email-src": accountOf("email"), "email-dst": accountOf("email"),
	"email-reply-to": accountOf("email"), "whois-registrant-email": accountOf("email"), "dns-soa-email": accountOf("email"),
	"eppn": accountOf("email"), "jabber-id": accountOf("jabber"),
	"phone-number": accountOf("phone"), "whois-registrant-phone": accountOf("phone"),
	"github-username": accountOf("github"), "github-organisation": accountOf("github"), "github-repository": repository,
	"twitter-id": accountOf("x"),
	"btc":        accountOf("wallet:btc"), "xmr": accountOf("wallet:xmr"), "dash": accountOf("wallet:dash"),
	"iban": accountOf("iban"), "bank-account-nr": accountOf("bank"),
	"AS": keyOf("provider"), "threat-actor": keyOf("suspect"),
}

// one is the answer of a reading with one record.
func one(r *record, err error) ([]*record, error) {
	if err != nil {
		return nil, err
	}
	return []*record{r}, nil
}

func keyOf(kind string) reading {
	return func(e *event, value string, line int) ([]*record, error) {
		if kind == "provider" && strings.Trim(value, "0123456789") == "" {
			value = "AS" + value
		}
		return one(e.record(kind, value, line))
	}
}

// accountOf reads handles of one type of account.
func accountOf(kind string) reading {
	return func(e *event, value string, line int) ([]*record, error) {
		return one(e.record("account", kind+":"+value, line))
	}
}

// host reads a name, and what people put in the place of one.
func host(e *event, value string, line int) ([]*record, error) {
	value = strings.TrimSpace(value)
	if r, err := e.record("domain", value, line); err == nil || isMany(err) {
		return one(r, err)
	}
	if _, err := takedown.CanonicalAddress(value); err == nil {
		return one(e.record("server", value, line))
	}
	if strings.ContainsAny(value, "/") {
		return webAddress(e, value, line)
	}
	return one(e.record("domain", value, line))
}

func isMany(err error) bool { return err == errMany }

// address reads an address. A network is none.
func address(e *event, value string, line int) ([]*record, error) {
	value = strings.TrimSpace(takedown.Refang(value))
	if p, err := netip.ParsePrefix(value); err == nil {
		if !p.IsSingleIP() {
			return nil, nil
		}
		value = p.Addr().String()
	}
	if p, err := netip.ParseAddrPort(value); err == nil {
		return addressPort(e, p.Addr().String()+"|"+strings.TrimPrefix(value[strings.LastIndexByte(value, ':'):], ":"), line)
	}
	if _, err := takedown.CanonicalAddress(value); err != nil {
		return nil, err
	}
	return one(e.record("server", value, line))
}

// network is what a value is called that is not one address.
const network = " network of more than one address"

func isNetwork(value string) bool {
	p, err := netip.ParsePrefix(strings.TrimSpace(takedown.Refang(value)))
	return err == nil && !p.IsSingleIP()
}

func addressPort(e *event, value string, line int) ([]*record, error) {
	ip, port := cutLast(value)
	if port == "" || isNetwork(ip) {
		return address(e, ip, line)
	}
	if _, err := takedown.CanonicalAddress(ip); err != nil {
		return nil, err
	}
	r, err := e.record("server", ip, line)
	if err == nil && port != "" && !e.set(r, "ports", port) {
		e.skip("port that is none", line)
	}
	return one(r, err)
}

func hostPort(e *event, value string, line int) ([]*record, error) {
	name, port := cutLast(value)
	records, err := host(e, name, line)
	if err == nil && port != "" && len(records) > 0 && !e.set(records[0], "ports", port) {
		e.skip("port of a name", line)
	}
	return records, err
}

// cutLast splits a value at its last bar.
func cutLast(value string) (before, after string) {
	at := strings.LastIndexByte(value, '|')
	if at < 0 {
		return strings.TrimSpace(value), ""
	}
	return strings.TrimSpace(value[:at]), strings.TrimSpace(value[at+1:])
}

func hostAddress(e *event, value string, line int) ([]*record, error) {
	name, ip := cutLast(value)
	names, err := host(e, name, line)
	if err != nil || ip == "" || len(names) == 0 {
		return names, err
	}
	addresses, err := address(e, ip, line)
	if err != nil {
		return nil, err
	}
	if len(addresses) == 0 {
		e.skip("domain|ip with a"+network, line)
	}
	for _, a := range addresses {
		e.resolves(names[0], a, line)
	}
	return append(names, addresses...), nil
}

// resolves links a name or a URL with an address.
func (e *event) resolves(from, to *record, line int) {
	rel, err := takedown.ParseRelation("resolves-to")
	if err == nil && rel.Joins(from.item.ID.Kind, to.item.ID.Kind) {
		e.link(from, rel.Name, to, line)
	}
}

// webAddress reads a URL. One without scheme is of the web.
func webAddress(e *event, value string, line int) ([]*record, error) {
	value = strings.TrimSpace(value)
	refanged := takedown.Refang(value)
	switch {
	case strings.HasPrefix(refanged, "/"):
		return nil, nil // a path that stands on many hosts
	case !strings.Contains(refanged, "://"):
		value = "http://" + value
	}
	return one(e.record("url", value, line))
}

// repository reads the name of a repository at GitHub.
func repository(e *event, value string, line int) ([]*record, error) {
	if owner, name, ok := strings.Cut(value, "/"); ok && owner != "" && name != "" && !strings.ContainsAny(value, ": ") {
		value = "https://github.com/" + value
	}
	if !strings.Contains(value, "://") {
		return nil, nil
	}
	return one(e.record("url", value, line))
}
