package main

import (
	"os"
	"slices"
	"strings"
	"testing"

	"takedown/pkg/exchange"
	"takedown/pkg/report"
	"takedown/pkg/takedown"
)

// secret is the word that must not leave.
const secret = "zebracorn"

// secretKeys are keys of records that have the secret in them.
var secretKeys = map[string]string{
	"server": "198.51.100.99", "domain": secret + ".example", "url": "https://host.example/" + secret, "account": "telegram:" + secret,
	"malware": secret, "provider": "isp." + secret + ".example", "agency": secret, "suspect": secret, "operation": secret,
	"order": secret, "evidence": secret, "asset": secret, "victims": secret,
}

// plain makes a case of which everything may be known.
func plain(s *sandbox) {
	s.must("add", "agency", "vn", "-f", "age_recipient=x")
	s.must("add", "operation", "longwater", "-f", "lead=hk")
	s.must("add", "provider", "host.example", "-f", "jurisdiction=HK", "-f", "roles=registrar")
	s.must("add", "domain", "evil.example", "loader.example", "-f", "operations+=hk:longwater")
	s.must("add", "server", "192.0.2.7", "-f", "operations+=hk:longwater")
	s.must("add", "evidence", "1A")
	s.must("link", "evil.example", "provided-by", "provider/host.example")
	s.must("link", "evil.example", "resolves-to", "192.0.2.7")
	s.must("add", "order", "W1", "-f", "type=seizure", "-f", "jurisdiction=HK", "-f", "covers+=domain/evil.example")
	s.must("order", "granted", "W1", "--at", "2026-01-01T00:00:00Z")
	s.must("observe", "collateral", "evil.example", "--result", "clear", "--at", "2026-01-02T00:00:00Z")
	s.must("act", "suspend", "evil.example", "--at", "2026-01-03T00:00:00Z", "--exhibit", "1A", "--provider", "host.example")
	s.must("observe", "down", "evil.example", "--at", "2026-01-03T01:00:00Z")
	s.must("note", "evil.example", "an ordinary remark")
}

// plant puts the secret into every place of a case where a text can be, each
// time under RED or in what is under seal.
func plant(s *sandbox) {
	for _, k := range takedown.Kinds() {
		args := []string{"add", k.Name, secretKeys[k.Name], "--tlp", "RED"}
		if k.Name == "order" {
			args = append(args, "-f", "type=seizure", "-f", "jurisdiction=HK", "-f", "covers+=server/192.0.2.7", "-f", "sealed_until=open")
		}
		for i := range k.All() {
			if f := &k.All()[i]; f.Type == takedown.Text {
				args = append(args, "-f", f.Name+map[bool]string{true: "+=", false: "="}[f.IsSet()]+secret)
			}
		}
		s.must(args...)
	}
	red := func(args ...string) { s.must(append(args, "--tlp", "RED", "--why", "because "+secret)...) }
	red("note", "loader.example", "a remark on "+secret)
	red("link", "loader.example", "related-to", secret+".example")
	red("link", "loader.example", "resolves-to", "192.0.2.7", "-f", "source="+secret)
	s.must("hold", "loader.example", "--contact", secret+"@hk.example", "--reason", secret, "--tlp", "RED")
	red("claim", "loader.example", "--contact", secret)
	s.must("order", "granted", secret, "--at", "2026-01-01T00:00:00Z", "--ref", secret, "--why", secret)
	s.must("observe", "collateral", "192.0.2.7", "--result", "clear", "--at", "2026-01-02T00:00:00Z", "--tlp", "RED")
	// An act that rests on an order under seal has nothing else to hold it back.
	s.must("act", "seize", "192.0.2.7", "--at", "2026-01-03T00:00:00Z", "--place", "HK", "--order", secret, "--exhibit", "1A")
	red("observe", "down", "192.0.2.7", "--at", "2026-01-03T01:00:00Z", "--from", secret, "--method", "dns")
	red("drop", "loader.example", "--reason", "out-of-scope", "--at", "2026-01-04T00:00:00Z")
	red("custody", "collect", "1A", "--to", secret, "--place", secret, "--purpose", secret, "--authority", secret)
	s.write("planted.csv", "kind,key,registrar,extra_"+secret+"\ndomain,planted.example,"+secret+","+secret+"\n")
	s.must("import", "planted.csv", "--source", secret, "--tlp", "RED")
	// What names a withheld record says so in a text that nobody marked.
	s.must("note", "evil.example", "it is run by ZebraCorn[.]example and by ZEBRACORN, they say")
	s.must("set", "evil.example", "-f", "tags+="+strings.ToUpper(secret))
}

func (s *sandbox) write(name, text string) {
	s.t.Helper()
	if err := os.WriteFile(s.path(name), []byte(text), 0o600); err != nil {
		s.t.Fatal(err)
	}
}

// leaving is everything that leaves a case under the ceiling, by the command.
func leaving(s *sandbox) map[string]string {
	out := map[string]string{}
	ceiling := func(args ...string) {
		out[strings.Join(args, " ")] = s.must(append(args, "--max-tlp", "AMBER")...)
	}
	for _, f := range exchange.All() {
		if f.Encode != nil {
			ceiling("export", "--format", f.Name)
		}
	}
	ceiling("export")
	for _, o := range []string{"table", "wide", "json", "jsonl", "csv", "tsv", "md", "keys"} {
		ceiling("list", "-o", o)
		ceiling("list", "facts", "-o", o)
		for _, r := range report.All() {
			if r.Name == "public" { // has a ceiling of its own
				out["report public -o "+o] = s.must("report", "public", "-o", o)
				continue
			}
			ceiling("report", r.Name, "-o", o)
		}
	}
	return out
}

func TestASecretIsInNothingThatLeavesUnderALowerCeiling(t *testing.T) {
	s := newSandbox(t)
	plain(s)
	plant(s)
	if all := s.must("export", "--max-tlp", "RED", "--include-sealed", secret); strings.Count(all, secret) < 40 {
		t.Fatalf("the secret is planted in %d places only", strings.Count(all, secret))
	}
	for command, text := range leaving(s) {
		if at := strings.Index(strings.ToLower(text), secret); at >= 0 {
			t.Errorf("takedown %s leaks: …%s…", command, text[max(0, at-200):min(len(text), at+60)])
		}
	}
}

// What follows from the entries that leave is what follows in a case that never
// held the others.
func TestWithAndWithoutASecretTheSameIsShown(t *testing.T) {
	a, b := newSandbox(t), newSandbox(t)
	plain(a)
	plant(a)
	plain(b)
	b.must("note", "evil.example", "it is run by [withheld] and by [withheld], they say")
	b.must("set", "evil.example", "-f", "tags+=[withheld]")
	with, without := leaving(a), leaving(b)
	for _, command := range []string{
		"list -o keys", "list -o table", "report summary -o csv", "report agency -o csv", "report orders -o csv",
		"report board -o csv", "report coverage -o csv", "report suspects -o csv",
	} {
		if scrubbed(with[command]) != scrubbed(without[command]) {
			t.Errorf("takedown %s shows\n%s\nand of a case that never held the secret\n%s", command, with[command], without[command])
		}
	}
}

// scrubbed takes out the instant at which an answer was given.
func scrubbed(text string) string {
	lines := strings.Split(text, "\n")
	return strings.Join(slices.DeleteFunc(lines, func(l string) bool {
		return strings.HasPrefix(l, "as_of") || strings.HasPrefix(l, "known_at")
	}), "\n")
}
