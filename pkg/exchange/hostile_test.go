package exchange_test

import (
	"bytes"
	"encoding/csv"
	"encoding/xml"
	"regexp"
	"strings"
	"testing"
	"unicode"

	"takedown/pkg/exchange"
	"takedown/pkg/takedown"
	"takedown/pkg/view"
)

// shapes say what each line of a format may be, whatever its records are called.
var shapes = map[string]*regexp.Regexp{
	"dot":     regexp.MustCompile(`^(digraph takedown \{|  (graph|node|edge) \[[^"\\]*("[^"\\]*"[^"\\]*)*\]|  n\d+ \[label="([^"\\]|\\.)*"(, shape=[a-z]+, style=filled)?(, fillcolor="#[0-9a-f]+")?\]|  n\d+ -> n\d+ \[label="[-a-zA-Z+\\]*"(, style=[a-z]+)?\]|\})$`),
	"mermaid": regexp.MustCompile(`^(flowchart LR|  n\d+\["([\pL\pN .,:/-]|#\d+;|<br/>)*"\]|  n\d+ (-->|==>|-\.->)\|"[-a-zA-Z, ]*(#43;STRICT)?"\| n\d+)$`),
	"rpz":     regexp.MustCompile(`^(\$TTL 300|@ IN (SOA|NS) [-a-z0-9. ]+|[a-z0-9][-a-z0-9.]* IN CNAME \.)$`),
	"hosts":   regexp.MustCompile(`^0\.0\.0\.0 [a-z0-9][-a-z0-9.]*$`),
}

// named is a view of records that are called so and of a link between each two.
func named(names ...string) *memory {
	m := &memory{facts: map[takedown.ID][]view.Fact{}}
	for i, name := range names {
		r := recordOf(takedown.Item{ID: takedown.ID{Kind: []string{"domain", "suspect", "url"}[i%3], Key: name}, Shown: name})
		m.records = append(m.records, r)
		if i > 0 {
			m.links = append(m.links, view.Link{From: m.records[i-1].ID, Rel: "related-to", To: r.ID, Stamp: view.Stamp{Origin: "hk/lt07", Seq: 9, Source: name}, TLP: takedown.Amber})
		}
	}
	return m
}

// checkText fails where the name of a record is more than text in a format.
func checkText(t *testing.T, f exchange.Format, name string) {
	t.Helper()
	plain := named("evil.example", "hk:neo", "https://evil.example/")
	hostile := named(name, "hk:"+name, "https://"+name)
	want, _ := encode(t, f, plain)
	got, _ := encode(t, f, hostile)
	switch {
	case f.Name == "graphml":
		if a, b := elements(t, want), elements(t, got); a["node"] != b["node"] || a["edge"] != b["edge"] || len(a) != len(b) {
			t.Errorf("%q makes the elements %v, and a plain name %v", name, b, a)
		}
	case f.Name == "nodes" || f.Name == "edges":
		checkCells(t, name, got, len(table(t, want)))
	case shapes[f.Name] != nil:
		checkLines(t, f.Name, name, got, bytes.Count(want, []byte("\n")))
	}
	for _, r := range string(got) {
		if r != '\n' && (unicode.IsControl(r) || unicode.Is(unicode.Cf, r)) {
			t.Errorf("%q leaves %U in it", name, r)
		}
	}
}

// entities is what mermaid takes for the end of a colour, with the last semicolon
// of a line.
var entities = regexp.MustCompile(`(style|classDef).*:\S*#.*;`)

func checkLines(t *testing.T, format, name string, file []byte, lines int) {
	t.Helper()
	if n := bytes.Count(file, []byte("\n")); n > lines {
		t.Errorf("%q makes %d lines of %d", name, n, lines)
	}
	for line := range strings.Lines(string(file)) {
		if format == "mermaid" && entities.MatchString(line) {
			t.Errorf("%q loses the end of an entity code: %q", name, line)
		}
		if line = strings.TrimSuffix(line, "\n"); !shapes[format].MatchString(line) {
			t.Errorf("%q makes the line %q", name, line)
		}
	}
}

func checkCells(t *testing.T, name string, file []byte, rows int) {
	t.Helper()
	got := table(t, file)
	if len(got) != rows {
		t.Errorf("%q makes %d rows of %d", name, len(got), rows)
	}
	for _, row := range got {
		for _, cell := range row {
			if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
				t.Errorf("a spreadsheet would run %q", cell)
			}
		}
	}
}

func table(t *testing.T, file []byte) [][]string {
	t.Helper()
	rows, err := csv.NewReader(bytes.NewReader(file)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// elements counts the elements of a document by name.
func elements(t *testing.T, file []byte) map[string]int {
	t.Helper()
	out := map[string]int{}
	d := xml.NewDecoder(bytes.NewReader(file))
	for {
		token, err := d.Token()
		if token == nil {
			return out
		}
		if err != nil {
			t.Fatal(err)
		}
		if e, ok := token.(xml.StartElement); ok {
			out[e.Name.Local]++
		}
	}
}

var hostileNames = []string{
	`"`, `\`, `\"`, `a"]`, `"] n9 [label="x`, "a\nb", "a\r\n$INCLUDE /etc/passwd", "a ; b", "$INCLUDE x", "@", "*", "*.example", "a IN A 192.0.2.1", "# x",
	"--> n9", "%%{init: {}}%%", "click n1 href \"https://evil.example\"", "end", "subgraph x", "`**bold**`", "fa:fa-ban", "<script>alert(1)</script>", "&lt;b&gt;", "&#60;", "#60;", "]]>", "</data></node><node id=\"n9\"/>", `\N\G\l`,
	"\u202egpj.exe", "\u200b", "\x1b[31m", "\x00", "\xff", "=cmd|'/c calc'!A1", "+1", "-evil.example", "@x", "'x", "_dmarc.evil.example", "a..b", ".", "com",
	"8.0.0.0.10.rpz-ip", "evil.example.rpz-nsdname", "style:x#34;y", "classDef:#fff;", "1. x", "- x", "\u2028x", "\u2066x\u2069", "a,b", "$$x$$", "|x|", "/* x */", "<b>", "<?x?>", "&amp;quot;", "ﬂ°°34¶ß",
	strings.Repeat("a", 64) + ".example", strings.Repeat("a.", 130) + "example", "",
}

func TestANameIsNeverMoreThanText(t *testing.T) {
	// What is read again has tests of its own.
	each(t, func(f exchange.Format) bool { return writes(f) && !reads(f) }, func(t *testing.T, f exchange.Format) {
		for _, name := range hostileNames {
			checkText(t, f, name)
		}
	})
}

func FuzzANameIsNeverMoreThanText(f *testing.F) {
	for _, name := range hostileNames {
		f.Add(name)
	}
	f.Fuzz(func(t *testing.T, name string) {
		for _, format := range exchange.All() {
			if format.Encode != nil && format.Decode == nil {
				checkText(t, format, name)
			}
		}
	})
}

func TestABlockListLeavesOutWhatItShallNotBlock(t *testing.T) {
	m := named("evil.example", "hk:neo", "https://evil.example/", "_dmarc.evil.example", "hk:b", "https://b.example/", "example", "hk:c", "https://c.example/", "good.example", "hk:d", "https://d.example/", "8.0.0.0.10.rpz-ip")
	m.records[9].Life.Status = "dropped"
	for _, name := range []string{"rpz", "hosts"} {
		f, err := exchange.ByName(name)
		if err != nil {
			t.Fatal(err)
		}
		file, loss := encode(t, f, m)
		if strings.Contains(string(file), "rpz-") {
			t.Errorf("%s has a rule of its own\n%s", name, file)
		}
		if !strings.Contains(string(file), "evil.example") || strings.Contains(string(file), "good.example") || strings.Contains(string(file), "_dmarc") {
			t.Errorf("%s is\n%s", name, file)
		}
		for what, n := range map[string]int{"records that are no domains": 8, "domains whose name is a rule": 1, "domains whose name no host may have": 1, "public suffixes": 1, "domains that were dropped or given back": 1} {
			if lost(loss, what) != n {
				t.Errorf("%s loses %d %s, and not %d", name, lost(loss, what), what, n)
			}
		}
	}
}

func TestOneCaseIsOneFile(t *testing.T) {
	each(t, writes, func(t *testing.T, f exchange.Format) {
		first, _ := encode(t, f, sample(t))
		if again, _ := encode(t, f, sample(t)); !bytes.Equal(first, again) {
			t.Errorf("one case gives\n%s\nand\n%s", first, again)
		}
	})
}
