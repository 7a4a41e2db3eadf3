package csv_test

import (
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"

	"takedown/pkg/exchange/csv"
	"takedown/pkg/takedown"
	"takedown/pkg/view"
)

var update = flag.Bool("update", false, "write the goldens anew")

const testdata = "../../../testdata/exchange/csv"

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

// mappings are what is typed with --map for some of the files.
var mappings = map[string]map[string]string{
	"vendor.csv": {"ioc": "key", "family": "malware", "internal_id": ""},
}

func TestFilesAreReadAsTheirGoldensSay(t *testing.T) {
	files, err := filepath.Glob(testdata + "/*.csv")
	if err != nil || len(files) < 5 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		name := filepath.Base(file)
		t.Run(name, func(t *testing.T) {
			f, err := os.Open(file)
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			compare(t, strings.TrimSuffix(file, ".csv")+".items", tell(t, csv.Decode(f, "hk", mappings[name])))
		})
	}
}

// decode reads a text and returns what tell says of it.
func decode(t testing.TB, text string) string {
	t.Helper()
	return tell(t, csv.Decode(strings.NewReader(text), "hk", nil))
}

func TestAKindThatIsMissingIsGuessedAndNeverIssued(t *testing.T) {
	for key, want := range map[string]string{
		"evil.example":               "domain/evil.example",
		"evil[.]example":             "domain/evil.example",
		"203.0.113.7":                "server/203.0.113.7",
		"203.0.113[.]7":              "server/203.0.113.7",
		"2001:db8::1":                "server/2001:db8::1",
		"hxxp://evil[.]example/a":    "url/http://evil.example/a",
		"mr.x@evil.example":          "account/email:mr.x@evil.example",
		"mr.x[at]evil[.]example":     "account/email:mr.x@evil.example",
		"email:mr.x@evil.example":    "account/email:mr.x@evil.example",
		"tg:@evil_admin":             "account/telegram:evil_admin",
		"Telegram: evil_admin":       "account/telegram:evil_admin",
		"https://u@evil.example/?q=": "url/https://u@evil.example/?q=",
	} {
		if got := decode(t, "key\n"+key+"\n"); got != "2 "+want+"\n" {
			t.Errorf("%s is read as %s", key, got)
		}
	}
	for _, name := range []string{"hk:mr x", "hk:mr@x", "mr x", "Mr. X"} {
		if got := decode(t, "key\n"+name+"\n"); !strings.HasPrefix(got, "bad line 2, key: ") {
			t.Errorf("%s is read as %s", name, got)
		}
	}
}

func TestACellThatIsNoTextIsRefusedInWhateverColumn(t *testing.T) {
	for cell, says := range map[string]string{
		"a\x00b":                      "the cell has a NUL",
		"a\xffb":                      "the cell is no UTF-8",
		strings.Repeat("x", 64<<10+1): "the cell is longer",
		`"a` + "\x00\n" + `b"`:        "the cell has a NUL",
	} {
		for _, column := range []string{"description", "our own", "status", "times", "x"} {
			got := decode(t, "key,"+column+"\na.example,"+cell+"\nb.example,\n")
			if !strings.HasPrefix(got, "bad line 2, "+column+": "+says) || !strings.Contains(got, " domain/b.example\n") {
				t.Errorf("%.20q under %s is read as %.200s", cell, column, got)
			}
		}
	}
}

func TestComputedColumnsArePassedOver(t *testing.T) {
	computed := append([]string{"same_as", "tenure", "returns", "succeeded_by", "flags", "times", "authorised_at", "executed_at", "verified_at", "first_contact_at"}, view.Computed...)
	got := decode(t, "key,"+strings.Join(computed, ",")+"\na.example"+strings.Repeat(",something", len(computed))+"\n")
	if got != "2 domain/a.example\n" {
		t.Errorf("they are read as %s", got)
	}
}

func TestAHeaderThatCannotBeMeantEndsTheFile(t *testing.T) {
	for _, c := range []struct{ text, says string }{
		{"", "empty"},
		{"\n\n", "empty"},
		{"kind,thing\ndomain,a.example\n", "--map kind=key"},
		{"Date,Name\n1,a.example b\n", "--map Name=key"},
		{"a,b\n", "--map a=key"},
		{"kind,key,role,role\n", `"role"`},
		{"kind,key,key\n", `"key"`},
		{"kind,key,\"role\n", "never closed"},
		{"kind,k\xffy\n", "UTF-8"},
		{"kind,key\x00\n", "UTF-8"},
		{strings.Repeat("x", 2<<20), "longer"},
	} {
		got := decode(t, c.text)
		if !strings.HasPrefix(got, "end: ") || !strings.Contains(got, c.says) || strings.Count(got, "\n") != 1 {
			t.Errorf("%.40q gives %s, without %q", c.text, got, c.says)
		}
	}
}

func TestAMappingThatCannotBeMeantEndsTheFile(t *testing.T) {
	for _, mapping := range []map[string]string{
		{"ico": "key"}, {"ioc": "kye"}, {"ioc": "key", "b": "key"}, {"ioc": ""},
	} {
		for _, err := range csv.Decode(strings.NewReader("ioc,b\na.example,1\n"), "hk", mapping) {
			if _, isRow := errors.AsType[*takedown.RowError](err); isRow || !errors.Is(err, takedown.ErrInvalid) {
				t.Errorf("%v gives %v", mapping, err)
			}
		}
	}
}

func TestAQuoteThatIsNeverClosedMakesNoRowsOfWhatFollows(t *testing.T) {
	const text = "kind,key,description\ndomain,a.example,\"text\ndomain,victim.example,\n"
	got := decode(t, text)
	if !strings.HasPrefix(got, "bad line 2, description: ") || strings.Count(got, "\n") != 1 {
		t.Errorf("got %s", got)
	}
	long := "kind,key,description\ndomain,a.example,\"" + strings.Repeat("text\ndomain,victim.example,\n", 1<<16) + "\"\ndomain,b.example,\n"
	got = decode(t, long)
	if lines := strings.Split(got, "\n"); len(lines) != 3 || !strings.HasPrefix(lines[0], "bad line 2: ") || lines[1] != "131075 domain/b.example" {
		t.Errorf("got %.300s", got)
	}
}

func TestTheGuardIsTakenOffOnlyOurOwnFiles(t *testing.T) {
	own := "kind,key,description\ndomain,a.example,'=1+1\ndomain,b.example,'tis\ndomain,c.example,''tis\n"
	want := "2 domain/a.example description=\"=1+1\"\n3 domain/b.example description=\"'tis\"\n4 domain/c.example description=\"'tis\"\n"
	if got := decode(t, own); got != want {
		t.Errorf("of our own:\n%s", got)
	}
	foreign := "key,description\na.example,'=1+1\n"
	if got := decode(t, foreign); got != "2 domain/a.example description=\"'=1+1\"\n" {
		t.Errorf("of another: %s", got)
	}
}

func TestAFailingReaderEndsTheFile(t *testing.T) {
	r := iotest.TimeoutReader(iotest.HalfReader(strings.NewReader("kind,key\n" + strings.Repeat("domain,a.example\n", 1<<14))))
	var last error
	for _, err := range csv.Decode(r, "hk", nil) {
		if last != nil {
			t.Fatal("something follows the error")
		}
		last = err
	}
	if !errors.Is(last, iotest.ErrTimeout) {
		t.Errorf("the file ends with %v", last)
	}
}

func TestItemsOwnTheirMemory(t *testing.T) {
	var items []takedown.Item
	var then []string
	for item, err := range csv.Decode(strings.NewReader(string(feed(5000))), "hk", nil) {
		if err != nil {
			t.Fatal(err)
		}
		items, then = append(items, item), append(then, tellItem(item, nil))
	}
	for i, item := range items {
		if tellItem(item, nil) != then[i] {
			t.Fatalf("item %d has become %s", i, tellItem(item, nil))
		}
	}
}

func TestAReaderMayStopAtAnyRow(t *testing.T) {
	for range csv.Decode(strings.NewReader("kind,key\ndomain,a.example\nbad\n"), "hk", nil) {
		break
	}
	for _, err := range csv.Decode(strings.NewReader("nothing"), "hk", nil) {
		if err != nil {
			break
		}
	}
}
