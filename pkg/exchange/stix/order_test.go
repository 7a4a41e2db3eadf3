package stix_test

import (
	"slices"
	"strings"
	"testing"

	"takedown/pkg/exchange/stix"
	"takedown/pkg/takedown"
)

const (
	trafficObject = `{"type":"network-traffic","id":"network-traffic--` + id1 + `","dst_ref":"ipv4-addr--` + id1 + `","dst_port":8443,"protocols":["tcp"]}`
	redDefinition = `{"type":"marking-definition","spec_version":"2.1","id":"marking-definition--` + id1 + `",` + `"created":"2026-01-01T00:00:00.000Z","definition_type":"tlp","definition":{"tlp":"red"}}`
)

// newer makes an object of an earlier one that was changed later.
func newer(object, more string) string {
	return strings.Replace(object, `"modified":"2026-01-01T00:00:00.000Z"`, `"modified":"2026-02-01T00:00:00.000Z"`+more, 1)
}

func TestALabelThatIsDefinedAfterwardsStillMarks(t *testing.T) {
	marked := `"object_marking_refs":["marking-definition--` + id1 + `"]`
	file := bundle(
		sdo("malware", id1, `"name":"Lumma",`+marked), domainObject,
		strings.Replace(relationship("related-to", "domain-name--"+id1, "malware--"+id1), `"target_ref"`, marked+`,"target_ref"`, 1),
		strings.Replace(indicator("[domain-name:value = 'a.example' AND domain-name:resolves_to_refs[*].value = '192.0.2.1']"), `"pattern"`, marked+`,"pattern"`, 1),
		sdo("note", id1, `"content":"B","object_refs":["domain-name--`+id1+`"],`+marked),
		redDefinition,
	)
	strictest := map[string]takedown.TLP{}
	for item, err := range stix.Decode(strings.NewReader(file), "hk") {
		if err != nil {
			t.Fatal(err)
		}
		what := item.ID.String() + " " + item.Rel + item.Note
		strictest[what] = max(strictest[what], item.TLP)
	}
	for what, want := range map[string]takedown.TLP{
		"malware/lumma ": takedown.Red, "domain/evil.example related-to": takedown.Red, "domain/evil.example B": takedown.Red, "domain/a.example resolves-to": takedown.Red, "server/192.0.2.1 ": takedown.Red, "domain/evil.example ": takedown.Clear,
	} {
		if got, said := strictest[what]; !said || got != want {
			t.Errorf("%q is %v", what, got)
		}
	}
}

func TestWhatIsRevokedAfterwardsHasANote(t *testing.T) {
	one := sdo("malware", id1, `"name":"Lumma"`)
	got := read(t, bundle(one, newer(one, `,"revoked":true`)))
	want := []string{"malware/lumma x.malware", "malware/lumma note: malware--" + id1 + " was revoked by its source at 2026-02-01T00:00:00.000Z"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
	got = read(t, bundle(newer(one, `,"revoked":true`), one))
	if want := []string{"skipped: revoked malware", "skipped: revoked malware"}; !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
	rel := relationship("resolves-to", "domain-name--"+id1, "ipv4-addr--"+id1)
	for _, file := range []string{bundle(domainObject, serverObject, rel, newer(rel, `,"revoked":true`)), bundle(domainObject, serverObject, newer(rel, `,"revoked":true`), rel)} {
		if got := read(t, file); len(got) != 4 || strings.Contains(strings.Join(got, " "), "resolves-to") {
			t.Errorf("got %q", got)
		}
	}
}

func TestAnotherVersionIsNamedAndTheSameOneIsNot(t *testing.T) {
	one := sdo("malware", id1, `"name":"Lumma","description":"a"`)
	two := newer(strings.Replace(one, `"a"`, `"b"`, 1), "")
	got := read(t, one+two)
	want := []string{"malware/lumma description=a x.malware", "skipped: line 1, malware--" + id1 + ": another version of an object, of which the first in the file stands in the fields", "malware/lumma x.malware"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
	if got := read(t, one+one); !slices.Equal(got, []string{"malware/lumma description=a x.malware", "malware/lumma"}) {
		t.Errorf("got %q", got)
	}
}

func TestTrafficGivesItsServerThePort(t *testing.T) {
	for _, file := range []string{bundle(serverObject, trafficObject), bundle(trafficObject, serverObject)} {
		if got := after(t, 1, file[strings.Index(file, "[")+1:len(file)-2]); !slices.Equal(got, []string{"server/203.0.113.7 ports=8443", "server/203.0.113.7 x.network-traffic"}) {
			t.Errorf("got %q", got)
		}
	}
	if got := after(t, 0, trafficObject); !slices.Equal(got, one("skipped: network-traffic")) {
		t.Errorf("got %q", got)
	}
	got := read(t, sdo("observed-data", id1, `"objects":{"0":{"type":"ipv4-addr","value":"192.0.2.1"},"1":{"type":"network-traffic","dst_ref":"0","dst_port":443}}`))
	if !slices.Contains(got, "server/192.0.2.1 ports=443") || strings.Contains(strings.Join(got, " "), "skipped") {
		t.Errorf("got %q", got)
	}
}

func TestWhatSpeaksOfRecordsIsKeptAtTheFirst(t *testing.T) {
	for _, object := range []string{
		sdo("report", id1, `"name":"R","published":"2026-01-01T00:00:00Z","object_refs":["campaign--`+id1+`","domain-name--`+id1+`"]`),
		sdo("grouping", id1, `"context":"suspicious-activity","object_refs":["domain-name--`+id1+`"]`),
		sdo("language-content", id1, `"object_ref":"domain-name--`+id1+`","contents":{"de":{"name":"a"}}`),
	} {
		kind, _, _ := strings.Cut(strings.TrimPrefix(object, `{"type":"`), `"`)
		if got := after(t, 0, object, domainObject); !slices.Equal(got, []string{"domain/evil.example x.domain-name", "domain/evil.example x." + kind}) {
			t.Errorf("%s says %q", kind, got)
		}
		if got := read(t, object); !slices.Equal(got, one("skipped: "+kind)) {
			t.Errorf("%s alone says %q", kind, got)
		}
	}
}

func TestAHostnameOfOtherProgramsIsADomain(t *testing.T) {
	for _, kind := range []string{"hostname", "x-opencti-hostname"} {
		if got := read(t, `{"type":"`+kind+`","id":"`+kind+`--`+id1+`","value":"h.example"}`); !slices.Equal(got, one("domain/h.example x."+kind)) {
			t.Errorf("got %q", got)
		}
	}
}
