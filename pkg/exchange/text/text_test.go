package text_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"pgregory.net/rapid"

	"takedown/pkg/exchange/text"
	"takedown/pkg/takedown"
)

// read returns what a text says, one word a thing: kind/key, with :port where
// a server has one, or the reason why it was skipped.
func read(t testing.TB, s string) []string {
	t.Helper()
	out := []string{}
	for item, err := range (text.Format{}).Decode(strings.NewReader(s), "hk") {
		if err != nil {
			t.Fatalf("%q: %v", s, err)
		}
		said := item.ID.String()
		if item.Skipped != "" {
			said = item.Skipped
		}
		for _, v := range item.Values {
			said += " " + v.Field.Name + "=" + v.Text
		}
		out = append(out, said)
	}
	return out
}

// expect compares each text with the things that it says.
func expect(t *testing.T, cases map[string][]string) {
	t.Helper()
	for in, want := range cases {
		if got := read(t, in); !slices.Equal(got, want) {
			t.Errorf("%q\n says %q\n want %q", in, got, want)
		}
	}
}

func one(s string) []string { return []string{s} }

var nothing = []string{}

func TestEveryDefangingIsRead(t *testing.T) {
	evil := one("domain/evil.example")
	for _, s := range []string{
		"evil[.]example", "evil(.)example", "evil{.}example", "evil[dot]example", "evil(DOT)example", "evil[[.]]example",
		"evil [.] example", "evil [dot] example", "evil[.example", "evil.]example", "evil[.example]", `evil\.example`,
		`evil\[.\]example`, `evil[\.]example`, "evil。example", "evil．example",
		"EVIL[.]EXAMPLE", "evil[.]example.", "evil&#46;example", "evil[&#46;]example", "evil<b>.</b>example", "evil<span class=x>[.]</span>example",
		"evil<wbr>.example", "ev\u200bil.example", "ev\u00adil.example",
	} {
		expect(t, map[string][]string{s: evil, "C2: " + s + ", seen twice": evil, "- `" + s + "`": evil, "| " + s + " | c2 |": evil})
	}
	expect(t, map[string][]string{
		"hxxp://evil[.]example/a":          one("url/http://evil.example/a"),
		"hXXps[:]//evil[.]example[/]a":     one("url/https://evil.example/a"),
		"hxxp[://]evil.example":            one("url/http://evil.example/"),
		"h**ps://evil.example/a":           one("url/https://evil.example/a"),
		"meow://evil.example/a":            one("url/http://evil.example/a"),
		`http:\/\/evil.example\/a`:         one("url/http://evil.example/a"),
		"203.0.113[.]7":                    one("server/203.0.113.7"),
		"203[.]0[.]113[.]7":                one("server/203.0.113.7"),
		"2001[:]db8[:][:]1":                one("server/2001:db8::1"),
		"someone[@]evil[.]example":         one("account/email:someone@evil.example"),
		"someone[at]evil[dot]example":      one("account/email:someone@evil.example"),
		"someone (at) evil (dot) example":  one("account/email:someone@evil.example"),
		`hxxp:\\evil[.]example/a`:          one("url/http://evil.example/a"),
		"http[s]://evil[.]example/a":       one("url/https://evil.example/a"),
		"h[tt]p://evil[.]example/a":        one("url/http://evil.example/a"),
		"h[xx]ps://evil[.]example/a":       one("url/https://evil.example/a"),
		"[http://]evil[.]example/a":        one("url/http://evil.example/a"),
		"hxxp:[//]evil[.]example/a":        one("url/http://evil.example/a"),
		"hxxp[:][//]evil[.]example/a":      one("url/http://evil.example/a"),
		"hxxps[:]//[www.]evil.example/a":   one("url/https://www.evil.example/a"),
		"203.0.113.[7]":                    one("server/203.0.113.7"),
		`203.0.113\[.\]7`:                  one("server/203.0.113.7"),
		"someone AT evil DOT example":      one("account/email:someone@evil.example"),
		"evil DOT example":                 one("domain/evil.example"),
		"the end。In the beginning":         nothing,
		"unheard[.]oftopleveldomain":       one("domain/unheard.oftopleveldomain"),
		"archive[.]zip and readme[.]md":    {"domain/archive.zip", "domain/readme.md"},
		"a_b[.]example _dmarc[.]a.example": {"domain/a_b.example", "domain/_dmarc.a.example"},
	})
}

func TestNothingIsImplicit(t *testing.T) {
	expect(t, map[string][]string{
		"http://evil.example/a":             one("url/http://evil.example/a"),
		"http://203.0.113.7:8080/a":         one("url/http://203.0.113.7:8080/a"),
		"someone@evil.example":              one("account/email:someone@evil.example"),
		"http://a.example/?u=http://b.test": one("url/http://a.example/?u=http://b.test"),
		"203.0.113.0/24":                    one("network"),
		"203.0.113[.]0/24":                  one("network"),
		"203.0.113.7/32":                    one("server/203.0.113.7"),
		"2001:db8::/32":                     one("network"),
		"@someone@social.example":           nothing,
		"git@code.example:user/repo":        nothing,
	})
}

func TestFilesAreNoDomains(t *testing.T) {
	for _, name := range []string{
		"README.md", "payload.zip", "runner.py", "install.sh", "loader.exe", "core.dll", "libx.so", "jquery.js", "config.json", "note.txt",
		"shot.png", "system.memmory.dll", "invoice.pdf.exe", "command.com", "clip.mov", "id_rsa.pub", "Safari.app", "NvSmartMax[.]dll",
	} {
		expect(t, map[string][]string{name: one("file name"), "dropped `" + name + "` there": one("file name"), "| " + name + " | x |": one("file name")})
	}
	for _, path := range []string{
		`C:\a.b\c.exe`, `%APPDATA%\Sun\media.js`, `C:\Users\me\evil.example\x.dll`, `\SystemRoot\System32\Client.dll`, "/usr/lib/python3.py",
		"$HOME/Library/com.apple.softwareupdate.plist",
	} {
		for _, said := range read(t, path) {
			if said != "file name" {
				t.Errorf("%q says %q", path, said)
			}
		}
	}
	expect(t, map[string][]string{
		"loader[.dll]":                      nothing,
		"evil[.com]":                        one("domain/evil.com"),
		"www.evil.md":                       one("domain/www.evil.md"),
		"shop.evil.com.py":                  one("domain/shop.evil.com.py"),
		"portal.app":                        one("domain/portal.app"),
		`\\203.0.113.7\share\x.exe`:         {"server/203.0.113.7", "file name"},
		"http://evil.example/payload.zip":   one("url/http://evil.example/payload.zip"),
		"evil[.]example/payload.exe":        one("domain/evil.example"),
		"someone@evil.md":                   one("account/email:someone@evil.md"),
		"evil[.]example/a/b[.]example":      one("domain/evil.example"),
		"https://evil.example/a.zip, b.zip": {"url/https://evil.example/a.zip", "file name"},
	})
}

func TestInASentenceTheNameOfAProgramIsAFile(t *testing.T) {
	for _, in := range []string{"parser.rs", "decode.pl", "sender.ps", "record.pm", "portal.app", "shop.pl"} {
		file := one("file name")
		expect(t, map[string][]string{"it drops " + in: file, "`" + in + "` is started": file, "| " + in + " | stage two |": file, "(see " + in + ":42)": file})
	}
	for _, in := range []string{"main.rs", "run.pl", "setup.app", "main.cc", "index.ps", "app.js.map", "log4j.properties", "mail.py", "a.sh", "a.md", "a.zip", "a.mov", "a.so", "a.cab"} {
		expect(t, map[string][]string{in: one("file name"), "domain " + in: one("file name"), strings.ReplaceAll(in, ".", "[.]"): one("domain/" + in)})
	}
}

func TestInAListTheNameOfAProgramIsADomain(t *testing.T) {
	for _, name := range []string{"shop.pl", "bank.rs", "portal.app"} {
		domain := one("domain/" + name)
		for _, in := range []string{
			name, "1. " + name, "* `" + name + "`", "0.0.0.0 " + name, "||" + name + "^", "domain," + name, "C2: " + name, "the domain " + name + " is parked", "the domain `" + name + "` too",
			"Domains (" + name + ")", "the victim opened " + name + "/login.php", "it calls " + strings.Replace(name, ".", "[.]", 1) + " then",
		} {
			expect(t, map[string][]string{in: domain})
		}
		expect(t, map[string][]string{
			name + ", evil.example":                {"domain/" + name, "domain/evil.example"},
			"it was seen at www." + name + " then": one("domain/www." + name),
		})
	}
}

func TestWordsOfProgramsAreNoDomains(t *testing.T) {
	for _, s := range []string{
		"e.g. i.e. a.k.a. etc.", "Node.js", "ASP.NET", "System.Net.Http", "System.IO", "com.android.foo", "com.evil.phone", "br.com.evil.app",
		"WScript.Shell", "this.name", "document.link", "x.call()", "$obj.name", "the end.In the beginning", "Win32/Agent.JM", "OSX/Agent.DJ",
		"PDF/Phishing.F.Gen", "Trojan.Win32.Agent.pl", "log4j.name=x", "v2.example-host", "unheard.oftopleveldomain", "10.5/10.6", "3.5.x",
		`HKCU\Software\Microsoft\Windows.com\Run`, "http://x.x.x.x/", "http://server.local/", "content://com.android.contacts/x", "..", ".", "-.-",
	} {
		for _, said := range read(t, s) {
			if said != "file name" {
				t.Errorf("%q says %q", s, said)
			}
		}
	}
}

func TestVersionsAreNoAddresses(t *testing.T) {
	const number = "198.51.100.7"
	for _, word := range []string{"version", "Version", "ver", "VER.", "v", "v.", "release", "rel.", "build", "Build", "rev.", "firmware", "file version", "version number", "version no."} {
		for _, between := range []string{" ", ": ", " = ", "=", " #", " (", " [", ` "`, " `", " – ", " - ", " | ", "\t", "/", " «", " № "} {
			expect(t, map[string][]string{word + between + number: one("version"), "It has " + word + between + number + ".": one("version")})
		}
	}
	for _, s := range []string{
		"v198.51.100.7", "ver.198.51.100.7", "build-198.51.100.7", "version_198.51.100.7", "(v198.51.100.7)", "Firefox/198.51.100.7", "Acrobat Reader 198.51.100.7",
		"version,198.51.100.7", "**Version:** 198.51.100.7",
	} {
		expect(t, map[string][]string{s: one("version")})
	}
	for _, s := range []string{
		"versions 198.51.100.7 and 198.51.100.8", "firmware 198.51.100.7 to 198.51.100.9", "v198.51.100.7, v198.51.100.8", "v198.51.100.7 or 198.51.100.8",
	} {
		expect(t, map[string][]string{s: {"version", "version"}})
	}
	for _, s := range []string{"198.51.100.7.1", "1.3.6.1.4.1.311", "198.51.100.256", "198.51.100"} {
		expect(t, map[string][]string{s: nothing})
	}
}

func TestInDoubtFourNumbersAreAnAddress(t *testing.T) {
	address := one("server/198.51.100.7")
	for _, s := range []string{
		"198.51.100.7", "version 2 at 198.51.100.7", "version 198.51.100[.]7", "In this version, 198.51.100.7 answers", "They saw the release. 198.51.100.7 fell.",
		"After the update, 198.51.100.7 was gone", "| nginx | 198.51.100.7 |", "Exchange: 198.51.100.7", "IPv4: 198.51.100.7", "the server 198.51.100.7",
		"and http: 198.51.100.7",
	} {
		expect(t, map[string][]string{s: address})
	}
	expect(t, map[string][]string{
		"com.verify-account.top":             one("domain/com.verify-account.top"),
		"evil.build 198.51.100.7":            {"domain/evil.build", "server/198.51.100.7"},
		"version 1.2.3.4 calls 203.0.113.7":  {"version", "server/203.0.113.7"},
		"version 1.2.3.4 from 203.0.113.7":   {"version", "server/203.0.113.7"},
		"version 198.51.100.7:8080 answered": one("server/198.51.100.7 ports=8080"),
	})
}

func TestAnAddressIsPublicUnlessItWasDefanged(t *testing.T) {
	expect(t, map[string][]string{
		"10.0.0.1 192.168.1.1 172.16.0.1 127.0.0.1 0.0.0.0 255.255.255.0 224.0.0.1 169.254.1.1": nothing,
		"10.0.0[.]1":               one("server/10.0.0.1"),
		"http://127.0.0.1:8080/":   nothing,
		"hxxp://127.0.0.1:8080/":   one("url/http://127.0.0.1:8080/"),
		"::1 fe80::1 dead::beef":   nothing,
		"std::cout << a::b; 10:20": nothing,
		"00:11:22:33:44:55":        nothing,
	})
}

func TestAServerHasItsPorts(t *testing.T) {
	expect(t, map[string][]string{
		"203.0.113.7:8080":            one("server/203.0.113.7 ports=8080"),
		"203[.]0[.]113[.]7[:]8080":    one("server/203.0.113.7 ports=8080"),
		"[2001:db8::1]:8080":          one("server/2001:db8::1 ports=8080"),
		"[2001:db8::1], 2001:db8::2.": {"server/2001:db8::1", "server/2001:db8::2"},
		"at 203.0.113.7:443.":         one("server/203.0.113.7 ports=443"),
		"203.0.113.7:99999":           one("server/203.0.113.7"),
		"203.0.113.7:80\n203.0.113.7:81 203.0.113.7:80 203.0.113.7": {"server/203.0.113.7 ports=80", "server/203.0.113.7 ports=81"},
		"203.0.113.7-203.0.113.9":                                   {"server/203.0.113.7", "server/203.0.113.9"},
	})
}

func TestWhatAnAuthorListedIsKept(t *testing.T) {
	for in, want := range map[string]string{
		"evil[.]example:8080":               `"evil.example:8080"`,
		"evil[.]example/gate.php?x=1.":      `"evil.example/gate.php?x=1"`,
		"203.0.113[.]7:80/a":                `"203.0.113.7:80/a"`,
		"evil[.]example/backup/<VICTIM_ID>": `"evil.example/backup/"`,
		"evil[.]example/":                   "",
		"203.0.113.7:80":                    "",
	} {
		got := ""
		for item := range (text.Format{}).Decode(strings.NewReader(in), "hk") {
			for _, x := range item.Extra {
				got += string(x.JSON)
			}
		}
		if got != want {
			t.Errorf("%q keeps %s, want %s", in, got, want)
		}
	}
}

func TestMarkupAndPunctuationEndAnIndicator(t *testing.T) {
	url := one("url/http://evil.example/a")
	for _, s := range []string{
		"http://evil.example/a.", "(http://evil.example/a)", "<http://evil.example/a>", "\"http://evil.example/a\",", "'http://evil.example/a'",
		"`http://evil.example/a`", "`+http://evil.example/a+`", "**http://evil.example/a**", "_http://evil.example/a_", "|http://evil.example/a|",
		"[text](http://evil.example/a)", "http://evil.example/a[text]", "link:http://evil.example/a[text]", "http://evil.example/a...",
		`<a href="http://evil.example/a">x</a>`, "see http://evil.example/a!", "“http://evil.example/a”", "http://evil.example/a、", "http://evil.example/a,http://evil.example/a",
		"url=http://evil.example/a;", "http://evil.example/a\x1b[0m", "http://evil.example/a\\", "[http://evil.example/a]", "{http://evil.example/a}",
		"请访问http://evil.example/a下载",
	} {
		expect(t, map[string][]string{s: url, strings.Replace(s, "http://evil.", "hxxp://evil[.]", 1): url})
	}
	name := one("domain/evil.example")
	for _, s := range []string{
		"evil.example.", "(evil.example)", "*.evil.example", "**evil.example**", "_evil.example_", "-evil.example", "`+evil.example+`", "evil.example…",
		"c2=evil.example;", "c2:evil.example", "a,evil.example,c", "请访问evil.example下载", "访问 evil.example。", "//evil.example", "@evil.example", "[evil.example](x)",
		"evil[.]example[1]", "'evil.example',", "<td>evil.example</td>", "evil.example\r", "“evil.example”",
	} {
		expect(t, map[string][]string{s: name})
	}
	expect(t, map[string][]string{
		"http://evil.example/a(b)":               one("url/http://evil.example/a(b)"),
		"http://evil.example/?a[]=1&b[k]=2":      one("url/http://evil.example/?a[]=1&b[k]=2"),
		"http://evil.example/?a=1&amp;b=2":       one("url/http://evil.example/?a=1&b=2"),
		`http://evil.example/a\_b`:               one("url/http://evil.example/a_b"),
		"http://[2001:db8::1]:8080/a":            one("url/http://[2001:db8::1]:8080/a"),
		"stratum+tcp://pool.evil.example:3333":   one("url/stratum+tcp://pool.evil.example:3333/"),
		"`+a+tag@evil.example+`":                 one("account/email:a+tag@evil.example"),
		"mailto:a@evil.example, b@evil.example.": {"account/email:a@evil.example", "account/email:b@evil.example"},
		"例子.example":                             one("domain/xn--fsqu00a.example"),
		"bücher[.]example":                       one("domain/xn--bcher-kva.example"),
		"hxxp://evil[.]example:port/":            one("domain/evil.example"),
	})
}

func TestCapitalsBeyondASCIIAreLettersOfAName(t *testing.T) {
	for _, in := range []string{"пример.рф", "ПРИМЕР.РФ", "Пример.РФ", "Пример.рф", "ПРИМЕР.рф"} {
		name := one("domain/xn--e1afmkfd.xn--p1ai")
		expect(t, map[string][]string{in: name, "Сайт " + in + ", закрыт": name, "(" + in + ").": name, strings.Replace(in, ".", "[.]", 1): name})
	}
	expect(t, map[string][]string{
		"ПРИМЕР.EXAMPLE":                   one("domain/xn--e1afmkfd.example"),
		"Пример.EXAMPLE":                   one("domain/xn--e1afmkfd.example"),
		"BÜCHER.EXAMPLE":                   one("domain/xn--bcher-kva.example"),
		"ΠΑΡΆΔΕΙΓΜΑ.EXAMPLE":               one("domain/xn--hxajbheg2az3al.example"),
		"das Ende der Straße.In der Stadt": nothing,
		"конец.Дети играют":                nothing,
	})
}

func TestListsOfAllKindsAreRead(t *testing.T) {
	expect(t, map[string][]string{
		"1,evil.example,c2,203.0.113.7,2025-03-14":                                  {"domain/evil.example", "server/203.0.113.7"},
		"evil.example;203.0.113.7;http://evil.example/a;":                           {"domain/evil.example", "server/203.0.113.7", "url/http://evil.example/a"},
		"domain\tevil[.]example\tNetwork activity":                                  {"domain/evil.example"},
		"<tr><td>evil[.]example</td><td>203.0.113[.]7</td></tr>":                    {"domain/evil.example", "server/203.0.113.7"},
		"0.0.0.0 evil.example # hosts file":                                         {"domain/evil.example"},
		"||evil.example^":                                                           {"domain/evil.example"},
		"alert dns any any (content:\"evil.example\"; sid:1;)":                      {"domain/evil.example"},
		"[domain-name:value = 'evil.example']":                                      {"domain/evil.example"},
		"evil.example. 300 IN A 203.0.113.7":                                        {"domain/evil.example", "server/203.0.113.7"},
		"From: A B <a@evil.example>\r\nReceived: from mx.example (203.0.113.7)\r\n": {"account/email:a@evil.example", "domain/mx.example", "server/203.0.113.7"},
		"{\"url\":\"http:\\/\\/evil.example\\/a\"}":                                 {"url/http://evil.example/a"},
	})
}

func TestDigestsAreSkipped(t *testing.T) {
	hex := strings.Repeat("0123456789abcdef", 8)
	for _, n := range []int{32, 40, 56, 64, 96, 128} {
		expect(t, map[string][]string{hex[:n]: one("hash"), "`" + strings.ToUpper(hex[:n]) + "` | x": one("hash")})
	}
	expect(t, map[string][]string{
		hex[:41]:                          nothing,
		hex[:40] + " " + hex[:40]:         one("hash"),
		"uses CVE-2017-11882, CVE-2020-1": one("cve"),
		"http://evil.example/" + hex[:32]: one("url/http://evil.example/" + hex[:32]),
	})
}

func TestARecordStandsAtItsFirstLine(t *testing.T) {
	in := "\ufeffevil.example\n\nEvil[.]example\nother.example"
	var got []string
	for item, err := range (text.Format{}).Decode(strings.NewReader(in), "hk") {
		got = append(got, fmt.Sprint(item.ID, " ", item.Line, " ", err))
	}
	if want := []string{"domain/evil.example 1 <nil>", "domain/other.example 4 <nil>"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestUTF16IsRead(t *testing.T) {
	in := "\xff\xfe"
	for _, c := range "evil.example\r\n" {
		in += string([]byte{byte(c), 0})
	}
	expect(t, map[string][]string{in: one("domain/evil.example")})
}

func TestALineThatIsTooLongIsReportedAndPassedOver(t *testing.T) {
	in := "a.example\n" + strings.Repeat("x", 3<<20) + "\nb.example"
	var got []string
	for item, err := range (text.Format{}).Decode(strings.NewReader(in), "hk") {
		var row *takedown.RowError
		if errors.As(err, &row) {
			got = append(got, fmt.Sprint("line ", row.Line))
			continue
		}
		got = append(got, item.ID.Key)
	}
	if want := []string{"a.example", "line 2", "b.example"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestAnErrorOfTheReaderEndsTheReading(t *testing.T) {
	broken := errors.New("broken")
	var last error
	for _, err := range (text.Format{}).Decode(io.MultiReader(strings.NewReader("a.example\n"), iotest.ErrReader(broken)), "hk") {
		last = err
	}
	if !errors.Is(last, broken) {
		t.Errorf("%v, want %v", last, broken)
	}
}

func TestReadingCanStopAtAnyItem(t *testing.T) {
	n := 0
	for range (text.Format{}).Decode(strings.NewReader("a.example b.example\nc.example"), "hk") {
		if n++; n == 2 {
			break
		}
	}
	if n != 2 {
		t.Errorf("read %d items", n)
	}
}

func TestProseIsRecognised(t *testing.T) {
	f := text.Format{}
	for _, c := range []struct {
		head, name string
		want       bool
	}{
		{"evil.example\n", "list.txt", true}, {"= Title", "report.adoc", true}, {"{json}", "notes.md", true}, {"", "empty.txt", true},
		{"evil.example", "", true}, {"caf\xc3", "", true}, {"\xff\xfee\x00", "", true}, {"\xff\xfee\x00", "list.TXT", true}, {"", "", true},
		{`{"type":"bundle"}`, "", false}, {` [{"a":1}]`, "x.json", false}, {"\x7fELF\x02\x01\x00", "", false}, {"a\x00b", "list.txt", false}, {"caf\xe9 ole", "", false},
	} {
		if got := f.Identify([]byte(c.head), c.name); got != c.want {
			t.Errorf("Identify(%q, %q) = %v", c.head, c.name, got)
		}
	}
	if f.Name() != "text" {
		t.Errorf("its name is %q", f.Name())
	}
}

func TestADefangedNameIsReadFromAnyProse(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.StringMatching(`[a-z0-9]{1,8}(\.[a-z0-9]{1,8}){0,2}\.(example|test|onion|com|zip)`).Draw(t, "name")
		dot := rapid.SampledFrom([]string{"[.]", "(.)", "{.}", "[dot]", "(dot)"}).Draw(t, "dot")
		frame := rapid.SampledFrom([]string{"%s", "see %s.", "(%s)", "`%s`", "| %s | x |", "%s, %s", "- %s:8080", "c2=%s;", "%s/a/b"}).Draw(t, "frame")
		in := strings.ReplaceAll(frame, "%s", strings.ReplaceAll(name, ".", dot))
		for item, err := range (text.Format{}).Decode(strings.NewReader(in), "hk") {
			if err != nil || item.ID.String() != "domain/"+name {
				t.Fatalf("%q says %v, %v", in, item, err)
			}
			return
		}
		t.Fatalf("%q says nothing", in)
	})
}

func FuzzDecode(f *testing.F) {
	for _, s := range []string{
		"evil[.]example", "hxxp://evil[.]example:80/a(b)", "a [at] b [dot] example", "[2001:db8::1]:80", "203.0.113.7:8080/x 203.0.113.0/24",
		"访问evil.example。", "`+evil[.example]+` <b>.</b> \\\\203.0.113.7\\x &#46; &#1;", "v1.2.3.4 @a@b.example ../..",
		"evil dot example, a at b dot example and www dot c dot example d", "a [.] b[.] example[-]c.[example] d[.e f.]g", "hxxp:\\\\evil[.]example\\a ttp://b%2Eexample/c hxxp__d.example/e hxxp ://f.example/g",
		"地址为198.51.100.7：80。次は例．example、http：／／a．example／b", "evil[.]exam-\nple[.]example FooGate 9.1.2.3 and earlier \\\\a.example\\b user.name: %s[.]c[.]example",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		for item, err := range (text.Format{}).Decode(bytes.NewReader(data), "hk") {
			if err != nil {
				t.Fatalf("%q: %v", data, err)
			}
			if item.Skipped != "" {
				continue
			}
			if again, err := takedown.NewID(item.ID.Kind, item.ID.Key, "hk"); err != nil || again != item.ID {
				t.Fatalf("%q says %s, which is %s, %v", data, item.ID, again, err)
			}
		}
	})
}

func BenchmarkAMillionDomains(b *testing.B) {
	var in bytes.Buffer
	for i := range 1_000_000 {
		fmt.Fprintf(&in, "host-%d.evil.example\n", i)
	}
	for b.Loop() {
		n := 0
		for range (text.Format{}).Decode(bytes.NewReader(in.Bytes()), "hk") {
			n++
		}
		if n != 1_000_000 {
			b.Fatalf("%d items", n)
		}
	}
}

func TestAHostileLineIsReadToItsEnd(t *testing.T) {
	for _, pattern := range []string{
		"a:", "a.", "[", "[.", "a+a@b.example+", "203.0.113.7 ", "1-", "a@", "http://", "http://a.example/[", "é", "é.", "<b>.", "&#46;", "a\\", "://a.",
		"?a[]=", "[.]", "a.pl ", "c a.pl ", "(at)", "a.example/", "2001:db8::1 ", "x.exe ", "訪", "_", "\u200b",
		" dot ", "a dot ", "a dot example ", "a at ", "www dot a dot ", "[.] ", " [.]", "a [.] ", "a[.] a", "a.[a]", "[-]a", "a%2E", "%2Ea?", "。", "a。", "a．a",
		"hxxp", "hxxp:", "hxxp ", "hxxp//", "hxxp__a", "ttp://", "http:\\", "://[a.", "http：／／", "a：1", "a＠", "\\u003c", "<wbr>", "a-", "a.example, ", "a.id ", "A.example ",
		"9.1.2.3 ", "x.", "a[.]b/", "a[.]example.", "%s", "[colon]", "..", "/.a.name ", "@a@", "\u200d",
	} {
		// Where time grew with the square of the length, this would not end.
		read(t, strings.Repeat(pattern, (1<<16)/len(pattern)))
	}
}

func BenchmarkDefangedLines(b *testing.B) {
	var in bytes.Buffer
	for i := range 100_000 {
		fmt.Fprintf(&in, "| `host-%d.evil[.]example` | hxxps://evil[.]example/%d/gate.php | C2, first seen 2026-01-04 |\n", i, i)
	}
	b.SetBytes(int64(in.Len()))
	for b.Loop() {
		for range (text.Format{}).Decode(bytes.NewReader(in.Bytes()), "hk") {
		}
	}
}
