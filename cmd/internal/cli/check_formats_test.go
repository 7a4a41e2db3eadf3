package cli

import (
	"bytes"
	stdjson "encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"takedown/pkg/check"
)

// hostile is text that would do something in a terminal, in a log of GitHub, in
// XML or in a viewer of SARIF.
const hostile = "a\r\n::error::x\x1b[31m%0A\u202e]]><x/>\x00\xff[y](https://evil.example){0},:"

// printed returns what a form of output prints of findings in two files, and the
// number of findings that it says on stderr to have left out.
func printed(t *testing.T, make func(*globals) printer, findings ...*finding) (out, told string) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	p := make(&globals{IO: IO{Out: &stdout, Err: &stderr}})
	err := p.file(&checked{name: "good.db"})
	for _, f := range findings {
		err = errors.Join(err, p.add(f))
	}
	err = errors.Join(err, p.file(&checked{name: "bad" + hostile, err: fmt.Errorf("%s %w", hostile, errIntegrity)}), p.end())
	if err != nil {
		t.Fatal(err)
	}
	return stdout.String(), stderr.String()
}

// found is a finding with hostile text in every place.
func found(rule string, level check.Level, fails bool) *finding {
	return &finding{file: "good" + hostile, fails: fails, Finding: check.Finding{
		Rule: rule, Level: level, Result: check.Fail, Subject: "suspect/hk:" + hostile, Entries: []string{"hk/lt07:1"}, Message: hostile, Command: hostile,
	}}
}

func some() []*finding {
	waived, unknown := found("custody-gap", check.Error, false), found("custody-gap", check.Error, false)
	waived.waiver = &check.Waiver{Author: hostile, Reason: hostile, Expires: time.Date(2025, 4, 30, 0, 0, 0, 0, time.UTC)}
	unknown.Result = check.Unknown
	return []*finding{
		found("source-missing", check.Note, false), found("unmet-gates", check.Error, true), found("re-emerged", check.Warning, true), waived, unknown,
	}
}

func newGithub(g *globals) printer { return newGithubFindings(g) }
func newSarif(g *globals) printer  { return newSarifFindings(g) }
func newJunit(g *globals) printer  { return newJunitFindings(g) }

func TestNoNameBeginsAWorkflowCommand(t *testing.T) {
	out, _ := printed(t, newGithub, some()...)
	lines := strings.Split(strings.TrimSuffix(out, "\n"), "\n")
	want := []string{"::notice ", "::error ", "::warning ", "::notice ", "::notice ", "::error "}
	if len(lines) != len(want) {
		t.Fatalf("%d lines: %q", len(lines), out)
	}
	for i, line := range lines {
		properties, _, _ := strings.Cut(strings.TrimPrefix(line, "::"), "::")
		if !strings.HasPrefix(line, want[i]) || strings.Count(properties, ",") != 1 || strings.Contains(properties, ":") {
			t.Errorf("line %d: %q", i+1, line)
		}
		if strings.ContainsAny(line, "\r\x1b\x00\u202e") || strings.Contains(line, "%0A") {
			t.Errorf("line %d has live bytes: %q", i+1, line)
		}
	}
}

// sarifSchemaOf is the schema of the standard, as OASIS published it.
func sarifSchemaOf(t *testing.T) *jsonschema.Schema {
	t.Helper()
	raw, err := os.ReadFile("testdata/sarif-schema-2.1.0.json")
	if err != nil {
		t.Fatal(err)
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource(sarifSchema, value); err != nil {
		t.Fatal(err)
	}
	schema, err := c.Compile(sarifSchema)
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

func TestSarifIsOfTheSchemaOfItsStandard(t *testing.T) {
	out, _ := printed(t, newSarif, some()...)
	value, err := jsonschema.UnmarshalJSON(strings.NewReader(out))
	if err != nil {
		t.Fatal(err)
	}
	if err := sarifSchemaOf(t).Validate(value); err != nil {
		t.Error(err)
	}
	var log sarifLog
	if err := stdjson.Unmarshal([]byte(out), &log); err != nil {
		t.Fatal(err)
	}
	var kinds []string
	for _, r := range log.Runs[0].Results {
		kinds = append(kinds, fmt.Sprintf("%s %s %s %d", r.RuleID, r.Kind, r.Level, len(r.Suppressions)))
		text := r.Message.Text
		if !strings.Contains(text, `\[y\](https://evil.example){{0}}`) || strings.ContainsAny(text, "\r\n\x1b\x00\u202e") {
			t.Errorf("a viewer would read a link, a placeholder or live bytes in %q", text)
		}
	}
	want := "unmet-gates fail error 0;re-emerged fail warning 0;source-missing fail note 0;custody-gap open none 0;custody-gap fail error 1"
	if got := strings.Join(kinds, ";"); got != want {
		t.Errorf("results %s, want %s", got, want)
	}
	if i := log.Runs[0].Invocations[0]; i.Successful || len(i.Told) != 1 {
		t.Error("the file that does not verify is not told")
	}
}

func TestJunitIsXMLWithATestForEachRule(t *testing.T) {
	out, _ := printed(t, newJunit, some()...)
	elements := map[string]int{}
	for d := xml.NewDecoder(strings.NewReader(out)); ; {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if e, ok := token.(xml.StartElement); ok {
			elements[e.Name.Local]++
		}
	}
	for name, want := range map[string]int{
		"testsuites": 1, "testsuite": 2, "testcase": len(check.All()) + 1, "failure": 2, "error": 1, "skipped": 1, "system-out": 2, "x": 0,
	} {
		if elements[name] != want {
			t.Errorf("%d of %s, want %d", elements[name], name, want)
		}
	}
	if strings.ContainsAny(out, "\x1b\x00\u202e\ufffd") {
		t.Errorf("live or lost bytes: %q", out)
	}
}

func TestAHundredThousandFindingsStayBounded(t *testing.T) {
	many := make([]*finding, 100_000)
	for i := range many {
		many[i] = found("source-missing", check.Note, false)
	}
	many[len(many)-1] = found("unmet-gates", check.Error, true)
	out, told := printed(t, newSarif, many...)
	var log sarifLog
	if err := stdjson.Unmarshal([]byte(out), &log); err != nil {
		t.Fatal(err)
	}
	results := log.Runs[0].Results
	if len(results) != sarifLimit || results[0].RuleID != "unmet-gates" || !strings.Contains(told, "95000 more are not in it") {
		t.Errorf("%d results, the first of %s, and told %q", len(results), results[0].RuleID, told)
	}
	out, told = printed(t, newJunit, many...)
	if n := strings.Count(out, "suspect/hk:"); n != shownPerRule+1 || !strings.Contains(told, "source-missing: 99899 more are not shown") {
		t.Errorf("%d findings, and told %q", n, told)
	}
}

func TestTheFingerprintIsOfRuleRecordAndEntry(t *testing.T) {
	a, b := found("custody-gap", check.Error, true), found("custody-gap", check.Error, false)
	b.file, b.Message, b.Command, b.Result = "other", "other", "other", check.Unknown
	if sarifFingerprint(a) != sarifFingerprint(b) {
		t.Error("another file or text makes another finding")
	}
	b.Entries = []string{"hk/lt07:2"}
	if sarifFingerprint(a) == sarifFingerprint(b) {
		t.Error("two acts are one finding")
	}
}
