package cli

import (
	"net/netip"
	"slices"
	"strings"
	"testing"
)

// documentation are the networks of RFC 5737 and RFC 3849.
var documentation = []netip.Prefix{
	netip.MustParsePrefix("192.0.2.0/24"), netip.MustParsePrefix("198.51.100.0/24"), netip.MustParsePrefix("203.0.113.0/24"), netip.MustParsePrefix("2001:db8::/32"),
}

func TestNothingInTheDemoExists(t *testing.T) {
	for _, target := range newDemoOperation().targets {
		key, ok := target.id.Key, true
		switch target.id.Kind {
		case "server":
			a, err := netip.ParseAddr(key)
			ok = err == nil && slices.ContainsFunc(documentation, func(p netip.Prefix) bool { return p.Contains(a) })
		case "domain":
			ok = strings.HasSuffix(key, ".example")
		case "url":
			host, _, _ := strings.Cut(strings.TrimPrefix(key, "https://"), "/")
			ok = strings.HasSuffix(host, ".example")
		}
		if !ok || !strings.HasSuffix(target.provider, ".example") {
			t.Errorf("%s of %s could exist", target.id, target.provider)
		}
	}
}

func TestTheDemoIsDrawnTheSameEveryTimeAndNamesEachTargetOnce(t *testing.T) {
	first, second := newDemoOperation().targets, newDemoOperation().targets
	for i, target := range first {
		if a, b := *target, *second[i]; a.id != b.id || a.method != b.method || a.outcome != b.outcome || a.provider != b.provider {
			t.Fatalf("%v is %v the second time", a, b)
		}
		if i > 0 && first[i-1].id.Compare(target.id) >= 0 {
			t.Errorf("%s comes after %s", target.id, first[i-1].id)
		}
	}
}

func TestNoBatchOfVictimsOfTheDemoIsEmpty(t *testing.T) {
	for _, batch := range demoVictims() {
		for _, e := range batch.edits {
			if e.Field == "notified" && e.Text == "0" {
				t.Errorf("%s notifies nobody", batch.id)
			}
		}
	}
}
