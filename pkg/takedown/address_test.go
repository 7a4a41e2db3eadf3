package takedown_test

import (
	"errors"
	"testing"

	"takedown/pkg/takedown"
)

func TestAnAddressHasOneSpelling(t *testing.T) {
	for in, want := range map[string]string{
		"203.0.113.7":              "203.0.113.7",
		"203[.]0[.]113[.]7":        "203.0.113.7",
		"203.0.113[.]7 ":           "203.0.113.7",
		"2001:0DB8:0::0:1":         "2001:db8::1",
		"2001[:]db8[:][:]1":        "2001:db8::1",
		"[2001:db8::1]":            "2001:db8::1",
		"::ffff:203.0.113.7":       "203.0.113.7",
		"2001:db8:0:0:0:0:0:00000": "",
		"203.0.113.07":             "",
		"203.0.113.7:80":           "",
		"203.0.113.0/24":           "",
		"fe80::1%eth0":             "",
		"evil.example":             "",
		"":                         "",
	} {
		got, err := takedown.CanonicalAddress(in)
		if got != want || (want == "") != errors.Is(err, takedown.ErrInvalid) {
			t.Errorf("CanonicalAddress(%q) = %q, %v, want %q", in, got, err, want)
		}
	}
}
