package takedown_test

import (
	"errors"
	"testing"

	"takedown/pkg/takedown"
)

func TestOtherNaturalKeysHaveOneSpelling(t *testing.T) {
	for _, c := range []struct {
		canonical func(string) (string, error)
		in, want  string
	}{
		{takedown.CanonicalProvider, "as64500", "AS64500"},
		{takedown.CanonicalProvider, "AS064500", "AS64500"},
		{takedown.CanonicalProvider, "Registrar.example.", "registrar.example"},
		{takedown.CanonicalProvider, "as.example", "as.example"},
		{takedown.CanonicalProvider, "AS4294967296", ""},
		{takedown.CanonicalProvider, "64500", ""},
		{takedown.CanonicalProvider, "Registrar Ltd", ""},
		{takedown.CanonicalAgency, " HK ", "hk"},
		{takedown.CanonicalAgency, "us-fbi", "us-fbi"},
		{takedown.CanonicalAgency, "h", ""},
		{takedown.CanonicalAgency, "us fbi", ""},
		{takedown.CanonicalFamily, " Some  Stealer ", "some stealer"},
		{takedown.CanonicalFamily, "E\u0301migre", "émigre"},
		{takedown.CanonicalFamily, "a\x1bb", ""},
		{takedown.CanonicalFamily, " ", ""},
	} {
		got, err := c.canonical(c.in)
		if got != c.want || (c.want == "") != errors.Is(err, takedown.ErrInvalid) {
			t.Errorf("%q became %q, %v, want %q", c.in, got, err, c.want)
		}
	}
}
