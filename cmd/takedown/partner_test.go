package main

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"

	"takedown/pkg/exchange/sealed"
	"takedown/pkg/ledger"
)

// partner makes sealed cases that say whatever it likes, under its own key.
type partner struct {
	t      *testing.T
	signer ssh.Signer
	public []byte
}

func newPartner(t *testing.T) *partner {
	private, public, err := ledger.GenerateKey(bytes.NewReader(bytes.Repeat([]byte{7}, 32)), "vn/pc1", nil)
	if err != nil {
		t.Fatal(err)
	}
	signer, err := ledger.ParseKey(private, nil)
	if err != nil {
		t.Fatal(err)
	}
	return &partner{t, signer, public}
}

// said is one entry of the partner.
type said struct {
	verb, subject, payload string
	names, basis           []string
}

// seal returns a file with these entries after its first one.
func (p *partner) seal(list []said) []byte {
	p.t.Helper()
	at := time.Date(2025, 3, 1, 0, 0, 0, 0, time.UTC)
	list = append([]said{{verb: "init", subject: "case", payload: `{"agency":"vn","device":"pc1","key":"x"}`}}, list...)
	tree := ledger.NewTree()
	var lines [][]byte
	for i, s := range list {
		e := ledger.Entry{
			V: 1, Origin: "vn/pc1", Seq: uint64(i + 1), Batch: uint64(i + 1), Recorded: at.Add(time.Duration(i) * time.Second), Actor: "x",
			Verb: s.verb, Subject: s.subject, Payload: []byte(s.payload), TLP: "AMBER", Names: s.names, Basis: s.basis,
			Salt: [16]byte(sha256.New().Sum([]byte{byte(i)})[:16]),
		}
		line, err := e.Append(nil)
		if err != nil {
			p.t.Fatalf("%s: %v", s.payload, err)
		}
		lines = append(lines, line)
		if err := tree.Append(ledger.LeafHash(line)); err != nil {
			p.t.Fatal(err)
		}
	}
	head, err := ledger.SignHead(p.signer, ledger.Head{Origin: "vn/pc1", Size: tree.Size(), Root: tree.Root(), Recorded: at.Add(time.Duration(len(list)-1) * time.Second)})
	if err != nil {
		p.t.Fatal(err)
	}
	var out bytes.Buffer
	w, err := sealed.NewWriter(&out, p.signer, sealed.Header{By: "vn/pc1", MaxTLP: "RED"})
	if err == nil {
		err = w.Section("vn/pc1", tree.Size(), nil)
	}
	for _, line := range lines {
		if err == nil {
			err = w.Entry(line)
		}
	}
	if err == nil {
		err = w.Head(head)
	}
	if err == nil {
		_, err = w.Close()
	}
	if err != nil {
		p.t.Fatal(err)
	}
	return out.Bytes()
}

// hostile are entries that a partner can sign and that no command of ours
// writes.
var hostile = map[string][]said{
	"a kind that nobody has":          {{verb: "add", subject: "planet/mars", payload: `{}`}},
	"a key in another spelling":       {{verb: "add", subject: "domain/EVIL.example", payload: `{}`}},
	"a value in another spelling":     {{verb: "add", subject: "domain/b.example", payload: `{"set":{"expires_on":"tomorrow"}}`}},
	"a field that nobody has":         {{verb: "add", subject: "domain/b.example", payload: `{"set":{"colour":"red"}}`}},
	"a number where a text belongs":   {{verb: "add", subject: "domain/b.example", payload: `{"set":{"registrar":7}}`}},
	"a set as one value":              {{verb: "add", subject: "domain/b.example", payload: `{"set":{"tags":"x"}}`}},
	"a fact about nothing on file":    {{verb: "observe", subject: "domain/nowhere.example", payload: `{"verdict":"down","at":"2025-03-01T00:00:00Z"}`}},
	"a link to nothing on file":       {{verb: "link", subject: "domain/a.example", payload: `{"rel":"resolves-to","to":"server/192.0.2.99"}`}},
	"a link that makes no sense":      {{verb: "link", subject: "domain/a.example", payload: `{"rel":"operates","to":"agency/hk"}`}},
	"a link to itself":                {{verb: "link", subject: "domain/a.example", payload: `{"rel":"related-to","to":"domain/a.example"}`}},
	"a relation that nobody has":      {{verb: "link", subject: "domain/a.example", payload: `{"rel":"eats","to":"domain/a.example"}`}},
	"sameness of two kinds":           {{verb: "link", subject: "suspect/hk:neo", payload: `{"rel":"same-as","to":"domain/a.example"}`}},
	"an act of an unknown method":     {{verb: "act", subject: "domain/a.example", payload: `{"method":"burn","outcome":"done","at":"2025-03-01T00:00:00Z"}`}},
	"an act of an unknown outcome":    {{verb: "act", subject: "domain/a.example", payload: `{"method":"suspend","outcome":"perhaps","at":"2025-03-01T00:00:00Z"}`}},
	"an act without a time":           {{verb: "act", subject: "domain/a.example", payload: `{"method":"suspend","outcome":"done","at":"soon"}`}},
	"an act under an order of nobody": {{verb: "act", subject: "domain/a.example", payload: `{"method":"suspend","outcome":"done","at":"2025-03-01T00:00:00Z","order":"order/vn:none"}`}},
	"an attempt that is no entry":     {{verb: "act", subject: "domain/a.example", payload: `{"method":"suspend","outcome":"done","at":"2025-03-01T00:00:00Z","attempt":"x"}`}},
	"an act on an operation":          {{verb: "act", subject: "operation/hk:op", payload: `{"method":"suspend","outcome":"done","at":"2025-03-01T00:00:00Z"}`}},
	"an event of no order":            {{verb: "order", subject: "domain/a.example", payload: `{"event":"granted","at":"2025-03-01T00:00:00Z"}`}},
	"an unknown event":                {{verb: "order", subject: "order/hk:w1", payload: `{"event":"dreamt","at":"2025-03-01T00:00:00Z"}`}},
	"an event of another's order":     {{verb: "order", subject: "order/hk:w1", payload: `{"event":"revoked","at":"2025-03-01T00:00:00Z","confirms":["vn/pc1:1","x"]}`}},
	"custody without sense":           {{verb: "custody", subject: "evidence/hk:1A", payload: `{"event":"eat","at":"2025-03-01T00:00:00Z"}`}},
	"a lift of nothing":               {{verb: "hold", subject: "domain/a.example", payload: `{"at":"2025-03-01T00:00:00Z","contact":"x","lift":"vn/pc1:77"}`}},
	"a claim with nobody":             {{verb: "claim", subject: "domain/a.example", payload: `{"at":"2025-03-01T00:00:00Z","answer":"coordinate","with":"nobody"}`}},
	"a drop for no reason":            {{verb: "drop", subject: "domain/a.example", payload: `{"at":"2025-03-01T00:00:00Z","reason":"tired"}`}},
	"a retraction of our entry":       {{verb: "retract", subject: "domain/a.example", payload: `{"entry":"hk/lt07:4"}`}},
	"a retraction of itself":          {{verb: "retract", subject: "domain/a.example", payload: `{"entry":"vn/pc1:2"}`}},
	"a remark on our entry":           {{verb: "remark", subject: "domain/a.example", payload: `{"entry":"hk/lt07:4","tlp":"CLEAR"}`}},
	"a remark that is no marking":     {{verb: "remark", subject: "domain/a.example", payload: `{"entry":"vn/pc1:1","tlp":"PURPLE"}`}},
	"a resolve by who does not lead":  {{verb: "resolve", subject: "domain/a.example", payload: `{"field":"registrar","entry":"vn/pc1:2"}`}},
	"a resolve of no field":           {{verb: "resolve", subject: "domain/a.example", payload: `{"field":"soul","entry":"vn/pc1:2"}`}},
	"an expunging of our entry":       {{verb: "expunge", subject: "case", payload: `{"entry":"hk/lt07:4","authority":"me"}`}},
	"an expunging of what is there":   {{verb: "add", subject: "domain/b.example", payload: `{}`}, {verb: "expunge", subject: "case", payload: `{"entry":"vn/pc1:2","authority":"me"}`}},
	"trust in a third one":            {{verb: "trust", subject: "case", payload: `{"event":"add","origin":"nl/a","key":"ssh-ed25519 AAAA"}`}},
	"trust that is no event":          {{verb: "trust", subject: "case", payload: `{"event":"hope","origin":"vn/pc1","key":"x"}`}},
	"a receipt of nothing":            {{verb: "receipt", subject: "case", payload: `{"origin":"hk/lt07","body":"x","sig":"y","sha256":"z"}`}},
	"a share of nothing":              {{verb: "share", subject: "case", payload: `{"to":[],"size":0,"root":"","sha256":""}`}},
	"a verb of the case on a record":  {{verb: "share", subject: "domain/a.example", payload: `{"to":["hk"],"size":1,"root":"","sha256":""}`}},
	"a verb of a record on the case":  {{verb: "note", subject: "case", payload: `{"text":"x"}`}},
	"a basis of nothing":              {{verb: "note", subject: "domain/a.example", payload: `{"text":"x"}`, basis: []string{"nl/a:9"}}},
	"names of nothing":                {{verb: "note", subject: "domain/a.example", payload: `{"text":"x"}`, names: []string{"planet/mars", "domain/never.example"}}},
	"a wide cover":                    {{verb: "add", subject: "order/vn:9", payload: `{"set":{"jurisdiction":"VN","type":"seizure"},"plus":{"covers":["domain/*.com"]}}`}, {verb: "order", subject: "order/vn:9", payload: `{"event":"granted","at":"2025-03-01T00:00:00Z"}`}},
	"orders that execute each other":  {{verb: "add", subject: "order/vn:8", payload: `{"set":{"executes":"vn:9","jurisdiction":"VN","type":"eio"}}`}, {verb: "add", subject: "order/vn:9", payload: `{"set":{"executes":"vn:8","jurisdiction":"VN","type":"eio"},"plus":{"covers":["domain/a.example"]}}`}, {verb: "order", subject: "order/vn:8", payload: `{"event":"granted","at":"2025-03-01T00:00:00Z"}`}, {verb: "order", subject: "order/vn:9", payload: `{"event":"granted","at":"2025-03-01T00:00:00Z"}`}},
	"an issuer that is nobody":        {{verb: "add", subject: "suspect/zz:ghost", payload: `{}`}},
	"a name that moves the cursor":    {{verb: "add", subject: "suspect/vn:\x1b[2Jboo", payload: `{"shown":"vn:\u001b[2Jboo"}`}},
	"a shown name of another key":     {{verb: "add", subject: "suspect/vn:smith", payload: `{"shown":"hk:Neo"}`}},
	"a time before time":              {{verb: "observe", subject: "domain/a.example", payload: `{"verdict":"up","at":"0001-01-01T00:00:00Z"}`}},
	"a time after time":               {{verb: "observe", subject: "domain/a.example", payload: `{"verdict":"up","at":"9999-12-31T23:59:59Z"}`}},
	"deep unknown fields":             {{verb: "add", subject: "domain/b.example", payload: `{"x":{"a":[[[[[[[[1]]]]]]]]}}`}},
	"an unknown field like a formula": {{verb: "add", subject: "domain/b.example", payload: `{"x":{"=cmd|' /C calc'!A0":"=1+1"}}`}},
	"a huge number in unknown fields": {{verb: "add", subject: "domain/b.example", payload: `{"x":{"n":` + strings.Repeat("9", 400) + `}}`}},
	"a hold of ours that it lifts":    {{verb: "hold", subject: "domain/a.example", payload: `{"at":"2025-03-01T00:00:00Z","contact":"x","lift":"hk/lt07:9"}`}},
	"a second beginning":              {{verb: "init", subject: "case", payload: `{"agency":"hk","device":"lt07","key":"x"}`}},
	"an import of a file with a name": {{verb: "import", subject: "case", payload: `{"name":"../../etc/passwd","size":-1,"sha256":"","format":"","rows":-1}`}},
	"a freeze of an operation":        {{verb: "freeze", subject: "operation/hk:op", payload: `{"at":"2025-03-01T00:00:00Z","where":"x","size":1,"sha256":""}`}},
}

// looks are what somebody does with a case after an import.
var looks = [][]string{
	{"verify"}, {"list", "facts"}, {"log"}, {"report", "board"}, {"report", "disclosure"}, {"check"}, {"due"}, {"why", "a.example"},
	{"list", "--max-tlp", "GREEN"}, {"export", "--format", "jsonl"}, {"export", "--with", "vn/pc1"}, {"verify", "--rebuild"},
	{"set", "a.example", "-f", "tags+=later"}, {"verify"},
}

// trusting is a case of somebody who trusts the partner.
func trusting(t *testing.T, p *partner) *sandbox {
	s := newSandbox(t)
	s.must("add", "domain", "a.example")
	s.must("note", "a.example", "ours")
	s.must("add", "suspect", "Neo")
	s.must("add", "operation", "op", "-f", "lead=hk")
	s.must("add", "evidence", "1A")
	s.must("add", "order", "w1", "-f", "type=seizure", "-f", "jurisdiction=HK", "-f", "covers+=domain/a.example")
	s.must("hold", "a.example", "--contact", "desk")
	s.write("vn.pub", string(p.public))
	s.must("trust", "add", "vn/pc1", "vn.pub", "--fingerprint", ledger.Fingerprint(p.signer.PublicKey()))
	return s
}

// Whatever a trusted partner signs is taken in or refused with a reason, and
// what was taken in breaks no command.
func TestATrustedPartnerCanSayAnythingAndBreakNothing(t *testing.T) {
	p := newPartner(t)
	base := trusting(t, p)
	for name, list := range hostile {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := emptySandbox(t)
			if err := errors.Join(os.CopyFS(s.dir, os.DirFS(base.dir)), os.Chmod(s.path("takedown/keys/hk_lt07"), 0o600)); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(s.path("vn.case"), p.seal(list), 0o600); err != nil {
				t.Fatal(err)
			}
			before := s.must("show", "a.example", "-o", "json")
			_, stderr, code := s.run("import", "vn.case")
			if !slices.Contains([]int{0, 4, 24, 65}, code) {
				t.Fatalf("import ends with %d: %s", code, stderr)
			}
			if code != 0 && s.must("show", "a.example", "-o", "json") != before {
				t.Error("a file that was refused has changed a record")
			}
			for _, args := range looks {
				out, stderr, code := s.run(args...)
				if code != 0 && !(args[0] == "check" && code == 3) && !(code == 20 && args[0] == "export") {
					t.Errorf("after it %s ends with %d: %s", strings.Join(args, " "), code, stderr)
				}
				if args[0] != "export" && strings.Contains(out+stderr, "\x1b") { // CSV has raw values
					t.Errorf("after it %s prints an escape sequence", strings.Join(args, " "))
				}
			}
			if shown := s.must("show", "a.example"); !strings.Contains(shown, "ours") {
				t.Error("our own remark is gone")
			}
		})
	}
}
