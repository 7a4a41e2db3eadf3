package takedown

import (
	"encoding/hex"
	"fmt"
	"math/big"
	"strconv"
	"strings"
	"time"
)

// Type is the type of a field's values. A value is kept as text in its one
// spelling; JSON renders the numeric and boolean ones as such.
type Type int

// The types of field values.
const (
	Text          Type = iota // any text, not empty
	Word                      // a word of a vocabulary
	Grade                     // Admiralty scale, A1 to F6
	Percent                   // 0 to 100
	Instant                   // RFC 3339 with offset
	InstantOrOpen             // an instant, or the word open
	Date                      // 2006-01-02
	Bool                      // true or false
	Count                     // a whole number, not negative
	Decimal                   // a decimal number, kept as text
	Address                   // an IP address
	Port                      // 0 to 65535
	ASN                       // an autonomous system number
	Host                      // a domain name
	Country                   // ISO 3166-1 alpha-2
	Place                     // a jurisdiction
	Currency                  // ISO 4217, or a crypto currency
	Family                    // a malware family
	SHA256                    // 64 hex digits
	Key                       // the key of a record of kind Ref
	Pattern                   // what an order covers
)

// Numeric reports whether values are written as JSON numbers.
func (t Type) Numeric() bool { return t == Percent || t == Count || t == Port || t == ASN }

// Temporal reports whether values are instants.
func (t Type) Temporal() bool { return t == Instant || t == InstantOrOpen || t == Date }

// Parse gives a typed text the field's one spelling. Agency is the issuer of
// issued keys that are typed without one.
func (f *Field) Parse(text, agency string) (string, error) {
	v, err := f.parse(text, agency)
	if err != nil {
		return "", fmt.Errorf("%s: %w", f.Name, err)
	}
	return v, nil
}

func (f *Field) parse(text, agency string) (string, error) {
	switch f.Type {
	case Word:
		return parseWord(f, text)
	case Grade:
		return ParseGrade(text)
	case Percent:
		return parseWhole(text, 100)
	case Instant:
		return parseInstant(text)
	case InstantOrOpen:
		if text == "open" {
			return text, nil
		}
		return parseInstant(text)
	case Date:
		return parseDate(text)
	case Bool:
		return parseBool(text)
	case Count:
		return parseWhole(text, 1<<53)
	case Decimal:
		return parseDecimal(text)
	case Address:
		return CanonicalAddress(text)
	case Port:
		return parseWhole(text, 65535)
	case ASN:
		return parseWhole(trimAS(text), 1<<32-1)
	case Host:
		return CanonicalDomain(text)
	case Country:
		return ParseCountry(text)
	case Place:
		return ParseJurisdiction(text)
	case Currency:
		return ParseCurrency(text)
	case Family:
		return CanonicalFamily(text)
	case SHA256:
		return parseSHA256(text)
	case Key:
		id, err := NewID(f.Ref, text, agency)
		return id.Key, err
	case Pattern:
		return ParsePattern(text, agency)
	}
	return parseText(text)
}

func trimAS(s string) string {
	if len(s) > 2 && strings.EqualFold(s[:2], "AS") {
		return s[2:]
	}
	return s
}

// parseWord accepts a word of the field's vocabulary in any case. In an open
// vocabulary another word is accepted too, unless it is one slip away from a
// listed one.
func parseWord(f *Field, text string) (string, error) {
	for _, w := range f.Words {
		if strings.EqualFold(w, strings.TrimSpace(text)) {
			return w, nil
		}
	}
	if f.Open && isWord(text) {
		near, distance := Nearest(text, f.Words)
		if distance > 1 {
			return strings.ToLower(text), nil
		}
		return "", fmt.Errorf("%q is no known word: did you mean %q? %w", text, near, ErrInvalid)
	}
	return "", &WordError{What: f.Name, Word: text, Words: f.Words}
}

func isWord(s string) bool {
	if s == "" || len(s) > 64 {
		return false
	}
	for _, c := range strings.ToLower(s) {
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' && c != '_' {
			return false
		}
	}
	return true
}

// ParseGrade reads a grade of the Admiralty scale: reliability of the source
// A to F, credibility of the information 1 to 6.
func ParseGrade(s string) (string, error) {
	g := strings.ToUpper(strings.TrimSpace(s))
	if len(g) != 2 || g[0] < 'A' || g[0] > 'F' || g[1] < '1' || g[1] > '6' {
		return "", fmt.Errorf("%q is no grade of the Admiralty scale, A1 to F6: %w", s, ErrInvalid)
	}
	return g, nil
}

func parseWhole(s string, limit uint64) (string, error) {
	n, err := strconv.ParseUint(strings.TrimSpace(s), 10, 64)
	if err != nil || n > limit {
		return "", fmt.Errorf("%q is no whole number from 0 to %d: %w", s, limit, ErrInvalid)
	}
	return strconv.FormatUint(n, 10), nil
}

func parseDecimal(s string) (string, error) {
	t := strings.TrimSpace(s)
	if _, ok := new(big.Rat).SetString(t); !ok || len(t) > 64 || strings.Trim(t, "0123456789.") != "" {
		return "", fmt.Errorf("%q is no decimal number such as 1234.50: %w", s, ErrInvalid)
	}
	return t, nil
}

func parseBool(s string) (string, error) {
	switch strings.ToLower(strings.TrimSpace(s)) {
	case "true", "yes", "1":
		return "true", nil
	case "false", "no", "0":
		return "false", nil
	}
	return "", fmt.Errorf("%q is neither true nor false: %w", s, ErrInvalid)
}

// ParseInstant reads an RFC 3339 time. An offset or Z is required: a time
// without one could be two different instants.
func ParseInstant(s string) (time.Time, error) {
	t, err := time.Parse(time.RFC3339Nano, strings.ToUpper(strings.TrimSpace(s)))
	if err == nil && t.Year() >= 1 {
		return t, nil
	}
	for _, layout := range []string{"2006-01-02T15:04:05", "2006-01-02 15:04:05", "2006-01-02T15:04", "2006-01-02 15:04", "2006-01-02"} {
		if u, err := time.Parse(layout, strings.TrimSpace(s)); err == nil {
			return time.Time{}, fmt.Errorf("time %q has no offset: it could be %s or %s: %w",
				s, u.Format(time.RFC3339), u.Format("2006-01-02T15:04:05")+"+08:00", ErrInvalid)
		}
	}
	return time.Time{}, fmt.Errorf("%q is no RFC 3339 time such as 2025-03-14T06:00:00+08:00: %w", s, ErrInvalid)
}

// parseInstant keeps the offset as typed, in the one spelling of RFC 3339.
func parseInstant(s string) (string, error) {
	if isPlainInstant(s) {
		return s, nil
	}
	t, err := ParseInstant(s)
	if err != nil {
		return "", err
	}
	return t.Format(time.RFC3339Nano), nil
}

// isPlainInstant reports whether s is a time in UTC to the second, as most are,
// of a day that every month has: its one spelling is itself.
func isPlainInstant(s string) bool {
	const form = "0000-00-00T00:00:00Z"
	if len(s) != len(form) {
		return false
	}
	for i := range len(form) {
		if digit := s[i] >= '0' && s[i] <= '9'; digit != (form[i] == '0') || !digit && s[i] != form[i] {
			return false
		}
	}
	return s[:4] >= "0001" && s[5:7] >= "01" && s[5:7] <= "12" && s[8:10] >= "01" && s[8:10] <= "28" &&
		s[11:13] <= "23" && s[14:16] <= "59" && s[17:19] <= "59"
}

func parseDate(s string) (string, error) {
	t := strings.TrimSpace(s)
	if d, err := time.Parse(time.DateOnly, t); err == nil {
		return d.Format(time.DateOnly), nil
	}
	return "", fmt.Errorf("%q is no date such as 2025-03-14: %w", s, ErrInvalid)
}

func parseSHA256(s string) (string, error) {
	h := strings.ToLower(strings.TrimSpace(s))
	if b, err := hex.DecodeString(h); err != nil || len(b) != 32 {
		return "", fmt.Errorf("%q is no SHA-256 of 64 hex digits: %w", s, ErrInvalid)
	}
	return h, nil
}

// MaxText is the longest text value, in bytes. Longer texts are evidence.
const MaxText = 64 << 10

func parseText(s string) (string, error) {
	if err := CheckText(s); err != nil {
		return "", err
	}
	return s, nil
}
