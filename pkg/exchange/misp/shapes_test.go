package misp_test

import (
	"slices"
	"strings"
	"testing"

	"takedown/pkg/exchange/misp"
	"takedown/pkg/takedown"
)

// related is an attribute of an object.
func related(relation, kind, value string) string {
	return `{"object_relation":"` + relation + `","type":"` + kind + `","value":"` + value + `"}`
}

func object(name string, attributes ...string) string {
	return event(`"Object":[{"name":"` + name + `","Attribute":[` + strings.Join(attributes, ",") + `]}]`)
}

func TestAConnectionHasTwoSides(t *testing.T) {
	rest := []string{related("ip-dst", "ip-dst", "192.0.2.4"), related("dst-port", "port", "443"), related("src-port", "port", "50000"), related("hostname-dst", "hostname", "n.example")}
	from := related("ip-src", "ip-src", "192.0.2.50")
	expect(t, object("network-connection", append([]string{from}, rest...)...),
		"server/192.0.2.4 ports=443", "domain/n.example", "domain/n.example resolves-to server/192.0.2.4",
		"skipped ip-src of one who may be a victim", "skipped port")
	flagged := strings.Replace(from, "{", `{"to_ids":true,`, 1)
	expect(t, object("network-connection", append([]string{flagged}, rest...)...),
		"server/192.0.2.50", "server/192.0.2.4 ports=443", "domain/n.example", "domain/n.example resolves-to server/192.0.2.4", "skipped port")
	expect(t, object("network-connection", from), "server/192.0.2.50")
}

func TestWhoGetsAMessageIsNoTarget(t *testing.T) {
	expect(t, object("email", related("from", "email-src", "a@evil.example"), related("to", "email-dst", "b@b.example"), related("cc", "email-dst", "c@b.example")),
		"account/email:a@evil.example", "skipped email-dst of one who may be a victim", "skipped email-dst of one who may be a victim")
}

func TestAVictimHasThatRole(t *testing.T) {
	expect(t, object("victim", related("domain", "domain", "b.example")), "domain/b.example role=victim")
}

func TestAPortOfOneOfSeveralAddressesIsNobodys(t *testing.T) {
	expect(t, object("domain-ip", related("domain", "domain", "a.example"), related("ip", "ip-dst", "192.0.2.1"), related("ip", "ip-dst", "192.0.2.2"), related("port", "port", "80")),
		"domain/a.example", "server/192.0.2.1", "server/192.0.2.2",
		"domain/a.example resolves-to server/192.0.2.1", "domain/a.example resolves-to server/192.0.2.2", "skipped port of one of several addresses")
}

func TestANetworkOfAnAgencyIsAProvider(t *testing.T) {
	expect(t, object("asn", related("asn", "AS", "AS64500"), related("subnet-announced", "ip-src", "198.51.100.0/24")),
		"provider/AS64500", "skipped ip-src with a network of more than one address")
}

func TestAProposalIsNamed(t *testing.T) {
	expect(t, attributes(`{"type":"domain","value":"a.example","ShadowAttribute":[{"type":"domain","value":"b.example"}]}`), "domain/a.example", "skipped ShadowAttribute")
	expect(t, attributes(`{"type":"domain","value":"a.example","ShadowAttribute":[]}`), "domain/a.example")
}

func TestAnAttributeOfASearchTellsItsEvent(t *testing.T) {
	expect(t, `{"response":{"Attribute":[{"type":"domain","value":"a.example","Event":{"id":"1","uuid":"0d2b48ec-a4a8-53f4-8eb0-b2650b9c88b4","info":"Wave 2","Orgc":{"name":"Lab"}}}]}}`,
		"domain/a.example source=Lab: Wave 2")
}

func TestAMarkingIsKnownInEverySpelling(t *testing.T) {
	for name, want := range map[string]takedown.TLP{
		"tlp:red": takedown.Red, "TLP:RED": takedown.Red, "TLP: RED": takedown.Red, `tlp=\"red\"`: takedown.Red, "tlp-red": takedown.Red, "tlp:red:ex:chr": takedown.Red,
		"tlp:amber+strict": takedown.AmberStrict, "tlp:amber-strict": takedown.AmberStrict, "TLP:AMBER STRICT": takedown.AmberStrict, "tlp:amber_strict": takedown.AmberStrict,
		"tlp:amber": takedown.Amber, "tlp:green": takedown.Green, "tlp:white": takedown.Clear, "tlp:clear": takedown.Clear, "tlp:unclear": takedown.Clear, "red": takedown.Clear,
	} {
		for item, err := range misp.Decode(strings.NewReader(attributes(`{"type":"domain","value":"a.example","Tag":[{"name":"`+name+`"}]}`)), "hk") {
			if err != nil || item.TLP != want {
				t.Errorf("%s is %v, %v", name, item.TLP, err)
			}
		}
	}
}

func TestAnEmptyListIsAnObjectWithoutMembers(t *testing.T) {
	expect(t, event(`"Orgc":[],"Galaxy":[{"type":"malpedia","GalaxyCluster":[{"value":"V","meta":[]}]}],"Attribute":[
		{"type":"domain","value":"b.example","Event":[],"Tag":null,"Sighting":[{"date_sighting":"1736071200","Organisation":[],"type":"0"}]}]`),
		"domain/b.example", "malware/v", "domain/b.example related-to malware/v", "domain/b.example unknown 2025-01-05T10:00:00Z ")
	got := read(t, event(`"Attribute":[{"type":"domain","value":"b.example","Event":[1]}]`))
	if len(got) != 1 || !strings.Contains(got[0], "/Event/Attribute/0: ") || !strings.Contains(got[0], "a list and no object") {
		t.Errorf("got %q", got)
	}
}

func TestANetworkWithAPortOrANameIsNamed(t *testing.T) {
	expect(t, attributes(attribute("ip-dst|port", "203.0.113.0/24|80"), attribute("domain|ip", "a.example|203.0.113.0/24"), attribute("ip-dst|port", "192.0.2.1:8080"), attribute("ip-dst|port", "192.0.2.2|")),
		"domain/a.example", "server/192.0.2.1 ports=8080", "server/192.0.2.2",
		"skipped ip-dst|port with a network of more than one address", "skipped domain|ip with a network of more than one address")
}

func TestWhatAnEventSaysBeyondItsValuesIsKeptOnce(t *testing.T) {
	const members = `"vendor":{"n":1.50},"distribution":"4","SharingGroup":{"name":"Group 7"},"date":"2026-01-01","Feed":[]`
	var kept []string
	for item, err := range misp.Decode(strings.NewReader(event(members+`,"Attribute":[{"type":"domain","value":"a.example","distribution":"4"},{"type":"domain","value":"b.example","distribution":"5"}]`)), "hk") {
		if err != nil {
			t.Fatal(err)
		}
		for _, x := range item.Extra {
			kept = append(kept, item.ID.Key+" "+x.Name+" "+string(x.JSON))
		}
	}
	want := []string{
		`a.example misp event {"SharingGroup":{"name":"Group 7"},"distribution":"4","vendor":{"n":1.50}}`,
		`a.example misp {"attributes":[{"distribution":"4","to_ids":false,"type":"domain"}]}`, `b.example misp {"attributes":[{"to_ids":false,"type":"domain"}]}`,
	}
	if !slices.Equal(kept, want) {
		t.Errorf("kept is %q", kept)
	}
	expect(t, event(`"vendor":1,"Attribute":[]`), "skipped member vendor of an event")
}
