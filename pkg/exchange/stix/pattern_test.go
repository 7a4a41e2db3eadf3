package stix_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// said is what an indicator with a pattern says: its first record has the whole
// object, and the place of what is named is left out.
func said(t *testing.T, pattern string) []string {
	t.Helper()
	got := read(t, indicator(pattern))
	for i := range got {
		got[i] = strings.Replace(got[i], "line 1, indicator--"+id1+": ", "@ ", 1)
	}
	return got
}

func TestPatternsSayTheirTargets(t *testing.T) {
	const whole = " x.indicator"
	for pattern, want := range map[string][]string{
		// one value, or any of several
		`[domain-name:value = 'evil.example']`:                                      {"domain/evil.example" + whole},
		` [ ipv4-addr:value='203.0.113.7' ] `:                                       {"server/203.0.113.7" + whole},
		`[ipv4-addr:value ISSUBSET '203.0.113.7/32']`:                               {"server/203.0.113.7" + whole},
		`[ipv4-addr:value ISSUBSET '203.0.113.0/24']`:                               {"skipped: network of more than one address"},
		`[domain-name:value IN ('a.example', 'b.example')]`:                         {"domain/a.example" + whole, "domain/b.example"},
		`[url:value in ('http://a.example/', 'http://b.example/')]`:                 {"url/http://a.example/" + whole, "url/http://b.example/"},
		`[domain-name:value = 'a.example' OR url:value = 'http://a.example/it\'s']`: {"domain/a.example" + whole, "url/http://a.example/it's"},
		`[url:value = 'http://a.example/\\x']`:                                      {"url/http://a.example/%5Cx" + whole},
		`[domain-name:value = 'a.example'] OR ([ipv6-addr:value = '2001:db8::1'])`:  {"domain/a.example" + whole, "server/2001:db8::1"},
		`[ipv4-addr:value = '192.0.2.1'] OR [ipv4-addr:value = '192.0.2.1']`:        {"server/192.0.2.1" + whole},
		`[(domain-name:value = 'a.example')]`:                                       {"domain/a.example" + whole},
		`[domain-name:'value' = 'a.example']`:                                       {"domain/a.example" + whole},
		"[ /* a name */ domain-name:value = 'a.example' // that is all\n]":          {"domain/a.example" + whole},
		`[hostname:value = 'a.example']`:                                            {"domain/a.example" + whole},
		`[email-message:from_ref.value = 'a@evil.example']`:                         {"account/email:a@evil.example" + whole},
		`[email-addr:value = 'a@evil.example']`:                                     {"account/email:a@evil.example" + whole},
		`[network-traffic:dst_ref.value = '203.0.113.7']`:                           {"server/203.0.113.7" + whole},
		`[network-traffic:src_ref.value = '203.0.113.7']`:                           {"server/203.0.113.7" + whole},
		`[domain-name:resolves_to_refs[*].value = '203.0.113.7']`:                   {"server/203.0.113.7" + whole},
		`[autonomous-system:number = 64496]`:                                        {"provider/AS64496" + whole},

		// an address and its port
		`[network-traffic:dst_ref.type = 'ipv4-addr' AND network-traffic:dst_ref.value = '203.0.113.7' AND network-traffic:dst_port = 8080]`: {"server/203.0.113.7 ports=8080" + whole},
		`[network-traffic:dst_ref.value = '203.0.113.7' AND network-traffic:dst_port = '443']`:                                               {"server/203.0.113.7 ports=443" + whole},
		`[ipv4-addr:value = '203.0.113.7' AND network-traffic:dst_port = 443]`:                                                               {"server/203.0.113.7 ports=443" + whole},
		`[(network-traffic:dst_ref.value = '192.0.2.1' OR network-traffic:dst_ref.value = '192.0.2.2') AND network-traffic:dst_port = 443]`:  {"server/192.0.2.1 ports=443" + whole, "server/192.0.2.2 ports=443"},
		`[network-traffic:dst_ref.value = '192.0.2.1' AND network-traffic:dst_port = 1] OR [network-traffic:dst_ref.value = '192.0.2.1' AND network-traffic:dst_port = 2]`: {
			"server/192.0.2.1 ports=1 ports=2" + whole},

		// a name and what it resolves to
		`[domain-name:value = 'evil.example' AND domain-name:resolves_to_refs[*].value = '203.0.113.7']`: {
			"domain/evil.example" + whole, "server/203.0.113.7", "domain/evil.example resolves-to server/203.0.113.7"},

		// accounts
		`[user-account:account_type = 'telegram' AND user-account:account_login = 'Evil1']`: {"account/telegram:evil1" + whole},
		`[user-account:user_id = '42' AND user-account:account_type = 'telegram']`:          {"account/telegram:42" + whole},

		// several that must all be there
		`[domain-name:value = 'a.example' AND url:value = 'http://a.example/']`:                      {"domain/a.example" + whole, "url/http://a.example/"},
		`[domain-name:value = 'a.example'] AND [ipv4-addr:value = '192.0.2.1']`:                      {"domain/a.example" + whole, "server/192.0.2.1"},
		`[domain-name:value = 'a.example'] FOLLOWEDBY [ipv4-addr:value = '192.0.2.1']`:               {"domain/a.example" + whole, "server/192.0.2.1"},
		`[file:hashes.'SHA-256' = 'e3b0' OR domain-name:value = 'a.example']`:                        {"skipped: hash", "domain/a.example" + whole},
		`[x509-certificate:hashes.'SHA-1' = 'e3b0' AND ipv4-addr:value = '192.0.2.1']`:               {"skipped: hash", "server/192.0.2.1" + whole},
		`([domain-name:value = 'a.example'] OR [domain-name:value = 'b.example']) WITHIN 10 SECONDS`: {"skipped: @ not read of its pattern: WITHIN", "domain/a.example" + whole, "domain/b.example"},
		`[domain-name:value = 'a.example'] REPEATS 2 TIMES WITHIN 300 SECONDS`:                       {"skipped: @ not read of its pattern: REPEATS, WITHIN", "domain/a.example" + whole},
		`[domain-name:value = 'a.example'] START t'2026-01-01T00:00:00Z' STOP t'2026-01-02T00:00:00Z'`: {
			"skipped: @ not read of its pattern: START", "domain/a.example" + whole},
	} {
		if got := said(t, pattern); !slices.Equal(got, want) {
			t.Errorf("%s\n says %q\n want %q", pattern, got, want)
		}
	}
}

func TestWhatAPatternDoesNotSayIsNotTaken(t *testing.T) {
	const part, none = "skipped: @ not read of its pattern: ", "skipped: @ pattern without a target: "
	for pattern, want := range map[string][]string{
		// what is not equal to a value
		`[domain-name:value != 'a.example']`:                                       {none + "domain-name:value !="},
		`[domain-name:value <> 'a.example']`:                                       {none + "domain-name:value <>"},
		`[domain-name:value LIKE '%.example']`:                                     {none + "domain-name:value LIKE"},
		`[url:value MATCHES '^http://a\\.example/']`:                               {none + "url:value MATCHES"},
		`[domain-name:value NOT = 'a.example']`:                                    {none + "domain-name:value NOT ="},
		`[domain-name:value NOT IN ('a.example', 'b.example')]`:                    {none + "domain-name:value NOT IN"},
		`[NOT (domain-name:value = 'a.example' OR url:value = 'http://a/')]`:       {none + "domain-name:value NOT =, url:value NOT ="},
		`[EXISTS domain-name:value]`:                                               {none + "domain-name:value EXISTS"},
		`[ipv4-addr:value ISSUPERSET '203.0.113.7/32']`:                            {none + "ipv4-addr:value ISSUPERSET"},
		`[domain-name:value = t'2026-01-01T00:00:00Z']`:                            {none + "domain-name:value with a value that is no text"},
		`[domain-name:value = 'a.example' AND domain-name:value != 'b.example']`:   {part + "domain-name:value !=", "domain/a.example x.indicator"},
		`[ipv4-addr:value = '192.0.2.1' AND url:value LIKE '%/gate.php']`:          {part + "url:value LIKE", "server/192.0.2.1 x.indicator"},
		`[ipv4-addr:value = '192.0.2.1' OR ipv4-addr:value = '198.51.100.0/24']`:   {"skipped: network of more than one address", "server/192.0.2.1 x.indicator"},
		`[ipv4-addr:value = '192.0.2.1' AND network-traffic:protocols[*] = 'tcp']`: {part + "network-traffic:protocols[*]", "server/192.0.2.1 x.indicator"},

		// what is seen on the machine of a victim
		`[file:hashes.MD5 = 'e3b0']`:                                                {"skipped: hash"},
		`[file:hashes.'SHA-256' = 'e3b0' AND file:name = 'a.exe']`:                  {"skipped: hash"},
		`[mutex:name = 'a']`:                                                        {none + "mutex:name"},
		`[x509-certificate:serial_number = '1']`:                                    {none + "x509-certificate:serial_number"},
		`[domain-name:value = 'a.example' AND file:hashes.MD5 = 'e3b0']`:            {none + "domain-name:value, which counts only together with file:hashes.MD5, hash"},
		`[domain-name:value = 'a.example'] FOLLOWEDBY [process:name = 'a']`:         {none + "process:name, domain-name:value, which counts only together with process:name"},
		`[url:value = 'http://a.example/' AND (file:name = 'a' OR mutex:name='b')]`: {none + "mutex:name, url:value, which counts only together with file:name, file name"},

		// who is a victim
		`[email-message:from_ref.value = 'a@evil.example' AND email-message:to_refs[*].value = 'b@b.example']`: {
			part + "email-message:to_refs[*].value", "account/email:a@evil.example x.indicator"},
		`[network-traffic:src_ref.value = '192.0.2.1' AND network-traffic:dst_ref.value = '203.0.113.7']`: {
			part + "network-traffic:src_ref.value beside another value, as it may be a victim's", "server/203.0.113.7 x.indicator"},
		`[user-account:account_login = 'root']`:                                        {none + "user-account:account_login"},
		`[user-account:account_type = 'unix' AND user-account:account_login = 'root']`: {none + "user-account:account_type, user-account:account_login"},

		// what belongs to which of several
		`[network-traffic:dst_ref.value = '192.0.2.1' AND network-traffic:dst_port IN (80, 443)]`: {
			part + "network-traffic:dst_port IN", "server/192.0.2.1 x.indicator"},
		`[network-traffic:dst_ref.value = 'a.example' AND network-traffic:dst_port = 80]`: {
			part + "network-traffic:dst_port", "domain/a.example x.indicator"},
		`[domain-name:value IN ('a.example', 'b.example') AND domain-name:resolves_to_refs[*].value = '192.0.2.1']`: {
			part + "which name resolves to which address", "domain/a.example x.indicator", "domain/b.example", "server/192.0.2.1"},
	} {
		if got := said(t, pattern); !slices.Equal(got, want) {
			t.Errorf("%s\n says %q\n want %q", pattern, got, want)
		}
	}
}

func TestAPatternThatCannotBeReadIsNamedWithItsPlace(t *testing.T) {
	for pattern, why := range map[string]string{
		`[domain-name:value = 'a.example`:                   "it is no STIX pattern",
		`[domain-name:value = 'a.example'] AND`:             "it is no STIX pattern",
		`[domain-name:value = 'a.example'] WITHIN 5`:        "it is no STIX pattern",
		`[domain-name:value = 'a.example'] [url:value='a']`: "it is no STIX pattern",
		`[domain-name:value IN ('a.example'`:                "it is no STIX pattern",
		`domain-name:value = 'a.example'`:                   "it is no STIX pattern",
		`[domain-name:value ~ 'a.example']`:                 "it is no STIX pattern",
		`[domain-name:value = a.example]`:                   "it is no STIX pattern",
		`[] /* without end`:                                 "it is no STIX pattern",
		strings.Repeat("(", 100):                            "brackets in brackets without end",
		"[" + strings.Repeat("(", 100):                      "brackets in brackets without end",
	} {
		want := "skipped: @ pattern that cannot be read (" + why + "): "
		if got := said(t, pattern); len(got) != 1 || !strings.HasPrefix(got[0], want) {
			t.Errorf("%s\n says %q\n want %q", pattern, got, want)
		}
	}
	for pattern, want := range map[string]string{
		`[domain-name:value = 'no name']`:                                          `error: line 1, /pattern: "no name" is no domain name`,
		`[ipv4-addr:value = '192.0.2.1' AND network-traffic:dst_port = 70000]`:     `error: line 1, /pattern: "70000" is no port`,
		`[ipv4-addr:value = '192.0.2.1' AND domain-name:value = 'no name at all']`: `error: line 1, /pattern: "no name at all" is no domain name`,
	} {
		if got := said(t, pattern); len(got) != 1 || !strings.HasPrefix(got[0], want) {
			t.Errorf("%s\n says %q\n want %q", pattern, got, want)
		}
	}
}

func TestPatternsOfOtherLanguagesAreNamed(t *testing.T) {
	for _, kind := range []string{"snort", "suricata", "yara", "sigma", "pcre", "spl"} {
		got := read(t, sdo("indicator", id1, fmt.Sprintf(`"pattern_type":%q,"pattern":"[domain-name:value = 'a.example']"`, kind)))
		if want := fmt.Sprintf("skipped: indicator with a pattern of %q", kind); !slices.Equal(got, one(want)) {
			t.Errorf("%s says %q", kind, got)
		}
	}
}

func TestManyPatternsThatSayNothingAreNotNamedOneByOne(t *testing.T) {
	var objects []string
	for i := range 3000 {
		objects = append(objects, strings.ReplaceAll(indicator(fmt.Sprintf("[mutex:name = '%d']", i)), id1, fmt.Sprintf("11111111-1111-4111-8111-%012d", i)))
	}
	sorts := map[string]bool{}
	for _, s := range read(t, bundle(objects...)) {
		sorts[s] = true
	}
	if len(sorts) != 1001 {
		t.Errorf("there are %d sorts", len(sorts))
	}
}

func TestWhatIsBenignIsNoTarget(t *testing.T) {
	const pattern = `"pattern":"[domain-name:value = 'a.example']"`
	for _, object := range []string{sdo("indicator", id1, `"indicator_types":["benign"],`+pattern), `{"type":"indicator","id":"indicator--` + id1 + `",` + at + `,"labels":["benign"],` + pattern + `}`} {
		if got := read(t, object); !slices.Equal(got, one("skipped: indicator of what is benign")) {
			t.Errorf("%s says %q", object, got)
		}
	}
	for _, object := range []string{sdo("indicator", id1, `"indicator_types":["benign","anomalous-activity"],`+pattern), sdo("indicator", id1, `"labels":["benign"],`+pattern)} {
		if got := read(t, object); len(got) != 1 || !strings.HasPrefix(got[0], "domain/a.example") {
			t.Errorf("%s says %q", object, got)
		}
	}
}
