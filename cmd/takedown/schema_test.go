package main

import (
	"bytes"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// answers are command lines and the schema that their JSON answer has.
var answers = []struct{ schema, args string }{
	{"init", "init --agency vn --device pc1 --no-passphrase --db other.db"},
	{"written", "add domain new.example -f tags=a"},
	{"written", "add domain new.example"},
	{"written", "add domain dry.example --dry-run"},
	{"written", "add domain ok.example no --each"},
	{"written", "set new.example -f tags+=b"},
	{"written", "link neo operates new.example -f confidence=50 -f role=hosting"},
	{"written", "note new.example remark"},
	{"written", "observe down new.example --at 2025-03-02T00:00:00Z --method dig"},
	{"written", "observe new.example --proof dig.txt"},
	{"written", "observe collateral new.example"},
	{"written", "undo"},
	{"written", "add evidence 9Z --file rows.csv"},
	{"written", "custody collect 1A --to Wong --at 2025-03-02T00:00:00Z"},
	{"show", "show 1A"},
	{"import", "import rows.csv --source again"},
	{"import", "import rows.csv --source again --dry-run"},
	{"show", "show d1.example"},
	{"show", "show neo"},
	{"why", "why d1.example"},
	{"why", "why neo --as-of 2025-01-01T00:00:00Z"},
	{"written", "act lock d1.example --outcome planned"},
	{"error", "act suspend d1.example"},
	{"search", "search family3"},
	{"graph", "graph d1.example --depth 2"},
	{"graph", "graph d1.example neo"},
	{"log", "log"},
	{"log", "log d1.example"},
	{"diff", "diff now now"},
	{"diff", "diff 2025-03-01T00:00:00Z now"},
	{"summary", "report summary"},
	{"summary", "report summary --figures"},
	{"coverage", "report coverage"},
	{"coverage", "report coverage --figures"},
	{"agency", "report agency"},
	{"orders", "report orders"},
	{"suspects", "report suspects"},
	{"board", "report board"},
	{"public", "report public"},
	{"disclosure", "report disclosure"},
	{"disclosure", "report disclosure --max-tlp GREEN"},
	{"verify", "verify"},
	{"written", "add order 77/2025 -f type=seizure -f jurisdiction=HK -f valid_until=2998-01-01T00:00:00Z"},
	{"written", "order granted 77/2025 --at 2025-01-01T00:00:00Z"},
	{"written", "act suspend d1.example --at 2025-01-02T00:00:00Z --place HK --unmet --why urgent"},
	{"check", "check"},
	{"check", "check takedown.db rows.csv --max-tlp GREEN --waivers waivers.csv"},
	{"check", "check rows.csv"},
	{"due", "due"},
	{"due", "due --before 2999-01-01T00:00:00Z"},
	{"rules", "check --list-rules"},
	{"verify", "verify --evidence ."},
	{"verify", "verify whole.case"},
	{"verify", "verify whole.case rows.csv"},
	{"verify", "verify whole.case rows.csv --db other.db"},
	{"rebuild", "verify --rebuild"},
	{"repair", "verify --repair --from copy.case"},
	{"trust", "trust list"},
	{"config", "config"},
	{"version", "version"},
	{"error", "show nobody.example"},
	{"error", "list --where nonsense"},
}

func TestEachAnswerIsOfItsSchema(t *testing.T) {
	s := worked(t)
	waivers := "rule,subject,author,reason,expires\nact-without-order,domain/d1.example,kim,urgent,2998-01-01\n"
	if err := os.WriteFile(s.path("dig.txt"), []byte(";; Got answer:\n;; ->>HEADER<<- opcode: QUERY, status: NXDOMAIN, id: 1\n;; QUESTION SECTION:\n;new.example. IN A\n;; WHEN: Wed Mar 05 00:00:00 UTC 2025\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(s.path("waivers.csv"), []byte(waivers), 0o600); err != nil {
		t.Fatal(err)
	}
	s.must("export", "--max-tlp", "AMBER", "-O", "whole.case")
	s.must("export", "--format", "sealed", "--max-tlp", "RED", "-O", "copy.case")
	for _, a := range answers {
		out, stderr, _ := s.run(append(strings.Fields(a.args), "-o", "json")...)
		if a.schema == "error" {
			out = stderr
		}
		s.validate(a.schema, out)
	}
	s.validate("record", s.must("list", "--limit", "1", "-o", "jsonl"))
	s.validate("record", s.must("list", "agency", "--limit", "1", "-o", "jsonl"))
	facts := s.must("list", "facts", "-o", "jsonl")
	for fact := range strings.Lines(facts) {
		s.validate("fact", fact)
	}
	if n := strings.Count(facts, "\n"); n < 4 {
		t.Errorf("there are %d facts to try", n)
	}
}

func TestTheAnswersOfASealedImportAreOfTheirSchemas(t *testing.T) {
	s := newSandbox(t)
	s.must("add", "agency", "vn")
	s.must("init", "--agency", "vn", "--device", "pc1", "--no-passphrase", "--db", "vn.db")
	for _, db := range []string{"takedown.db", "vn.db"} {
		s.must("add", "domain", "evil.example", "-f", "registrar="+db, "--db", db)
	}
	s.must("hold", "evil.example", "--contact", "desk", "--db", "vn.db")
	s.must("claim", "evil.example", "--db", "vn.db")
	s.must("export", "-O", "vn.case", "--db", "vn.db")
	_, stderr, code := s.run("import", "vn.case", "-o", "json")
	if code != 12 {
		t.Fatalf("exit %d: %s", code, stderr)
	}
	s.validate("error", stderr)
	fingerprint := regexp.MustCompile(`SHA256:[^ ",]+`).FindString(stderr)
	s.must("trust", "add", "vn/pc1", "takedown/keys/vn_pc1.pub", "--fingerprint", fingerprint)
	s.validate("trust", s.must("trust", "list", "-o", "json"))
	s.validate("import_sealed", s.must("import", "vn.case", "--dry-run", "-o", "json"))
	s.validate("import", s.must("import", "vn.case", "-o", "json"))
	s.validate("import", s.must("import", "vn.case", "-o", "json"))
	s.validate("written", s.must("trust", "rotate", "--no-passphrase", "-o", "json"))
	s.validate("trust", s.must("trust", "list", "-o", "json"))
	s.must("trust", "revoke", "vn/pc1", "--from", "2020-01-01T00:00:00Z")
	s.validate("log", s.must("log", "-o", "json"))
	s.validate("verify", s.must("verify", "-o", "json"))
}

func (s *sandbox) validate(name, text string) {
	s.t.Helper()
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	raw, err := jsonschema.UnmarshalJSON(strings.NewReader(s.must("schema", name)))
	if err != nil {
		s.t.Fatal(err)
	}
	if err := c.AddResource(name, raw); err != nil {
		s.t.Fatal(err)
	}
	schema, err := c.Compile(name)
	if err != nil {
		s.t.Fatal(err)
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader([]byte(text)))
	if err != nil {
		s.t.Errorf("%s: %v: %.200s", name, err, text)
		return
	}
	if err := schema.Validate(value); err != nil {
		s.t.Errorf("%s: %v\n%.400s", name, err, text)
	}
}
