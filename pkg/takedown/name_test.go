package takedown_test

import (
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"takedown/pkg/takedown"
)

func TestADomainHasOneSpelling(t *testing.T) {
	for in, want := range map[string]string{
		"evil.example":               "evil.example",
		"Evil[.]Example.":            "evil.example",
		"EVIL.EXAMPLE":               "evil.example",
		"a_b.example":                "a_b.example",
		"_dmarc.evil.example":        "_dmarc.evil.example",
		"ab--cd.example":             "ab--cd.example",
		"r3---sn.example":            "r3---sn.example",
		"bücher.example":             "xn--bcher-kva.example",
		"xn--bcher-kva.example":      "xn--bcher-kva.example",
		"XN--BCHER-KVA.EXAMPLE":      "xn--bcher-kva.example",
		"faß.example":                "xn--fa-hia.example",
		"evil。example":               "evil.example",
		"ｅｖｉｌ.example":               "evil.example",
		"公司.example":                 "xn--55qx5d.example",
		"xn--a.example":              "xn--a.example",
		"xn--zzzzzz999999.Ü.example": "xn--zzzzzz999999.xn--tda.example",
		"1.2.3.evil.example":         "1.2.3.evil.example",
	} {
		got, err := takedown.CanonicalDomain(in)
		if err != nil || got != want {
			t.Errorf("CanonicalDomain(%q) = %q, %v, want %q", in, got, err, want)
		}
	}
}

func TestWhatIsNoDomainIsRefused(t *testing.T) {
	long := strings.Repeat("a", 64)
	for _, in := range []string{
		"", ".", "evil", "example.", "a..example", ".example", "a.example..", "-a.example", "a-.example", "a.-b.example",
		long + ".example", strings.Repeat("abcdefg.", 32) + "example", "203.0.113.7", "203.0.113.300", "2001:db8::1", "[2001:db8::1]",
		"a b.example", "a/b.example", "a@b.example", "a\x00.example", "a*.example", "http://evil.example", "evil.example:80",
		"evil.123", "a\xff.example", "!.example",
	} {
		if got, err := takedown.CanonicalDomain(in); !errors.Is(err, takedown.ErrInvalid) {
			t.Errorf("CanonicalDomain(%q) = %q, %v, want %v", in, got, err, takedown.ErrInvalid)
		}
	}
}

// defangs are the customs under which an author hides a dot.
var defangs = []string{"[.]", "(.)", "{.}", "[dot]", "(dot)", " [.] ", `\.`, "[.", ".]", "<.>"}

// plainDomain draws a name in canonical form.
func plainDomain(t *rapid.T) string {
	return rapid.StringMatching(`([a-z0-9_]([a-z0-9_-]{0,6}[a-z0-9_])?\.){1,4}example`).
		Filter(func(s string) bool { return !strings.Contains(s, "xn--") }).Draw(t, "name")
}

func TestADefangedDomainIsTheSameDomain(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		name := plainDomain(t)
		defanged := strings.ReplaceAll(name, ".", rapid.SampledFrom(defangs).Draw(t, "dot"))
		for _, in := range []string{name, defanged, strings.ToUpper(defanged), " " + defanged + ". ", "<" + name + ">"} {
			if got, err := takedown.CanonicalDomain(in); err != nil || got != name {
				t.Fatalf("CanonicalDomain(%q) = %q, %v, want %q", in, got, err, name)
			}
		}
	})
}

func TestRegistrableIsOneLabelMoreThanThePublicSuffix(t *testing.T) {
	for name, want := range map[string]string{
		"www.evil.com.hk":      "evil.com.hk",
		"evil.example":         "evil.example",
		"a.b.evil.example":     "evil.example",
		"page.github.io":       "page.github.io",
		"github.io":            "",
		"example":              "",
		"x.evil.xn--55qx5d.hk": "evil.xn--55qx5d.hk",
	} {
		got, ok := takedown.Registrable(name)
		if got != want || ok != (want != "") {
			t.Errorf("Registrable(%q) = %q, %v, want %q", name, got, ok, want)
		}
		if takedown.IsPublicSuffix(name) != (want == "") {
			t.Errorf("IsPublicSuffix(%q) = %v", name, takedown.IsPublicSuffix(name))
		}
	}
}

func TestAUnicodeNameIsShownWhereItDiffers(t *testing.T) {
	for name, want := range map[string]string{
		"xn--bcher-kva.example": "bücher.example",
		"evil.example":          "",
		"xn--a.example":         "",
	} {
		if got := takedown.UnicodeName(name); got != want {
			t.Errorf("UnicodeName(%q) = %q, want %q", name, got, want)
		}
	}
}

func TestAPlainDomainIsReturnedWithoutAllocation(t *testing.T) {
	if n := testing.AllocsPerRun(100, func() { _, _ = takedown.CanonicalDomain("host-17.panel.evil.example") }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func FuzzCanonicalDomain(f *testing.F) {
	for _, s := range []string{"evil.example", "Evil[.]Example.", "bücher.example", "xn--a.example", "a\u200db.example", "אב.example"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) { isStable(t, s, takedown.CanonicalDomain) })
}

// isStable fails when the canonical form of a canonical form is another one.
func isStable(t *testing.T, s string, canonical func(string) (string, error)) {
	t.Helper()
	once, err := canonical(s)
	if err != nil {
		if !errors.Is(err, takedown.ErrInvalid) {
			t.Fatalf("%q: %v is not %v", s, err, takedown.ErrInvalid)
		}
		return
	}
	if twice, err := canonical(once); err != nil || twice != once {
		t.Fatalf("%q became %q, and that %q, %v", s, once, twice, err)
	}
}

func BenchmarkCanonicalDomain(b *testing.B) {
	for b.Loop() {
		_, _ = takedown.CanonicalDomain("host-17.panel.evil.example")
	}
}

func TestAHostNameHasLettersDigitsAndInnerHyphens(t *testing.T) {
	long := strings.Repeat("a", 63) + ".example"
	for name, want := range map[string]bool{
		"evil.example": true, "xn--bcher-kva.example": true, "a-1.example": true, "1.example": true, long: true,
		"": false, ".": false, "a..b": false, "a.": false, "_dmarc.example": false, "-a.example": false, "a-.example": false,
		"*.example": false, "a b.example": false, "A.example": false, "a" + long: false, "é.example": false,
	} {
		if got := takedown.IsHostName(name, 253); got != want {
			t.Errorf("%q is a host name: %t", name, got)
		}
	}
	if takedown.IsHostName("evil.example", 11) {
		t.Error("a name is longer than it may be")
	}
}
