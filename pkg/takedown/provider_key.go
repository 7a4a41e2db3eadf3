package takedown

import (
	"fmt"
	"strconv"
	"strings"
)

// CanonicalProvider gives a provider its one spelling: its autonomous system
// as AS64500, or its main domain name.
func CanonicalProvider(s string) (string, error) {
	t := strings.TrimSpace(s)
	if digits := trimAS(t); digits != t && strings.Trim(digits, "0123456789") == "" {
		n, err := strconv.ParseUint(digits, 10, 32)
		if err != nil {
			return "", fmt.Errorf("%q is no autonomous system: %w", s, ErrInvalid)
		}
		return "AS" + strconv.FormatUint(n, 10), nil
	}
	name, err := CanonicalDomain(t)
	if err != nil {
		return "", fmt.Errorf("provider %q is neither a domain name nor an AS number such as AS64500: %w", s, ErrInvalid)
	}
	return name, nil
}

// CanonicalAgency gives the code of an agency its one spelling, in lower case.
func CanonicalAgency(s string) (string, error) {
	code := strings.ToLower(strings.TrimSpace(s))
	if !IsAgencyCode(code) {
		return "", fmt.Errorf("agency %q is not 2 to 32 of a-z, 0-9 and hyphen: %w", s, ErrInvalid)
	}
	return code, nil
}
