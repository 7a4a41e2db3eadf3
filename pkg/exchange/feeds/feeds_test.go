package feeds_test

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"

	"takedown/pkg/exchange/feeds"
	"takedown/pkg/takedown"
)

// preset returns the feed with that name.
func preset(t testing.TB, name string) feeds.Preset {
	t.Helper()
	for _, p := range feeds.Presets() {
		if p.Name == name {
			return p
		}
	}
	t.Fatalf("there is no feed %s", name)
	return feeds.Preset{}
}

// tell writes down what a file is read as, one item a line.
func tell(t testing.TB, name, text string) string {
	t.Helper()
	var out strings.Builder
	for item, err := range preset(t, name).Decode(strings.NewReader(text), "hk") {
		if row, ok := errors.AsType[*takedown.RowError](err); ok {
			fmt.Fprintf(&out, "bad %v: %.60q\n", row, row.Raw)
			continue
		}
		if err != nil {
			fmt.Fprintf(&out, "end: %v\n", err)
			continue
		}
		fmt.Fprintf(&out, "%d", item.Line)
		if item.Skipped != "" {
			fmt.Fprintf(&out, " skipped=%s\n", item.Skipped)
			continue
		}
		fmt.Fprintf(&out, " %s", item.ID)
		for _, v := range item.Values {
			fmt.Fprintf(&out, " %s=%s", v.Field.Name, v.Text)
		}
		for _, x := range item.Extra {
			fmt.Fprintf(&out, " x.%s=%s", x.Name, x.JSON)
		}
		if s := item.Seen; s != nil {
			fmt.Fprintf(&out, " %s at %s from %s", s.Verdict, s.At, s.From)
		}
		out.WriteString("\n")
	}
	return out.String()
}

const banner = "################\n# a feed: \"recent\n# Last updated: 2025-03-10 00:00:00 (UTC)\n#\n"

// samples are files of each feed, and what they are read as.
var samples = []struct{ feed, text, want string }{
	{
		"urlhaus",
		banner + "# id,dateadded,url,url_status,last_online,threat,tags,urlhaus_link,reporter\n" +
			"\"7\",\"2025-03-01 10:00:00\",\"http://evil.example/a\",\"online\",\"2025-03-02 00:00:00\",\"malware_download\",\"elf,Mozi\",\"https://feed.example/7/\",\"kim\"\n" +
			"\"6\",\"2025-03-01 09:00:00\",\"http://evil.example/b\",\"offline\",\"2025-03-02 00:00:00\",\"malware_download\",\"None\",\"https://feed.example/6/\",\"kim\"\n" +
			"\"5\",\"2025-03-01 08:00:00\",\"http://evil.example/c\",\"offline\",\"None\",\"other\",\"\",\"https://feed.example/5/\",\"kim\"\n",
		`6 url/http://evil.example/a first_seen=2025-03-01T10:00:00Z last_seen=2025-03-02T00:00:00Z role=payload tags=elf tags=Mozi x.urlhaus 7={"threat":"malware_download","urlhaus_link":"https://feed.example/7/","reporter":"kim"}
6 url/http://evil.example/a up at 2025-03-02T00:00:00Z from urlhaus
7 url/http://evil.example/b first_seen=2025-03-01T09:00:00Z last_seen=2025-03-02T00:00:00Z role=payload x.urlhaus 6={"threat":"malware_download","urlhaus_link":"https://feed.example/6/","reporter":"kim"}
7 url/http://evil.example/b down at 2025-03-02T00:00:01Z from urlhaus
8 url/http://evil.example/c first_seen=2025-03-01T08:00:00Z x.urlhaus 5={"threat":"other","urlhaus_link":"https://feed.example/5/","reporter":"kim"}
8 url/http://evil.example/c down at 2025-03-01T08:00:00Z from urlhaus
`,
	},
	{
		"urlhaus", // of the time before last_online
		banner + "# id,dateadded,url,url_status,threat,tags,urlhaus_link,reporter\n" +
			"\"5\",\"2025-03-01 08:00:00\",\"http://evil.example/c\",\"offline\",\"malware_download\",\"x\",\"https://feed.example/5/\",\"kim\"\n",
		`6 url/http://evil.example/c first_seen=2025-03-01T08:00:00Z role=payload tags=x x.urlhaus 5={"threat":"malware_download","urlhaus_link":"https://feed.example/5/","reporter":"kim"}
6 url/http://evil.example/c down at 2025-03-10T00:00:00Z from urlhaus
`,
	},
	{
		"urlhaus",
		`{"7":[{"dateadded":"2025-03-01 10:00:00 UTC","url":"http://evil.example/a","url_status":"online","last_online":null,"threat":"malware_download","tags":["elf","Mozi"],"urlhaus_link":"https://feed.example/7/"}]}`,
		`1 url/http://evil.example/a first_seen=2025-03-01T10:00:00Z role=payload tags=elf tags=Mozi x.urlhaus 7={"threat":"malware_download","urlhaus_link":"https://feed.example/7/"}
1 url/http://evil.example/a up at 2025-03-01T10:00:00Z from urlhaus
`,
	},
	{
		"threatfox",
		"# x\n# \"first_seen_utc\",\"ioc_id\",\"ioc_value\",\"ioc_type\",\"threat_type\",\"fk_malware\",\"malware_printable\",\"last_seen_utc\",\"confidence_level\",\"tags\"\n" +
			"\"2025-03-01 10:00:00\", \"9\", \"203.0.113.7:443\", \"ip:port\", \"botnet_cc\", \"win.a\", \"Lumma\", \"\", \"100\", \"a,b\"\n" +
			"\"2025-03-01 09:00:00\", \"8\", \"203.0.113.7:80\", \"ip:port\", \"botnet_cc\", \"win.b\", \"Mirai\", \"\", \"50\", \"\"\n" +
			"\"2025-03-01 08:00:00\", \"7\", \"2001:db8::1:8080\", \"ip:port\", \"x\", \"win.b\", \"Mirai\", \"\", \"50\", \"\"\n" +
			"\"2025-03-01 08:00:00\", \"6\", \"d41d8cd98f00b204e9800998ecf8427e\", \"md5_hash\", \"payload\", \"win.b\", \"Mirai\", \"\", \"50\", \"\"\n" +
			"\"2025-03-01 08:00:00\", \"5\", \"x\", \"thing\", \"payload\", \"win.b\", \"Mirai\", \"\", \"50\", \"\"\n# Number of entries: 5\n",
		`3 server/203.0.113.7 ports=443 first_seen=2025-03-01T10:00:00Z role=c2 malware=lumma confidence=100 tags=a tags=b x.threatfox 9={"threat_type":"botnet_cc","fk_malware":"win.a","malware_printable":"Lumma","confidence_level":"100"}
4 server/203.0.113.7 ports=80 first_seen=2025-03-01T09:00:00Z x.threatfox 8={"threat_type":"botnet_cc","fk_malware":"win.b","malware_printable":"Mirai","confidence_level":"50"}
5 server/2001:db8::1 ports=8080 first_seen=2025-03-01T08:00:00Z malware=mirai confidence=50 x.threatfox 7={"threat_type":"x","fk_malware":"win.b","malware_printable":"Mirai","confidence_level":"50"}
6 skipped=hash
bad line 7, ioc_type: "thing" is no type: it is one of body_from domain envelope_from gimphash imphash ip:port ja3_hash md5_hash sha1_hash sha256_hash sha384_hash sha3_384_hash sha512_hash ssdeep telfhash tlsh url: "\"2025-03-01 08:00:00\", \"5\", \"x\", \"thing\", \"payload\", \"win.b\""
`,
	},
	{
		"feodo",
		banner + "\"first_seen_utc\",\"dst_ip\",\"dst_port\",\"c2_status\",\"last_online\",\"malware\"\n\"2025-03-01 10:00:00\",\"203.0.113.7\",\"443\",\"online\",\"2025-03-01\",\"QakBot\"\n",
		`6 server/203.0.113.7 ports=443 role=c2 first_seen=2025-03-01T10:00:00Z last_seen=2025-03-01T00:00:00Z malware=qakbot x.feodo 443={"malware":"QakBot"}
6 server/203.0.113.7 up at 2025-03-01T10:00:00Z from feodo
`,
	},
	{
		"feodo",
		"[\n {\"ip_address\":\"203.0.113.7\",\"port\":443,\"status\":\"offline\",\"hostname\":null,\"as_number\":64496,\"as_name\":\"Host\",\"country\":\"NL\",\"first_seen\":\"2025-03-01 10:00:00\",\"last_online\":\"2025-03-02\",\"malware\":\"QakBot\"},\n {\"ip_address\":\"nonsense\",\"malware\":\"x\"},\n 7\n]\n",
		`2 server/203.0.113.7 ports=443 role=c2 asn=64496 provider=Host country=NL first_seen=2025-03-01T10:00:00Z last_seen=2025-03-02T00:00:00Z malware=qakbot x.feodo 443={"as_number":64496,"as_name":"Host","country":"NL","malware":"QakBot"}
2 server/203.0.113.7 down at 2025-03-03T00:00:00Z from feodo
bad line 3, ip_address: "nonsense" is no IP address: not valid: "{\"ip_address\":\"nonsense\",\"malware\":\"x\"}\n"
bad line 4: here should be an object: not valid: "7\n"
`,
	},
	{
		"phishtank",
		"phish_id,url,phish_detail_url,submission_time,verified,verification_time,online,target\n9,\"http://evil.example/a,b\",http://feed.example/9,2025-03-01T10:00:00+00:00,yes,2025-03-01T11:00:00+00:00,yes,Bank\n",
		`2 url/http://evil.example/a,b role=phishing first_seen=2025-03-01T10:00:00Z x.phishtank 9={"phish_detail_url":"http://feed.example/9","verified":"yes","verification_time":"2025-03-01T11:00:00+00:00","target":"Bank"}
2 url/http://evil.example/a,b up at 2025-03-01T11:00:00Z from phishtank
`,
	},
	{
		"phishtank",
		`[{"phish_id":"9","url":"http://evil.example/","phish_detail_url":"http://feed.example/9","submission_time":"2025-03-01T10:00:00+00:00","verified":"yes","online":"no","details":[{"ip_address":"203.0.113.7"}],"target":"Other"}]`,
		`1 url/http://evil.example/ role=phishing first_seen=2025-03-01T10:00:00Z x.phishtank 9={"phish_detail_url":"http://feed.example/9","verified":"yes","details":[{"ip_address":"203.0.113.7"}],"target":"Other"}
1 url/http://evil.example/ down at 2025-03-01T10:00:00Z from phishtank
`,
	},
}

func TestEachFeedIsReadAsItsPublisherOffersIt(t *testing.T) {
	for _, s := range samples {
		if got := tell(t, s.feed, s.text); got != s.want {
			t.Errorf("%s is read as\n%swant\n%s", s.feed, got, s.want)
		}
		if got := tell(t, s.feed, "\xef\xbb\xbf"+strings.ReplaceAll(s.text, "\n", "\r\n")); strings.Count(got, "\n") != strings.Count(s.want, "\n") || strings.Contains(got, "end:") {
			t.Errorf("%s with CRLF is read as\n%s", s.feed, got)
		}
	}
}

func TestAFeedIsRecognisedByItselfAlone(t *testing.T) {
	for _, s := range samples {
		for _, p := range feeds.Presets() {
			if got := p.Identify([]byte(s.text), "x"); got != (p.Name == s.feed) {
				t.Errorf("%.60q is recognised as %s: %v", s.text, p.Name, got)
			}
		}
	}
	for _, text := range []string{"", "# urlhaus\n", "kind,key\n", "[]", "{}", `[{"url":"http://evil.example/"}]`, "id,url\n", "url,url_status\n"} {
		for _, p := range feeds.Presets() {
			if p.Identify([]byte(text), "urlhaus.csv") {
				t.Errorf("%q is recognised as %s", text, p.Name)
			}
		}
	}
}

func TestAFeedThatIsBrokenEndsWhereItBreaks(t *testing.T) {
	for _, c := range []struct{ feed, text, says string }{
		{"urlhaus", "", "no line has the columns of urlhaus"},
		{"urlhaus", "id,url\n1,http://evil.example/\n", "no line has the columns of urlhaus"},
		{"phishtank", `[{"phish_id":"1"`, "line 1"},
		{"phishtank", "[\n{\"url\":\"http://evil.example/\",\"url\":\"x\"}]", "line 2"},
		{"phishtank", "[\n{\"url\":}]", "line 2"},
		{"phishtank", `[] x`, "line 1"},
		{"phishtank", "\n[{\"url\":\"" + strings.Repeat("x", 2<<20) + "\"}]", "longer than"},
		{"feodo", "dst_ip,c2_status\n\"203.0.113.7\n" + strings.Repeat("x\n", 1<<20), "longer than"},
		{"feodo", "dst_ip,c2_status\n203.0.113.7\n", "bad line 2: the row has 1 cells"},
		{"feodo", "dst_ip,c2_status\n\xff,x\n", "bad line 2, dst_ip: the cell is no text"},
	} {
		if got := tell(t, c.feed, c.text); !strings.Contains(got, c.says) || strings.Count(got, "\n") != 1 {
			t.Errorf("%s: %.60q is read as %.300s", c.feed, c.text, got)
		}
	}
}

func FuzzDecode(f *testing.F) {
	for i, s := range samples {
		f.Add(byte(i), []byte(s.text))
	}
	f.Add(byte(3), []byte("<output><entry><url>http://a.example/</url><phish_id>1</phish_id></entry></output>"))
	f.Add(byte(2), []byte("# Feodo Tracker\n203.0.113.7\n"))
	f.Fuzz(func(t *testing.T, n byte, file []byte) {
		p := feeds.Presets()[int(n)%len(feeds.Presets())]
		p.Identify(file, "")
		for item, err := range p.Decode(bytes.NewReader(file), "hk") {
			row, isRow := errors.AsType[*takedown.RowError](err)
			switch {
			case isRow && (len(row.Raw) == 0 || row.Line < 1):
				t.Fatalf("%q: a bad row without its bytes or line", file)
			case err != nil || item.Skipped != "":
			default:
				if again, err := takedown.NewID(item.ID.Kind, item.ID.Key, "hk"); err != nil || again != item.ID {
					t.Fatalf("%q says %s, which is %s, %v", file, item.ID, again, err)
				}
			}
		}
	})
}

func TestABareListOfAPublisherHasNoneOfHisOwnAddresses(t *testing.T) {
	const list = "####\n# abuse.ch Feodo Tracker Botnet C2 IP Blocklist #\n# Terms: https://feed.example/blocklist/ #\n#\n# DstIP\n203.0.113.7\nnonsense\n203.0.113.8\n# END\n"
	if p := preset(t, "feodo"); !p.Identify([]byte(list), "x.txt") || preset(t, "urlhaus").Identify([]byte(list), "x.txt") {
		t.Error("the list is not recognised as what it says it is")
	}
	if got := tell(t, "feodo", list); !strings.HasPrefix(got, "6 server/203.0.113.7 role=c2\nbad line 7, dst_ip: ") || !strings.HasSuffix(got, "8 server/203.0.113.8 role=c2\n") {
		t.Errorf("the list is read as\n%s", got)
	}
	if got := string(preset(t, "feodo").Header([]byte(list), nil)); tell(t, "feodo", got+"203.0.113.9\n") != "2 server/203.0.113.9 role=c2\n" {
		t.Errorf("bad rows under %q are no list again", got)
	}
	const urls = "# abuse.ch URLhaus Plain-Text URL List #\nhttp://a.example/x,y\nhttp://a.example/\"z\"\n"
	if got := tell(t, "urlhaus", urls); got != "2 url/http://a.example/x,y\n3 url/http://a.example/%22z%22\n" {
		t.Errorf("the list is read as\n%s", got)
	}
}

func TestEachAnswerOfAPublisherIsRead(t *testing.T) {
	const one = `{"id":"9","ioc":"a.example","ioc_type":"domain","malware_printable":"Lumma"}`
	const url = `{"id":"1","url":"http://a.example/","url_status":"online","urlhaus_reference":"r","date_added":"2025-03-01 10:00:00 UTC"}`
	for _, c := range []struct{ feed, text, want string }{
		{"threatfox", `{"query_status":"ok","data":` + one + `}`, "1 domain/a.example malware=lumma x.threatfox 9={\"malware_printable\":\"Lumma\"}\n"},
		{"threatfox", `{"query_status":"ok","data":[` + one + `]}`, "1 domain/a.example malware=lumma x.threatfox 9={\"malware_printable\":\"Lumma\"}\n"},
		{"threatfox", one + "\n", "1 domain/a.example malware=lumma x.threatfox 9={\"malware_printable\":\"Lumma\"}\n"},
		{"threatfox", `{"7":` + one[:1] + one[10:] + `}`, "1 domain/a.example malware=lumma x.threatfox 7={\"malware_printable\":\"Lumma\"}\n"},
		{"threatfox", `{"query_status":"no_result","data":"nothing"}`, ""},
		{"urlhaus", `{"query_status":"ok","urlhaus_reference":"h","host":"a.example","blacklists":{},"urls":[` + url + `]}`, "1 url/http://a.example/ first_seen=2025-03-01T10:00:00Z x.urlhaus 1={\"urlhaus_reference\":\"r\"}\n1 url/http://a.example/ up at 2025-03-01T10:00:00Z from urlhaus\n"},
		{"urlhaus", `{"id":"1",` + url[10:len(url)-1] + `,"payloads":[{"file_type":"elf"}]}`, "1 url/http://a.example/ first_seen=2025-03-01T10:00:00Z x.urlhaus 1={\"urlhaus_reference\":\"r\",\"payloads\":[{\"file_type\":\"elf\"}]}\n1 url/http://a.example/ up at 2025-03-01T10:00:00Z from urlhaus\n"},
	} {
		if c.want != "" && !preset(t, c.feed).Identify([]byte(c.text), "a.json") {
			t.Errorf("%s is not recognised: %s", c.feed, c.text)
		}
		if got := tell(t, c.feed, c.text); got != c.want {
			t.Errorf("%s is read as\n%swant\n%s", c.text, got, c.want)
		}
	}
	if got := tell(t, "threatfox", `{"something":"else"}`); !strings.HasPrefix(got, "bad line 1, ioc_value ioc: the target is missing") {
		t.Errorf("an object that is no row is read as %q", got)
	}
}

func TestPhishTankInXMLIsReadAsItsRows(t *testing.T) {
	const text = `<?xml version="1.0" encoding="utf-8"?>
<output><meta><total_entries>2</total_entries></meta><entries>
<entry><url><![CDATA[http://a.example/?x=1&y=2]]></url><phish_id>1</phish_id><phish_detail_url>http://feed.example/1</phish_detail_url>
 <details><detail><ip_address>203.0.113.7</ip_address></detail><detail><ip_address>203.0.113.8</ip_address></detail></details>
 <submission><submission_time>2025-03-01T10:00:00+00:00</submission_time></submission><verification><verified>yes</verified><verification_time>2025-03-01T11:00:00+00:00</verification_time></verification>
 <status><online>yes</online></status><target>Other</target></entry>
<entry><url>nonsense</url><phish_id>2</phish_id></entry>
</entries></output>
`
	const want = `3 url/http://a.example/?x=1&y=2 role=phishing first_seen=2025-03-01T10:00:00Z x.phishtank 1={"phish_detail_url":"http://feed.example/1","ip_address":"203.0.113.7","ip_address 2":"203.0.113.8","verified":"yes","verification_time":"2025-03-01T11:00:00+00:00","target":"Other"}
3 url/http://a.example/?x=1&y=2 up at 2025-03-01T11:00:00Z from phishtank
bad line 7, url: `
	p := preset(t, "phishtank")
	if !p.Identify([]byte(text), "x.xml") || !p.Identify([]byte(text[:500]), "x.xml") || preset(t, "urlhaus").Identify([]byte(text), "x.xml") {
		t.Error("the feed is not recognised")
	}
	if got := tell(t, "phishtank", text); !strings.HasPrefix(got, want) {
		t.Errorf("the feed is read as\n%s", got)
	}
	if got := tell(t, "phishtank", `<entry><url>http://b.example/</url></entry>`+"\n"); got != "1 url/http://b.example/ role=phishing\n" {
		t.Errorf("a row that was mended is read as %s", got)
	}
	for _, broken := range []string{text[:600], "<entry><url>http://b.example/</url>", "<output></output>", `<?xml version="1.0" encoding="utf-7"?><entry/>`, "<entry>&bad;</entry>", "<entry>" + strings.Repeat("<a>", 2<<20)} {
		if got := tell(t, "phishtank", broken); !strings.Contains(got, "end: ") {
			t.Errorf("%.50q is read as %.200s", broken, got)
		}
	}
}

func TestWhatIsNoListOfTextsIsKeptAsItIs(t *testing.T) {
	for tags, want := range map[string]string{
		`["a",null,2]`: " tags=a tags=2", `"a,b"`: " tags=a tags=b", `{"a":1}`: ` x.threatfox 1={"tags":{"a":1}}`, `["a",{"b":1}]`: ` x.threatfox 1={"tags":["a",{"b":1}]}`, `null`: "",
	} {
		text := `[{"id":"1","ioc":"a.example","ioc_type":"domain","tags":` + tags + `,"malware_printable":null}]`
		if got := tell(t, "threatfox", text); got != "1 domain/a.example"+want+"\n" {
			t.Errorf("tags %s are read as %s", tags, got)
		}
	}
	const rows = "first_seen_utc,dst_ip,dst_port,c2_status,malware\n,,,,\n2025-03-01 10:00:00,203.0.113.7,99999,online,X\n"
	if got := tell(t, "feodo", rows); !strings.HasPrefix(got, "bad line 3, dst_port: ") {
		t.Errorf("a port that is none is told as %s", got)
	}
}
