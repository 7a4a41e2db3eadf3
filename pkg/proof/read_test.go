package proof_test

import (
	"errors"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"takedown/pkg/proof"
	"takedown/pkg/takedown"
)

func read(t testing.TB, file string) *proof.Reading {
	t.Helper()
	r, err := proof.Read([]byte(file))
	if err != nil {
		t.Fatalf("%v: %q", err, file)
	}
	return r
}

// about returns the names and addresses that a file is about.
func about(r *proof.Reading) (out []string) {
	for i := range r.Sights {
		out = append(out, r.Sights[i].String())
	}
	return out
}

func TestTheTimeIsThatOfTheFile(t *testing.T) {
	ten := time.Date(2025, 3, 4, 10, 0, 0, 0, time.UTC)
	for file, want := range map[string]time.Time{
		dig("NXDOMAIN", ""): ten,
		strings.ReplaceAll(dig("NXDOMAIN", ""), "10:00:00 UTC", "18:00:00 +08"): ten,
		strings.ReplaceAll(dig("NXDOMAIN", ""), "10:00:00 UTC", "10:00:00 CST"): {}, // of China, or of America
		"192.0.2.1\n":                     {},
		web("200 OK", "\r\n"):             ten,
		"HTTP/2 200 \ndate: soon\n\n":     {},
		scan(`state="up"`, "", "success"): ten,
		registry(`"events":[{"eventAction":"last update of RDAP database","eventDate":"2025-03-04T18:00:00+08:00"}]`): ten,
		registry(`"events":[{"eventAction":"last changed","eventDate":"2025-03-04T10:00:00Z"}]`):                      {},
		registry(`"events":[{"eventAction":"last update of RDAP database","eventDate":"2025-03-04T10:00:00"}]`):       {},
	} {
		if got := read(t, file).Sights[0].At; !got.Equal(want) {
			t.Errorf("%s\n is of %v, want %v", file, got, want)
		}
	}
}

func TestAFileIsAboutWhatWasAskedFor(t *testing.T) {
	for file, want := range map[string][]string{
		dig("NOERROR", "evil.example. 60 IN CNAME a.cdn.example.\na.cdn.example. 60 IN A 192.0.2.1"): {"evil.example"},
		"evil.example. 60 IN CNAME a.cdn.example.\na.cdn.example. 60 IN A 192.0.2.1\n":               {"evil.example"},
		dig("NOERROR", "") + strings.ReplaceAll(dig("NXDOMAIN", ""), "evil.example", "b.example"):    {"evil.example", "b.example"},
		strings.ReplaceAll(dig("NXDOMAIN", ""), ";evil.example.", ";66.113.0.203.in-addr.arpa."):     {"203.0.113.66"},
		registry(`"status":[]`):           {"evil.example"},
		scan(`state="up"`, "", "success"): {"203.0.113.66"},
		`<nmaprun args="nmap -oX s.xml 203.0.113.9"><runstats><hosts up="0" down="1"/></runstats></nmaprun>`: {"203.0.113.9"},
	} {
		if got := about(read(t, file)); !slices.Equal(got, want) {
			t.Errorf("%s\n is about %q, want %q", file, got, want)
		}
	}
}

func TestAnAddressInANetworkIsWhatItIsAbout(t *testing.T) {
	r := read(t, `{"objectClassName":"ip network","startAddress":"2001:db8::","endAddress":"2001:db8::ffff"}`)
	for key, in := range map[string]bool{"2001:db8::7": true, "2001:db8::1:0": false, "203.0.113.1": false} {
		_, err := r.About(takedown.ID{Kind: "server", Key: key}, []string{key})
		if in != (err == nil) || !in && !errors.Is(err, proof.ErrOther) {
			t.Errorf("%s: %v", key, err)
		}
	}
}

func TestAliasesLeadToAddressesAlsoInACircle(t *testing.T) {
	r := read(t, dig("NOERROR", "evil.example. 60 IN CNAME a.example.\na.example. 60 IN CNAME evil.example.\na.example. 60 IN A 192.0.2.1\n\n;; AUTHORITY SECTION:\nevil.example. 60 IN NS ns.example."))
	s := r.Sights[0]
	if !slices.Equal(s.Addresses, []netip.Addr{netip.MustParseAddr("192.0.2.1")}) || !slices.Contains(s.Leads, "a.example") || !slices.Equal(s.Nameservers, []string{"ns.example"}) {
		t.Errorf("it says %+v", s)
	}
}

// Only a file that cannot say what it is about is taken for any record.
func TestANameWithoutASpellingIsThatOfNoRecord(t *testing.T) {
	for _, asked := range []string{".", `a\032b.example.`, "a\x1b.example."} {
		r := read(t, strings.ReplaceAll(dig("NXDOMAIN", ""), ";evil.example.", ";"+asked))
		if _, err := r.About(takedown.ID{Kind: "domain", Key: "evil.example"}, nil); !errors.Is(err, proof.ErrOther) || strings.Contains(err.Error(), "\x1b") {
			t.Errorf("%q: %v", asked, err)
		}
	}
}

func TestWhatNoReaderKnowsIsNotRead(t *testing.T) {
	for _, file := range []string{
		"", "\n\n", "a photograph", "{}", `{"a":1}`, "[]", "<html></html>", "<?xml version='1.0'?><a/>", "HTTP", "HTTP/1.1 2000 x\n\n",
		"evil.example\n", "evil.example.\nnot a name\n", "\x00\x01", "; only a comment\n", `{"objectClassName":"autnum"}`, "<nmaprun/>",
	} {
		if r, err := proof.Read([]byte(file)); !errors.Is(err, proof.ErrUnread) {
			t.Errorf("%q is read as %+v, %v", file, r, err)
		}
	}
}

func TestABrokenFileNamesItsLine(t *testing.T) {
	for file, want := range map[string]int{
		dig("NOERROR", "evil.example. 60 IN A 203.0.113.666"):                                      7,
		dig("NOERROR", "$GENERATE 1-60000 a$ A 192.0.2.1"):                                         7,
		dig("NOERROR", "$INCLUDE /etc/passwd"):                                                     7,
		dig("NOERROR", "evil.example. 60 IN SOA ns.example. h.example. ( 1"):                       7,
		"{\"objectClassName\":\"domain\",\n\"ldhName\":7}":                                         2,
		"{\"objectClassName\":\"domain\",\n\"ldhName\":\"a.example\",\n\"ldhName\":\"b.example\"}": 3,
		"{\"objectClassName\":\"domain\",\n\"ldhName\":":                                           2,
		"{\"objectClassName\":\"domain\",\"ldhName\":\"..\"}":                                      1,
		"{\"objectClassName\":\"ip network\",\"startAddress\":\"x\"}":                              1,
		"HTTP/1.1 200 OK\nDate: x\nno header\n\n":                                                  3,
		"HTTP/1.1 200 OK\nDate: x\n":                                                               3,
		"<?xml version='1.0'?>\n<nmaprun>\n<host>":                                                 3,
		"<nmaprun start='x'/>":                                                                     1,
		"<nmaprun/>\n<nmaprun/>":                                                                   2,
		"<nmaprun>\n&evil;</nmaprun>":                                                              2,
	} {
		_, err := proof.Read([]byte(file))
		row, ok := errors.AsType[*takedown.RowError](err)
		if !ok || row.Line != want {
			t.Errorf("%s\n gives %v, want line %d", file, err, want)
		}
	}
}

func TestDeepAndLargeFilesAreRefused(t *testing.T) {
	deep := `{"objectClassName":` + strings.Repeat("[", 1<<15) + `}`
	if _, err := proof.Read([]byte(deep)); err == nil {
		t.Error("deep JSON is read")
	}
	if _, err := proof.Read([]byte("<nmaprun>" + strings.Repeat("<a>", 1<<15))); err == nil {
		t.Error("deep XML is read")
	}
	if _, err := proof.Read(make([]byte, proof.MaxSize+1)); !errors.Is(err, proof.ErrTooLarge) {
		t.Errorf("what is too large gives %v", err)
	}
}

func TestNothingHereOpensAFileOrAConnection(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil || len(files) == 0 {
		t.Fatal(err)
	}
	for _, name := range files {
		raw, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, bad := range []string{`"net"`, `"net/http"`, `"os"`, `"os/exec"`, `"syscall"`, "dns.Client", "dns.Exchange"} {
			if !strings.HasSuffix(name, "_test.go") && strings.Contains(string(raw), bad) {
				t.Errorf("%s uses %s", name, bad)
			}
		}
	}
}
