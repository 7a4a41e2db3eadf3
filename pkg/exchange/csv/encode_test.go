package csv_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"takedown/pkg/exchange/csv"
	"takedown/pkg/takedown"
	"takedown/pkg/view"
)

func encode(t testing.TB, v view.View, records ...*view.Record) (string, []view.Loss) {
	t.Helper()
	var out bytes.Buffer
	loss, err := csv.Encode(&out, v, sequence(records...))
	if err != nil {
		t.Fatal(err)
	}
	return out.String(), loss
}

func TestAnExportLooksAsItsGoldenSays(t *testing.T) {
	got, _ := encode(t, &memory{},
		record(t, "server/203.0.113.7", "ports=443", "ports=8080", "role=c2", "country=DE", "tags=a|b", `tags=back\slash`),
		record(t, "server/hk:Panel 1", "addresses=2001:db8::1", "confidence=80", "grade=B2"),
		record(t, "domain/evil.example", "registrar=Regi, \"Star\" & Co", "compromised=true", "description==cmd|'/c calc'!A1"),
		record(t, "account/email:mr.x@evil.example", "source=@feed", "description=line one\nline two"),
	)
	compare(t, testdata+"/export.csv", got)
}

func TestWhatARowHasNoPlaceForIsCounted(t *testing.T) {
	evil := record(t, "domain/evil.example", "registrar=R1")
	other := view.Payload{Set: []takedown.Value{{Field: evil.Kind().Field("registrar"), Text: "R2"}}}
	evil.Apply("add", &other, view.Stamp{Origin: "vn/pc1", Seq: 4, Recorded: 1}, takedown.Amber, "")
	v := &memory{
		links: []view.Link{{From: evil.ID, Rel: "resolves-to", To: takedown.ID{Kind: "server", Key: "203.0.113.7"}}, {From: takedown.ID{Kind: "url", Key: "https://a.example/"}}},
		facts: map[takedown.ID][]view.Fact{evil.ID: {{}, {}}},
	}
	_, loss := encode(t, v, evil)
	if got := fmt.Sprint(loss); got != "[{links 1 [domain/evil.example resolves-to server/203.0.113.7]} {claims that are not shown 1 [domain/evil.example registrar vn/pc1:4]} {notes and facts 2 [/  :0 /  :0]}]" {
		t.Errorf("lost are %s", got)
	}
	if _, loss := encode(t, &memory{}, record(t, "domain/evil.example")); loss != nil {
		t.Errorf("lost are %v of a record that a row can hold", loss)
	}
}

func TestTheShortWaysToColumnsGiveWhatColumnGives(t *testing.T) {
	r := record(t, "suspect/hk:Mr. X", "aliases=a", "grade=B2")
	text, _ := encode(t, &memory{}, r)
	lines := strings.Split(text, "\n")
	names, cells := strings.Split(lines[0], ","), strings.Split(lines[1], ",")
	for i, name := range names {
		if want := view.JoinSet(r.Column(name)); cells[i] != want {
			t.Errorf("%s is %q and in the row %q", name, want, cells[i])
		}
	}
}

// drawText draws texts that mean something to CSV, to sets, to spreadsheets
// and to terminals.
func drawText(t *rapid.T) string {
	parts := []string{"a", "ü", ",", ";", `"`, `""`, "\n", "\r", "\r\n", "|", `\`, `\|`, "'", "=", "+", "-", "@", "\t", "\u202e", "\x1b[31m", " ", "{", "\ufeff"}
	text := strings.Join(rapid.SliceOfN(rapid.SampledFrom(parts), 1, 8).Draw(t, "text"), "")
	if takedown.CheckText(text) != nil {
		return "a"
	}
	return text
}

// drawItem draws a record with texts in as many fields as hold any text.
func drawItem(t *rapid.T) takedown.Item {
	k := rapid.SampledFrom([]string{"domain", "provider", "malware"}).Draw(t, "kind")
	item := takedown.Item{ID: takedown.ID{Kind: k, Key: "evil.example"}}
	all := takedown.KindOf(k).All()
	for i := range all {
		f := &all[i]
		if f.Type != takedown.Text || rapid.Bool().Draw(t, "leave out") {
			continue
		}
		item.Values = append(item.Values, takedown.Value{Field: f, Text: drawText(t)})
		if f.IsSet() {
			item.Values = append(item.Values, takedown.Value{Field: f, Text: drawText(t)})
		}
	}
	for _, name := range rapid.SliceOfNDistinct(rapid.Custom(drawText), 0, 2, rapid.ID).Draw(t, "extra") {
		item.Extra = append(item.Extra, takedown.Extra{Name: name, JSON: []byte(`{"a":[1.50,9007199254740993,"\\|",null]}`)})
	}
	return item
}

func TestWhatIsWrittenIsReadAgainExactly(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		records := []*view.Record{recordOf(drawItem(t)), recordOf(drawItem(t))}
		var first, second bytes.Buffer
		if _, err := csv.Encode(&first, &memory{}, sequence(records...)); err != nil {
			t.Fatal(err)
		}
		var again []*view.Record
		for item, err := range csv.Decode(bytes.NewReader(first.Bytes()), "hk", nil) {
			if err != nil {
				t.Fatalf("%v in\n%s", err, first.Bytes())
			}
			again = append(again, recordOf(item))
		}
		if _, err := csv.Encode(&second, &memory{}, sequence(again...)); err != nil {
			t.Fatal(err)
		}
		if len(again) != len(records) || !bytes.Equal(first.Bytes(), second.Bytes()) {
			t.Fatalf("written\n%s\nread again\n%s", first.Bytes(), second.Bytes())
		}
		for i, r := range records {
			if want, got := r.AppendJSON(nil), again[i].AppendJSON(nil); !bytes.Equal(got, want) {
				t.Fatalf("%s is read again as %s", want, got)
			}
		}
	})
}

func TestNoCellStartsAFormula(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var out bytes.Buffer
		if _, err := csv.Encode(&out, &memory{}, sequence(recordOf(drawItem(t)))); err != nil {
			t.Fatal(err)
		}
		rows := readAll(t, out.Bytes())
		if len(rows) != 2 {
			t.Fatalf("one record has become %d rows", len(rows)-1)
		}
		for _, cell := range rows[1] {
			if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
				t.Errorf("a spreadsheet would run %q", cell)
			}
		}
	})
}
