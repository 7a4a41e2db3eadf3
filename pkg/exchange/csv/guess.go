package csv

import (
	"net/netip"
	"strings"

	"takedown/pkg/takedown"
)

// guessKind returns the kind of a key that stands in a row without one, as the
// command line reads a bare key: a text with :// is a url, an address a server.
// Of the rest a mail address is an account, and all else a domain. It is never
// an issued kind, for any text could be the name of a suspect.
func guessKind(key string) *takedown.Kind {
	text := takedown.Refang(key)
	if strings.Contains(text, "://") {
		return takedown.KindOf("url")
	}
	if _, err := netip.ParseAddr(text); err == nil {
		return takedown.KindOf("server")
	}
	if strings.Contains(text, "@") && !strings.Contains(text, ":") {
		return takedown.KindOf("account")
	}
	return takedown.KindOf("domain")
}
