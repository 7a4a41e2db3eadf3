package takedown

import (
	"fmt"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// CanonicalFamily gives the name of a malware family its one spelling: lower
// case, with single spaces.
func CanonicalFamily(s string) (string, error) {
	if err := CheckText(s); err != nil {
		return "", err
	}
	name := strings.ToLower(norm.NFC.String(strings.Join(strings.Fields(s), " ")))
	if strings.ContainsFunc(name, isControl) {
		return "", fmt.Errorf("malware family %q has control characters: %w", s, ErrInvalid)
	}
	return name, nil
}
