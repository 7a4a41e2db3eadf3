package stix

import (
	"net/netip"
	"strings"

	"takedown/pkg/takedown"
)

// observableTypes are the observables that become records.
var observableTypes = []string{"domain-name", "ipv4-addr", "ipv6-addr", "url", "email-addr", "user-account", "autonomous-system", "hostname", "x-opencti-hostname"}

// observable makes a record of a cyber observable.
func (d *decoder) observable(o *object) {
	id, why := d.valueOf(o)
	if o.err != nil {
		return
	}
	if why != "" {
		d.hold(o, why)
		return
	}
	item := takedown.Item{ID: id}
	if o.kind == "autonomous-system" {
		d.set(&item, "name", o.text("name"))
		d.set(&item, "asn", o.number("number"))
	}
	if o.kind == "user-account" {
		d.set(&item, "description", o.text("display_name"))
	}
	if !d.isPlain(o, id) {
		d.keep(o, &item)
	}
	d.stands(o, id)
	d.record(o, item)
	d.refer(o, "resolves_to_refs", "resolves-to")
	d.refer(o, "belongs_to_refs", "belongs-to")
}

// valueOf returns the record that an observable is, or why it is none.
func (d *decoder) valueOf(o *object) (id takedown.ID, why string) {
	switch o.kind {
	case "user-account":
		return d.key(o, "account", "account_login", accountOf(o))
	case "autonomous-system":
		return d.key(o, "provider", "number", "AS"+o.number("number"))
	case "email-addr":
		return d.key(o, "account", "value", "email:"+o.text("value"))
	case "ipv4-addr", "ipv6-addr":
		address, ok := single(o.text("value"))
		if !ok && o.err == nil {
			return takedown.ID{}, wide
		}
		return d.key(o, "server", "value", address)
	case "domain-name", "hostname", "x-opencti-hostname":
		return d.key(o, "domain", "value", o.text("value"))
	}
	return d.key(o, "url", "value", o.text("value"))
}

// accountOf returns type:handle of a user account. An account without a type is
// one of a system that is not named.
func accountOf(o *object) string {
	system, handle := o.text("account_type"), o.text("account_login")
	if handle == "" {
		handle = o.text("user_id")
	}
	if handle == "" {
		handle = o.text("display_name")
	}
	if system == "" {
		system = "user"
	}
	return system + ":" + handle
}

// key returns the record of a kind with a natural key.
func (d *decoder) key(o *object, kind, property, text string) (takedown.ID, string) {
	id, _, err := takedown.ParseKey(takedown.KindOf(kind), text, d.agency)
	if err == nil && kind == "server" && strings.Contains(id.Key, ":") && !isAddress(id.Key) {
		_, err = takedown.CanonicalAddress(text)
	}
	o.wrong(property, err)
	return id, ""
}

func isAddress(s string) bool {
	_, err := netip.ParseAddr(s)
	return err == nil
}

// single returns the address that a text is, also one written as the network of
// it alone; ok is false for any wider network.
func single(text string) (address string, ok bool) {
	p, err := netip.ParsePrefix(strings.TrimSpace(text))
	if err != nil {
		return text, true
	}
	return p.Addr().String(), p.IsSingleIP()
}

// isPlain reports whether an observable says nothing but what the record has:
// it then comes out again without being kept.
func (d *decoder) isPlain(o *object, id takedown.ID) bool {
	_, sco, identifying, ok := observableOf(id)
	if !ok || sco != o.id {
		return false
	}
	names := []string{"type", "spec_version", "id"}
	for name := range identifying {
		names = append(names, name)
	}
	return !o.beyond(names...)
}
