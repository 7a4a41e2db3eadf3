package proof_test

import (
	"errors"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"takedown/pkg/proof"
	"takedown/pkg/takedown"
)

// fuzz reads what begins as a tool begins, and holds to what is true of every
// file: what is found is clean text, and what is broken says where.
func fuzz(f *testing.F, method string, seeds ...string) {
	for _, list := range examples {
		for _, e := range list {
			if r, err := proof.Read([]byte(e.file)); err == nil && r.Method == method {
				f.Add([]byte(e.file))
			}
		}
	}
	for _, s := range seeds {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := proof.Read(data)
		if err != nil {
			row, ok := errors.AsType[*takedown.RowError](err)
			if !ok && !errors.Is(err, proof.ErrUnread) && !errors.Is(err, proof.ErrTooLarge) || ok && (row.Line < 1 || row.Line > 1+strings.Count(string(data), "\n")) {
				t.Fatalf("%v", err)
			}
			return
		}
		if len(r.Sights) == 0 {
			t.Fatal("it is about nothing")
		}
		for i := range r.Sights {
			check(t, &r.Sights[i])
		}
	})
}

func check(t *testing.T, s *proof.Sight) {
	for _, kind := range []string{"domain", "server", "url", "account"} {
		f, ok := s.Judge(&proof.Known{ID: takedown.ID{Kind: kind, Key: "evil.example"}})
		if !ok {
			continue
		}
		for _, text := range append([]string{f.Why, s.String()}, s.Remarks...) {
			if !utf8.ValidString(text) || strings.ContainsFunc(text, unicode.IsControl) || len(text) > 4096 {
				t.Fatalf("%s: %q", f.Rule, text)
			}
		}
		if f.Denies(f.Verdict) {
			t.Fatalf("%s denies itself", f.Rule)
		}
	}
}

func FuzzDig(f *testing.F) {
	fuzz(f, "dns", yaml("NOERROR", "qr rd ra", "      ANSWER_SECTION:\n        - 'evil.example. 60 IN TXT \"it''s\"'\n"), dig("NOERROR", "evil.example. 60 IN SOA ns.example. h.example. ( 1 ; serial\n 2 3 4 5 )"), dig("NOERROR", `evil.example. 60 IN TXT "v=( ; \" )"`), "192.0.2.1\nns.example.\n")
}

func FuzzRegistry(f *testing.F) {
	fuzz(f, "rdap", registry(`"entities":[{"roles":["registrar"],"vcardArray":["vcard",[["fn",{},"text","R\u001b"]]]}]`))
}

func FuzzWeb(f *testing.F) {
	fuzz(f, "http", "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 301 M\r\nLocation: //a.example\r\n\r\nHTTP/2 200 \r\n\r\n<p>x",
		"* x\n> Host: [2001:db8::1]:80\r\n< HTTP/1.1 301 M\r\n< Location: /\r\n<\r\n< HTTP/2 200 \r\n<\r\n{ [2 bytes data]\nx\n* y\n", "curl: (6) Could not resolve host: a.example\n",
		"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n\r\n2\r\n\x1f\x8b\r\n0\r\n\r\n", "HTTP/1.1 200 OK\r\nRefresh: 0;url=//a.example\r\n\r\n<p hidden><p></p>x</p><meta charset=gbk>")
}

func FuzzScan(f *testing.F) {
	fuzz(f, "nmap", `<nmaprun args="nmap evil.example" start="-1"><host starttime="9223372036854775807"><hostnames><hostname name="evil.example" type="user"/></hostnames></host></nmaprun>`)
}
