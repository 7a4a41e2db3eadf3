package jsonl_test

import (
	"errors"
	"flag"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf8"

	"takedown/pkg/exchange/jsonl"
	"takedown/pkg/takedown"
)

var update = flag.Bool("update", false, "write the goldens anew")

const testdata = "../../../testdata/exchange/jsonl"

// compare compares a text with a golden file.
func compare(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs:\n%s", file, got)
	}
}

// decode reads a text that has no fault.
func decode(t testing.TB, text string) (out []takedown.Item) {
	t.Helper()
	for item, err := range jsonl.Decode(strings.NewReader(text), "hk") {
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, item)
	}
	return out
}

// tell writes items and errors down, one a line, as the goldens have them.
func tell(items iter.Seq2[takedown.Item, error]) string {
	var out strings.Builder
	for item, err := range items {
		out.WriteString(tellItem(item, err) + "\n")
	}
	return out.String()
}

func tellItem(item takedown.Item, err error) string {
	row, isRow := errors.AsType[*takedown.RowError](err)
	switch {
	case isRow:
		return fmt.Sprintf("bad %v: %.60q", row, row.Raw)
	case err != nil:
		return "end: " + err.Error()
	case item.Skipped != "":
		return fmt.Sprintf("%d skipped %s", item.Line, item.Skipped)
	}
	out := fmt.Sprintf("%d %s", item.Line, item.ID)
	if item.Shown != "" {
		out += fmt.Sprintf(" shown=%q", item.Shown)
	}
	if item.Rel != "" {
		out += fmt.Sprintf(" %s %s", item.Rel, item.To)
	}
	for _, v := range item.Values {
		out += fmt.Sprintf(" %s=%q", v.Field.Name, v.Text)
	}
	for _, x := range item.Extra {
		out += fmt.Sprintf(" x.%s=%s", x.Name, x.JSON)
	}
	return out
}

func TestFilesAreReadAsTheirGoldensSay(t *testing.T) {
	files, err := filepath.Glob(testdata + "/*.json*")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			f, err := os.Open(file)
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			compare(t, strings.TrimSuffix(file, filepath.Ext(file))+".items", tell(jsonl.Decode(f, "hk")))
		})
	}
}

func TestWhatIsNoJSONIsRefusedWithItsPlace(t *testing.T) {
	deep := strings.Repeat(`{"a":`, 20_000)
	for _, c := range []struct{ text, says string }{
		{"nothing\n", "bad line 1: "},
		{"\n\n{\"kind\":\"domain\",\"key\":\"a.example\"\n", "bad line 3: "},
		{`{"kind":"domain","kind":"domain"}`, "bad line 1, /kind: duplicate object member name"},
		{"{\"kind\":\"dom\xffain\"}", "bad line 1, /kind: invalid UTF-8"},
		{`{"kind":"domain","key":"a.example","x":{"a":{"b":1,"b":2}}}`, "bad line 1, /x/a/b: duplicate object member name"},
		{`{"kind":"domain","key":"a.example"} {}`, "bad line 1: something follows the object"},
		{`{"kind":"domain","key":"a.example","x":` + strings.Repeat("[", 14) + strings.Repeat("]", 14) + "}", "bad line 1, /x: it is no JSON object"},
		{`{"kind":"domain","key":"a.example","y":` + strings.Repeat("[", 14) + strings.Repeat("]", 14) + "}", `bad line 1, /y: the field "y" has more than 13 levels`},
		{`{"id":"domain/a.example","facts":` + strings.Repeat("[", 16) + strings.Repeat("]", 16) + "}", "bad line 1: the object has more than 16 levels"},
		{`{"fact":"note","data":` + strings.Repeat("[", 15) + strings.Repeat("]", 15) + "}", "1 skipped fact"},
		{deep, "bad line 1, "},
		{"[" + deep, "end: line 1, "},
		{"\x00\x01\x02", "bad line 1: "},
		{"\xff\xfe{\x00", "end: the file is in UTF-16"},
		{"\n{\"kind\":\"" + strings.Repeat("x", 2<<20) + "\"}\n", "bad line 2: the object is longer"},
		{"[\n{\"kind\":\"" + strings.Repeat("x", 2<<20) + "\"}\n]", "end: "},
		{"[\n{\"kind\":\"domain\",\n\"key\"}]", "end: line 3, "},
		{`[{"kind":"domain","key":"a.example"}] []`, "1 domain/a.example\nend: something follows the array"},
		{`[1,"a",null]`, "bad line 1: it is no JSON object"},
	} {
		if got := tell(jsonl.Decode(strings.NewReader(c.text), "hk")); !strings.HasPrefix(got, c.says) {
			t.Errorf("%.60q gives %.300s and not %s", c.text, got, c.says)
		}
	}
}

func TestALineThatIsTooLongIsPassedOver(t *testing.T) {
	text := strings.Repeat(" ", 3<<20) + "\n" + `{"id":"domain/a.example"}`
	got := tell(jsonl.Decode(strings.NewReader(text), "hk"))
	if !strings.HasPrefix(got, "bad line 1: ") || !strings.HasSuffix(got, "\n2 domain/a.example\n") {
		t.Errorf("got %.300s", got)
	}
}

func TestAPlaceIsShortHoweverDeepTheFile(t *testing.T) {
	for _, text := range []string{strings.Repeat("[", 1_000_000), strings.Repeat("[\n", 1_000_000), strings.Repeat(`{"a":`, 20_000), `{"` + strings.Repeat("é", 10_000) + `":1,}`} {
		said := ""
		for _, err := range jsonl.Decode(strings.NewReader(text), "hk") {
			said += fmt.Sprintln(err)
		}
		if !strings.Contains(said, "line 1") || len(said) > 400 || !utf8.ValidString(said) {
			t.Errorf("%.20q… gives %d bytes: %.500q", text, len(said), said)
		}
	}
}

func TestAFileOfNothingHasNoItems(t *testing.T) {
	for _, text := range []string{"", "\n", "\r\n \n", "\xef\xbb\xbf", "[]", " [\n]\n"} {
		if got := tell(jsonl.Decode(strings.NewReader(text), "hk")); got != "" {
			t.Errorf("%q gives %s", text, got)
		}
	}
}

func TestAFailingReaderEndsTheFile(t *testing.T) {
	line := `{"id":"domain/a.example"}`
	for _, text := range []string{strings.Repeat(line+"\n", 1<<16), "[" + strings.Repeat(line+",\n", 1<<16)} {
		var last error
		for _, err := range jsonl.Decode(iotest.TimeoutReader(strings.NewReader(text)), "hk") {
			if last != nil {
				t.Fatal("something follows the error")
			}
			last = err
		}
		if !errors.Is(last, iotest.ErrTimeout) {
			t.Errorf("the file ends with %v", last)
		}
	}
}

func TestAReaderMayStopAtAnyObject(t *testing.T) {
	line := `{"id":"domain/a.example"}`
	for _, text := range []string{line + "\n" + line, "[" + line + "," + line + "]", "bad\n" + line, "[bad", "\xff\xfe"} {
		for range jsonl.Decode(strings.NewReader(text), "hk") {
			break
		}
	}
}

func FuzzDecode(f *testing.F) {
	for _, seed := range []string{
		`{"kind":"domain","key":"a.example","fields":{"registrar":"x"},"tags":["a"],"x":{"a":[1.50]}}`,
		`{"from":"domain/a.example","rel":"resolves-to","to":"server/203.0.113.7","confidence":80}`,
		"[\n{\"id\":\"suspect/Neo\",\"b\":null},\n{\"fact\":1}]",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		lines := strings.Count(string(file), "\n") + 1
		for item, err := range jsonl.Decode(strings.NewReader(string(file)), "hk") {
			row, isRow := errors.AsType[*takedown.RowError](err)
			switch {
			case isRow && (row.Line < 1 || row.Line > lines), err == nil && (item.Line < 1 || item.Line > lines):
				t.Fatalf("line %d of %d", max(item.Line, row.Line), lines)
			case err == nil && item.Skipped == "" && item.Rel == "":
				again := record(t, string(recordOf(item).AppendJSON(nil)))
				if string(again.AppendJSON(nil)) != string(recordOf(item).AppendJSON(nil)) {
					t.Fatalf("%q is read again as\n%s", file, again.AppendJSON(nil))
				}
			}
		}
	})
}

func TestObjectsMayBeSpreadOverLines(t *testing.T) {
	const text = "{\n  \"kind\": \"domain\",\n  \"key\": \"a.example\"\n}\n{\n  \"kind\": \"domain\",\n  \"key\": \"b.example\"\n}\n"
	items := decode(t, text)
	if len(items) != 2 || items[0].Line != 1 || items[1].Line != 5 || items[1].ID.Key != "b.example" {
		t.Errorf("the objects are read as %+v", items)
	}
	if got := tell(jsonl.Decode(strings.NewReader(text+"{\n \"kind\": \"nope\", \"key\": \"x\"\n}\n{\n"), "hk")); !strings.Contains(got, "line 9, /kind: ") || !strings.Contains(got, "line 1") {
		t.Errorf("what is wrong with the objects is told as\n%s", got)
	}
}
