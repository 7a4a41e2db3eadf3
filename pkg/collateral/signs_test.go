package collateral

import (
	"fmt"
	"iter"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"takedown/pkg/ledger"
	"takedown/pkg/takedown"
	"takedown/pkg/view"
)

// caseOf is the view of a case of lines such as "add domain/evil.example {}".
func caseOf(t *testing.T, lines ...string) view.View {
	t.Helper()
	now := time.Date(2025, 6, 1, 0, 0, 0, 0, time.UTC)
	source := func() iter.Seq2[*view.Told, error] {
		return func(yield func(*view.Told, error) bool) {
			for i, line := range lines {
				words := strings.SplitN(line, " ", 3)
				seq := uint64(i + 1)
				e := ledger.Entry{
					V: ledger.Version, Origin: "hk/lt07", Seq: seq, Batch: seq, Recorded: now.AddDate(0, -1, 0), Actor: "kim",
					Verb: words[0], Subject: words[1], Payload: jsontext.Value(words[2]), TLP: "AMBER",
				}
				text, err := e.Append(nil)
				if err != nil {
					t.Fatalf("%s: %v", line, err)
				}
				told, err := view.Tell(e.Origin, seq, text)
				if !yield(&told, err) || err != nil {
					return
				}
			}
		}
	}
	rows, err := view.Gather(source, now)
	if err != nil {
		t.Fatal(err)
	}
	s := view.NewSnapshot(rows, view.Moment{Now: now, Known: now, Written: now})
	return &s
}

// led are the lines of links from so many names to an address.
func led(n int, link string) (lines []string) {
	lines = append(lines, `add server/203.0.113.7 {}`)
	for i := range n {
		name := fmt.Sprintf("domain/n%02d.example", i)
		lines = append(lines, "add "+name+" {}", fmt.Sprintf(link, name))
	}
	return lines
}

const (
	leads = `link %s {"rel":"resolves-to","to":"server/203.0.113.7"}`
	led24 = `link %s {"rel":"resolves-to","to":"server/203.0.113.7","until":"2024-01-01T00:00:00Z"}`
	known = `add domain/evil.example {"set":{"registered_on":"2025-01-01","first_seen":"2025-02-01T00:00:00Z"}}`
)

// seen is an observation of evil.example.
func seen(verdict, at string) string {
	return fmt.Sprintf(`observe domain/evil.example {"verdict":%q,"at":%q}`, verdict, at)
}

func TestEachSignWarnsWhereItHoldsAndNotBesideIt(t *testing.T) {
	parking := []*List{
		{Name: "parking name servers", Type: "hostname", exact: map[string]bool{"park.example": true}},
		{Name: "content networks", Type: "hostname", exact: map[string]bool{"cdn.example": true}},
	}
	sinkholes, err := Parse(strings.NewReader(`{"name":"List of known sinkholes","type":"cidr","list":["203.0.113.0/24"]}`))
	if err != nil {
		t.Fatal(err)
	}
	lists := append(parking, sinkholes)
	tests := map[string][]struct {
		id    string
		lines []string
		want  string
	}{
		"compromised": {
			{"domain/evil.example", []string{`add domain/evil.example {"set":{"compromised":true}}`}, "warn it is compromised: its owner is a victim"},
			{"server/203.0.113.9", []string{`add server/203.0.113.9 {"set":{"role":"victim"}}`}, "warn its role is victim"},
			{"server/203.0.113.9", []string{`add server/203.0.113.9 {"set":{"role":"c2"}}`}, "block List of known sinkholes"},
		},
		"registered-long-before": {
			{"domain/evil.example", []string{`add domain/evil.example {"set":{"registered_on":"2015-01-01","first_seen":"2025-01-01T00:00:00Z"}}`}, "warn registered 3653 days before it was first seen"},
			{"domain/evil.example", []string{`add domain/evil.example {"set":{"registered_on":"2015-01-01"}}`, seen("up", "2025-01-01T00:00:00Z")}, "warn registered 3653 days before it was first seen"},
			{"domain/evil.example", []string{known}, "clear none of 3 lists"},
			{"domain/evil.example", []string{`add domain/evil.example {"set":{"registered_on":"2015-01-01"}}`}, "clear none of 3 lists; when it was first seen is not known"},
			{"domain/evil.example", []string{`add domain/evil.example {}`}, "clear none of 3 lists; its registration date is not known"},
		},
		"held-by-others": {
			{"domain/evil.example", []string{known, seen("sinkholed", "2025-03-01T00:00:00Z")}, "warn it was seen sinkholed on 2025-03-01, by no act of this case: somebody else may hold it"},
			{"domain/evil.example", []string{known, seen("parked", "2025-03-01T00:00:00Z"), seen("up", "2025-03-02T00:00:00Z")}, "clear none of 3 lists"},
			{"domain/evil.example", []string{known, seen("parked", "2025-03-01T00:00:00Z"), seen("new-holder", "2025-03-02T00:00:00Z")}, "clear none of 3 lists"},
			{"domain/evil.example", []string{known, `act domain/evil.example {"method":"sinkhole","outcome":"done","at":"2025-02-20T00:00:00Z"}`, seen("sinkholed", "2025-03-01T00:00:00Z")}, "clear none of 3 lists"},
		},
		"listed-name-servers": {
			{"domain/evil.example", []string{known, `set domain/evil.example {"plus":{"nameservers":["ns1.park.example"]}}`}, "warn its name server ns1.park.example is one of parking name servers"},
			{"domain/evil.example", []string{known, `set domain/evil.example {"plus":{"nameservers":["ns1.cdn.example"]}}`}, "clear none of 3 lists"},
		},
		"listed-addresses": {
			{"domain/evil.example", []string{known, `add server/203.0.113.7 {}`, fmt.Sprintf(leads, "domain/evil.example")}, "warn it leads to 203.0.113.7, which is one of List of known sinkholes"},
			{"domain/evil.example", []string{known, `add server/203.0.113.7 {}`, fmt.Sprintf(led24, "domain/evil.example")}, "clear none of 3 lists"},
		},
		"shared-host": {
			{"server/203.0.113.7", led(sharedBy, leads), "warn 10 names of this case lead to it"},
			{"server/203.0.113.7", led(sharedBy-1, leads), "clear none of 0 lists"},
			{"server/203.0.113.7", led(sharedBy, led24), "clear none of 0 lists"},
		},
	}
	for _, sign := range signs {
		if len(tests[sign.name]) == 0 {
			t.Errorf("nothing says when %s holds", sign.name)
		}
		for _, test := range tests[sign.name] {
			id, err := takedown.ParseID(test.id)
			if err != nil {
				t.Fatal(err)
			}
			look := lists
			if id.Kind == "server" && !strings.HasPrefix(test.want, "block") {
				look = nil
			}
			v, err := Judge(look, caseOf(t, test.lines...), id)
			if got := v.Result + " " + v.Says(); got != test.want || err != nil {
				t.Errorf("%s of %q is %q, want %q: %v", test.id, test.lines, got, test.want, err)
			}
		}
	}
}

func TestThoseWhoShareAnAddressAreNamed(t *testing.T) {
	v, err := Judge(nil, caseOf(t, led(120, leads)...), takedown.ID{Kind: "server", Key: "203.0.113.7"})
	if err != nil || len(v.Hits) != maxHits || v.Hits[0].String() != "domain/n00.example" || v.Says() != "120 names of this case lead to it" {
		t.Errorf("%d hits, %s: %v", len(v.Hits), v.Says(), err)
	}
}

func TestAVerdictNamesAllThatSaySo(t *testing.T) {
	v := Verdict{Result: "clear"}
	for i := range maxReasons + 2 {
		v.add("warn", fmt.Sprintf("list %d", i))
	}
	if v.Says() != "list 0; list 1; list 2; list 3; and 2 more" {
		t.Error(v.Says())
	}
	v.add("block", "the one")
	v.add("warn", "another")
	if v.Result != "block" || v.Says() != "the one" {
		t.Errorf("%s: %s", v.Result, v.Says())
	}
}
