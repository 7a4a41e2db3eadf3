package takedown

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// CanonicalHandle returns a name folded, under which it is compared, and as
// typed, under which it is shown. Suspects choose their names, so whatever can
// stand on one line is kept exactly, escape sequences and invisible characters
// too: to make them harmless is the business of what shows them. Only the
// spaces around a name are taken off.
func CanonicalHandle(name string) (folded, typed string, err error) {
	if err := checkLine(name); err != nil {
		return "", "", err
	}
	typed = norm.NFC.String(strings.Trim(name, " "))
	return Fold(typed), typed, nil
}

// Fold makes texts equal that differ in case or in how characters are
// composed (canonical caseless matching, Unicode 3.13, D145). Lower case comes
// last because the fold of x/text turns Cherokee letters to the other case,
// whichever they have.
func Fold(s string) string {
	return norm.NFC.String(strings.ToLower(cases.Fold().String(norm.NFD.String(s))))
}

// checkLine refuses what cannot be a key of one line.
func checkLine(s string) error {
	switch {
	case strings.TrimSpace(s) == "":
		return fmt.Errorf("an empty name: %w", ErrInvalid)
	case !utf8.ValidString(s):
		return fmt.Errorf("%q is no UTF-8: %w", s, ErrInvalid)
	case strings.ContainsAny(s, "\x00\r\n"):
		return fmt.Errorf("%q has a line end or a NUL: %w", s, ErrInvalid)
	}
	return nil
}

// CheckText refuses an empty text, one that is no UTF-8 or has a NUL, and one
// that is longer than [MaxText].
func CheckText(s string) error {
	switch {
	case strings.TrimSpace(s) == "":
		return fmt.Errorf("an empty text: %w", ErrInvalid)
	case len(s) > MaxText:
		return fmt.Errorf("text of %d bytes is longer than %d: %w", len(s), MaxText, ErrInvalid)
	case !utf8.ValidString(s):
		return fmt.Errorf("text %.40q is no UTF-8: %w", s, ErrInvalid)
	case strings.Contains(s, "\x00"):
		return fmt.Errorf("text %.40q has a NUL: %w", s, ErrInvalid)
	}
	return nil
}
