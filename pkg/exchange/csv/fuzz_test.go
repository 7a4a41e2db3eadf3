package csv_test

import (
	"bytes"
	stdcsv "encoding/csv"
	"errors"
	"slices"
	"strings"
	"testing"

	"takedown/pkg/exchange/csv"
	"takedown/pkg/takedown"
)

// readAll reads a file as the standard library does.
func readAll(t interface{ Fatal(...any) }, file []byte) [][]string {
	r := stdcsv.NewReader(bytes.NewReader(file))
	r.FieldsPerRecord = -1
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// FuzzDecode holds the decoder against the standard library's: below a header
// of one field, each row that both can read has the same cells.
func FuzzDecode(f *testing.F) {
	for _, seed := range []string{
		"a.example,text\nb.example,\"a \"\"text\"\"\nof two lines\"\n",
		"a.example,\"x\"y\nb.example,x\"y\nc.example\n\n\r\nd.example,\"", "a.example,'=x,\n", "\"a.example\",\r\n", "\xff,\x00\n",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		file := append([]byte("key,description\n"), body...)
		var got [][2]string
		lines := bytes.Count(file, []byte("\n")) + 1
		for item, err := range csv.Decode(bytes.NewReader(file), "hk", nil) {
			if row, isRow := errors.AsType[*takedown.RowError](err); isRow && (row.Line < 2 || row.Line > lines || len(row.Raw) == 0) {
				t.Fatalf("row error of line %d of %d with %q", row.Line, lines, row.Raw)
			}
			if err == nil {
				got = append(got, [2]string{item.ID.String(), textOf(item)})
			}
		}
		if want, ok := standard(file); ok && !slices.Equal(got, want) {
			t.Errorf("%q is read as\n%q and by the standard library as\n%q", file, got, want)
		}
	})
}

func textOf(item takedown.Item) string {
	if len(item.Values) == 0 {
		return ""
	}
	return item.Values[0].Text
}

// standard reads a file of two columns with the standard library, where both
// must agree: it turns CRLF inside of cells into LF, and stops where a quote is
// wrong.
func standard(file []byte) (out [][2]string, ok bool) {
	if bytes.Contains(file, []byte("\r")) || bytes.HasPrefix(file, []byte("\xef\xbb\xbf")) {
		return nil, false
	}
	r := stdcsv.NewReader(bytes.NewReader(file))
	r.FieldsPerRecord = -1
	rows, err := r.ReadAll()
	if err != nil {
		return nil, false
	}
	for _, row := range rows[1:] {
		if len(row) != 2 || strings.Contains(row[0], "|") {
			continue
		}
		item := tellRow(row[0], row[1])
		if item[0] != "" {
			out = append(out, item)
		}
	}
	return out, true
}

// tellRow decodes one row of which it has made the cells safe.
func tellRow(key, description string) (out [2]string) {
	quoted := `"` + strings.ReplaceAll(key, `"`, `""`) + `","` + strings.ReplaceAll(description, `"`, `""`) + `"`
	for item, err := range csv.Decode(strings.NewReader("key,description\n"+quoted), "hk", nil) {
		if err == nil {
			out = [2]string{item.ID.String(), textOf(item)}
		}
	}
	return out
}

// FuzzFacts looks for a row of a table of acts or observations that lacks what
// it needs, or its bytes.
func FuzzFacts(f *testing.F) {
	for _, seed := range []string{
		"verdict,key,at,proof\nup,a.example,2025-03-10T08:00:00Z,\n", "method;key;at;unmet\nsuspend;a.example;2025-03-10T08:00:00Z;yes\n", "\xff\xfev\x00", "sep=,\nverdict,key,at\n,,\n\"",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		for row, err := range csv.DecodeObservations(bytes.NewReader(file), nil) {
			if err == nil && (row.Key == "" || row.Seen.Verdict == "" || row.Seen.At == "" || len(row.Raw) == 0) {
				t.Fatalf("%q says %+v", file, row)
			}
		}
		for row, err := range csv.DecodeActs(bytes.NewReader(file), nil) {
			if err == nil && (row.Key == "" || row.Act.Method == "" || row.Act.At == "" || len(row.Raw) == 0) {
				t.Fatalf("%q says %+v", file, row)
			}
		}
	})
}

func TestATableOfFactsMayBeginAsOthersDo(t *testing.T) {
	for _, text := range []string{
		"# by us\nVerdict; Key ;At\nup;a.example;2025-03-10T08:00:00Z\n;;\n", "verdict,key,at\rup,a.example,2025-03-10T08:00:00Z\r",
	} {
		n := 0
		for row, err := range csv.DecodeObservations(strings.NewReader(text), nil) {
			if n++; err != nil || row.Key != "a.example" || row.Seen.At != "2025-03-10T08:00:00Z" {
				t.Errorf("%q says %+v, %v", text, row, err)
			}
		}
		if n != 1 {
			t.Errorf("%q has %d rows", text, n)
		}
	}
	for row, err := range csv.DecodeObservations(strings.NewReader("verdict,key,at\nup,a.example,10/03/2025\n"), nil) {
		if bad, ok := errors.AsType[*takedown.RowError](err); !ok || bad.Column != "at" {
			t.Errorf("a time that could be another is %+v, %v", row, err)
		}
	}
	for _, err := range csv.DecodeActs(strings.NewReader("method,key,at\n"), map[string]string{"nope": "at"}) {
		if err == nil {
			t.Error("a column that is not there is renamed")
		}
	}
}
