package takedown_test

import (
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"takedown/pkg/takedown"
)

func TestAHandleIsComparedFoldedAndShownAsTyped(t *testing.T) {
	for in, want := range map[string][2]string{
		"neo":          {"neo", "neo"},
		" Neo ":        {"neo", "Neo"},
		"STRASSE":      {"strasse", "STRASSE"},
		"Straße":       {"strasse", "Straße"},
		"e\u0301":      {"é", "é"},
		"ΣΊΣΥΦΟΣ":      {"σίσυφοσ", "ΣΊΣΥΦΟΣ"},
		"1A":           {"1a", "1A"},
		"a  b":         {"a  b", "a  b"},
		"\u1fb3\u0301": {"άι", "ᾴ"},
	} {
		folded, typed, err := takedown.CanonicalHandle(in)
		if err != nil || folded != want[0] || typed != want[1] {
			t.Errorf("CanonicalHandle(%q) = %q, %q, %v, want %q", in, folded, typed, err, want)
		}
	}
}

func TestAHostileHandleIsKeptExactly(t *testing.T) {
	for _, in := range []string{
		"=cmd|' /c calc'!a0", "@sum(1)", "-1+1", "\tneo", "\x1b[31mred", "<script>alert(1)</script>", "| a | b |", "[a](http://evil.example)",
		"\u202eoen", "ne\u200bo", "a:b", "a/b", "::error::x", "'", `"`, "a\u2028b",
	} {
		if folded, typed, err := takedown.CanonicalHandle(in); err != nil || folded != in || typed != in {
			t.Errorf("CanonicalHandle(%q) = %q, %q, %v", in, folded, typed, err)
		}
	}
}

func TestAHandleIsOneLineOfUTF8(t *testing.T) {
	for _, in := range []string{"", " ", "\t", "\u00a0", "a\nb", "a\rb", "a\x00b", "a\xff"} {
		if _, _, err := takedown.CanonicalHandle(in); !errors.Is(err, takedown.ErrInvalid) {
			t.Errorf("CanonicalHandle(%q): %v, want %v", in, err, takedown.ErrInvalid)
		}
	}
}

func TestFoldingAHandleTwiceIsFoldingItOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		once, _, err := takedown.CanonicalHandle(rapid.String().Draw(t, "name"))
		if err != nil {
			t.Skip()
		}
		if twice, typed, err := takedown.CanonicalHandle(once); err != nil || twice != once || typed != once {
			t.Fatalf("%q became %q, %q, %v", once, twice, typed, err)
		}
	})
}

func TestATextIsBoundedUTF8(t *testing.T) {
	if err := takedown.CheckText("two\nlines\t\x1b" + strings.Repeat("a", takedown.MaxText-12)); err != nil {
		t.Error(err)
	}
	for _, in := range []string{"", " \n", "a\x00", "\xff", strings.Repeat("a", takedown.MaxText+1)} {
		if err := takedown.CheckText(in); !errors.Is(err, takedown.ErrInvalid) {
			t.Errorf("CheckText of %d bytes: %v, want %v", len(in), err, takedown.ErrInvalid)
		}
	}
}
