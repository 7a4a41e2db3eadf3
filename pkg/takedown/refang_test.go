package takedown_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"takedown/pkg/takedown"
)

func TestRefangUndoesEveryCustom(t *testing.T) {
	for in, want := range map[string]string{
		"evil.example":                         "evil.example",
		"evil[.]example":                       "evil.example",
		"evil(.)example":                       "evil.example",
		"evil{.}example":                       "evil.example",
		"evil<.>example":                       "evil.example",
		"evil[dot]example":                     "evil.example",
		"evil(DOT)example":                     "evil.example",
		"evil [.] example":                     "evil.example",
		"evil [ dot ] example":                 "evil.example",
		"evil[[.]]example":                     "evil.example",
		"evil[.example":                        "evil.example",
		"evil.]example":                        "evil.example",
		"evil[.example]":                       "evil.example",
		`evil\.example`:                        "evil.example",
		"  evil.example\t":                     "evil.example",
		"ev\u200bil.exam\u00adple\ufeff":       "evil.example",
		"<http://evil.example/>":               "http://evil.example/",
		"hxxp://evil.example":                  "http://evil.example",
		"hXXps://evil[.]example":               "https://evil.example",
		"hxxp[:]//evil.example":                "http://evil.example",
		"hxxps[://]evil.example[/]a":           "https://evil.example/a",
		"meow://evil.example":                  "http://evil.example",
		"h**p://evil.example":                  "http://evil.example",
		"fxp://evil.example":                   "ftp://evil.example",
		`http:\/\/evil.example\/a`:             "http://evil.example/a",
		"user[at]evil[.]example":               "user@evil.example",
		"user (at) evil (dot) example":         "user@evil.example",
		"user[@]evil.example":                  "user@evil.example",
		"203.0.113[.]7":                        "203.0.113.7",
		"2001[:]db8[:][:]1":                    "2001:db8::1",
		"[2001:db8::1]":                        "[2001:db8::1]",
		"at dot example":                       "at dot example",
		"hxxpd.example":                        "hxxpd.example",
		"http://evil.example/a?list[]=b[0]&c=": "http://evil.example/a?list[]=b[0]&c=",
	} {
		if got := takedown.Refang(in); got != want {
			t.Errorf("Refang(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestRefangTwiceIsRefangOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := strings.Join(rapid.SliceOf(rapid.SampledFrom(strings.Split(
			"hxxp,meow,s,:,/,//,[,],(,),{,},<,>,.,dot,at,@, ,\\,a,b,example,\u200b,é", ","))).Draw(t, "s"), "")
		once := takedown.Refang(s)
		if twice := takedown.Refang(once); twice != once {
			t.Fatalf("Refang(%q) = %q, again %q", s, once, twice)
		}
	})
}

func TestRefangOfAPlainTextAllocatesNothing(t *testing.T) {
	if n := testing.AllocsPerRun(100, func() { takedown.Refang("http://host.evil.example/path") }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
