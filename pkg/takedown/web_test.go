package takedown_test

import (
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"takedown/pkg/takedown"
)

func TestAURLHasOneSpelling(t *testing.T) {
	for in, want := range map[string]string{
		"http://evil.example":                              "http://evil.example/",
		"hxxps://Evil[.]Example/Path":                      "https://evil.example/Path",
		"HTTP://EVIL.EXAMPLE:80/":                          "http://evil.example/",
		"https://evil.example:443":                         "https://evil.example/",
		"https://evil.example:080/":                        "https://evil.example:80/",
		"https://evil.example:/":                           "https://evil.example/",
		"http://evil.example?a=B%2f":                       "http://evil.example/?a=B%2f",
		"http://evil.example/#top":                         "http://evil.example/",
		"http://evil.example/a/./b/../c":                   "http://evil.example/a/c",
		"http://evil.example/a/..":                         "http://evil.example/",
		"http://evil.example/../../a":                      "http://evil.example/a",
		"http://evil.example//a//":                         "http://evil.example//a//",
		"http://evil.example/%7euser/%2f%3a":               "http://evil.example/~user/%2F%3A",
		"http://evil.example/%2e%2e/a":                     "http://evil.example/a",
		"http://evil.example/a b":                          "http://evil.example/a%20b",
		"http://evil.example/?a b":                         "http://evil.example/?a%20b",
		"http://evil.example/é":                            "http://evil.example/%C3%A9",
		"http://evil.example/100%":                         "http://evil.example/100%25",
		"http://evil.example/%%34%31":                      "http://evil.example/%2541",
		"http://bücher.example/":                           "http://xn--bcher-kva.example/",
		"http://203.0.113[.]7:8080/x":                      "http://203.0.113.7:8080/x",
		"http://[2001:DB8::1]:8080":                        "http://[2001:db8::1]:8080/",
		"http://[::ffff:203.0.113.7]/":                     "http://203.0.113.7/",
		"ftp://user:Secret@evil.example/a":                 "ftp://user:Secret@evil.example/a",
		"tcp://evil.example:4444":                          "tcp://evil.example:4444/",
		"<hxxp://evil.example/a>":                          "http://evil.example/a",
		"http://ev%69l.example/":                           "http://evil.example/",
		"http://evil.example/?q=" + strings.Repeat("a", 9): "http://evil.example/?q=aaaaaaaaa",
	} {
		got, err := takedown.CanonicalURL(in)
		if err != nil || got != want {
			t.Errorf("CanonicalURL(%q) = %q, %v, want %q", in, got, err, want)
		}
	}
}

func TestWhatIsNoURLIsRefused(t *testing.T) {
	for _, in := range []string{
		"", "evil.example", "evil.example/a", "http:/evil.example", "http://", "http:///a", "://evil.example", "1http://evil.example",
		"http://evil.example:65536/", "http://evil.example:x/", "http://2001:db8::1/", "http://[evil.example]/", "http://evil/",
		"http://evil.example\\@good.example/", "http://evil .example/", "http://evil.example/a\x1b[31m", "http://evil.example/\na",
		"http://evil.example/\xff", "mailto:user@evil.example", "http://[fe80::1%25eth0]/",
		"http://evil.example/" + strings.Repeat("é", 1500),
	} {
		if got, err := takedown.CanonicalURL(in); !errors.Is(err, takedown.ErrInvalid) {
			t.Errorf("CanonicalURL(%q) = %q, %v, want %v", in, got, err, takedown.ErrInvalid)
		}
	}
}

func TestADefangedURLIsTheSameURL(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		name := plainDomain(t)
		want := "http://" + name + "/" + rapid.StringMatching(`[a-zA-Z0-9_~-]{0,8}`).Draw(t, "path")
		scheme := rapid.SampledFrom([]string{"hxxp://", "hXXp://", "http[:]//", "hxxp[://]", "meow://", "HTTP://"}).Draw(t, "scheme")
		host := strings.ReplaceAll(name, ".", rapid.SampledFrom(defangs).Draw(t, "dot"))
		in := strings.Replace(strings.Replace(want, "http://", scheme, 1), name, host, 1)
		if got, err := takedown.CanonicalURL(in); err != nil || got != want {
			t.Fatalf("CanonicalURL(%q) = %q, %v, want %q", in, got, err, want)
		}
	})
}

func FuzzCanonicalURL(f *testing.F) {
	for _, s := range []string{
		"http://evil.example", "hxxp://u:p@evil[.]example:80/%7e/../a b?c d#e", "http://[2001:db8::1]:443/%%34%31", "x://a.b/[.%62]?[.#]",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) { isStable(t, s, takedown.CanonicalURL) })
}
