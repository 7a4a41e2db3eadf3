package takedown_test

import (
	"errors"
	"testing"

	"takedown/pkg/takedown"
)

func FuzzParseRef(f *testing.F) {
	for _, s := range []string{"domain/evil.example", "evil[.]example", "hk:neo", "server/nl:rack7", "hxxp://evil.example", "2001:db8::1", "a@b.example", "order/"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		ref, err := takedown.ParseRef(s)
		if err != nil {
			if !errors.Is(err, takedown.ErrInvalid) {
				t.Fatalf("%q: %v is not %v", s, err, takedown.ErrInvalid)
			}
			return
		}
		for _, id := range ref.IDs {
			again, err := takedown.NewID(id.Kind, id.Key, "hk")
			if err != nil || again != id {
				t.Fatalf("%q means %s, and that %s, %v", s, id, again, err)
			}
		}
	})
}
