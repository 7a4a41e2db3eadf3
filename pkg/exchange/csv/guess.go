package csv

import (
	"net/netip"
	"slices"
	"strings"

	"takedown/pkg/takedown"
)

// guessKind returns the kind of a key that stands in a row without one, as the
// command line reads a bare key: a text with :// is a url, an address a server.
// Of the rest, an account is told by its type or its @, and all else is a domain. It is never
// an issued kind, for any text could be the name of a suspect.
func guessKind(key string) *takedown.Kind {
	text := takedown.Refang(key)
	if strings.Contains(text, "://") {
		return takedown.KindOf("url")
	}
	if _, err := netip.ParseAddr(text); err == nil {
		return takedown.KindOf("server")
	}
	if isAccount(text) {
		return takedown.KindOf("account")
	}
	return takedown.KindOf("domain")
}

// isAccount reports whether a key is a mail address, or has a well-known type
// of account before a colon. Another word before it could be an agency, and the
// key that of an issued kind.
func isAccount(text string) bool {
	before, _, ok := strings.Cut(text, ":")
	if !ok {
		return strings.Contains(text, "@")
	}
	return slices.Contains(accountTypes, strings.ToLower(strings.TrimSpace(before)))
}

// accountTypes are the types of account that no agency code is taken for.
var accountTypes = []string{
	"email", "mailto", "phone", "tel", "wallet", "whatsapp", "signal", "telegram", "tg", "iban", "paypal",
	"twitter", "instagram", "tiktok", "github", "discord", "reddit", "facebook", "linkedin", "skype",
	"jabber", "xmpp", "mastodon", "matrix", "icq", "youtube", "wechat", "steam", "forum",
}
