package view

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"pgregory.net/rapid"

	"takedown/pkg/ledger"
	"takedown/pkg/takedown"
)

var evil = takedown.ID{Kind: "domain", Key: "evil.example"}

// entryAbout makes an add or set entry of an origin about evil.example.
func entryAbout(origin string, seq uint64, at int64, verb string, p Payload) ledger.Entry {
	p.Sort()
	return ledger.Entry{
		V: ledger.Version, Origin: origin, Seq: seq, Batch: seq, Recorded: time.UnixMilli(at).UTC(), Actor: "a",
		Verb: verb, Subject: evil.String(), Payload: p.Append(nil), TLP: "AMBER",
	}
}

func field(name string) *takedown.Field { return takedown.KindOf("domain").Field(name) }

func value(name, text string) takedown.Value { return takedown.Value{Field: field(name), Text: text} }

// drawEntries draws the entries of two agencies' three origins about one
// record, with retractions among them.
func drawEntries(t *rapid.T) []ledger.Entry {
	var out []ledger.Entry
	at := int64(1_700_000_000_000)
	for _, origin := range []string{"hk/a", "hk/b", "vn/a"} {
		clock := at
		n := rapid.IntRange(1, 6).Draw(t, "entries")
		for seq := uint64(1); seq <= uint64(n); seq++ {
			clock += rapid.Int64Range(0, 2).Draw(t, "later")
			out = append(out, drawEntry(t, origin, seq, clock))
		}
	}
	return out
}

func drawEntry(t *rapid.T, origin string, seq uint64, at int64) ledger.Entry {
	word := func(label string) string { return rapid.SampledFrom([]string{"x", "y", "z"}).Draw(t, label) }
	p := Payload{Source: rapid.SampledFrom([]string{"", "s1", "s2"}).Draw(t, "source")}
	switch rapid.IntRange(0, 7).Draw(t, "what") {
	case 0:
		p.Set = []takedown.Value{value("registrar", word("registrar"))}
	case 1:
		p.Set = []takedown.Value{value("malware", word("malware")), value("first_seen", "2025-01-0"+rapid.SampledFrom([]string{"1", "2", "3"}).Draw(t, "day")+"T00:00:00Z")}
	case 2:
		p.Plus = []takedown.Value{value("tags", word("tag"))}
	case 3:
		p.Minus = []takedown.Value{value("tags", word("tag"))}
	case 4:
		p.Clear = []*takedown.Field{field("registrar")}
	case 5:
		p.Extra = []takedown.Extra{{Name: "k", JSON: []byte(`"` + word("extra") + `"`)}}
	case 6:
		if seq > 1 {
			target := ledger.EntryID(origin, rapid.Uint64Range(1, seq-1).Draw(t, "target"))
			return ledger.Entry{
				V: ledger.Version, Origin: origin, Seq: seq, Batch: seq, Recorded: time.UnixMilli(at).UTC(), Actor: "a",
				Verb: "retract", Subject: evil.String(), Payload: []byte(`{"entry":"` + target + `"}`), TLP: "AMBER",
			}
		}
	}
	if len(p.Set)+len(p.Plus)+len(p.Minus)+len(p.Clear)+len(p.Extra) == 0 && rapid.Bool().Draw(t, "resolve") {
		whose := rapid.SampledFrom([]string{"hk/a", "hk/b", "vn/a"}).Draw(t, "whose")
		return resolveOf(origin, seq, at, ledger.EntryID(whose, rapid.Uint64Range(1, 6).Draw(t, "right")))
	}
	return entryAbout(origin, seq, at, rapid.SampledFrom([]string{"add", "set"}).Draw(t, "verb"), p)
}

func foldRow(t *rapid.T, entries []ledger.Entry) []byte {
	s, err := Fold(evil, entries)
	if err != nil {
		t.Fatal(err)
	}
	if s.Record == nil {
		return nil
	}
	return AppendRow(nil, s.Record)
}

// decided reads a row and keeps an agency's word with it.
func decided(t *rapid.T, row []byte, x Resolve) *Record {
	r := &Record{}
	if err := ParseRow(r, evil, row); err != nil {
		t.Fatal(err)
	}
	r.Decide(x)
	return r
}

func TestTheFoldDoesNotDependOnTheOrderOfArrival(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		entries := drawEntries(t)
		want := foldRow(t, entries)
		seed := rapid.Uint64().Draw(t, "seed")
		rand.New(rand.NewPCG(seed, 1)).Shuffle(len(entries), func(i, j int) { entries[i], entries[j] = entries[j], entries[i] })
		if got := foldRow(t, entries); !bytes.Equal(got, want) {
			t.Errorf("another order gives another row:\n%q\n%q", got, want)
		}
	})
}

// The view of a case file is kept up to date entry by entry: a stored row is
// read, one entry is applied, and the row is stored again.
func TestApplyingEntriesOneByOneToTheStoredRowEqualsTheFold(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		counting, err := Counting(drawEntries(t))
		if err != nil {
			t.Fatal(err)
		}
		var row []byte
		var r Record
		var resolves []Resolve // said before the record was
		for i := range counting {
			e := &counting[i]
			if e.Verb == "retract" {
				continue
			}
			if e.Verb == "resolve" {
				x, err := ParseResolve(takedown.KindOf("domain"), e)
				if err != nil {
					t.Fatal(err)
				}
				if resolves = append(resolves, x); row != nil {
					row = AppendRow(nil, decided(t, row, x))
				}
				continue
			}
			p, err := ParsePayload(takedown.KindOf("domain"), e.Payload)
			if err != nil {
				t.Fatal(err)
			}
			r = Record{ID: evil}
			if row != nil {
				if err := ParseRow(&r, evil, row); err != nil {
					t.Fatal(err)
				}
			}
			r.Apply(e.Verb, &p, StampOf(e), takedown.Amber, "")
			for _, x := range resolves {
				r.Decide(x)
			}
			row = AppendRow(nil, &r)
		}
		if want := foldRow(t, counting); !bytes.Equal(row, want) {
			t.Errorf("one by one gives another row:\n%q\n%q", row, want)
		}
	})
}

func TestAnElementStaysWhileAnotherAgencyClaimsIt(t *testing.T) {
	plus := Payload{Plus: []takedown.Value{value("tags", "x")}}
	minus := Payload{Minus: []takedown.Value{value("tags", "x")}}
	both := []ledger.Entry{entryAbout("hk/a", 1, 1, "add", plus), entryAbout("vn/a", 1, 2, "add", plus), entryAbout("hk/b", 1, 3, "set", minus)}
	s, err := Fold(evil, both)
	if err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprint(s.Record.Set("tags")); got != "[x]" {
		t.Errorf("tags are %s after one of two agencies took x back", got)
	}
	s, err = Fold(evil, append(both, entryAbout("vn/a", 2, 4, "set", minus)))
	if err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprint(s.Record.Set("tags")); got != "[]" {
		t.Errorf("tags are %s after both took x back", got)
	}
}

func TestAnImportFromAnotherSourceNeverChangesWhatIsShown(t *testing.T) {
	first := Payload{Source: "s1", Set: []takedown.Value{value("registrar", "R1")}}
	other := Payload{Source: "s2", Set: []takedown.Value{value("registrar", "R2")}}
	s, err := Fold(evil, []ledger.Entry{entryAbout("hk/a", 1, 1, "add", first), entryAbout("hk/a", 2, 2, "add", other)})
	if err != nil {
		t.Fatal(err)
	}
	if s.Record.Get("registrar") != "R1" || !s.Record.Conflict() {
		t.Errorf("registrar %q, conflict %v", s.Record.Get("registrar"), s.Record.Conflict())
	}
}

func TestPayloadsAreReadAsTheyWereWritten(t *testing.T) {
	p := Payload{
		UUID: "0b0a", Shown: "Neo", Set: []takedown.Value{value("compromised", "true"), value("registrar", "a \"b\" <c>")},
		Plus:  []takedown.Value{value("nameservers", "ns1.example.net"), value("nameservers", "ns2.example.net"), value("tags", "x")},
		Clear: []*takedown.Field{field("registry")}, Extra: []takedown.Extra{{Name: "k", JSON: []byte(`{"a":1.50}`)}},
		Source: "s", Grade: "B2", Line: 7,
	}
	p.Sort()
	raw := p.Append(nil)
	got, err := ParsePayload(takedown.KindOf("domain"), raw)
	if err != nil {
		t.Fatal(err)
	}
	if again := got.Append(nil); !bytes.Equal(again, raw) {
		t.Errorf("read again:\n%s\n%s", raw, again)
	}
}

func TestADamagedRowIsAnError(t *testing.T) {
	r := Record{ID: evil}
	r.Apply("add", &Payload{Set: []takedown.Value{value("registrar", "R1")}}, Stamp{Origin: "hk/a", Seq: 1}, takedown.Amber, "")
	row := AppendRow(nil, &r)
	for n := range row {
		var got Record
		if err := ParseRow(&got, evil, row[:n]); err == nil {
			t.Errorf("a row cut off after %d of %d bytes was read", n, len(row))
		}
	}
}
