package ledger_test

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"takedown/pkg/ledger"
)

// fullLine has every key, and each kind of value and escape in its payload.
const fullLine = `{"v":1,"origin":"hk/lt07","seq":12,"batch":11,` +
	`"recorded":"2025-03-14T06:02:11.004Z","clock":"2025-03-14T06:01:59.000Z",` +
	`"actor":"mchan","verb":"act","subject":"domain/evil.example",` +
	`"names":["domain/evil.example","order/hk:1A"],` +
	`"payload":{"method":"suspend","at":"2025-03-14T14:02:00+08:00","unmet":[],"x":{"a":[1.50,-0,1E+9,true,false,null,{}],"\n":"\"\\\u001b</é"}},` +
	`"basis":["hk/lt07:7","vn/pc1:3"],"why":"court order","tlp":"AMBER","pap":"GREEN","to":["vn","us-fbi"],` +
	`"salt":"000102030405060708090a0b0c0d0e0f"}`

// bareLine has the required keys only.
const bareLine = `{"v":1,"origin":"hk/lt07","seq":1,"batch":1,"recorded":"2025-03-14T06:02:11.004Z",` +
	`"actor":"mchan","verb":"init","subject":"case","payload":{},"tlp":"CLEAR","salt":"000102030405060708090a0b0c0d0e0f"}`

func fullEntry() ledger.Entry {
	return ledger.Entry{
		V: 1, Origin: "hk/lt07", Seq: 12, Batch: 11,
		Recorded: time.Date(2025, 3, 14, 6, 2, 11, 4e6, time.UTC),
		Clock:    time.Date(2025, 3, 14, 6, 1, 59, 0, time.UTC),
		Actor:    "mchan", Verb: "act", Subject: "domain/evil.example",
		Names: []string{"domain/evil.example", "order/hk:1A"},
		Payload: jsontext.Value(`{"method":"suspend","at":"2025-03-14T14:02:00+08:00","unmet":[],` +
			`"x":{"a":[1.50,-0,1E+9,true,false,null,{}],"\n":"\"\\\u001b</é"}}`),
		Basis: []string{"hk/lt07:7", "vn/pc1:3"},
		Why:   "court order", TLP: "AMBER", PAP: "GREEN",
		To:   []string{"vn", "us-fbi"},
		Salt: [16]byte{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15},
	}
}

func mustAppend(t *testing.T, e ledger.Entry) string {
	t.Helper()
	line, err := e.Append(nil)
	if err != nil {
		t.Fatal(err)
	}
	return string(line)
}

func TestAnEntryIsTheLineOfTheFormat(t *testing.T) {
	e := fullEntry()
	if diff := cmp.Diff(fullLine, mustAppend(t, e)); diff != "" {
		t.Error(diff)
	}
	if got := e.ID(); got != "hk/lt07:12" {
		t.Errorf("id is %s", got)
	}
	got, err := ledger.ParseEntry([]byte(fullLine))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(e, got); diff != "" {
		t.Error(diff)
	}
}

func TestAbsentKeysAreNotWritten(t *testing.T) {
	e, err := ledger.ParseEntry([]byte(bareLine))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(bareLine, mustAppend(t, e)); diff != "" {
		t.Error(diff)
	}
	if e.Names != nil || e.Basis != nil || e.To != nil || !e.Clock.IsZero() {
		t.Errorf("absent keys have values: %+v", e)
	}
}

func TestAnEntrySharesNoMemoryWithItsLine(t *testing.T) {
	line := []byte(fullLine)
	e, err := ledger.ParseEntry(line)
	if err != nil {
		t.Fatal(err)
	}
	for i := range line {
		line[i] = '#'
	}
	if diff := cmp.Diff(fullEntry(), e); diff != "" {
		t.Error(diff)
	}
}

func TestEveryEntryComesBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := drawEntry(t)
		line, err := e.Append([]byte("before\n"))
		if err != nil {
			t.Fatal(err)
		}
		line, found := bytes.CutPrefix(line, []byte("before\n"))
		if !found || bytes.ContainsAny(line, "\n\r") {
			t.Fatalf("not appended as one line: %q", line)
		}
		got, err := ledger.ParseEntry(line)
		if err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		if diff := cmp.Diff(e, got); diff != "" {
			t.Fatal(diff)
		}
	})
}

func drawEntry(t *rapid.T) ledger.Entry {
	text := rapid.OneOf(rapid.String(), rapid.StringOf(rapid.SampledFrom([]rune("\"\\\x00\x1f\x7f\n\u2028\ufeff\U0001f600a/é"))))
	some := rapid.StringN(1, 20, -1)
	name := rapid.Map(some, func(key string) string { return "server/" + key })
	origin := rapid.StringMatching(`[a-z0-9-]{2,32}/[a-z0-9._-]{1,64}`)
	id := rapid.Custom(func(t *rapid.T) string {
		return ledger.EntryID(origin.Draw(t, "origin"), rapid.Uint64Min(1).Draw(t, "seq"))
	})
	e := ledger.Entry{
		V: ledger.Version, Origin: origin.Draw(t, "origin"), Seq: rapid.Uint64Min(1).Draw(t, "seq"),
		Recorded: drawTime(t), Actor: some.Draw(t, "actor"), Verb: some.Draw(t, "verb"),
		Subject: rapid.OneOf(rapid.Just("case"), name).Draw(t, "subject"),
		Names:   drawList(t, name), Basis: drawList(t, id), To: drawList(t, rapid.StringMatching(`[a-z0-9-]{2,32}`)),
		Payload: drawObject(t, text, 3), Why: text.Draw(t, "why"), TLP: some.Draw(t, "tlp"), PAP: text.Draw(t, "pap"),
	}
	e.Batch = rapid.Uint64Range(1, e.Seq).Draw(t, "batch")
	copy(e.Salt[:], rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "salt"))
	if rapid.Bool().Draw(t, "has clock") {
		e.Clock = drawTime(t)
	}
	return e
}

func drawTime(t *rapid.T) time.Time {
	return time.UnixMilli(rapid.Int64Range(-62135596799999, 253402300799999).Draw(t, "time")).UTC()
}

// drawList gives nil for no elements, as the parser does.
func drawList(t *rapid.T, element *rapid.Generator[string]) []string {
	if list := rapid.SliceOfN(element, 0, 3).Draw(t, "list"); len(list) > 0 {
		return list
	}
	return nil
}

func drawObject(t *rapid.T, text *rapid.Generator[string], depth int) jsontext.Value {
	object := []byte{'{'}
	for i, name := range rapid.SliceOfNDistinct(text, 0, 12, rapid.ID).Draw(t, "names") {
		if i > 0 {
			object = append(object, ',')
		}
		object = append(ledger.AppendString(object, name), ':')
		if depth > 0 && rapid.Bool().Draw(t, "deeper") {
			object = append(object, drawObject(t, text, depth-1)...)
		} else {
			object = ledger.AppendString(object, text.Draw(t, "value"))
		}
	}
	return append(object, '}')
}

// A change that is accepted must be a different entry: encoding what was read
// gives the changed bytes, so their hash differs.
func acceptsOneSpelling(t *testing.T, line []byte) {
	e, err := ledger.ParseEntry(line)
	if err != nil {
		return
	}
	again, err := e.Append(nil)
	if err != nil || !bytes.Equal(again, line) {
		t.Errorf("accepted %q\n but wrote %q (%v)", line, again, err)
	}
}

func TestEveryChangedByteOfAnEntryIsSeen(t *testing.T) {
	for i := range len(fullLine) {
		for c := range 256 {
			line := []byte(fullLine)
			line[i] = byte(c)
			acceptsOneSpelling(t, line)
			acceptsOneSpelling(t, append(append([]byte(fullLine[:i]), byte(c)), fullLine[i:]...))
		}
		acceptsOneSpelling(t, []byte(fullLine[:i]+fullLine[i+1:]))
	}
}

func TestACutEntryIsRefused(t *testing.T) {
	for i := range len(fullLine) {
		if _, err := ledger.ParseEntry([]byte(fullLine[:i])); !errors.Is(err, ledger.ErrMalformed) {
			t.Errorf("cut at %d: %v", i, err)
		}
	}
}

func TestAnEntryHasNoSecondSpelling(t *testing.T) {
	for _, c := range []struct{ what, old, new string }{
		{"byte order mark", `{"v"`, "\ufeff" + `{"v"`},
		{"line end", `0e0f"}`, `0e0f"}` + "\n"},
		{"white space", `"seq":12`, `"seq": 12`},
		{"order of keys", `"seq":12,"batch":11`, `"batch":11,"seq":12`},
		{"unknown key", `,"salt"`, `,"extra":1,"salt"`},
		{"key after the last", `0e0f"}`, `0e0f","z":1}`},
		{"key twice", `"seq":12,`, `"seq":12,"seq":12,`},
		{"case of a key", `"seq"`, `"Seq"`},
		{"leading zero", `"seq":12`, `"seq":012`},
		{"leading zero of the version", `"v":1`, `"v":01`},
		{"number as a fraction", `"seq":12`, `"seq":12.0`},
		{"number as a string", `"seq":12`, `"seq":"12"`},
		{"number over 64 bits", `"seq":12`, `"seq":18446744073709551628`},
		{"sequence 0", `"seq":12,"batch":11`, `"seq":0,"batch":0`},
		{"batch 0", `"batch":11`, `"batch":0`},
		{"batch after the sequence", `"batch":11`, `"batch":13`},
		{"needless escape", `"mchan"`, `"\u006dchan"`},
		{"escaped solidus", `"domain/evil.example","names"`, `"domain\/evil.example","names"`},
		{"upper-case escape", `\u001b`, `\u001B`},
		{"long escape", `"\n":`, `"\u000a":`},
		{"surrogate pair", `"mchan"`, `"\ud83d\ude00"`},
		{"lone surrogate", `"mchan"`, `"\ud83d"`},
		{"raw control character", `"mchan"`, "\"m\tchan\""},
		{"invalid UTF-8", `"mchan"`, "\"m\xffchan\""},
		{"upper-case salt", `0a0b0c`, `0A0B0C`},
		{"short salt", `0e0f"`, `0e"`},
		{"long salt", `0e0f"`, `0e0f10"`},
		{"time without milliseconds", `06:02:11.004Z`, `06:02:11Z`},
		{"time in microseconds", `06:02:11.004Z`, `06:02:11.004001Z`},
		{"time with an offset", `06:02:11.004Z`, `06:02:11.004+00:00`},
		{"time that is no time", `2025-03-14T06:02`, `2025-02-30T06:02`},
		{"zero clock", `2025-03-14T06:01:59.000Z`, `0001-01-01T00:00:00.000Z`},
		{"empty actor", `"mchan"`, `""`},
		{"empty verb", `"verb":"act"`, `"verb":""`},
		{"empty tlp", `"AMBER"`, `""`},
		{"empty why", `"court order"`, `""`},
		{"empty pap", `"GREEN"`, `""`},
		{"empty names", `["domain/evil.example","order/hk:1A"]`, `[]`},
		{"empty basis", `["hk/lt07:7","vn/pc1:3"]`, `[]`},
		{"empty to", `["vn","us-fbi"]`, `[]`},
		{"null for an optional key", `"why":"court order"`, `"why":null`},
		{"subject without a key", `"subject":"domain/evil.example"`, `"subject":"domain/"`},
		{"subject without a kind", `"subject":"domain/evil.example"`, `"subject":"/evil.example"`},
		{"subject that is no record", `"subject":"domain/evil.example"`, `"subject":"evil.example"`},
		{"subject in upper case", `"subject":"domain/evil.example"`, `"subject":"Domain/evil.example"`},
		{"name that is no record", `["domain/evil.example"`, `["evil.example"`},
		{"basis that is no entry", `vn/pc1:3`, `vn/pc1:0`},
		{"recipient that is no agency", `us-fbi`, `US-FBI`},
		{"origin in upper case", `"origin":"hk/lt07"`, `"origin":"HK/lt07"`},
		{"payload that is no object", `"payload":{`, `"payload":[{`},
		{"white space in the payload", `"unmet":[]`, `"unmet":[ ]`},
		{"name twice in the payload", `"unmet":[]`, `"method":[]`},
		{"name twice at depth", `"x":{"a":`, `"x":{"a":1,"a":`},
		{"trailing comma", `null,{}]`, `null,{},]`},
		{"missing comma", `true,false`, `true false`},
		{"leading zero in the payload", `1.50`, `01.50`},
		{"leading plus in the payload", `1.50`, `+1.50`},
		{"fraction without digits", `1.50`, `1.`},
		{"exponent without digits", `1E+9`, `1E+`},
		{"not a number", `1.50`, `NaN`},
		{"word cut short", `true`, `tru`},
	} {
		line := strings.Replace(fullLine, c.old, c.new, 1)
		if line == fullLine {
			t.Fatalf("%s: the example does not change the line", c.what)
		}
		if _, err := ledger.ParseEntry([]byte(line)); !errors.Is(err, ledger.ErrMalformed) {
			t.Errorf("%s: %v", c.what, err)
		}
	}
}

func TestEveryRequiredKeyIsMissed(t *testing.T) {
	members := strings.Split(strings.Trim(bareLine, "{}"), `,"`)
	for i := range members {
		rest := append(append([]string{}, members[:i]...), members[i+1:]...)
		line := "{" + strings.Join(rest, `,"`) + "}"
		if _, err := ledger.ParseEntry([]byte(line)); !errors.Is(err, ledger.ErrMalformed) {
			t.Errorf("without %s: %v", members[i], err)
		}
	}
}

func TestALaterVersionIsNotCalledMalformed(t *testing.T) {
	line := strings.Replace(bareLine, `{"v":1,`, `{"v":2,"new":true,`, 1)
	if _, err := ledger.ParseEntry([]byte(line)); !errors.Is(err, ledger.ErrVersion) {
		t.Error(err)
	}
}

func TestARefusalSaysWhere(t *testing.T) {
	line := strings.Replace(fullLine, `"batch":11`, `"batch":"11"`, 1)
	_, err := ledger.ParseEntry([]byte(line))
	at := fmt.Sprintf("at byte %d:", strings.Index(line, `"11"`))
	if err == nil || !strings.Contains(err.Error(), at) {
		t.Errorf("%v does not say %s", err, at)
	}
}

func TestNothingIsWrittenThatCannotBeRead(t *testing.T) {
	for what, spoil := range map[string]func(*ledger.Entry){
		"version":              func(e *ledger.Entry) { e.V = 2 },
		"origin":               func(e *ledger.Entry) { e.Origin = "hk" },
		"sequence 0":           func(e *ledger.Entry) { e.Seq, e.Batch = 0, 0 },
		"batch too late":       func(e *ledger.Entry) { e.Batch = e.Seq + 1 },
		"no time":              func(e *ledger.Entry) { e.Recorded = time.Time{} },
		"microseconds":         func(e *ledger.Entry) { e.Recorded = e.Recorded.Add(time.Microsecond) },
		"other time zone":      func(e *ledger.Entry) { e.Clock = e.Clock.In(time.FixedZone("HKT", 8*3600)) },
		"year 10000":           func(e *ledger.Entry) { e.Recorded = e.Recorded.AddDate(8000, 0, 0) },
		"year before 0":        func(e *ledger.Entry) { e.Clock = e.Clock.AddDate(-2026, 0, 0) },
		"no actor":             func(e *ledger.Entry) { e.Actor = "" },
		"subject":              func(e *ledger.Entry) { e.Subject = "" },
		"name":                 func(e *ledger.Entry) { e.Names = []string{""} },
		"basis":                func(e *ledger.Entry) { e.Basis = []string{"hk/lt07#7"} },
		"recipient":            func(e *ledger.Entry) { e.To = []string{"x"} },
		"text not UTF-8":       func(e *ledger.Entry) { e.Why = "\xff" },
		"payload not UTF-8":    func(e *ledger.Entry) { e.Payload = jsontext.Value("{\"a\":\"\xff\"}") },
		"no payload":           func(e *ledger.Entry) { e.Payload = nil },
		"payload no object":    func(e *ledger.Entry) { e.Payload = jsontext.Value(`[]`) },
		"payload with a space": func(e *ledger.Entry) { e.Payload = jsontext.Value(`{} `) },
		"two payloads":         func(e *ledger.Entry) { e.Payload = jsontext.Value(`{},"why":{}`) },
	} {
		e := fullEntry()
		spoil(&e)
		dst, err := e.Append([]byte("kept"))
		if !errors.Is(err, ledger.ErrMalformed) && !errors.Is(err, ledger.ErrVersion) {
			t.Errorf("%s: %v", what, err)
		}
		if string(dst) != "kept" {
			t.Errorf("%s: left %q behind", what, dst)
		}
	}
}

func TestTheLimitsHoldOnBothSides(t *testing.T) {
	room := ledger.MaxEntry - len(bareLine)
	for _, c := range []struct {
		what, payload, subject string
		lawful                 bool
	}{
		{"largest entry", `{"x":"` + strings.Repeat("a", room-6) + `"}`, "case", true},
		{"entry one byte larger", `{"x":"` + strings.Repeat("a", room-5) + `"}`, "case", false},
		{"deepest object", `{"x":` + nest("{\"x\":", "}", 13) + `}`, "case", true},
		{"object one level deeper", `{"x":` + nest("{\"x\":", "}", 14) + `}`, "case", false},
		{"deepest array", `{"x":` + nest("[", "]", 13) + `}`, "case", true},
		{"array one level deeper", `{"x":` + nest("[", "]", 14) + `}`, "case", false},
		{"longest name", `{"` + strings.Repeat("n", ledger.MaxKey) + `":1}`, "case", true},
		{"name one byte longer", `{"` + strings.Repeat("n", ledger.MaxKey+1) + `":1}`, "case", false},
		{"longest key", `{}`, "url/" + strings.Repeat("k", ledger.MaxKey), true},
		{"key one byte longer", `{}`, "url/" + strings.Repeat("k", ledger.MaxKey+1), false},
	} {
		e, err := ledger.ParseEntry([]byte(bareLine))
		if err != nil {
			t.Fatal(err)
		}
		e.Payload, e.Subject = jsontext.Value(c.payload), c.subject
		if _, err := e.Append(nil); (err == nil) != c.lawful {
			t.Errorf("writing the %s: %v", c.what, err)
		}
		line := strings.Replace(bareLine, `"case","payload":{}`, `"`+c.subject+`","payload":`+c.payload, 1)
		if _, err := ledger.ParseEntry([]byte(line)); (err == nil) != c.lawful {
			t.Errorf("reading the %s: %v", c.what, err)
		}
	}
}

// nest puts a value inside so many levels and one more, an empty object.
func nest(open, end string, levels int) string {
	return strings.Repeat(open, levels) + "{}" + strings.Repeat(end, levels)
}

func TestANameIsFoundTwiceAmongMany(t *testing.T) {
	var object []byte
	for i := range 20_000 {
		object = fmt.Appendf(object, `"n%d":0,`, i)
	}
	for _, c := range []struct {
		last string
		err  error
	}{{"n20000", nil}, {"n0", ledger.ErrMalformed}, {"n19999", ledger.ErrMalformed}} {
		e := fullEntry()
		e.Payload = fmt.Appendf(nil, `{%s%q:0}`, object, c.last)
		if _, err := e.Append(nil); !errors.Is(err, c.err) {
			t.Errorf("%s: %v", c.last, err)
		}
	}
}

func TestAppendNeedsNoMemoryOfItsOwn(t *testing.T) {
	e, dst := fullEntry(), make([]byte, 0, 2*len(fullLine))
	allocs := testing.AllocsPerRun(100, func() {
		if _, err := e.Append(dst); err != nil {
			t.Fatal(err)
		}
	})
	if allocs != 0 {
		t.Errorf("%v allocations", allocs)
	}
}

func FuzzParseEntry(f *testing.F) {
	f.Add([]byte(fullLine))
	f.Add([]byte(bareLine))
	f.Fuzz(func(t *testing.T, line []byte) {
		acceptsOneSpelling(t, line)
		if e, err := ledger.ParseEntry(line); err == nil && !canonical(e.Payload) {
			t.Errorf("payload %s", e.Payload)
		}
	})
}

// rowLine is a row of an import, of which there may be a million.
const rowLine = `{"v":1,"origin":"hk/lt07","seq":31,"batch":12,"recorded":"2025-03-14T06:02:11.004Z",` +
	`"actor":"mchan","verb":"add","subject":"domain/evil.example","names":["domain/evil.example"],` +
	`"payload":{"uuid":"0f8fad5b-d9cb-469f-a165-70867728950e","set":{"registrar":"Example Ltd","role":"c2"},` +
	`"plus":{"operations":["hk:neo"]},"line":20},"tlp":"AMBER","salt":"000102030405060708090a0b0c0d0e0f"}`

func BenchmarkAppend(b *testing.B) {
	e, err := ledger.ParseEntry([]byte(rowLine))
	if err != nil {
		b.Fatal(err)
	}
	dst := make([]byte, 0, 2*len(rowLine))
	b.SetBytes(int64(len(rowLine)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := e.Append(dst); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkParseEntry(b *testing.B) {
	line := []byte(rowLine)
	b.SetBytes(int64(len(line)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := ledger.ParseEntry(line); err != nil {
			b.Fatal(err)
		}
	}
}
