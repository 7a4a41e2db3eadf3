package proof_test

import (
	"encoding/binary"
	"errors"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

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
		strings.ReplaceAll(dig("NXDOMAIN", ""), "10:00:00 UTC", "18:00:00 +08"):                                             ten,
		strings.ReplaceAll(dig("NXDOMAIN", ""), "10:00:00 UTC", "10:00:00 CST"):                                             {},  // of China, or of America
		strings.ReplaceAll(dig("NXDOMAIN", ""), ";; WHEN: Tue Mar 04 10:00:00 UTC 2025", ";; Time 2025-03-04 10:00:00 UTC"): ten, // kdig
		"192.0.2.1\n":                    {},
		yaml("NXDOMAIN", "qr rd ra", ""): ten,
		`<nmaprun scanner="masscan"><host endtime="1741082400"><address addr="192.0.2.1" addrtype="ipv4"/></host></nmaprun>`: ten,
		web("200 OK", "\r\n"): ten,
		web("200 OK", "Content-Type: application/rdap+json\r\n\r\n"+registry(`"status":[]`)):                                                                                                       ten,
		registry(`"events":[{"eventAction":"LAST UPDATE OF RDAP DATABASE","eventDate":"2025-03-04T10:00:00Z"},{"eventAction":"last update of RDAP database","eventDate":"2025-03-03T10:00:00Z"}]`): ten,
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
		dig("NOERROR", "evil.example. 60 IN CNAME a.cdn.example.\na.cdn.example. 60 IN A 192.0.2.1"):                                                                                  {"evil.example"},
		"evil.example. 60 IN CNAME a.cdn.example.\na.cdn.example. 60 IN A 192.0.2.1\n":                                                                                                {"evil.example"},
		dig("NOERROR", "") + strings.ReplaceAll(dig("NXDOMAIN", ""), "evil.example", "b.example"):                                                                                     {"evil.example", "b.example"},
		strings.ReplaceAll(dig("NXDOMAIN", ""), ";evil.example.", ";66.113.0.203.in-addr.arpa."):                                                                                      {"203.0.113.66"},
		"$ dig evil.example\n" + dig("NXDOMAIN", ""):                                                                                                                                  {"evil.example"},
		"; <<>> DiG 9.18 <<>> -k Kx.key -b 192.0.2.9 evil.example b.example\n;; no servers could be reached\n" + strings.ReplaceAll(dig("NXDOMAIN", ""), "evil.example", "b.example"): {"evil.example", "b.example"},
		"evil.example. 1m IN A 192.0.2.1\nevil.example. 60 IN DSYNC CDS NOTIFY 5359 x.example.\n":                                                                                     {"evil.example"},
		"evil.example. A 192.0.2.1\n": {"evil.example"},
		registry(`"status":[]`):       {"evil.example"},
		yaml("NXDOMAIN", "qr rd ra", "") + strings.ReplaceAll(yaml("NOERROR", "qr rd ra", ""), "evil.example", "b.example"):               {"evil.example", "b.example"},
		"> GET / HTTP/1.1\r\n> Host: www.evil.example:8080\r\n< HTTP/1.1 200 OK\r\n<\r\n":                                                 {"www.evil.example"},
		"> GET / HTTP/1.1\n> Host: [2001:db8::1]:80\n< HTTP/1.1 301 Moved\n< Location: /\n< \n> Host: b.example\n< HTTP/1.1 200 OK\n< \n": {"2001:db8::1"},
		"* Could not resolve host: a.example\ncurl: (6) Could not resolve host: a.example\n":                                              {"a.example"},
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
		dig("NOERROR", "evil.example. 60 IN A 203.0.113.666"):                                                      7,
		dig("NOERROR", "$GENERATE 1-60000 a$ A 192.0.2.1"):                                                         7,
		dig("NOERROR", "$INCLUDE /etc/passwd"):                                                                     7,
		dig("NOERROR", "evil.example. 60 IN SOA ns.example. h.example. ( 1"):                                       7,
		"{\"objectClassName\":\"domain\",\n\"ldhName\":7}":                                                         2,
		"{\"objectClassName\":\"domain\",\n\"ldhName\":\"a.example\",\n\"ldhName\":\"b.example\"}":                 3,
		"{\"objectClassName\":\"domain\",\n\"ldhName\":":                                                           2,
		"{\"objectClassName\":\"domain\",\"ldhName\":\"..\"}":                                                      1,
		"{\"objectClassName\":\"ip network\",\"startAddress\":\"x\"}":                                              1,
		"HTTP/1.1 200 OK\nDate: x\nno header\n\n":                                                                  3,
		yaml("NOERROR", "qr rd ra", "      ANSWER_SECTION:\n        - evil.example. 60 IN A 203.0.113.666\n"):      20,
		"HTTP/1.1 200 OK\nDate: x\n":                                                                               3,
		meter + "HTTP/1.1 200 OK\nno header\n\n":                                                                   5,
		"* x\n> Host: a.example\n< HTTP/1.1 200 OK\n* y\n< no header\n< \n":                                        5,
		"HTTP/1.1 200 OK\nContent-Type: application/rdap+json\n\n{\"objectClassName\":\"domain\",\n\"ldhName\":7}": 5,
		"<?xml version='1.0'?>\n<nmaprun>\n<host>":                                                                 3,
		"<nmaprun start='x'/>":                                                                                     1,
		"<nmaprun/>\n<nmaprun/>":                                                                                   2,
		"<nmaprun>\n&evil;</nmaprun>":                                                                              2,
	} {
		_, err := proof.Read([]byte(file))
		row, ok := errors.AsType[*takedown.RowError](err)
		if !ok || row.Line != want {
			t.Errorf("%s\n gives %v, want line %d", file, err, want)
		}
	}
}

// A shell of Windows writes the output of every tool so.
func TestAFileInUTF16IsRead(t *testing.T) {
	for _, file := range []string{dig("NXDOMAIN", ""), registry(`"status":[]`), web("200 OK", "\r\n"), scan(`state="up"`, "", "success")} {
		for _, order := range []binary.AppendByteOrder{binary.LittleEndian, binary.BigEndian} {
			var raw []byte
			for _, unit := range utf16.Encode([]rune("\ufeff" + strings.ReplaceAll(file, "\n", "\r\n"))) {
				raw = order.AppendUint16(raw, unit)
			}
			if got, want := about(read(t, string(raw))), about(read(t, file)); !slices.Equal(got, want) {
				t.Errorf("%q is read as about %q", file, got)
			}
		}
	}
}

func TestXMLOfAnotherEncodingIsRead(t *testing.T) {
	file := strings.Replace(scan("state=\"up\" reason=\"M\xfcll\"", "", "success"), `version="1.0"`, `version="1.0" encoding="iso-8859-1"`, 1)
	if s := read(t, file).Sights[0]; s.Host.Reason != "Müll" {
		t.Errorf("it says %q", s.Host.Reason)
	}
	if _, err := proof.Read([]byte(strings.Replace(file, "iso-8859-1", "nonsense", 1))); err == nil {
		t.Error("an encoding that nobody knows is read")
	}
}

// A name may stand for several machines, and is as good as the best of them.
func TestOneMachineThatAnswersIsEnoughForAName(t *testing.T) {
	named := `<hostnames><hostname name="evil.example" type="user"/></hostnames>`
	file := strings.Replace(scan(`state="down" reason="no-response"`, named, "success"), "<host>",
		`<host><status state="down"/><address addr="192.0.2.8" addrtype="ipv4"/>`+named+`</host><host><status state="up"/><address addr="192.0.2.9" addrtype="ipv4"/>`+named+
			`<ports><port protocol="tcp" portid="80"><state state="open"/></port></ports></host><host>`, 1)
	e := example{file: file}
	if f, _ := judged(t, &e); f.Verdict != "up" {
		t.Errorf("it gives %+v", f)
	}
}

// Of the words of a command line only the targets are what a scan is about.
func TestTheValueOfAnOptionIsNoTarget(t *testing.T) {
	file := `<nmaprun args="nmap --dns-servers 192.0.2.1 localhost"><runstats><finished/><hosts down="1"/></runstats></nmaprun>`
	if r, err := proof.Read([]byte(file)); !errors.Is(err, proof.ErrUnread) {
		t.Errorf("it is read as %+v, %v", r, err)
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
