package lifecycle

import (
	"slices"
	"testing"

	"takedown/pkg/takedown"
)

func TestAnOrderIsWhatItsEventsMakeOfIt(t *testing.T) {
	for _, c := range []struct{ name, events, at, want string }{
		{"nothing happened", "", "1h", "draft"},
		{"requested", "1h requested", "1h", "requested"},
		{"before it", "1h requested", "59m59s", "draft"},
		{"submitted", "1h requested\n2h submitted", "2h", "submitted"},
		{"granted", "1h granted", "1h", "granted"},
		{"refused", "1h requested\n2h refused", "2h", "refused"},
		{"revoked", "1h granted\n2h revoked", "2h", "revoked"},
		{"superseded", "1h granted\n2h superseded", "2h", "superseded"},
		{"a moment before its end", "1h granted until=5h", "4h59m59s", "granted"},
		{"expired", "1h granted until=5h", "5h", "expired"},
		{"revoked stays so after its end", "1h granted until=5h\n2h revoked", "6h", "revoked"},
		{"extended", "1h granted until=5h\n2h extended until=9h", "5h", "granted"},
		{"extended without end", "1h granted until=5h\n2h extended", "100h", "granted"},
		{"shortened", "1h granted until=5h\n2h extended until=3h", "3h", "expired"},
		{"extended after its end", "1h granted until=5h\n6h extended until=9h", "6h", "granted"},
		{"revoked and then extended", "1h granted\n2h revoked\n3h extended", "3h", "revoked"},
		{"only extended", "1h extended", "1h", "draft"},
		{"unsealed", "1h granted sealed\n2h unsealed", "2h", "granted"},
		{"an extension is asked for", "1h granted\n2h requested\n3h submitted", "3h", "granted"},
		{"granted after a refusal", "1h refused\n2h granted", "2h", "granted"},
	} {
		o := orderOf(t, "o", c.events)
		if got := OrderLife(o, hours(t, c.at)).Status; got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

func TestEachEventMakesAStateOrNone(t *testing.T) {
	for _, event := range takedown.OrderEvents {
		want := event
		if event == "extended" || event == "unsealed" {
			want = "draft"
		}
		if got := orderOf(t, "o", "1h "+event).State(hours(t, "1h")); got != want {
			t.Errorf("%s: %s, want %s", event, got, want)
		}
	}
}

func TestAnOrderIsUnderSealUntilItIsUnsealed(t *testing.T) {
	o := orderOf(t, "o", "1h granted sealed\n3h unsealed")
	for at, want := range map[string]bool{"59m": false, "1h": true, "2h59m59s": true, "3h": false, "4h": false} {
		if got := o.IsSealed(hours(t, at)); got != want {
			t.Errorf("at %s: %t", at, got)
		}
	}
}

func TestAGrantHoldsFromItselfOnWhereItDoesNotSay(t *testing.T) {
	o := orderOf(t, "o", "2h granted\n5h extended until=9h")
	for at, want := range map[string]bool{"1h59m59s": false, "2h": true, "4h": true, "5h": true, "8h": true, "9h": false} {
		if got := o.inForce(hours(t, at)); got != want {
			t.Errorf("at %s: %t", at, got)
		}
	}
}

func TestTheTableOfEuropeanOrdersHasItsSourceAndNoDenmark(t *testing.T) {
	for _, b := range europeanOrders {
		if b.source == "" || len(b.places) != 26 || slices.Contains(b.places, "DK") {
			t.Errorf("%+v", b)
		}
		for _, p := range b.places {
			if takedown.CountryName(p) == "" {
				t.Errorf("%s is no country", p)
			}
		}
	}
}

func TestAPatternCoversWhatTheModelSays(t *testing.T) {
	for _, c := range []struct {
		pattern, kind, key string
		want               bool
	}{
		{"domain/evil.example", "domain", "evil.example", true},
		{"domain/evil.example", "domain", "a.evil.example", false},
		{"domain/*.evil.example", "domain", "evil.example", false},
		{"domain/*.evil.example", "domain", "a.b.evil.example", true},
		{"domain/*.evil.example", "domain", "notevil.example", false},
		{"server/203.0.113.0/24", "server", "203.0.113.255", true},
		{"server/203.0.113.0/24", "server", "203.0.114.0", false},
		{"server/2001:db8::/32", "server", "2001:db8::7", true},
		{"server/203.0.113.7", "server", "203.0.113.7", true},
		{"server/203.0.113.0/24", "server", "nl:rack7", false},
		{"domain/evil.example", "url", "https://evil.example/x", false},
		{"domain/*.evil.example", "server", "203.0.113.7", false},
		{"suspect/hk:neo", "suspect", "hk:neo", true},
	} {
		id := takedown.ID{Kind: c.kind, Key: c.key}
		if got := slices.Contains(Patterns(id), c.pattern); got != c.want {
			t.Errorf("%s is among the patterns of %s: %t", c.pattern, id, got)
		}
	}
}
