package ledger_test

import (
	"bytes"
	"testing"

	"github.com/go-json-experiment/json/jsontext"
	"pgregory.net/rapid"

	"takedown/pkg/ledger"
)

// canonical is a second opinion on payloads: the library reads the value and
// writes it again without white space and with minimal escapes.
func canonical(payload jsontext.Value) bool {
	again := payload.Clone()
	return payload.Kind() == '{' && again.Format() == nil && bytes.Equal(again, payload)
}

func TestPayloadsAreJudgedAsTheLibraryDoes(t *testing.T) {
	pieces := []string{`{`, `}`, `[`, `]`, `,`, `:`, `"a"`, `"b"`, `"\n"`, `"\u000a"`, `"é"`, `"\u00e9"`, `"\/"`, `" "`,
		` `, `0`, `-0`, `-`, `1`, `1.5`, `1.`, `1e5`, `1E-05`, `01`, `true`, `null`, `nul`, `{"a":1}`, `[1,2]`, `{"a":1,"a":2}`}
	var lawful, refused int
	rapid.Check(t, func(t *rapid.T) {
		payload := jsontext.Value(`{"a":`)
		for _, piece := range rapid.SliceOfN(rapid.SampledFrom(pieces), 1, 6).Draw(t, "pieces") {
			payload = append(payload, piece...)
		}
		payload = append(payload, '}')
		e := fullEntry()
		e.Payload = payload
		_, err := e.Append(nil)
		if want := canonical(payload); (err == nil) != want {
			t.Fatalf("%s: %v, the library says %v", payload, err, want)
		}
		if err == nil {
			lawful++
		} else {
			refused++
		}
	})
	if lawful == 0 || refused == 0 {
		t.Errorf("%d lawful and %d refused payloads prove nothing", lawful, refused)
	}
}

func TestStringsAreQuotedAsTheLibraryDoes(t *testing.T) {
	for c := range rune(0x300) {
		quotedAlike(t, string(c))
	}
	rapid.Check(t, func(rt *rapid.T) { quotedAlike(t, rapid.String().Draw(rt, "text")) })
}

func quotedAlike(t *testing.T, s string) {
	t.Helper()
	want, err := jsontext.AppendQuote(nil, s)
	if err != nil {
		t.Fatal(err)
	}
	if got := ledger.AppendString(nil, s); !bytes.Equal(got, want) {
		t.Errorf("%q is written %s, not %s", s, got, want)
	}
}
