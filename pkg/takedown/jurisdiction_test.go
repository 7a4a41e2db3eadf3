package takedown_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/biter777/countries"
	"golang.org/x/text/currency"

	"takedown/pkg/takedown"
)

func TestTheCountriesAreThoseOfAnotherTable(t *testing.T) {
	var want []string
	for _, c := range countries.All() {
		if code := c.Alpha2(); len(code) == 2 {
			want = append(want, code)
		}
	}
	slices.Sort(want)
	// The oracle still lists the Netherlands Antilles, and two private codes.
	want = slices.DeleteFunc(slices.Compact(want), func(c string) bool { return c == "AN" || c == "XX" || c == "YU" })
	if got := takedown.Countries(); !slices.Equal(got, want) {
		t.Errorf("countries\n%v\nwant\n%v", got, want)
	}
	for _, c := range takedown.Countries() {
		if takedown.CountryName(c) == "" {
			t.Errorf("%s has no name", c)
		}
	}
}

func TestAJurisdictionHasOneSpelling(t *testing.T) {
	for in, want := range map[string]string{
		"hk": "HK", " mo ": "MO", "XK": "XK", "us-ca": "US-CA", "CN-SH": "CN-SH", "GB-ENG": "GB-ENG", "FR-75": "FR-75", "eu": "EU", "Interpol": "INTERPOL",
		"UK": "", "EL": "", "CN-HK": "", "AN": "", "ZZ": "", "USA": "", "US-": "", "US-ABCD": "", "XX-A": "", "EU-A": "", "US-C!": "", "": "",
	} {
		got, err := takedown.ParseJurisdiction(in)
		if got != want || (want == "") != errors.Is(err, takedown.ErrInvalid) {
			t.Errorf("ParseJurisdiction(%q) = %q, %v, want %q", in, got, err, want)
		}
	}
}

func TestACountryIsNeitherARegionNorAUnion(t *testing.T) {
	for _, in := range []string{"EU", "INTERPOL", "US-CA", "UK", "Vietnam", ""} {
		if got, err := takedown.ParseCountry(in); !errors.Is(err, takedown.ErrInvalid) {
			t.Errorf("ParseCountry(%q) = %q, %v", in, got, err)
		}
	}
	if got, err := takedown.ParseCountry("vn"); err != nil || got != "VN" {
		t.Errorf("ParseCountry(vn) = %q, %v", got, err)
	}
}

func TestAWrongCodeInCommonUseIsRefusedWithTheRightOne(t *testing.T) {
	for in, right := range map[string]string{"UK": "GB", "CN-HK": "HK"} {
		if _, err := takedown.ParseJurisdiction(in); err == nil || !strings.Contains(err.Error(), "code "+right) {
			t.Errorf("ParseJurisdiction(%q): %v, want %s named", in, err, right)
		}
	}
}

func TestCurrenciesAreThoseOfISO4217AndTheCommonCrypto(t *testing.T) {
	for _, in := range []string{"EUR", "usd", " hkd ", "BTC", "xmr", "USDT", "XAU"} {
		if got, err := takedown.ParseCurrency(in); err != nil || got != strings.ToUpper(strings.TrimSpace(in)) {
			t.Errorf("ParseCurrency(%q) = %q, %v", in, got, err)
		}
	}
	for _, in := range []string{"DEM", "XXX", "XTS", "euro", "€", ""} {
		if got, err := takedown.ParseCurrency(in); !errors.Is(err, takedown.ErrInvalid) {
			t.Errorf("ParseCurrency(%q) = %q, %v", in, got, err)
		}
	}
}

func TestEveryTenderOfAnotherTableIsACurrency(t *testing.T) {
	for it := currency.Query(); it.Next(); {
		code := it.Unit().String()
		if code == "MRO" || code == "VEF" {
			continue // withdrawn in 2018, after the other table was made
		}
		if _, err := takedown.ParseCurrency(code); err != nil {
			t.Error(err)
		}
	}
}
