package stix_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"takedown/pkg/exchange/stix"
	"takedown/pkg/takedown"
)

const (
	id1 = "11111111-1111-4111-8111-111111111111"
	id2 = "22222222-2222-4222-8222-222222222222"
	id3 = "33333333-3333-4333-8333-333333333333"
	at  = `"created":"2026-01-01T00:00:00.000Z","modified":"2026-01-01T00:00:00.000Z"`
)

// sdo writes an object with more properties.
func sdo(kind, id, more string) string {
	return fmt.Sprintf(`{"type":%q,"spec_version":"2.1","id":%q,%s,%s}`, kind, kind+"--"+id, at, more)
}

func bundle(objects ...string) string {
	return `{"type":"bundle","id":"bundle--` + id1 + `","objects":[` + strings.Join(objects, ",\n") + `]}`
}

func indicator(pattern string) string {
	return sdo("indicator", id1, fmt.Sprintf(`"pattern_type":"stix","valid_from":"2026-01-01T00:00:00Z","pattern":%q`, pattern))
}

func relationship(rel, from, to string) string {
	return sdo("relationship", id3, fmt.Sprintf(`"relationship_type":%q,"source_ref":%q,"target_ref":%q`, rel, from, to))
}

func TestObjectsBecomeRecords(t *testing.T) {
	for object, want := range map[string]string{
		`{"type":"domain-name","id":"domain-name--` + id1 + `","value":"EVIL.example"}`:                                               "domain/evil.example x.domain-name",
		`{"type":"domain-name","spec_version":"2.1","id":"domain-name--69228563-c8d2-54ae-aeca-5f4134cb59aa","value":"evil.example"}`: "domain/evil.example",
		`{"type":"ipv4-addr","id":"ipv4-addr--` + id1 + `","value":"203.0.113.7/32"}`:                                                 "server/203.0.113.7 x.ipv4-addr",
		`{"type":"ipv4-addr","id":"ipv4-addr--` + id1 + `","value":"203.0.113.0/24"}`:                                                 "skipped: network of more than one address",
		`{"type":"ipv6-addr","id":"ipv6-addr--` + id1 + `","value":"2001:db8::1"}`:                                                    "server/2001:db8::1 x.ipv6-addr",
		`{"type":"url","id":"url--` + id1 + `","value":"https://evil.example/a"}`:                                                     "url/https://evil.example/a x.url",
		`{"type":"email-addr","id":"email-addr--` + id1 + `","value":"a@evil.example"}`:                                               "account/email:a@evil.example x.email-addr",
		`{"type":"user-account","id":"user-account--` + id1 + `","account_type":"telegram","account_login":"Evil1"}`:                  "account/telegram:evil1 x.user-account",
		`{"type":"autonomous-system","id":"autonomous-system--` + id1 + `","number":64496,"name":"Net"}`:                              "provider/AS64496 name=Net asn=64496 x.autonomous-system",
		`{"type":"file","id":"file--` + id1 + `","name":"a.exe"}`:                                                                     "skipped: hash",
		sdo("malware", id1, `"name":"Lumma  Stealer","is_family":true,"malware_types":["spyware"],"labels":["a"]`):                    "malware/lumma stealer types=spyware tags=a x.malware",
		sdo("malware", id1, `"name":"Lumma","labels":["spyware"]`):                                                                    "malware/lumma types=spyware tags=spyware x.malware",
		sdo("threat-actor", id1, `"name":"Neo","aliases":["The One"],"roles":["malware-author"],"confidence":70`):                     "suspect/hk:neo aliases=The One roles=malware-author confidence=70 grade=F2 x.threat-actor",
		sdo("intrusion-set", id1, `"name":"Set 1"`):                                                                                   "suspect/hk:set 1 x.intrusion-set",
		sdo("identity", id1, `"name":"Police of A","identity_class":"organization"`):                                                  "agency/police-of-a name=Police of A x.identity",
		sdo("identity", id1, `"name":"Ministry of the Interior of the Republic","identity_class":"organization"`):                     "agency/ministry-of-the-interio-11111111 name=Ministry of the Interior of the Republic x.identity",
		sdo("identity", id1, `"name":"Ann Author","identity_class":"individual"`):                                                     "skipped: person whom nothing calls a suspect",
		sdo("infrastructure", id1, `"name":"Night panel","infrastructure_types":["command-and-control"]`):                             "server/hk:night panel role=c2 x.infrastructure",
		sdo("infrastructure", id1, `"name":"203.0.113.7"`):                                                                            "server/203.0.113.7 x.infrastructure",
		sdo("infrastructure", id1, `"name":"evil.example C2"`):                                                                        "server/hk:evil example c2 x.infrastructure",
		sdo("infrastructure", id1, `"name":"203.0.113.0/24"`):                                                                         "skipped: network of more than one address",
		sdo("campaign", id1, `"name":"Omega"`):                                                                                        "skipped: campaign",
		sdo("x-own-type", id1, `"a":1`):                                                                                               "skipped: x-own-type",
		sdo("malware", id1, `"name":"Lumma","revoked":true`):                                                                          "skipped: revoked malware",
	} {
		if got := read(t, object); len(got) != 1 || got[0] != want {
			t.Errorf("%s\n says %q\n want %q", object, got, want)
		}
	}
}

const (
	domainObject = `{"type":"domain-name","id":"domain-name--` + id1 + `","value":"evil.example"}`
	serverObject = `{"type":"ipv4-addr","id":"ipv4-addr--` + id1 + `","value":"203.0.113.7"}`
)

// after returns what a bundle says after its first things.
func after(t *testing.T, n int, objects ...string) []string {
	t.Helper()
	got := read(t, bundle(objects...))
	return got[min(n, len(got)):]
}

func TestRelationshipsBecomeLinksWhereverTheirEndsStand(t *testing.T) {
	malware, actor := sdo("malware", id1, `"name":"Lumma"`), sdo("threat-actor", id1, `"name":"Neo"`)
	panel := sdo("infrastructure", id2, `"name":"Night","infrastructure_types":["phishing"]`)
	for _, c := range []struct {
		objects []string
		want    []string
	}{
		{[]string{relationship("resolves-to", "domain-name--"+id1, "ipv4-addr--"+id1), domainObject, serverObject}, one("domain/evil.example resolves-to server/203.0.113.7")},
		{[]string{indicator("[domain-name:value = 'evil.example']"), malware, relationship("indicates", "indicator--"+id1, "malware--"+id1)},
			[]string{"domain/evil.example malware=lumma", "domain/evil.example related-to malware/lumma"}},
		{[]string{panel, domainObject, relationship("consists-of", "infrastructure--"+id2, "domain-name--"+id1)},
			[]string{"domain/evil.example role=phishing", "server/hk:night consists-of domain/evil.example"}},
		{[]string{malware, actor, relationship("authored-by", "malware--"+id1, "threat-actor--"+id1)},
			[]string{"malware/lumma attributed-to suspect/hk:neo", "malware/lumma x.relationship"}},
		{[]string{malware, domainObject, relationship("dislikes", "malware--"+id1, "domain-name--"+id1)},
			[]string{"malware/lumma related-to domain/evil.example", "malware/lumma x.relationship"}},
	} {
		if got := after(t, 2, c.objects...); !slices.Equal(got, c.want) {
			t.Errorf("%q\n says %q\n want %q", c.objects, got, c.want)
		}
	}
}

func one(s string) []string { return []string{s} }

func TestAnObjectThatIsNoRecordIsKeptWhereARelationshipLeads(t *testing.T) {
	got := after(t, 1, domainObject, sdo("campaign", id1, `"name":"Omega"`), relationship("related-to", "campaign--"+id1, "domain-name--"+id1))
	if want := []string{"domain/evil.example x.campaign", "domain/evil.example x.relationship"}; !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
}

func TestAPersonIsASuspectOnlyWhereAThreatActorIsAttributedToThem(t *testing.T) {
	person, actor := sdo("identity", id2, `"name":"Ann","identity_class":"individual"`), sdo("threat-actor", id1, `"name":"Neo"`)
	got := read(t, bundle(person, actor, relationship("attributed-to", "threat-actor--"+id1, "identity--"+id2)))
	want := []string{"suspect/hk:neo x.threat-actor", "suspect/hk:ann name=Ann x.identity", "suspect/hk:neo attributed-to suspect/hk:ann"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
}

func TestSightingsAndNotesBecomeFacts(t *testing.T) {
	who := sdo("identity", id2, `"name":"Police","identity_class":"organization"`)
	sighting := sdo("sighting", id1, `"sighting_of_ref":"indicator--`+id1+`","first_seen":"2026-01-02T00:00:00Z","last_seen":"2026-01-03T00:00:00Z","where_sighted_refs":["identity--`+id2+`"]`)
	got := after(t, 2, indicator("[domain-name:value = 'evil.example']"), who, sighting)
	want := []string{"domain/evil.example first_seen=2026-01-02T00:00:00Z last_seen=2026-01-03T00:00:00Z", "domain/evil.example seen up 2026-01-03T00:00:00Z Police"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
	note := sdo("note", id1, `"abstract":"A","content":"B","authors":["Ann"],"object_refs":["domain-name--`+id1+`"]`)
	opinion := sdo("opinion", id1, `"opinion":"disagree","explanation":"why","object_refs":["domain-name--`+id1+`","campaign--`+id1+`"]`)
	got = after(t, 1, domainObject, note, opinion)
	want = []string{"domain/evil.example x.note", "domain/evil.example note: A\n\nB", "domain/evil.example note: Opinion: disagree\n\nwhy"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
	for _, nothing := range []string{
		sdo("sighting", id1, `"sighting_of_ref":"malware--`+id1+`"`), sdo("note", id1, `"content":"B","object_refs":["campaign--`+id1+`"]`),
		sdo("sighting", id1, `"sighting_of_ref":"domain-name--`+id1+`","count":0`),
	} {
		if got := after(t, 1, domainObject, nothing); len(got) != 1 || !strings.HasPrefix(got[0], "skipped: ") {
			t.Errorf("%s says %q", nothing, got)
		}
	}
}

func TestObservedDataOfSTIX20HasItsObservablesInside(t *testing.T) {
	got := read(t, `{"type":"bundle","id":"bundle--`+id1+`","spec_version":"2.0","objects":[{"type":"observed-data","id":"observed-data--`+id1+`",`+at+`,
		"first_observed":"2026-01-02T00:00:00Z","last_observed":"2026-01-03T00:00:00Z","number_observed":1,
		"objects":{"0":{"type":"domain-name","value":"evil.example","resolves_to_refs":["1"]},"1":{"type":"ipv4-addr","value":"203.0.113.7"},"2":{"type":"file","name":"a"}}}]}`)
	want := []string{
		"domain/evil.example", "server/203.0.113.7", "skipped: hash", "domain/evil.example resolves-to server/203.0.113.7",
		"domain/evil.example first_seen=2026-01-02T00:00:00Z last_seen=2026-01-03T00:00:00Z x.observed-data", "server/203.0.113.7 first_seen=2026-01-02T00:00:00Z last_seen=2026-01-03T00:00:00Z",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
}

func TestMarkingsOfBothVersionsMakeItemsStricter(t *testing.T) {
	own := `{"type":"marking-definition","spec_version":"2.1","id":"marking-definition--` + id1 + `",` + at + `,"definition_type":"tlp","definition":{"tlp":"red"}}`
	for id, want := range map[string]takedown.TLP{
		"5e57c739-391a-4eb3-b6be-7d15ca92d5ed": takedown.Red, "e828b379-4e03-4974-9ac4-e53a884c97c1": takedown.Red,
		"939a9414-2ddd-4d32-a0cd-375ea402b003": takedown.AmberStrict, "613f2e26-407d-48c7-9eca-b8e91df99dc9": takedown.Clear,
		id1: takedown.Red, id2: takedown.Clear,
	} {
		file := bundle(own, sdo("malware", id1, `"name":"Lumma","object_marking_refs":["marking-definition--`+id+`"]`))
		for item, err := range stix.Decode(strings.NewReader(file), "hk") {
			if err != nil || item.TLP != want {
				t.Errorf("%s is %v, %v", id, item.TLP, err)
			}
		}
	}
}

func TestEveryShapeOfAFileIsRead(t *testing.T) {
	for name, file := range map[string]string{
		"bundle": bundle(domainObject), "list": "[" + domainObject + "]", "object": domainObject, "lines": domainObject + "\n\n",
		"mark": "\xef\xbb\xbf" + domainObject, "objects first": `{"objects":[` + domainObject + `],"type":"bundle"}`,
		"with version 2.0": `{"type":"bundle","id":"bundle--` + id1 + `","spec_version":"2.0","objects":[` + domainObject + `]}`,
	} {
		if got := read(t, file); !slices.Equal(got, one("domain/evil.example x.domain-name")) {
			t.Errorf("%s says %q", name, got)
		}
		if !stix.Identify([]byte(file), "") {
			t.Errorf("%s is not recognised", name)
		}
		for n := 40; n < len(file); n++ {
			if strings.Contains(file[:n], id1+`"`) && strings.Contains(file[:n], `"type"`) && !stix.Identify([]byte(file[:n]), "") && name != "objects first" {
				t.Errorf("%s is not recognised by its first %d bytes", name, n)
				break
			}
		}
	}
	for _, other := range []string{`{"kind":"domain","key":"a.example"}`, `{"Event":{"id":"1"}}`, `[]`, `{}`, `[[1]]`, `{"type":"event","id":"1"}`, "evil.example", ""} {
		if stix.Identify([]byte(other), "a.json") {
			t.Errorf("%s is taken for STIX", other)
		}
	}
}

func TestWhatIsWrongIsNamedWithItsPlace(t *testing.T) {
	for file, want := range map[string]string{
		"[" + domainObject + ",\n{\"id\":1,\"type\":\"url\"}]":           "line 2, /id: it is no JSON string",
		"[\n{\"type\":\"url\",\"id\":\"url--1\"}]":                       "line 2, /id: \"url--1\" is no id of a url",
		"[\n{\"id\":\"url--1\"}]":                                        "line 2: the object has no type",
		"[\n" + sdo("malware", id1, `"name":["a"]`) + "]":                "line 2, /name: it is no JSON string",
		"[\n" + sdo("malware", id1, `"name":"a","labels":"b"`) + "]":     "line 2, /labels: it is no JSON array",
		"[\n" + sdo("malware", id1, `"name":"a","labels":[1]`) + "]":     "line 2, /labels: element 0",
		"[\n" + sdo("malware", id1, `"name":"a","confidence":"b"`) + "]": "line 2, /confidence: it is no JSON number",
		"[\n" + sdo("malware", id1, `"name":"a","name":"b"`) + "]":       "line 2",
		"[\n" + domainObject + ",":                                       "line 2",
		"[\n1]":                                                          "line 2: it is no JSON object",
		"\n1":                                                            "line 2: a STIX file has objects",
		"":                                                               "the file is empty",
		"\xff\xfea":                                                      "the file is in UTF-16",
		"[\n" + sdo("malware", id1, `"name":"a","x":`+strings.Repeat("[", 40)+strings.Repeat("]", 40)) + "]": "line 2: the object has more than 32 levels",
		"[\n" + sdo("malware", id1, `"name":"a","x":"`+strings.Repeat("x", 2<<20)+`"`) + "]":                 "after line 1: the object is longer than",
		bundle(relationship("resolves-to", "a", "b") + strings.Repeat(" ", 10) + "x"):                        "line 1",
		"[" + sdo("sighting", id1, `"sighting_of_ref":"a","last_seen":"yesterday"`) + "]":                    `line 1, /last_seen: "yesterday"`,
	} {
		got := read(t, file)
		if len(got) == 0 || !strings.HasPrefix(got[len(got)-1], "error: "+want) {
			t.Errorf("%.100q\n says %.200q\n want %q", file, got, want)
		}
	}
}

func TestObjectsAroundAWrongOneAreRead(t *testing.T) {
	got := read(t, bundle(domainObject, sdo("malware", id1, `"name":1`), serverObject))
	if len(got) != 3 || got[0] != "domain/evil.example x.domain-name" || got[2] != "server/203.0.113.7 x.ipv4-addr" {
		t.Errorf("got %q", got)
	}
}

func TestTwoObjectsWithOneNameAreTwoRecords(t *testing.T) {
	got := read(t, bundle(sdo("infrastructure", id1, `"name":"C2"`), sdo("infrastructure", id2, `"name":"C2"`)))
	if want := []string{"server/hk:c2 x.infrastructure", "server/hk:c2 22222222 x.infrastructure"}; !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
}

func TestTwoObjectsDoNotGiveAFieldTwoValues(t *testing.T) {
	got := read(t, bundle(
		sdo("indicator", id1, `"pattern_type":"stix","pattern":"[domain-name:value = 'a.example']","description":"one"`),
		sdo("indicator", id2, `"pattern_type":"stix","pattern":"[domain-name:value = 'a.example']","description":"two"`),
	))
	if want := []string{"domain/a.example description=one x.indicator", "domain/a.example x.indicator"}; !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
}

func TestARelationshipOfManyValuesDoesNotGrowWithoutEnd(t *testing.T) {
	var values []string
	for i := range 3000 {
		values = append(values, fmt.Sprintf("'h%d.example'", i))
	}
	big := indicator("[domain-name:value IN (" + strings.Join(values, ",") + ")]")
	got := after(t, 3001, big, sdo("malware", id1, `"name":"Lumma"`), relationship("indicates", "indicator--"+id1, "malware--"+id1))
	if !slices.Equal(got, one("skipped: relationship between too many values")) {
		t.Errorf("got %.200q", got)
	}
}

func TestAnObjectThatIsTooLongToBeKeptStillSaysItsValues(t *testing.T) {
	var values []string
	for i := range 3000 {
		values = append(values, fmt.Sprintf("'long-name-%d.example'", i))
	}
	got := read(t, indicator("[domain-name:value IN ("+strings.Join(values, ",")+")]"))
	if len(got) != 3001 || got[0] != "skipped: rest of an object that is too long to be kept whole" || got[1] != "domain/long-name-0.example" {
		t.Errorf("%d things, %.200q", len(got), got)
	}
}

func FuzzDecode(f *testing.F) {
	for _, seed := range []string{
		bundle(domainObject, indicator("[domain-name:value IN ('a.example','b.example')]"), sdo("malware", id1, `"name":"Lumma"`), relationship("indicates", "indicator--"+id1, "malware--"+id1)),
		"[" + sdo("identity", id2, `"name":"Ann","identity_class":"individual"`) + "," + sdo("threat-actor", id1, `"name":"Neo"`) + "]",
		sdo("sighting", id1, `"sighting_of_ref":"domain-name--`+id1+`"`) + "\n" + domainObject + sdo("note", id1, `"content":"B","object_refs":["domain-name--`+id1+`"]`),
		sdo("observed-data", id1, `"objects":{"0":{"type":"url","value":"http://a.example"}}`),
		sdo("infrastructure", id1, `"name":"a","extensions":{"extension-definition--9e9b98aa-1df5-5ae3-97a3-602bd0e17973":{"record":{"kind":"domain","key":"a.example","fields":{"registrar":"x"},"tags":["a"],"x":{"a":1}}}}`),
		indicator(`[file:hashes.'MD5' = 'a' OR (url:value = 'b\\'')] OR [x:y[*].z != 1]`),
		indicator(`[network-traffic:dst_ref.value = '192.0.2.1' AND network-traffic:dst_port = 80] FOLLOWEDBY ([NOT (url:value IN ('a', t'b'))] START t'a' STOP t'b')`),
		indicator(`[domain-name:value = 'a.example' AND domain-name:resolves_to_refs[*].value = '192.0.2.1' /* x */] AND [EXISTS file:name] WITHIN 5 SECONDS`),
		bundle(serverObject, trafficObject, sdo("report", id1, `"object_refs":["ipv4-addr--`+id1+`"],"object_marking_refs":["marking-definition--`+id1+`"]`), redDefinition),
		sdo("malware", id1, `"name":"a"`) + sdo("malware", id1, `"name":"a","revoked":true`),
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		lines := strings.Count(string(file), "\n") + 1
		for item, err := range stix.Decode(strings.NewReader(string(file)), "hk") {
			row, isRow := errors.AsType[*takedown.RowError](err)
			switch {
			case isRow && (row.Line < 1 || row.Line > lines), err == nil && (item.Line < 1 || item.Line > lines):
				t.Fatalf("line %d of %d", max(item.Line, row.Line), lines)
			case err == nil && item.Skipped == "" && (item.ID.Key == "" || takedown.KindOf(item.ID.Kind) == nil):
				t.Fatalf("%q says %q", file, item.ID)
			}
		}
	})
}
