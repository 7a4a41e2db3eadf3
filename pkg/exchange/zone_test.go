package exchange_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/miekg/dns"

	"takedown/pkg/exchange"
)

// zone reads a policy as a resolver does that calls it rpz.example.
func zone(t *testing.T, file []byte) (soa *dns.SOA, blocked []string) {
	t.Helper()
	p := dns.NewZoneParser(bytes.NewReader(file), "rpz.example.", "")
	for rr, ok := p.Next(); ok; rr, ok = p.Next() {
		switch rr := rr.(type) {
		case *dns.SOA:
			soa = rr
		case *dns.CNAME:
			if rr.Target != "." {
				t.Errorf("%s leads to %s", rr.Hdr.Name, rr.Target)
			}
			blocked = append(blocked, rr.Hdr.Name)
		case *dns.NS:
		default:
			t.Errorf("the zone has %s", rr)
		}
		if !dns.IsSubDomain("rpz.example.", rr.Header().Name) {
			t.Errorf("%s is not in the zone", rr.Header().Name)
		}
	}
	if err := p.Err(); err != nil {
		t.Errorf("%v\n%s", err, file)
	}
	return soa, blocked
}

func TestAResolverReadsFromAPolicyZoneTheNamesOfTheCaseAndNoOther(t *testing.T) {
	f, err := exchange.ByName("rpz")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range append(hostileNames, "evil.example", strings.Repeat("a.", 91)+"example", strings.Repeat("a.", 92)+"example") {
		file, _ := encode(t, f, named(name))
		soa, blocked := zone(t, file)
		if soa == nil || len(blocked) > 1 || len(blocked) == 1 && blocked[0] != name+".rpz.example." {
			t.Errorf("%q blocks %q", name, blocked)
		}
		if len(blocked) > 0 && (strings.Contains(name, ".rpz-") || strings.ContainsAny(name, "*_")) {
			t.Errorf("%q blocks %q", name, blocked)
		}
	}
}
