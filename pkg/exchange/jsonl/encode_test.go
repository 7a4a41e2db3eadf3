package jsonl_test

import (
	"bytes"
	"fmt"
	"io"
	"iter"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"takedown/pkg/exchange/jsonl"
	"takedown/pkg/takedown"
	"takedown/pkg/view"
)

func encode(t interface{ Fatal(...any) }, v view.View, records ...*view.Record) (string, []view.Loss) {
	var out bytes.Buffer
	loss, err := jsonl.Encode(&out, v, sequence(records...))
	if err != nil {
		t.Fatal(err)
	}
	return out.String(), loss
}

// sample is a view with a link, a fact, and records that have something of
// every type.
func sample(t *testing.T) (*memory, []*view.Record) {
	records := []*view.Record{
		record(t, `{"kind":"server","key":"203.0.113.7","fields":{"ports":[443,8080],"asn":64496,"confidence":80}}`),
		record(t, `{"kind":"domain","key":"evil.example","fields":{"registrar":"Regi \"Star\" <b>","compromised":true},"tags":["a","b"],"x":{"seen":{"n":1.50}}}`),
		record(t, `{"kind":"suspect","key":"Mr. X","fields":{"aliases":["\u202eX"],"grade":"B2"}}`),
	}
	server, domain := records[0].ID, records[1].ID
	return &memory{
		links: []view.Link{{From: domain, Rel: "resolves-to", To: server, Stamp: stamp(3), TLP: takedown.Amber, Since: "2025-01-05T10:00:00+08:00", Confidence: "80", Strength: "confirmed"}},
		facts: map[takedown.ID][]view.Fact{domain: {{
			Subject: domain, Verb: "note", Stamp: stamp(4), TLP: takedown.Amber, Why: "asked by vn", At: recorded, Data: []byte(`{"text":"a note"}`),
		}}},
	}, records
}

func TestAnExportLooksAsItsGoldenSays(t *testing.T) {
	v, records := sample(t)
	got, loss := encode(t, v, records...)
	compare(t, testdata+"/export.jsonl", got)
	if loss != nil {
		t.Errorf("lost are %v", loss)
	}
}

func TestALinkWithAnEndOutsideIsLeftOutAndCounted(t *testing.T) {
	v, records := sample(t)
	got, loss := encode(t, v, records[0])
	if strings.Count(got, "\n") != 1 || fmt.Sprint(loss) != "[{links with an end outside the selection 1 [domain/evil.example resolves-to server/203.0.113.7]}]" {
		t.Errorf("lost are %v of\n%s", loss, got)
	}
	if _, loss := encode(t, v, records[2]); loss != nil {
		t.Errorf("lost are %v of a record without links", loss)
	}
}

func TestClaimsThatAreNotShownAreCounted(t *testing.T) {
	_, records := sample(t)
	domain := records[1]
	other := view.Payload{Set: []takedown.Value{{Field: domain.Kind().Field("registrar"), Text: "R2"}}}
	domain.Apply("add", &other, view.Stamp{Origin: "vn/pc1", Seq: 4, Recorded: 1}, takedown.Amber, "")
	if _, loss := encode(t, &memory{}, domain); fmt.Sprint(loss) != "[{claims that are not shown 1 [domain/evil.example registrar vn/pc1:4]}]" {
		t.Errorf("lost are %v", loss)
	}
}

// drawText draws texts that mean something to JSON or to terminals.
func drawText(t *rapid.T) string {
	parts := []string{"a", "ü", `"`, `\`, "\n", "\r", "\t", "\b", "\x1f", "\x7f", "\u2028", "\u202e", "\x1b[31m", " ", "<", "/", "~", "😀", "\ufeff"}
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
		text, _ := encode(t, &memory{}, records...)
		n := 0
		for item, err := range jsonl.Decode(strings.NewReader(text), "hk") {
			if err != nil {
				t.Fatal(err)
			}
			if want, got := records[n].AppendJSON(nil), recordOf(item).AppendJSON(nil); !bytes.Equal(got, want) {
				t.Fatalf("%s is read again as %s", want, got)
			}
			n++
		}
		if n != len(records) {
			t.Fatalf("%d of %d records are read again", n, len(records))
		}
	})
}

// BenchmarkDecode and BenchmarkEncode tell what one record costs.
func BenchmarkDecode(b *testing.B) {
	line := `{"id":"domain/q7zk3v.example","kind":"domain","key":"q7zk3v.example","status":"identified","tlp":"AMBER","fields":{"registrar":"registrar-3","malware":"lumma","first_seen":"2025-01-05T10:00:00Z"},"tags":[],"operations":[],"conflict":false,"partial":false,"added_at":"2026-01-02T03:04:05.000Z","added_by":"kim","origin":"hk/lt07","updated_at":"2026-01-02T03:04:05.000Z","times":{}}` + "\n"
	b.ReportAllocs()
	for _, err := range jsonl.Decode(io.LimitReader(&repeated{line: line}, int64(len(line)*b.N)), "hk") {
		if err != nil {
			b.Fatal(err)
		}
	}
}

// repeated reads as one line again and again.
type repeated struct {
	line string
	at   int
}

func (r *repeated) Read(p []byte) (int, error) {
	n := copy(p, r.line[r.at:])
	r.at = (r.at + n) % len(r.line)
	return n, nil
}

func BenchmarkEncode(b *testing.B) {
	r := record(b, `{"kind":"domain","key":"q7zk3v.example","fields":{"registrar":"registrar-3","malware":"lumma","first_seen":"2025-01-05T10:00:00Z"},"tags":["a"]}`)
	var records iter.Seq2[*view.Record, error] = func(yield func(*view.Record, error) bool) {
		for range b.N {
			if !yield(r, nil) {
				return
			}
		}
	}
	b.ReportAllocs()
	if _, err := jsonl.Encode(io.Discard, &memory{}, records); err != nil {
		b.Fatal(err)
	}
}
