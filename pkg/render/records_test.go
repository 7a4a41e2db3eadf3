package render_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"iter"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"takedown/pkg/lifecycle"
	"takedown/pkg/render"
	"takedown/pkg/takedown"
	"takedown/pkg/view"
)

const hostile = "=cmd|' /C calc'!A0 \x1b[2J\u202e\u200b|<script>[x](http://evil.example)\t\r\n\u0085"

func write(t *testing.T, o render.Options, records ...*view.Record) string {
	t.Helper()
	var b bytes.Buffer
	if err := render.Records(&b, sequence(records...), o); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func some(t testing.TB) []*view.Record {
	return []*view.Record{
		record(t, "server/203.0.113.7", "country=VN", "addresses=203.0.113.7", "ports=443", "ports=8443"),
		record(t, "domain/evil.example", "registrar=A Registrar, Inc", "nameservers=ns1.evil.example", "nameservers=ns2.evil.example", "tags=x|y"),
		record(t, "suspect/hk:Neo", "name=-Neo", "description=a\tb\\c"),
	}
}

func TestRecordsInTheFormatsOfLines(t *testing.T) {
	columns := []string{"id", "status", "nameservers", "tags", "ports", "name", "description"}
	for format, want := range map[render.Format]string{
		"tsv": "id\tstatus\tnameservers\ttags\tports\tname\tdescription\n" +
			"server/203.0.113.7\tidentified\t\t\t443|8443\t\t\n" +
			"domain/evil.example\tidentified\tns1.evil.example|ns2.evil.example\tx\\\\|y\t\t\t\n" +
			"suspect/hk:Neo\tpersona\t\t\t\t-Neo\ta\\tb\\\\c\n",
		"csv": "id,status,nameservers,tags,ports,name,description\n" +
			"server/203.0.113.7,identified,,,443|8443,,\n" +
			"domain/evil.example,identified,ns1.evil.example|ns2.evil.example,x\\|y,,,\n" +
			"suspect/hk:Neo,persona,,,,'-Neo,a\tb\\c\n",
		"md": "| id | status | nameservers | tags | ports | name | description |\n" +
			"| --- | --- | --- | --- | --- | --- | --- |\n" +
			`| server/203\[.\]0\[.\]113\[.\]7 | identified |  |  | 443, 8443 |  |  |` + "\n" +
			`| domain/evil\[.\]example | identified | ns1\[.\]evil\[.\]example, ns2\[.\]evil\[.\]example | x\|y |  |  |  |` + "\n" +
			`| suspect/hk:Neo | persona |  |  |  | -Neo | a\\x09b\\c |` + "\n",
		"keys": "server/203.0.113.7\ndomain/evil.example\nsuspect/hk:Neo\n",
	} {
		got := write(t, render.Options{Format: format, Columns: columns}, some(t)...)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", format, diff)
		}
	}
}

func TestATableIsPlainAndAligned(t *testing.T) {
	want := `id                        status      tlp    tags  operations
server/203[.]0[.]113[.]7  identified  AMBER
domain/evil[.]example     identified  AMBER  x|y
suspect/hk:Neo            persona     AMBER
`
	if diff := cmp.Diff(want, write(t, render.Options{Format: "table"}, some(t)...)); diff != "" {
		t.Error(diff)
	}
	want = "server/203.0.113.7   identified\ndomain/evil.example  identified\nsuspect/hk:Neo       persona\n"
	o := render.Options{Format: "table", Columns: []string{"id", "status"}, NoHeader: true, Defang: "never"}
	if diff := cmp.Diff(want, write(t, o, some(t)...)); diff != "" {
		t.Error(diff)
	}
}

func TestATableFitsTheTerminal(t *testing.T) {
	long := record(t, "domain/"+strings.Repeat("long-label.", 8)+"example", "registrar="+strings.Repeat("漢字 ", 30), "tags="+strings.Repeat("t", 90), "role=c2")
	for _, k := range takedown.KindNames() {
		out := write(t, render.Options{Format: "table", Kinds: []string{k}, Width: 80}, long)
		for line := range strings.Lines(out) {
			if n := len([]rune(line)) - 1 + strings.Count(line, "漢") + strings.Count(line, "字"); n > 80 {
				t.Errorf("%s: %d columns: %s", k, n, line)
			}
		}
	}
	out := write(t, render.Options{Format: "table", Kinds: []string{"domain"}}, long)
	if strings.Contains(out, "…") {
		t.Errorf("cut off where there is no terminal: %s", out)
	}
}

func TestAnEmptyListIsEmptyInEveryFormat(t *testing.T) {
	for format, want := range map[render.Format]string{
		"json": "[]\n", "jsonl": "", "keys": "", "csv": "id\n", "tsv": "id\n", "table": "id\n", "md": "| id |\n| --- |\n",
	} {
		if got := write(t, render.Options{Format: format, Columns: []string{"id"}}); got != want {
			t.Errorf("%s: %q, want %q", format, got, want)
		}
	}
}

func TestJSONIsOneArrayWithARecordOnEachLine(t *testing.T) {
	records := some(t)
	want := "[\n " + string(records[0].AppendJSON(nil)) + ",\n " + string(records[1].AppendJSON(nil)) + "\n]\n"
	if got := write(t, render.Options{Format: "json", Defang: "always"}, records[:2]...); got != want {
		t.Errorf("%s, want %s", got, want)
	}
	want = string(records[0].AppendJSON(nil)) + "\n" + string(records[1].AppendJSON(nil)) + "\n"
	if got := write(t, render.Options{Format: "jsonl"}, records[:2]...); got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

func TestHostileTextIsDeadForPeopleAndExactForScripts(t *testing.T) {
	r := record(t, "suspect/hk:"+strings.NewReplacer("\r", "", "\n", "").Replace(hostile), "name="+hostile, "aliases="+hostile, "tags="+hostile)
	for _, format := range render.Formats() {
		o := render.Options{Format: render.Format(format), Columns: []string{"id", "name", "aliases", "tags"}, Width: 80}
		out := write(t, o, r)
		if o.Format == "table" || o.Format == "wide" || o.Format == "md" {
			checkDead(t, out)
			if n := strings.Count(out, "\n"); n > 3 {
				t.Errorf("%s: one record takes %d lines", format, n)
			}
		}
	}
	var list []struct{ Fields struct{ Name string } }
	if err := json.Unmarshal([]byte(write(t, render.Options{Format: "json"}, r)), &list); err != nil || list[0].Fields.Name != hostile {
		t.Errorf("%v: %q", err, list)
	}
}

func TestNoCSVCellStartsAFormula(t *testing.T) {
	for _, lead := range []string{"=", "+", "-", "@", "'", "\t", "\r"} {
		out := write(t, render.Options{Format: "csv", NoHeader: true, Columns: []string{"name", "aliases"}}, record(t, "suspect/hk:x", "name="+lead+"1", "aliases="+lead+"1"))
		rows, err := csv.NewReader(strings.NewReader(out)).ReadAll()
		if err != nil || len(rows) != 1 || !slices.Equal(rows[0], []string{"'" + lead + "1", "'" + lead + "1"}) {
			t.Errorf("%q: %q, %v", lead, rows, err)
		}
	}
}

func TestColumnsDoNotDependOnTheRecords(t *testing.T) {
	for _, format := range []render.Format{"csv", "tsv", "md", "table", "wide"} {
		header := func(records ...*view.Record) string {
			line, _, _ := strings.Cut(write(t, render.Options{Format: format}, records...), "\n")
			return strings.Join(strings.Fields(line), " ")
		}
		if empty, full := header(), header(some(t)...); empty != full {
			t.Errorf("%s: %s, and with records %s", format, empty, full)
		}
	}
	if got := write(t, render.Options{Format: "csv"}); got != strings.Join(view.Columns(), ",")+"\n" {
		t.Errorf("%s", got)
	}
}

func TestEveryKindHasColumnsOfItsOwnFields(t *testing.T) {
	for _, k := range takedown.Kinds() {
		for _, format := range []render.Format{"table", "wide"} {
			header := strings.Fields(write(t, render.Options{Format: format, Kinds: []string{k.Name}}))
			own := 0
			for _, column := range header {
				switch {
				case k.Field(column) != nil:
					own++
				case !slices.Contains(view.Computed, column):
					t.Errorf("%s: %s is no column", k.Name, column)
				}
			}
			if own < 2 || slices.Contains(header, "status") != (lifecycle.StateOf(k.Name) != "") && format == "table" {
				t.Errorf("%s %s: %v", k.Name, format, header)
			}
		}
	}
}

func TestAnUnknownColumnIsRefusedWithTheNearest(t *testing.T) {
	err := render.Records(io.Discard, sequence(), render.Options{Format: "csv", Columns: []string{"id", "registar"}})
	var word *takedown.WordError
	if !errors.As(err, &word) || word.What != "column" || word.Words[0] != "registrar" {
		t.Errorf("%v", err)
	}
	if _, err := render.ParseFormat("yaml"); !errors.As(err, &word) {
		t.Errorf("%v", err)
	}
}

func TestAnErrorOfTheRecordsEndsEveryFormat(t *testing.T) {
	broken := errors.New("row is damaged")
	failing := func(yield func(*view.Record, error) bool) { yield(nil, broken) }
	for _, format := range render.Formats() {
		if err := render.Records(io.Discard, failing, render.Options{Format: render.Format(format)}); !errors.Is(err, broken) {
			t.Errorf("%s: %v", format, err)
		}
	}
}

func TestColourIsOnlyWhereItWasAskedFor(t *testing.T) {
	o := render.Options{Format: "table", Columns: []string{"id"}}
	if out := write(t, o, some(t)...); strings.Contains(out, "\x1b") {
		t.Errorf("%q", out)
	}
	o.Colour = true
	if out := write(t, o, some(t)...); !strings.HasPrefix(out, "\x1b[1mid") {
		t.Errorf("%q", out)
	}
}

func BenchmarkRecords(b *testing.B) {
	r := some(b)[1]
	for _, format := range []render.Format{"json", "jsonl", "csv", "tsv", "keys", "table", "md"} {
		b.Run(string(format), func(b *testing.B) {
			var many iter.Seq2[*view.Record, error] = func(yield func(*view.Record, error) bool) {
				for range b.N {
					if !yield(r, nil) {
						return
					}
				}
			}
			b.ReportAllocs()
			if err := render.Records(io.Discard, many, render.Options{Format: format}); err != nil {
				b.Fatal(err)
			}
		})
	}
}
