package takedown

import (
	"fmt"
	"strings"
)

// accountType is a platform, or another sort of account, and how its handles
// get their one spelling.
type accountType struct {
	name      string
	canonical func(handle string) (string, error)
	aliases   []string
}

var accountTypes = []accountType{
	{"email", email, []string{"mailto", "e-mail", "mail"}},
	{"phone", phone, []string{"tel"}},
	{"wallet", wallet, nil},
	{"whatsapp", phoneOrName, nil},
	{"signal", phoneOrName, nil},
	{"telegram", telegram, []string{"tg"}},
	{"iban", iban, nil},
	{"bank", asTyped, nil},
	{"paypal", emailOrName, nil},
	{"x", atName, []string{"twitter"}},
	{"instagram", atName, nil},
	{"tiktok", atName, nil},
	{"github", atName, nil},
	{"discord", atName, nil},
	{"reddit", lowered, nil},
	{"facebook", lowered, nil},
	{"linkedin", lowered, nil},
	{"vk", lowered, nil},
	{"skype", lowered, nil},
	{"jabber", emailOrName, []string{"xmpp"}},
	{"mastodon", mastodon, nil},
	{"matrix", lowered, nil},
	{"icq", number, nil},
	{"qq", number, nil},
	{"youtube", asTyped, nil},
	{"wechat", asTyped, nil},
	{"steam", asTyped, nil},
	{"forum", asTyped, nil},
}

// CanonicalAccount gives an account its one spelling, type:handle. A mail
// address needs no type. Other types than the listed ones are accepted, unless
// they look like a listed one misspelt.
func CanonicalAccount(s string) (string, error) {
	kind, handle, ok := strings.Cut(strings.TrimSpace(s), ":")
	if !ok || strings.ContainsAny(kind, "@[({") {
		return bareAccount(s)
	}
	t, err := accountTypeOf(strings.ToLower(kind))
	if err != nil {
		return "", fmt.Errorf("account %q: %w", s, err)
	}
	if err := checkLine(handle); err != nil {
		return "", fmt.Errorf("account %q: %w", s, err)
	}
	canonical, err := t.canonical(strings.TrimSpace(handle))
	if err != nil {
		return "", fmt.Errorf("account %q: %w", s, err)
	}
	return t.name + ":" + canonical, nil
}

func bareAccount(s string) (string, error) {
	a, err := email(s)
	if err != nil {
		return "", fmt.Errorf("account %q is neither type:handle nor a mail address: %w", s, ErrInvalid)
	}
	return "email:" + a, nil
}

// accountTypeOf finds a type by name or alias.
func accountTypeOf(name string) (accountType, error) {
	for _, t := range accountTypes {
		if t.name == name {
			return t, nil
		}
		for _, a := range t.aliases {
			if a == name {
				return t, nil
			}
		}
	}
	return openAccountType(name)
}

// openAccountType accepts a type that is not listed. In short names one edit
// is no sign of a slip.
func openAccountType(name string) (accountType, error) {
	if !isAccountType(name) {
		return accountType{}, fmt.Errorf("%q is no type of account: %w", name, ErrInvalid)
	}
	if near, distance := Nearest(name, accountTypeNames()); distance == 1 && len(near) > 3 {
		return accountType{}, fmt.Errorf("%q is no known type: did you mean %q? %w", name, near, ErrInvalid)
	}
	return accountType{name: name, canonical: asTyped}, nil
}

func isAccountType(s string) bool {
	return s != "" && len(s) <= 32 && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789-") == ""
}

func accountTypeNames() []string {
	names := make([]string, len(accountTypes))
	for i, t := range accountTypes {
		names[i] = t.name
	}
	return names
}
