package takedown

import (
	"fmt"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// asTyped keeps a handle whose case matters, or may.
func asTyped(s string) (string, error) {
	if strings.HasPrefix(s, "//") {
		return "", fmt.Errorf("%q is part of a URL and no handle: %w", s, ErrInvalid)
	}
	return norm.NFC.String(s), nil
}

// lowered is for platforms that do not tell cases apart.
func lowered(s string) (string, error) { return strings.ToLower(norm.NFC.String(s)), nil }

// atName is for platforms that also write a handle with @ before it.
func atName(s string) (string, error) {
	return bareName(strings.TrimPrefix(s, "@"))
}

func bareName(s string) (string, error) {
	if s == "" || strings.ContainsAny(s, " \t@/") {
		return "", fmt.Errorf("%q is no handle: %w", s, ErrInvalid)
	}
	return lowered(s)
}

// telegram takes a user name, a number, or the +… of an invitation, whose case
// matters.
func telegram(s string) (string, error) {
	s = strings.TrimPrefix(s, "https://")
	s = strings.TrimPrefix(s, "t.me/")
	if strings.HasPrefix(s, "+") && !strings.ContainsAny(s, " /@") {
		return s, nil
	}
	return atName(s)
}

// number is for platforms whose accounts are numbers.
func number(s string) (string, error) {
	digits := phoneMarks.Replace(s)
	if digits == "" || strings.Trim(digits, "0123456789") != "" {
		return "", fmt.Errorf("%q is no number: %w", s, ErrInvalid)
	}
	return digits, nil
}

// email keeps the local part, whose case the receiving host may tell apart.
func email(s string) (string, error) {
	refanged := Refang(s)
	at := strings.LastIndexByte(refanged, '@')
	if at < 1 || at > 64 || strings.ContainsAny(refanged[:at], " \t@<>(),;:\"\\[]") || strings.ContainsFunc(refanged, isControl) {
		return "", fmt.Errorf("%q is no mail address: %w", s, ErrInvalid)
	}
	host, err := CanonicalDomain(refanged[at+1:])
	if err != nil {
		return "", err
	}
	return norm.NFC.String(refanged[:at]) + "@" + host, nil
}

// emailOrName is for platforms that know people by a mail address or a name.
func emailOrName(s string) (string, error) {
	if strings.Contains(Refang(s), "@") {
		a, err := email(s)
		return strings.ToLower(a), err
	}
	return lowered(s)
}

// mastodon takes user@host, with @ before it or not.
func mastodon(s string) (string, error) {
	a, err := email(strings.TrimPrefix(s, "@"))
	return strings.ToLower(a), err
}

// phoneMarks are what people put between the digits of a number.
var phoneMarks = strings.NewReplacer(" ", "", "\u00a0", "", "-", "", "‑", "", "–", "", "(", "", ")", "", ".", "", "/", "")

// phone gives a number the form of E.164. Without its country a number could
// be many.
func phone(s string) (string, error) {
	n := phoneMarks.Replace(s)
	if strings.HasPrefix(n, "00") {
		n = "+" + n[2:]
	}
	digits := strings.TrimPrefix(n, "+")
	if digits == n || len(digits) < 7 || len(digits) > 15 || digits[0] == '0' || strings.Trim(digits, "0123456789") != "" {
		return "", fmt.Errorf("%q is no phone number such as +4915112345678: %w", s, ErrInvalid)
	}
	return n, nil
}

// phoneOrName is for messengers that know people by number, or by a name.
func phoneOrName(s string) (string, error) {
	name := strings.TrimPrefix(s, "@")
	if strings.HasPrefix(name, "+") || strings.Trim(phoneMarks.Replace(name), "0123456789") == "" {
		return phone(name)
	}
	return bareName(name)
}

// iban checks the check digits, as one wrong digit is another person's account.
func iban(s string) (string, error) {
	n := strings.ToUpper(strings.ReplaceAll(s, " ", ""))
	if len(n) < 15 || len(n) > 34 || strings.Trim(n, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" || ibanRemainder(n) != 1 {
		return "", fmt.Errorf("%q is no IBAN: %w", s, ErrInvalid)
	}
	return n, nil
}

// ibanRemainder is ISO 7064's MOD 97-10 of the number with its first four
// characters moved to the end and letters counted from 10.
func ibanRemainder(n string) int {
	r := 0
	for _, c := range n[4:] + n[:4] {
		if c >= 'A' {
			r = (r*100 + int(c-'A') + 10) % 97
		} else {
			r = (r*10 + int(c-'0')) % 97
		}
	}
	return r
}
