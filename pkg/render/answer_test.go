package render_test

import (
	"bytes"
	"strings"
	"testing"

	"takedown/pkg/render"
)

func answer(t *testing.T, table *render.Table, o render.Options) string {
	t.Helper()
	var b bytes.Buffer
	if err := table.Write(&b, o); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestAnAnswerInEveryFormat(t *testing.T) {
	table := &render.Table{
		Columns: []string{"entry", "subject", "why"},
		Rows:    [][]string{{"hk/lt07:1", "domain/evil.example", "=a\x1b"}},
		Keys:    []string{"domain/evil.example"},
		Value:   map[string]any{"b": "<&>", "a": []string(nil)},
		Lines:   []any{1, "x"},
	}
	for format, want := range map[render.Format]string{
		"table": "entry      subject                why\nhk/lt07:1  domain/evil[.]example  =a\\x1b\n",
		"wide":  "entry      subject                why\nhk/lt07:1  domain/evil[.]example  =a\\x1b\n",
		"csv":   "entry,subject,why\nhk/lt07:1,domain/evil.example,'=a\x1b\n",
		"tsv":   "entry\tsubject\twhy\nhk/lt07:1\tdomain/evil.example\t=a\x1b\n",
		"md":    "| entry | subject | why |\n| --- | --- | --- |\n| hk/lt07:1 | domain/evil\\[.\\]example | =a\\\\x1b |\n",
		"json":  `{"a":[],"b":"<&>"}` + "\n",
		"jsonl": "1\n\"x\"\n",
		"keys":  "domain/evil.example\n",
	} {
		if got := answer(t, table, render.Options{Format: format}); got != want {
			t.Errorf("%s: %q, want %q", format, got, want)
		}
	}
	table.Lines = nil
	if got := answer(t, table, render.Options{Format: "jsonl"}); got != `{"a":[],"b":"<&>"}`+"\n" {
		t.Errorf("%s", got)
	}
}

func TestARecordIsShownWithWhatIsKnownOfIt(t *testing.T) {
	r := some(t)[1]
	o := render.Options{Format: "table"}
	out := answer(t, render.Show(r, o), o)
	for _, want := range []string{"id           domain/evil[.]example\n", "nameservers  ns1[.]evil[.]example, ns2[.]evil[.]example\n", "added_at     2026-01-02T03:04:05.000Z\n"} {
		if !strings.Contains(out, want) {
			t.Errorf("%s is not in\n%s", want, out)
		}
	}
	if strings.Contains(out, "compromised") {
		t.Errorf("what is not known is shown:\n%s", out)
	}
	o.Format = "json"
	if got, want := answer(t, render.Show(r, o), o), string(r.AppendJSON(nil))+"\n"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}
