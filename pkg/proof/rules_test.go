package proof_test

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"testing"
	"time"

	"takedown/pkg/proof"
	"takedown/pkg/takedown"
)

// example is what a tool wrote, the record that it is about, and what the case
// knows.
type example struct {
	file  string
	id    string // domain/evil.example where it is empty
	known proof.Known
	why   string // a part of the reason
}

const evil = "domain/evil.example"

// header begins the answer of a web server.
func web(status, rest string) string {
	return "HTTP/1.1 " + status + "\r\nDate: Tue, 04 Mar 2025 10:00:00 GMT\r\n" + rest
}

// dig is the output of one query for an address.
func dig(status, answer string) string {
	return "; <<>> DiG 9.18 <<>> evil.example\n;; ->>HEADER<<- opcode: QUERY, status: " + status + ", id: 1\n" +
		";; QUESTION SECTION:\n;evil.example.\t\tIN\tA\n\n;; ANSWER SECTION:\n" + answer + "\n;; WHEN: Tue Mar 04 10:00:00 UTC 2025\n"
}

// flagged is that output with its flags, which say who answers.
func flagged(flags, answer string) string {
	return strings.Replace(dig("NOERROR", answer), ";; QUESTION", ";; flags: "+flags+"; QUERY: 1, ANSWER: 0\n;; QUESTION", 1)
}

// yaml is what dig +yaml writes of one answer.
func yaml(status, flags, rest string) string {
	return "-\n  type: MESSAGE\n  message:\n    type: RECURSIVE_RESPONSE\n    response_time: !!timestamp 2025-03-04T10:00:00.000Z\n    response_message_data:\n" +
		"      opcode: QUERY\n      status: " + status + "\n      id: 1\n      flags: " + flags + "\n      QUESTION: 1\n      OPT_PSEUDOSECTION:\n        EDNS:\n          version: 0\n          flags:\n          udp: 1232\n" +
		"      QUESTION_SECTION:\n        - evil.example. IN A\n" + rest
}

// meter is what curl writes beside an answer that goes into a file.
const meter = "  % Total    % Received % Xferd  Average Speed\n                                 Dload  Upload\n\r  0     0\r100    37  100    37\n"

// registry is the entry of a name with more members.
func registry(members string) string {
	return `{"objectClassName":"domain","ldhName":"evil.example",` + members + `}`
}

// scan is the XML of a scan of one machine.
func scan(state, ports, exit string) string {
	return `<?xml version="1.0"?><nmaprun args="nmap 203.0.113.66" start="1741082400"><host><status ` + state +
		`/><address addr="203.0.113.66" addrtype="ipv4"/>` + ports + `</host><runstats><finished exit="` + exit + `"/></runstats></nmaprun>`
}

const (
	machine  = "server/203.0.113.66"
	page     = "url/http://evil.example/a"
	filtered = `<ports><extraports state="filtered" count="1000"/></ports>`
	closed   = `<ports><port protocol="tcp" portid="22"><state state="closed"/></port></ports>`
)

func declared(tag, what, by string) proof.Known {
	return proof.Known{Declared: map[string]map[string]string{tag: {what: by}}}
}

func since(day string) proof.Known {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		panic(err)
	}
	return proof.Known{Registered: t}
}

func sum(s string) string {
	h := sha256.Sum256([]byte(s))
	return hex.EncodeToString(h[:])
}

// examples has for each rule what it holds of.
var examples = map[string][]example{
	"registered-later": {{
		file: registry(`"events":[{"eventAction":"registration","eventDate":"2025-03-03T00:00:00Z"}]`), known: since("2025-03-01"),
		why: "registered on 2025-03-03, later than the registration that is known (2025-03-01): a new holder?",
	}},
	"declared-sinkhole": {
		{file: dig("NOERROR", "evil.example. 60 IN NS ns1.sinkhole.example."), known: declared("sinkhole", "ns1.sinkhole.example", "provider/sinkhole.example"),
			why: "its name server ns1.sinkhole.example is in the declared sinkhole set (provider/sinkhole.example)"},
		{file: dig("NOERROR", "evil.example. 60 IN CNAME sink.example.\nsink.example. 60 IN A 192.0.2.1"), known: declared("sinkhole", "192.0.2.1", "server/192.0.2.1"),
			why: "its address 192.0.2.1 is"},
		{file: registry(`"nameservers":[{"ldhName":"NS1.SINKHOLE.EXAMPLE"}],"status":["client hold"]`), known: declared("sinkhole", "ns1.sinkhole.example", "provider/sinkhole.example"),
			why: "its name server ns1.sinkhole.example is"},
		{file: "evil.sinkhole.example.\n192.0.2.1\n", known: declared("sinkhole", "evil.sinkhole.example", "provider/sinkhole.example"), why: "it leads to evil.sinkhole.example"},
	},
	"declared-seizure": {{
		file: web("302 Found", "Location: https://seized.example/x\r\n\r\n"), known: declared("seizure", "seized.example", "domain/seized.example"),
		why: "it leads to seized.example is in the declared seizure set (domain/seized.example)",
	}},
	"declared-partly": {{
		file: dig("NOERROR", "evil.example. 60 IN A 192.0.2.9\nevil.example. 60 IN A 203.0.113.66"), known: declared("sinkhole", "192.0.2.9", "server/192.0.2.9"),
		why: "some of its addresses are in the declared sinkhole set, and others are not",
	}},
	"declared-parking": {{file: "192.0.2.9\n", known: declared("parking", "192.0.2.9", "server/192.0.2.9"), why: "the declared parking set"}},
	"registry-hold": {{file: registry(`"status":["active","Server Hold"]`), why: "serverHold keeps it out of the zone"}, {file: registry(`"status":["client_hold"]`), why: "clientHold"},
		{file: web("200 OK", "Content-Type: application/rdap+json; charset=utf-8\r\n\r\n"+registry(`"status":["serverHold"]`)), why: "serverHold"}},
	"registry-deleted": {{file: registry(`"status":["pending delete"]`), why: "pendingDelete"}, {file: `{"rdapConformance":[],"errorCode":404,"title":"Not Found"}`, why: "no such name"}, {file: `{"errorCode":404,"title":"Object not found"}`, why: "no such name"},
		{file: web("404 Not Found", "Content-Type: application/rdap+json\r\n\r\n"), why: "no such name"}},
	"registry-no-servers": {{file: registry(`"status":["inactive"]`), why: "no name server"}},
	"registered-as-known": {{
		file: registry(`"events":[{"eventAction":"registration","eventDate":"2025-03-02T23:00:00Z"}]`), known: since("2025-03-01"), why: "still registered since 2025-03-02",
	}},
	"registered": {
		{file: registry(`"status":["active"]`), why: "a registry does not say"},
		{file: registry(`"status":["active"],"events":[{"eventAction":"registration","eventDate":"2020-01-01T00:00:00Z"}]`), why: "nothing holds it"},
		{file: `{"rdapConformance":[],"errorCode":429}`, why: "the error 429"},
		{file: `{"objectClassName":"ip network","startAddress":"203.0.113.0","endAddress":"203.0.113.255","handle":"NET-1"}`, id: machine, why: `"NET-1"`},
	},
	"banner-exhibit":  {{file: web("200 OK", "\r\n<img src=x>"), known: proof.Known{Banners: map[string]string{sum("<img src=x>"): "evidence/hk:1B"}}, why: "evidence/hk:1B"}},
	"banner-words":    {{file: web("200 OK", "\r\n<title>x</title><img alt='This domain\nhas been  SEIZED by'>"), why: "“this domain has been seized” (HTTP 200)"}},
	"sinkhole-header": {{file: web("200 OK", "X-Sinkhole: \x1b[2Jsink\r\n\r\n"), why: `X-Sinkhole: "\x1b[2Jsink"`}},
	"suspended-words": {{file: web("200 OK", "\r\n<h1>This Account has been suspended</h1>"), why: "this account has been suspended"}},
	"parked-words":    {{file: web("200 OK", "\r\nBuy this domain."), why: "buy this domain"}},
	"parked-mark": {
		{file: web("200 OK", "X-Adblock-Key: MFww\r\n\r\n"), why: "x-adblock-key:"},
		{file: web("200 OK", "\r\n<html data-adblockKEY='x'><body></body></html>"), why: "data-adblockkey"},
		{file: web("200 OK", "\r\n<script>window.onload=function(){window.location.href=\"/lander\"}</script>"), why: "/lander"},
	},
	"suspended-mark": {{file: web("302 Found", "Location: http://evil.example/cgi-sys/suspendedpage.cgi\r\n\r\n"), why: "/cgi-sys/suspendedpage.cgi"}},
	"proxy-answers": {
		{file: "HTTP/1.1 200 Connection established\r\n\r\n", why: "only a proxy has answered: HTTP 200"},
		{file: web("407 Proxy Authentication Required", "\r\n"), why: "HTTP 407"},
		{file: web("403 Forbidden", "X-Squid-Error: ERR_ACCESS_DENIED 0\r\n\r\n"), why: "HTTP 403"},
	},
	"page-withheld": {{file: web("200 OK", "\r\n<title>Just a moment...</title>"), why: "just a moment"}},
	"page-packed":   {{file: web("200 OK", "Content-Encoding: br\r\n\r\n\x8b\x05\x80\xff\x00"), why: "packed"}, {file: web("200 OK", "Content-Encoding: gzip\r\n\r\n\x1f\x8b\x08"), why: "packed"}},
	"page-elsewhere": {
		{file: web("301 Moved", "Location: https://shop.example/\r\n\r\n") + web("200 OK", "\r\nhello"), why: "HTTP 200 after 301 is of shop.example, to which it leads"},
		{file: web("301 Moved", "Location: https://shop.example/\r\n\r\n") + web("404 Not Found", "\r\n"), id: page, why: "of shop.example"},
		{file: web("301 Moved", "Location: http://192.0.2.9/\r\n\r\n") + web("200 OK", "\r\nhello"), why: "of 192.0.2.9"},
	},
	"web-unanswered": {
		{file: "curl: (28) Connection timed out after 10001 milliseconds\n", why: "(28) Connection timed out"},
		{file: "* Could not resolve host: evil.example\ncurl: (6) Could not resolve host: evil.example\n", why: "(6) Could not"},
	},
	"page-gone": {{file: web("410 Gone", "\r\n"), id: page, why: "HTTP 410"}},
	"page-unclear": {{file: web("503 Slow Down", "\r\n"), why: "HTTP 503"}, {file: web("403 No", "\r\n"), id: page, why: "HTTP 403"},
		{file: web("403 Forbidden", "Server: cloudflare\r\n\r\n"), why: "may be of Cloudflare"}, {file: web("404 Not Found", "Via: 1.1 vegur\r\n\r\n"), id: machine, why: "may be of Heroku"}},
	"page-leads-on": {{file: web("301 Moved", "Location: https://www.evil.example/\r\n\r\n"), why: "leads to www.evil.example"}, {file: web("302 Found", "Location: /a\r\n\r\n"), why: "leads on"},
		{file: web("200 OK", "\r\n<meta http-equiv='Refresh' content='0; url=https://www.evil.example/x'>"), why: "HTTP 200 leads to www.evil.example"}},
	"page-answers": {{file: web("200 OK", "\r\nhello"), why: "HTTP 200"}, {file: web("404 Not Found", "\r\n"), id: machine, why: "HTTP 404"}},
	"port-open": {{
		file: scan(`state="up"`, `<ports><port protocol="tcp" portid="443"><state state="open"/></port></ports>`, "success"), id: machine, why: "open: 443/tcp",
	}},
	"scan-unfinished": {
		{file: scan(`state="up"`, closed, "error"), id: machine, why: "did not come to its end"},
		{file: strings.Replace(scan(`state="up"`, closed, "success"), "<host>", `<host timedout="true">`, 1), id: machine, why: "did not come to its end"},
	},
	"host-down": {{file: scan(`state="down" reason="no-response"`, "", "success"), id: machine, why: "no-response"}},
	"machine-down": {{
		file: `<nmaprun args="nmap --dns-servers 192.0.2.1 -oN n.txt -oX x.xml evil.example"><runstats><finished time="1"/><hosts up="0" down="1"/></runstats></nmaprun>`,
		why:  "does not answer",
	}},
	"not-looked":      {{file: scan(`state="unknown" reason="user-set"`, "", "success"), id: machine, why: "does not say whether"}},
	"no-port-answers": {{file: scan(`state="up" reason="user-set"`, filtered, "success"), id: machine, why: "no port that was tried answers, and nobody"}, {file: scan(`state="up" reason="user-set"`, "", "success"), id: machine, why: "no port was tried"}},
	"no-port-open": {
		{file: scan(`state="up" reason="echo-reply"`, closed, "success"), id: machine, why: "the machine answers"},
		{file: scan(`state="up" reason="user-set"`, closed, "success"), id: machine, why: "no port that was tried is open"},                   // to refuse is an answer
		{file: strings.Replace(scan(`state="up" reason="user-set"`, closed, ""), ` exit=""`, "", 1), id: machine, why: "the machine answers"}, // before 5.35
	},
	"hold-and-no-address": {{file: dig("NXDOMAIN", ""), known: proof.Known{Statuses: []string{"ok", "clientHold"}}, why: "clientHold and no address"}},
	"no-such-name": {
		{file: dig("NXDOMAIN", ""), why: "there is no such name: NXDOMAIN"},
		{file: dig("NXDOMAIN", "evil.example. 60 IN CNAME gone.example."), why: "it is an alias, and leads to a name that does not exist"},
		{file: ";; ->>HEADER<<- opcode: QUERY, rcode: NXDOMAIN, id: 1\n;; QUESTION SECTION:\n;; evil.example.\tIN\tA\n", why: "NXDOMAIN"}, // drill
	},
	"nowhere": {{file: dig("NOERROR", "evil.example. 60 IN A 127.0.0.1"), why: "127.0.0.1"}, {file: "0.0.0.0\n", why: "0.0.0.0"}, {file: "10.1.2.3\n", why: "10.1.2.3"}},
	"resolves": {{file: dig("NOERROR", "evil.example. 60 IN A 203.0.113.66"), why: "it resolves to 203.0.113.66"}, {file: "2001:db8::1\n", why: "2001:db8::1"}, {file: yaml("NOERROR", "qr rd ra", "      ANSWER_SECTION:\n        - evil.example. 60 IN A 192.0.2.1\n        - 'evil.example. 60 IN TXT \"it''s\"'\n"), why: "192.0.2.1"},
		{file: "192.0.2.1 from server 192.0.2.53 in 4 ms.\n", why: "192.0.2.1"}},
	"no-answer": {
		{file: dig("SERVFAIL", ""), why: "SERVFAIL"},
		{file: ";; communications error to 192.0.2.1#53: timed out\n;; no servers could be reached\n", why: "no name server answered"},
		{file: "; <<>> DiG 9.18 <<>> @192.0.2.1 evil.example A\n;; connection timed out; no servers could be reached\n", why: "no name server answered"},
	},
	"answers-differ": {
		{file: dig("NXDOMAIN", "") + dig("NOERROR", "evil.example. 60 IN A 203.0.113.66"), why: "NXDOMAIN, and the address 203.0.113.66"},
		{file: dig("NOERROR", "evil.example. 60 IN A 203.0.113.66") + dig("NOERROR", ""), why: "no record of type A, and the address 203.0.113.66"},
	},
	"no-address": {
		{file: dig("NOERROR", ""), why: "it has no address"},
		{file: flagged("qr rd ra", ""), why: "it has no address"},
		{file: flagged("qr aa rd", ""), why: "it has no address"},
		{file: yaml("NOERROR", "qr rd ra", ""), why: "it has no address"},
		{file: flagged("qr rd ra", "") + "; <<>> DiG 9.18 <<>> @192.0.2.7 evil.example\n;; no servers could be reached\n", why: "it has no address"},
	},
	"answer-partial": {
		{file: flagged("qr rd", "\n;; AUTHORITY SECTION:\nevil.example. 60 IN NS ns1.host.example."), why: "leaves the answer to others: its name server is ns1.host.example"},
		{file: flagged("qr ra", ""), why: "leaves the answer to others"},
		{file: flagged("qr aa rd", "evil.example. 60 IN CNAME a.cdn.example."), why: "leaves the answer to others"},
		{file: flagged("qr tc rd ra", ""), why: "the answer is cut off"},
		{file: yaml("NOERROR", "qr rd", "      AUTHORITY_SECTION:\n        - evil.example. 60 IN NS ns1.host.example.\n"), why: "ns1.host.example"},
	},
	"answer-altered": {
		{file: strings.Replace(yaml("NXDOMAIN", "qr rd ra", ""), "udp: 1232\n", "udp: 1232\n          EDE:\n            INFO-CODE: 15 (Blocked)\n", 1), why: "the resolver says"},
		{file: strings.Replace(dig("NXDOMAIN", ""), ";; QUESTION", "; EDE: 15 (Blocked)\n;; QUESTION", 1), why: "the resolver says"},
		{file: strings.Replace(dig("NOERROR", "evil.example. 60 IN A 192.0.2.9"), ";; QUESTION", "; OPT=15: 00 11 (\"..\")\n;; QUESTION", 1), why: "the resolver says"},
	},
}

// judged reads an example and returns what follows.
func judged(t *testing.T, e *example) (f proof.Finding, ok bool) {
	t.Helper()
	r, err := proof.Read([]byte(e.file))
	if err != nil {
		t.Fatalf("%v: %q", err, e.file)
	}
	if e.id == "" {
		e.id = evil
	}
	id, err := takedown.ParseID(e.id)
	if err != nil {
		t.Fatal(err)
	}
	s, err := r.About(id, []string{id.Key})
	if err != nil {
		t.Fatalf("%v: %q", err, e.file)
	}
	k := e.known
	k.ID = id
	return s.Judge(&k)
}

func TestEachRuleHoldsOfItsExamples(t *testing.T) {
	for _, r := range proof.Rules() {
		if len(examples[r.Name]) == 0 {
			t.Errorf("the rule %s has no example", r.Name)
		}
		for _, e := range examples[r.Name] {
			f, ok := judged(t, &e)
			if !ok || f.Rule != r.Name || f.Verdict != r.Verdict || !strings.Contains(f.Why, e.why) {
				t.Errorf("%s\n gives %+v\n want %s by %s: … %s …", e.file, f, r.Verdict, r.Name, e.why)
			}
			if f.Why != strings.Join(strings.Fields(f.Why), " ") || strings.ContainsAny(f.Why, "\x00\x1b\n") {
				t.Errorf("the reason is no clean line: %q", f.Why)
			}
		}
	}
}

func TestRulesDenyOnlyVerdictsAndNeverTheirOwn(t *testing.T) {
	seen := map[string]bool{}
	for _, r := range proof.Rules() {
		if seen[r.Name] {
			t.Errorf("two rules are called %s", r.Name)
		}
		seen[r.Name] = true
		if !slices.Contains(takedown.Verdicts, r.Verdict) {
			t.Errorf("%s gives %q", r.Name, r.Verdict)
		}
		for _, d := range r.Denies {
			if !slices.Contains(takedown.Verdicts, d) || d == r.Verdict || d == "unknown" {
				t.Errorf("%s gives %s and denies %s", r.Name, r.Verdict, d)
			}
		}
	}
	for name := range examples {
		if !seen[name] {
			t.Errorf("there is an example of %s, and no such rule", name)
		}
	}
}

func TestEachVerdictFollowsFromSomeRule(t *testing.T) {
	for _, v := range takedown.Verdicts {
		if !slices.ContainsFunc(proof.Rules(), func(r proof.Rule) bool { return r.Verdict == v }) {
			t.Errorf("no rule gives %s", v)
		}
	}
}

func TestAnArticleAboutASeizureIsNoBanner(t *testing.T) {
	e := example{file: web("200 OK", "\r\n<p>This domain has been seized, it said.</p>"+strings.Repeat("<p>And so on.</p>", 1000))}
	if f, _ := judged(t, &e); f.Verdict != "up" {
		t.Errorf("it gives %+v", f)
	}
}

func TestWhatIsHiddenInAPageIsNotSeen(t *testing.T) {
	e := example{file: web("200 OK", "\r\n<script>this domain has been seized</script><!-- this domain has been seized --><style>this domain is parked</style>")}
	if f, _ := judged(t, &e); f.Verdict != "up" {
		t.Errorf("it gives %+v", f)
	}
}

func TestAnAnswerAfterOthersNamesThem(t *testing.T) {
	e := example{file: web("301 Moved", "Location: /a\r\n\r\n") + web("302 Found", "Location: /b\r\n\r\n") + web("200 OK", "\r\n")}
	if f, _ := judged(t, &e); f.Verdict != "up" || !strings.Contains(f.Why, "HTTP 200 after 301 302") {
		t.Errorf("it gives %+v", f)
	}
}

// Where only the newer kind of address was asked for, there may be one of the other.
func TestNoAddressNeedsAQuestionForOne(t *testing.T) {
	for _, kind := range []string{"AAAA", "MX", "NS", "ANY"} {
		e := example{file: strings.ReplaceAll(dig("NOERROR", ""), "IN\tA\n", "IN\t"+kind+"\n")}
		if f, ok := judged(t, &e); ok {
			t.Errorf("a question for %s gives %+v", kind, f)
		}
	}
}

func TestAPageThatLeadsToASinkholeIsInNone(t *testing.T) {
	e := example{file: web("302 Found", "Location: http://sinkhole.example/\r\n\r\n"), known: declared("sinkhole", "sinkhole.example", "provider/sinkhole.example")}
	if f, _ := judged(t, &e); f.Verdict != "unknown" {
		t.Errorf("it gives %+v", f)
	}
}

func TestAPageOnTheSameHostIsThatOfTheTarget(t *testing.T) {
	for id, to := range map[string]string{
		evil: "https://www.evil.example/", "domain/www.evil.example": "https://evil.example/", machine: "https://203.0.113.66/",
		"url/http://203.0.113.66/a": "http://203.0.113.66/b", page: "/b",
	} {
		e := example{file: web("301 Moved", "Location: "+to+"\r\n\r\n") + web("200 OK", "\r\nhello"), id: id}
		if f, _ := judged(t, &e); f.Verdict != "up" {
			t.Errorf("%s: it gives %+v", id, f)
		}
	}
}

// A sinkhole answers for the names that it has.
func TestANameThatDoesNotResolveIsInNoSinkhole(t *testing.T) {
	for _, e := range slices.Concat(examples["no-such-name"], examples["no-address"], examples["hold-and-no-address"]) {
		if f, _ := judged(t, &e); !f.Denies("sinkholed") || f.Denies("down") || f.Denies("suspended") {
			t.Errorf("%s gives %+v", e.file, f)
		}
	}
}

// The suspect writes the page, and could put any status line into it.
func TestAPageCannotPretendToBeAnotherAnswer(t *testing.T) {
	e := example{file: web("200 OK", "\r\n") + web("404 Not Found", "\r\n"), id: page}
	if f, _ := judged(t, &e); f.Verdict != "up" {
		t.Errorf("it gives %+v", f)
	}
}

// What follows from the page does not depend on how it came.
func TestAPageIsReadHoweverItIsWritten(t *testing.T) {
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	if _, err := w.Write([]byte("<h1>This domain has been seized</h1>")); err != nil || w.Close() != nil {
		t.Fatal(err)
	}
	for name, file := range map[string]string{
		"packed":                    web("200 OK", "Content-Encoding: gzip\r\n\r\n"+packed.String()),
		"unpacked by curl":          web("200 OK", "Content-Encoding: gzip\r\n\r\nThis domain has been seized"),
		"packed, on standard error": "> Host: evil.example\n< HTTP/1.1 200 OK\n< Content-Encoding: gzip\n<\n" + packed.String() + "* Connection #0 left intact\n",
		"behind a meter":            meter + web("200 OK", "\r\nThis domain has been seized"),
		"in parts":                  web("200 OK", "Transfer-Encoding: chunked\r\n\r\n8\r\nThis dom\r\n13;x=y\r\nain has been seized\r\n0\r\n\r\n"),
		"joined by curl":            web("200 OK", "Transfer-Encoding: chunked\r\n\r\nThis domain has been seized"),
		"another charset":           web("200 OK", "Content-Type: text/html; charset=windows-1251\r\n\r\n\xdd\xf2\xee\xf2 \xe4\xee\xec\xe5\xed \xe1\xfb\xeb \xe8\xe7\xfa\xff\xf2"),
		"a folded header":           web("200 OK", "X-A: b\r\n\tc\r\n\r\nThis domain has been seized"),
		"through a proxy":           "HTTP/1.1 200 Connection established\r\n\r\n" + web("200 OK", "\r\nThis domain has been seized"),
		"with words between":        web("200 OK", "\r\nThis domain and what belongs to it<br>has been seized by the police"),
		"on standard error":         "*   Trying 192.0.2.1:80...\n> GET / HTTP/1.1\n> Host: evil.example\n> \n< HTTP/1.1 200 OK\n< Content-Type: text/html\n< \n{ [27 bytes data]\nThis domain has been seized\n* Connection #0 left intact\n",
	} {
		e := example{file: file}
		if f, _ := judged(t, &e); f.Verdict != "banner" {
			t.Errorf("%s: it gives %+v", name, f)
		}
	}
}

func TestWhatAReaderDoesNotSeeIsNoBanner(t *testing.T) {
	for _, body := range []string{
		`<div style="display: none"><div></div>This domain has been seized</div>`, `<p hidden>This domain has been seized</p>`,
		`<template>This domain has been seized</template>`, `This domain has not been seized`, `<img hidden alt="This domain has been seized">`,
	} {
		e := example{file: web("200 OK", "\r\n<p>Log in"+body)}
		if f, _ := judged(t, &e); f.Verdict != "up" {
			t.Errorf("%s gives %+v", body, f)
		}
	}
}

// Only a server of RDAP is one: any other may answer with any JSON.
func TestAPageOfJSONIsNoRegistry(t *testing.T) {
	e := example{file: web("200 OK", "Content-Type: text/html\r\n\r\n"+registry(`"status":["clientHold"]`))}
	if f, _ := judged(t, &e); f.Verdict != "up" {
		t.Errorf("it gives %+v", f)
	}
}
