package takedown

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"
)

// countryTable has a code of ISO 3166-1 alpha-2 and a short English name on
// each line. It was made from the public-domain iso3166.tab of the tz database
// (ISO/TC 46 N1108, April 2023), with Kosovo's XK, which ISO leaves to users.
//
//go:embed countries.tsv
var countryTable string

// countryCodes and countryNames are the two columns of the table.
var countryCodes, countryNames = readCountries(countryTable)

func readCountries(table string) (codes []string, names map[string]string) {
	names = map[string]string{}
	for line := range strings.Lines(table) {
		code, name, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		codes = append(codes, code)
		names[code] = name
	}
	return codes, names
}

// Supranational are jurisdictions that are no country.
var Supranational = []string{"EU", "INTERPOL"}

// misspelt are codes that people use for others.
var misspelt = map[string]string{
	"UK": "GB", "EL": "GR", "CN-HK": "HK", "CN-MO": "MO", "CN-TW": "TW",
}

// Countries returns the codes of all countries in order.
func Countries() []string { return countryCodes }

// CountryName returns the English name of a country, or nothing for another
// code.
func CountryName(code string) string { return countryNames[code] }

// ParseCountry reads a country's code of ISO 3166-1 alpha-2 in any case.
func ParseCountry(s string) (string, error) {
	code := strings.ToUpper(strings.TrimSpace(s))
	if CountryName(code) != "" {
		return code, nil
	}
	return "", codeError("country", s, code)
}

// ParseJurisdiction reads a country, a subdivision such as US-CA (ISO 3166-2),
// or a supranational code. Only the form of a subdivision is checked: the
// list of them changes several times a year.
func ParseJurisdiction(s string) (string, error) {
	code := strings.ToUpper(strings.TrimSpace(s))
	if CountryName(code) != "" || slices.Contains(Supranational, code) {
		return code, nil
	}
	country, part, ok := strings.Cut(code, "-")
	if ok && CountryName(country) != "" && misspelt[code] == "" && isSubdivision(part) {
		return code, nil
	}
	return "", codeError("jurisdiction", s, code)
}

func isSubdivision(s string) bool {
	return len(s) >= 1 && len(s) <= 3 && strings.Trim(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") == ""
}

func codeError(what, typed, code string) error {
	if right, ok := misspelt[code]; ok {
		return fmt.Errorf("%q is no %s: %s has the code %s: %w", typed, what, CountryName(right), right, ErrInvalid)
	}
	if what == "country" {
		return fmt.Errorf("%q is no country of ISO 3166-1 such as HK: %w", typed, ErrInvalid)
	}
	return fmt.Errorf("%q is no jurisdiction: it is a country such as HK, a subdivision such as US-CA, or one of %s: %w",
		typed, strings.Join(Supranational, " "), ErrInvalid)
}
