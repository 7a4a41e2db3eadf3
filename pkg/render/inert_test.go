package render_test

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"takedown/pkg/render"
)

func TestWhatATerminalWouldObeyIsMadeVisible(t *testing.T) {
	for in, want := range map[string]string{
		"evil.example":               "evil.example",
		"漢字\u3000é ß 🙂":              "漢字\u3000é ß 🙂",
		"\x1b[31mred":                `\x1b[31mred`,
		"a\tb\r\nc\x7f":              `a\x09b\x0d\x0ac\x7f`,
		"\u009b1m":                   `\u{9b}1m`,
		"\u202egpj.exe":              `\u{202e}gpj.exe`,
		"\u061c\u200e\u2066\u2069":   `\u{61c}\u{200e}\u{2066}\u{2069}`,
		"a\u200bb\u200d\ufeff\u00ad": `a\u{200b}b\u{200d}\u{feff}\u{ad}`,
		"a\u2028b\u2029":             `a\u{2028}b\u{2029}`,
		"\U000e0041\ufe0f\u3164":     `\u{e0041}\u{fe0f}\u{3164}`,
		"\xff\xc3(":                  `\xff\xc3(`,
	} {
		if got := render.Inert(in); got != want {
			t.Errorf("Inert(%q) = %q, want %q", in, got, want)
		}
	}
}

// checkDead fails for a byte that a terminal or a reader would not see.
func checkDead(t *testing.T, out string) {
	t.Helper()
	if !utf8.ValidString(out) {
		t.Fatalf("%q is no UTF-8", out)
	}
	for _, r := range out {
		if r != '\n' && (unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == '\u2028' || r == '\u2029') {
			t.Fatalf("%q has a live %U", out, r)
		}
	}
}

func FuzzInert(f *testing.F) {
	for _, s := range []string{"a", "\x1b]0;x\x07", "\u202e", "\xff", `\x1b`, "é\u0301", "\r\n"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		once := render.Inert(s)
		checkDead(t, once)
		if strings.Contains(once, "\n") {
			t.Fatalf("%q is more than one line", once)
		}
		if twice := render.Inert(once); twice != once {
			t.Fatalf("%q became %q, and that %q", s, once, twice)
		}
		cell := render.Markdown(s)
		checkDead(t, cell)
		if strings.ContainsAny(cell, "<>\n") || strings.Contains(strings.ReplaceAll(strings.ReplaceAll(cell, `\\`, ""), `\|`, ""), "|") {
			t.Fatalf("%q has markup", cell)
		}
	})
}
