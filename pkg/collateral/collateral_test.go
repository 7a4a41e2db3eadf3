package collateral_test

import (
	"cmp"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"takedown/pkg/collateral"
	"takedown/pkg/takedown"
)

func parse(t testing.TB, text string) *collateral.List {
	t.Helper()
	l, err := collateral.Parse(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func listed(t *testing.T, list, id string) string {
	t.Helper()
	parsed, err := takedown.ParseID(id)
	if err != nil {
		t.Fatal(err)
	}
	v := collateral.Listed([]*collateral.List{parse(t, list)}, parsed)
	return strings.TrimSpace(v.Result + " " + v.Says())
}

func TestEachTypeOfListIsLookedIntoInItsWay(t *testing.T) {
	for _, c := range [][4]string{
		{"string", `"evil.example"`, "domain/evil.example", "block L"},
		{"string", `"evil.example"`, "domain/www.evil.example", "clear"},
		{"hostname", `".shared.example"`, "domain/shared.example", "block L"},
		{"hostname", `"Shared.example"`, "domain/a.b.shared.example", "warn L"},
		{"hostname", `"shared.example"`, "domain/notshared.example", "clear"},
		{"hostname", `"shared.example"`, "url/https://shared.example/a", "warn L"},
		{"hostname", `"shared.example"`, "account/email:a@shared.example", "warn L"},
		{"cidr", `"203.0.113.0/24"`, "server/203.0.113.7", "block L"},
		{"cidr", `"203.0.113.7"`, "server/203.0.113.7", "block L"},
		{"cidr", `"203.0.113.0/24"`, "url/http://203.0.113.7/a", "warn L"},
		{"cidr", `"2001:db8::/32"`, "server/2001:db8::1", "block L"},
		{"cidr", `"203.0.113.0/24"`, "server/198.51.100.1", "clear"},
		{"substring", `"park"`, "domain/ns1.parking.example", "warn L"},
		{"regex", `"/^ns[0-9]\\.PARK/i"`, "domain/ns1.parking.example", "warn L"},
		{"regex", `"^ns[0-9]$"`, "domain/ns1.parking.example", "clear"},
	} {
		list := `{"name":"L","type":"` + c[0] + `","version":1,"list":[` + c[1] + `]}`
		if got := listed(t, list, c[2]); got != c[3] {
			t.Errorf("%s in %s %s is %s, want %s", c[2], c[0], c[1], got, c[3])
		}
	}
}

func TestAListIsAboutItsKindsOnly(t *testing.T) {
	list := `{"name":"L","type":"string","list":["203.0.113.7","evil.example"],"matching_attributes":["ip-dst"]}`
	for id, want := range map[string]string{"server/203.0.113.7": "block L", "domain/evil.example": "clear"} {
		if got := listed(t, list, id); got != want {
			t.Errorf("%s is %s, want %s", id, got, want)
		}
	}
}

func TestAPublicSuffixBlocks(t *testing.T) {
	none := `{"name":"L","type":"string","list":[]}`
	for id, want := range map[string]string{"domain/co.uk": "block public suffixes", "domain/duckdns.org": "block public suffixes", "domain/evil.duckdns.org": "clear"} {
		if got := listed(t, none, id); got != want {
			t.Errorf("%s is %s, want %s", id, got, want)
		}
	}
}

func TestWhatIsBuiltInBlocksWhatItNames(t *testing.T) {
	lists, err := collateral.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	for id, want := range map[string]string{
		"server/1.1.1.1": "block public resolvers (built in)", "server/104.16.0.1": "block content networks (built in)",
		"server/2606:4700::6810:1": "block content networks (built in)", "server/10.0.0.1": "block private and reserved addresses (built in)",
		"domain/bit.ly": "block link shorteners (built in)", "url/https://bit.ly/x": "warn link shorteners (built in)",
		"domain/google.com": "block names that many people use (built in)", "domain/drive.google.com": "warn names that many people use (built in)",
		"domain/mooo.com": "block parents that lend names (built in)", "domain/evil.mooo.com": "clear",
		"domain/evil.example": "clear", "server/192.0.2.1": "clear", "server/198.51.100.1": "clear", "server/203.0.113.1": "clear", "server/2001:db8::1": "clear",
	} {
		parsed, err := takedown.ParseID(id)
		if err != nil {
			t.Fatal(err)
		}
		v := collateral.Listed(lists, parsed)
		if got := strings.TrimSpace(v.Result + " " + v.Says()); got != want {
			t.Errorf("%s is %s, want %s", id, got, want)
		}
	}
}

func TestWhatIsNoListIsRefused(t *testing.T) {
	for _, text := range []string{
		"", "7", "{}", "[", `{"name":"L","type":"nonsense","list":[]}`, `{"name":"","list":[]}`, `{"name":"L","list":{}}`,
		`{"name":"L","name":"M","list":[]}`, `{"name":"L","list":[]} x`, `{"name":"` + strings.Repeat("x", 300) + `","list":[]}`,
		`{"name":"L","list":` + strings.Repeat("[", 100_000),
	} {
		if _, err := collateral.Parse(strings.NewReader(text)); !errors.Is(err, takedown.ErrInvalid) {
			t.Errorf("%.40q gives %v", text, err)
		}
	}
}

func TestValuesThatAreNoneAreCounted(t *testing.T) {
	for text, want := range map[string]int{
		`{"name":"L","type":"cidr","list":["203.0.113.0/33","x","203.0.113.7"]}`:                    2,
		`{"name":"L","type":"regex","list":["(?<!a)b","/a/x","` + strings.Repeat("a", 2000) + `"]}`: 3,
		`{"name":"L","type":"string","list":[""," "]}`:                                              2,
	} {
		if l := parse(t, text); l.Refused != want {
			t.Errorf("%.60s refuses %d, want %d", text, l.Refused, want)
		}
	}
}

func TestTheListsThatAreBuiltInAreWholeAndDated(t *testing.T) {
	lists, err := collateral.Embedded()
	if err != nil || len(lists) == 0 {
		t.Fatalf("%d lists: %v", len(lists), err)
	}
	for _, l := range lists {
		if l.Refused > 0 || l.Size == 0 || len(l.Version) != len("20261124") {
			t.Errorf("%s has %d values, %d refused, version %s", l.Name, l.Size, l.Refused, l.Version)
		}
	}
}

func TestRealListsAreRead(t *testing.T) {
	dir := cmp.Or(os.Getenv("TAKEDOWN_DATA"), "../../../shared/data")
	files, err := filepath.Glob(filepath.Join(dir, "warninglists", "*.json"))
	if err != nil || len(files) == 0 {
		t.Skip("there are no real lists here: TAKEDOWN_DATA names the folder of real inputs")
	}
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if l := parse(t, string(text)); l.Size == 0 {
			t.Errorf("%s has nothing to look for", name)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{`{"name":"L","type":"cidr","list":["203.0.113.0/24"]}`, `{"name":"L","type":"regex","list":["/a/i"]}`, `{"name":"L","type":"hostname","list":["."],"matching_attributes":["url"]}`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		l, err := collateral.Parse(strings.NewReader(text))
		if err != nil {
			return
		}
		for _, id := range []takedown.ID{{Kind: "domain", Key: "evil.example"}, {Kind: "server", Key: "203.0.113.7"}, {Kind: "url", Key: "https://evil.example/"}} {
			if v := collateral.Listed([]*collateral.List{l}, id); (v.Result == "clear") != (v.Says() == "") {
				t.Fatalf("%s by %q", v.Result, v.Says())
			}
		}
	})
}
