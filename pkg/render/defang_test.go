package render_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"takedown/pkg/render"
	"takedown/pkg/takedown"
)

func TestAKeyIsDefanged(t *testing.T) {
	for in, want := range map[string]string{
		"domain/www.evil.example":                           "www[.]evil[.]example",
		"server/203.0.113.7":                                "203[.]0[.]113[.]7",
		"server/2001:db8::1":                                "2001[:]db8::1",
		"server/hk:rack7":                                   "hk:rack7",
		"url/https://evil.example:8443/a.html?b":            "hxxps://evil[.]example:8443/a.html?b",
		"url/http://u@evil.example/?u=http://worse.example": "hxxp://u[at]evil[.]example/?u=http[:]//worse.example",
		"url/http://[2001:db8::1]/":                         "hxxp://[2001:db8::1]/",
		"url/ftp://evil.example/":                           "fxp://evil[.]example/",
		"url/tcp://evil.example/":                           "tcp[:]//evil[.]example/",
		"account/email:a@evil.example":                      "email:a[at]evil[.]example",
		"account/telegram:neo":                              "telegram:neo",
		"provider/registrar.example":                        "registrar.example",
		"suspect/hk:a.b":                                    "hk:a.b",
	} {
		kind, key, _ := takedown.SplitID(in)
		if got := render.Defang(kind, key); got != want {
			t.Errorf("Defang(%s) = %s, want %s", in, got, want)
		}
	}
}

func TestADefangedKeyReadsBackAsTheKey(t *testing.T) {
	host := rapid.SampledFrom([]string{"evil.example", "a_b.c-d.example", "xn--bcher-kva.example", "203.0.113.7"})
	address := rapid.SampledFrom([]string{"203.0.113.7", "2001:db8::1", "::1", "2001:db8:0:1:1:1:1:1", "hk:rack7", "hk:a-b_c"})
	tail := rapid.Map(rapid.SliceOf(rapid.SampledFrom(strings.Split("a b7 - _ . / ? # @ : %5B %2e http:// hxxp:// ftp:// [.] [at] www. [ ] ( ) ü [:]", " "))), func(s []string) string { return strings.Join(s, "") })
	inputs := map[string]*rapid.Generator[string]{
		"domain": rapid.Map(host, func(h string) string { return "www." + h }),
		"server": address,
		"url": rapid.Custom(func(t *rapid.T) string {
			scheme := rapid.SampledFrom([]string{"http", "https", "ftp", "tcp", "ws"}).Draw(t, "scheme")
			authority := rapid.SampledFrom([]string{"", "u:p@", "u.v@"}).Draw(t, "user") + rapid.OneOf(host, rapid.Just("[2001:db8::1]")).Draw(t, "host")
			return scheme + "://" + authority + rapid.SampledFrom([]string{"", ":8443"}).Draw(t, "port") + "/" + tail.Draw(t, "tail")
		}),
		"account": rapid.Custom(func(t *rapid.T) string {
			return rapid.SampledFrom([]string{"email:a.b", "mastodon:neo", "paypal:x", "forum:x", "matrix:"}).Draw(t, "type") + "@" + host.Draw(t, "host") + tail.Draw(t, "tail")
		}),
	}
	rapid.Check(t, func(t *rapid.T) {
		k := takedown.KindOf(rapid.SampledFrom([]string{"domain", "server", "url", "account"}).Draw(t, "kind"))
		key := inputs[k.Name].Draw(t, "key")
		if id, _, err := takedown.ParseKey(k, key, "hk"); err == nil {
			key = id.Key
		} else {
			return
		}
		if takedown.Refang(key) != key {
			return // it looks defanged and is not
		}
		defanged := render.Defang(k.Name, key)
		if again := render.Defang(k.Name, defanged); again != defanged {
			t.Fatalf("%q became %q, and that %q", key, defanged, again)
		}
		if strings.Contains(defanged, "http://") || strings.Contains(defanged, "l.e") {
			t.Fatalf("%q is still a link", defanged)
		}
		if back := takedown.Refang(defanged); back != key {
			t.Fatalf("%q became %q, and that %q", key, defanged, back)
		}
	})
}

func TestEveryTargetIsDefanged(t *testing.T) {
	samples := map[string]string{"domain": "evil.example", "server": "203.0.113.7", "url": "http://evil.example/", "account": "email:a@evil.example"}
	for _, k := range takedown.Kinds() {
		if key, ok := samples[k.Name]; ok != k.Target || ok && render.Defang(k.Name, key) == key {
			t.Errorf("%s is a target and not defanged, or the other way", k.Name)
		}
	}
}
