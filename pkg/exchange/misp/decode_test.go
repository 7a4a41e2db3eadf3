package misp_test

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"takedown/pkg/exchange/misp"
	"takedown/pkg/takedown"
)

// read returns what a file says, one text a thing.
func read(t testing.TB, file string) []string {
	t.Helper()
	out := []string{}
	for item, err := range misp.Decode(strings.NewReader(file), "hk") {
		out = append(out, tell(item, err))
	}
	return out
}

func tell(item takedown.Item, err error) string {
	switch {
	case err != nil:
		return "error " + err.Error()
	case item.Skipped != "":
		return "skipped " + item.Skipped
	case item.Rel != "":
		return fmt.Sprintf("%s %s %s", item.ID, item.Rel, item.To)
	case item.Note != "":
		return fmt.Sprintf("%s note %s", item.ID, item.Note)
	case item.Seen != nil:
		return fmt.Sprintf("%s %s %s %s", item.ID, item.Seen.Verdict, item.Seen.At, item.Seen.From)
	}
	said := item.ID.String()
	for _, v := range item.Values {
		said += " " + v.Field.Name + "=" + v.Text
	}
	if item.TLP > takedown.Clear {
		said += " " + item.TLP.String()
	}
	return said
}

// event puts members of an event into a file.
func event(members string) string { return `{"Event":{"uuid":"",` + members + `}}` }

// attributes are an event with these attributes.
func attributes(list ...string) string {
	return event(`"Attribute":[` + strings.Join(list, ",") + `]`)
}

func attribute(kind, value string) string {
	return fmt.Sprintf(`{"type":%q,"value":%q}`, kind, value)
}

func expect(t *testing.T, file string, want ...string) {
	t.Helper()
	if got := read(t, file); !slices.Equal(got, want) {
		t.Errorf("%s\n says\n  %s\n want\n  %s", file, strings.Join(got, "\n  "), strings.Join(want, "\n  "))
	}
}

func TestTypesThatNameATargetAreRead(t *testing.T) {
	for _, c := range [][3]string{
		{"domain", "Evil[.]example", "domain/evil.example"},
		{"hostname", "www.evil.example", "domain/www.evil.example"},
		{"hostname", "203.0.113.7", "server/203.0.113.7"},
		{"domain", "evil.example/a", "url/http://evil.example/a"},
		{"ip-src", "203.0.113.7", "server/203.0.113.7"},
		{"ip-dst", "2001:db8::1", "server/2001:db8::1"},
		{"ip-dst", "203.0.113.7/32", "server/203.0.113.7"},
		{"ip-dst", "203.0.113.7:443", "server/203.0.113.7 ports=443"},
		{"ip-dst|port", "203.0.113.7|443", "server/203.0.113.7 ports=443"},
		{"url", "hxxp://evil.example/a", "url/http://evil.example/a"},
		{"url", "evil.example/a", "url/http://evil.example/a"},
		{"email-src", "Mr.X@evil.example", "account/email:Mr.X@evil.example"},
		{"AS", "64500", "provider/AS64500"},
		{"AS", "AS64500", "provider/AS64500"},
		{"github-username", "Evil", "account/github:evil"},
		{"github-repository", "evil/kit", "url/https://github.com/evil/kit"},
		{"phone-number", "+49 151 12345678", "account/phone:+4915112345678"},
		{"jabber-id", "evil@jabber.example", "account/jabber:evil@jabber.example"},
		{"threat-actor", "Mr. X", "suspect/hk:mr. x"},
	} {
		expect(t, attributes(attribute(c[0], c[1])), c[2])
	}
}

func TestANameWithItsAddressIsALink(t *testing.T) {
	expect(t, attributes(attribute("domain|ip", "evil.example|203.0.113.7")),
		"domain/evil.example", "server/203.0.113.7", "domain/evil.example resolves-to server/203.0.113.7")
}

func TestWhatIsNoTargetIsSkippedUnderItsType(t *testing.T) {
	expect(t, attributes(attribute("sha1", "da39"), attribute("filename", "update.exe"), attribute("ip-dst", "203.0.113.0/24"),
		attribute("sha1", "da40"), `{"type":"domain","value":"gone.example","deleted":true}`, `{"type":"btc","value":"1","validationIssue":true}`,
		attribute("uri", "/gate.php")),
		"skipped sha1", "skipped sha1", "skipped filename", "skipped ip-dst with a network of more than one address", "skipped deleted attribute",
		"skipped btc that MISP calls invalid", "skipped uri of another sort")
}

func TestADeletedEventIsLeftOutAndCounted(t *testing.T) {
	expect(t, event(`"Attribute":[`+attribute("domain", "evil.example")+`],"deleted":"1"`), "skipped deleted event")
}

func TestAnEventStandsAloneOrInAList(t *testing.T) {
	one := attributes(attribute("domain", "evil.example"))
	bare := `{"uuid":"","info":"","Attribute":[` + attribute("domain", "evil.example") + `]}`
	for _, file := range []string{one, bare, "[" + one + "]", `{"response":[` + one + `]}`, `{"response":[` + bare + `]}`, "[" + bare + "]", "\xef\xbb\xbf" + one, `{"response":` + one + `}`,
		`{"response":{"Attribute":[` + attribute("domain", "evil.example") + `]}}`} {
		expect(t, file, "domain/evil.example")
		if !misp.Identify([]byte(file), "a.txt") {
			t.Errorf("%s is not recognised", file)
		}
	}
	expect(t, `{"response":[`+one+`,`+one+`]}`, "domain/evil.example", "domain/evil.example")
}

func TestOtherJSONIsNotRecognised(t *testing.T) {
	for _, file := range []string{"", "Event", "[]", "{}", `{"type":"bundle","id":"bundle--1","objects":[]}`, `[{"id":"1","uuid":"2"}]`, `{"kind":"domain","key":"a.example"}`,
		`{"query_status":"ok","data":[]}`, `{"Event":7}`, `[[[[[[{"Event":{}}]]]]]]`} {
		if misp.Identify([]byte(file), "a.json") {
			t.Errorf("%s is recognised", file)
		}
	}
}

func TestAllThatAnEventSaysOfOneValueIsOneRecord(t *testing.T) {
	expect(t, event(`"Attribute":[
		{"type":"domain","value":"evil.example","comment":"first","first_seen":"2025-01-05T10:00:00+00:00"},
		{"type":"hostname","value":"EVIL.example","comment":"second","first_seen":"2025-01-04T10:00:00.000000+00:00","last_seen":"1736071200"},
		{"type":"domain","value":"evil.example","comment":"second"}]`),
		"domain/evil.example first_seen=2025-01-04T10:00:00Z description=first last_seen=2025-01-05T10:00:00Z",
		"domain/evil.example note second")
}

func TestTagsOfTheEventAreTheRecords(t *testing.T) {
	expect(t, event(`"Attribute":[{"type":"domain","value":"evil.example","Tag":[{"name":"own"}]},{"type":"domain","value":"b.example","Tag":[{"name":"tlp:red"},
		{"name":"admiralty-scale:source-reliability=\"a\""},{"name":"admiralty-scale:information-credibility=\"1\""}]}],
		"info":"Wave 2","Orgc":{"name":"Lab"},
		"Tag":[{"name":"tlp:amber+strict"},{"name":"PAP:GREEN"},{"name":"admiralty-scale:source-reliability=\"b\""},{"name":"admiralty-scale:information-credibility=\"2\""}]`),
		"domain/evil.example tags=own tags=tlp:amber+strict tags=PAP:GREEN grade=B2 source=Lab: Wave 2 AMBER+STRICT",
		"domain/b.example tags=tlp:red tags=tlp:amber+strict tags=PAP:GREEN grade=A1 source=Lab: Wave 2 RED")
}

func TestHalfAGradeStaysATag(t *testing.T) {
	expect(t, attributes(`{"type":"domain","value":"evil.example","Tag":[{"name":"admiralty-scale:source-reliability=\"b\""}]}`),
		`domain/evil.example tags=admiralty-scale:source-reliability="b"`)
}

func TestAGalaxyOfMalwareIsARecordWithLinks(t *testing.T) {
	expect(t, event(`"Galaxy":[{"type":"malpedia","name":"Malpedia","GalaxyCluster":[{"type":"malpedia","value":"Drift Gate","tag_name":"misp-galaxy:malpedia=\"Drift Gate\"","description":"A loader.","meta":{"synonyms":["DG"]}}]},
		{"type":"mitre-attack-pattern","GalaxyCluster":[{"type":"mitre-attack-pattern","value":"DNS - T1071.004"}]}],
		"Attribute":[`+attribute("domain", "evil.example")+`,{"type":"ip-dst","value":"203.0.113.7","Tag":[{"name":"misp-galaxy:ransomware=\"Lock X\""}]}]`),
		"domain/evil.example", "server/203.0.113.7",
		"malware/drift gate description=A loader. aliases=DG", "malware/lock x types=ransomware",
		"domain/evil.example related-to malware/drift gate", "server/203.0.113.7 related-to malware/drift gate", "server/203.0.113.7 related-to malware/lock x")
}

func TestASightingTellsWhenAndWho(t *testing.T) {
	expect(t, attributes(`{"type":"domain","value":"evil.example","Sighting":[{"date_sighting":"1736071200","source":"sensor 7","type":"0"},
		{"date_sighting":1736071200,"source":"","type":"1","Organisation":{"name":"Lab"}},{"date_sighting":"x","type":"0"}]}`),
		"domain/evil.example", "domain/evil.example unknown 2025-01-05T10:00:00Z sensor 7",
		"domain/evil.example note MISP sighting: is called a false positive at 2025-01-05T10:00:00Z by Lab", "skipped sighting without a time")
}

func TestObjectsJoinWhatStandsInThem(t *testing.T) {
	file := event(`"Object":[{"name":"domain-ip","uuid":"0d2b48ec-a4a8-53f4-8eb0-b2650b9c88b4","Attribute":[
		{"type":"domain","object_relation":"domain","value":"evil.example"},{"type":"ip-dst","object_relation":"ip","value":"203.0.113.7"},
		{"type":"datetime","object_relation":"registration-date","value":"2025-01-05T10:00:00+0000"},{"type":"port","object_relation":"port","value":"443"},
		{"type":"text","object_relation":"text","value":"Seen in wave 2."}]},
		{"name":"url","Attribute":[{"type":"domain","object_relation":"domain","value":"b.example"},{"type":"url","object_relation":"url","value":"https://b.example/x"}],
		"ObjectReference":[{"referenced_uuid":"0d2b48ec-a4a8-53f4-8eb0-b2650b9c88b4","relationship_type":"communicates-with"},
		{"referenced_uuid":"0d2b48ec-a4a8-53f4-8eb0-b2650b9c88b4","relationship_type":"beacons-to"},{"referenced_uuid":"nobody","relationship_type":"hosts"}]},
		{"name":"person","Attribute":[{"type":"first-name","object_relation":"first-name","value":"Mel"},{"type":"last-name","object_relation":"last-name","value":"Moe"},{"type":"text","object_relation":"alias","value":"neo"}]},
		{"name":"telegram-account","Attribute":[{"type":"text","object_relation":"username","value":"@Evil_Admin"}]},
		{"name":"file","Attribute":[{"type":"sha256","object_relation":"sha256","value":"e3b0"}]},
		{"name":"url","deleted":true,"Attribute":[{"type":"url","object_relation":"url","value":"https://gone.example/"}]}]`)
	expect(t, file,
		"domain/evil.example registered_on=2025-01-05 description=Seen in wave 2.", "server/203.0.113.7 ports=443",
		"domain/b.example", "url/https://b.example/x", "suspect/hk:mel moe name=Mel Moe aliases=neo", "account/telegram:evil_admin",
		"domain/evil.example resolves-to server/203.0.113.7",
		"url/https://b.example/x communicates-with domain/evil.example", "url/https://b.example/x related-to domain/evil.example",
		"skipped sha256", "skipped deleted object",
		"skipped relationship beacons-to, read as related-to", "skipped reference to what makes no other record")
}

func TestUnknownMembersAreKept(t *testing.T) {
	for item, err := range misp.Decode(strings.NewReader(`{"Event":{"uuid":"0d2b48ec-a4a8-53f4-8eb0-b2650b9c88b4","Attribute":[{"type":"ip-src","category":"Network activity","to_ids":true,"value":"203.0.113.7","vendor_score":{"n":1.50}}]}}`), "hk") {
		if err != nil || len(item.Extra) != 1 || item.Extra[0].Name != "misp:0d2b48ec-a4a8-53f4-8eb0-b2650b9c88b4" {
			t.Fatalf("%v: %v", item, err)
		}
		if got, want := string(item.Extra[0].JSON), `{"attributes":[{"category":"Network activity","to_ids":true,"type":"ip-src","vendor_score":{"n":1.50}}]}`; got != want {
			t.Errorf("kept is %s, want %s", got, want)
		}
	}
}

func TestABadValueIsNamedWithItsPlaceAndTheRestIsRead(t *testing.T) {
	got := read(t, "{\"Event\":{\"uuid\":\"\",\"Attribute\":[\n{\"type\":\"domain\",\"value\":\"no name!\"},\n{\"type\":\"domain\",\"value\":{}},\n{\"type\":\"domain\",\"value\":\"evil.example\"},\n7]}}")
	for i, want := range []string{"error line 2, /Event/Attribute/0/value: ", "error line 3, /Event/Attribute/1", "error line 5, /Event/Attribute/3", "domain/evil.example"} {
		if i >= len(got) || !strings.HasPrefix(got[i], want) {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestBrokenFilesAreRefusedWithTheirPlace(t *testing.T) {
	deep := strings.Repeat("[", 100_000)
	for file, says := range map[string]string{
		"":                                  "EOF",
		"7":                                 "line 1",
		"{}":                                "it is no MISP event",
		`{"Event":{"info":"a","info":"b"}}`: "duplicate",
		"{\"Event\":\n{\"Attribute\":[":     "line 2",
		attributes() + "x":                  "line 1",
		attributes() + attributes():         "something follows",
		event(`"Attribute":{"a":1}`):        "it is not a list",
		event(`"x":` + deep):                "line 1",
		deep:                                "line 1",
		"\xff\xfe{\x00":                     "UTF-16",
		"{\"Event\":{\"info\":\"\xff\"}}":   "UTF-8",
		event(`"info":{}`):                  "no text, number or truth value",
		`{"a":{"b":1}}`:                     "it is no MISP event",
		`{"0d2b48ec-a4a8-53f4-8eb0-b2650b9c88b4":{"info":"x","timestamp":"1"}}`: "it is the manifest of a feed",
	} {
		var last error
		for item, err := range misp.Decode(strings.NewReader(file), "hk") {
			if err == nil {
				t.Errorf("%.60q says %v", file, item)
			}
			last = err
		}
		if last == nil || !strings.Contains(last.Error(), says) || file != "" && !errors.Is(last, takedown.ErrInvalid) {
			t.Errorf("%.60q gives %v, want %q", file, last, says)
		}
	}
}

func TestWhoWantsNoMoreGetsNoMore(t *testing.T) {
	for range misp.Decode(strings.NewReader(attributes(attribute("domain", "a.example"), attribute("domain", "b.example"))), "hk") {
		break
	}
}

// shared are files that nobody of this project wrote, where they are present.
func shared(t *testing.T) []string {
	dir := cmp.Or(os.Getenv("TAKEDOWN_DATA"), "../../../../shared/data")
	files, err := filepath.Glob(filepath.Join(dir, "misp", "*.json"))
	if err != nil || len(files) == 0 {
		t.Skip("there are no real events here: TAKEDOWN_DATA names the folder of real inputs")
	}
	return files
}

func TestRealEventsAreReadWhole(t *testing.T) {
	for _, name := range shared(t) {
		f, err := os.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		head := make([]byte, 4<<10)
		n, _ := f.ReadAt(head, 0)
		if !misp.Identify(head[:n], name) {
			t.Errorf("%s is not recognised", name)
		}
		records := 0
		for item, err := range misp.Decode(f, "hk") {
			if err != nil {
				t.Errorf("%s: %v", name, err)
			} else if item.Skipped == "" {
				records++
			}
		}
		if records == 0 {
			t.Errorf("%s says nothing", name)
		}
		if err := f.Close(); err != nil {
			t.Error(err)
		}
	}
}
