package stix

import (
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/uuid"

	"takedown/pkg/takedown"
)

var (
	// observables is the namespace that the standard gives to ids of
	// observables.
	observables = uuid.MustParse("00abedb4-aa42-466c-9c01-fed23315a9b7")
	// ours is the namespace of all other ids that are written.
	ours = uuid.MustParse("6f1d5a4e-2a63-4f0b-8f0c-3c8f5a7b9d21")
)

// observableID returns the id that the standard prescribes for an observable:
// a UUIDv5 of the canonical JSON (RFC 8785) of the properties that identify it.
func observableID(kind string, identifying map[string]any) string {
	v, err := json.Marshal(identifying)
	if err != nil {
		return ""
	}
	raw := jsontext.Value(v)
	if err := raw.Canonicalize(); err != nil {
		return ""
	}
	return kind + "--" + uuid.NewSHA1(observables, raw).String()
}

// ownID returns an id that follows from texts, and so stays.
func ownID(kind string, texts ...string) string {
	return kind + "--" + uuid.NewSHA1(ours, []byte(strings.Join(append([]string{kind}, texts...), "\x00"))).String()
}

// observable returns type, id and identifying properties of the observable that
// a target is; ok is false where it is none, as a server that has only a name.
func observableOf(id takedown.ID) (kind, sco string, identifying map[string]any, ok bool) {
	value := map[string]any{"value": id.Key}
	switch id.Kind {
	case "domain":
		kind = "domain-name"
	case "url":
		kind = "url"
	case "server":
		address, err := takedown.CanonicalAddress(id.Key)
		if err != nil {
			return "", "", nil, false
		}
		kind = "ipv4-addr"
		if strings.Contains(address, ":") {
			kind = "ipv6-addr"
		}
	case "account":
		system, handle, _ := strings.Cut(id.Key, ":")
		if kind = "email-addr"; system != "email" {
			kind, value = "user-account", map[string]any{"account_type": system, "account_login": handle}
		} else {
			value["value"] = handle
		}
	default:
		return "", "", nil, false
	}
	return kind, observableID(kind, value), value, true
}
