package stix_test

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"takedown/pkg/exchange/stix"
	"takedown/pkg/takedown"
	"takedown/pkg/view"
)

// objects returns the objects of a bundle.
func objects(t *testing.T, file []byte) (out []map[string]any) {
	t.Helper()
	var b struct{ Objects []map[string]any }
	if err := json.Unmarshal(file, &b); err != nil {
		t.Fatal(err)
	}
	return b.Objects
}

func TestLinksAndFactsAreReadAgainAsTheyWereWritten(t *testing.T) {
	m := sample(t)
	file, loss := encode(t, m)
	var links, facts []string
	for item, err := range stix.Decode(bytes.NewReader(file), "vn") {
		switch {
		case err != nil || item.Skipped != "":
			t.Fatal(item.Skipped, err)
		case item.Rel != "":
			links = append(links, say(item))
		case item.Note != "" || item.Seen != nil:
			facts = append(facts, say(item))
		}
	}
	for i, l := range m.links {
		if want := l.From.String() + " " + l.Rel + " " + l.To.String(); i >= len(links) || links[i] != want {
			t.Fatalf("%s is not read again", want)
		}
	}
	want := []string{
		"server/203.0.113.7 note: a note\nof two lines", "server/203.0.113.7 seen up 2026-01-05T10:00:00+08:00 hk",
		"server/203.0.113.7 seen down 2026-01-06T10:00:00Z",
	}
	if !slices.Equal(facts, want) {
		t.Errorf("facts %q", facts)
	}
	if len(loss) != 1 || loss[0].What != "facts other than notes and observations" || loss[0].Count != 1 {
		t.Errorf("lost %v", loss)
	}
}

func TestTheSameViewGivesTheSameBytes(t *testing.T) {
	a, _ := encode(t, sample(t))
	b, _ := encode(t, sample(t))
	if !bytes.Equal(a, b) {
		t.Error("two exports differ")
	}
}

func TestEveryIDIsWrittenOnceAndEveryReferenceLeadsToAnObject(t *testing.T) {
	file, _ := encode(t, sample(t))
	seen := map[any]bool{}
	for _, o := range objects(t, file) {
		if seen[o["id"]] {
			t.Errorf("%v is there twice", o["id"])
		}
		seen[o["id"]] = true
	}
	for _, o := range objects(t, file) {
		for name, v := range o {
			for _, ref := range references(name, v) {
				if !seen[ref] {
					t.Errorf("%s of %v leads to %v, which is not there", name, o["id"], ref)
				}
			}
		}
	}
}

func references(name string, v any) (out []any) {
	switch {
	case name == "created_by_ref", strings.HasSuffix(name, "_ref"):
		return []any{v}
	case strings.HasSuffix(name, "_refs"):
		out, _ = v.([]any)
	}
	return out
}

func TestOnlyRelationshipsOfTheStandardAreWritten(t *testing.T) {
	// What the standard says for these ends, apart from what any two may have.
	allowed := map[string]string{
		"domain-name>ipv4-addr": "resolves-to", "domain-name>domain-name": "resolves-to", "domain-name>ipv6-addr": "resolves-to",
		"indicator>infrastructure": "indicates", "infrastructure>infrastructure": "communicates-with consists-of controls uses",
		"infrastructure>malware": "controls delivers hosts", "malware>infrastructure": "uses targets",
		"malware>malware": "controls downloads drops uses variant-of", "malware>threat-actor": "authored-by", "malware>identity": "targets",
		"threat-actor>infrastructure": "compromises hosts owns uses", "threat-actor>malware": "uses", "threat-actor>identity": "targets attributed-to impersonates",
		"malware>ipv4-addr": "communicates-with", "malware>ipv6-addr": "communicates-with", "malware>domain-name": "communicates-with", "malware>url": "communicates-with",
	}
	file, _ := encode(t, sample(t))
	n := 0
	for _, o := range objects(t, file) {
		if o["type"] != "relationship" {
			continue
		}
		n++
		from, _, _ := strings.Cut(o["source_ref"].(string), "--")
		to, _, _ := strings.Cut(o["target_ref"].(string), "--")
		rel := o["relationship_type"].(string)
		switch {
		case rel == "related-to", (rel == "derived-from" || rel == "duplicate-of") && from == to:
		case rel == "consists-of" && from == "infrastructure":
		case !slices.Contains(strings.Fields(allowed[from+">"+to]), rel):
			t.Errorf("%s %s %s is no relationship of the standard", from, rel, to)
		}
	}
	if n < 100 {
		t.Errorf("there are %d relationships", n)
	}
}

func TestObservablesHaveTheIDsThatTheStandardPrescribes(t *testing.T) {
	m := &memory{}
	m.add(t, "server", "198.51.100.3")
	m.add(t, "domain", "example.com")
	file, _ := encode(t, m)
	// Python's uuid.uuid5 makes these of {"value":"198.51.100.3"} and
	// {"value":"example.com"}; the second stands in the standard's examples too.
	for _, want := range []string{"ipv4-addr--28bb3599-77cd-5a82-a950-b5bc3caf07c4", "domain-name--bedb4899-d24b-5401-bc86-8f6b4cc18ec7"} {
		if !bytes.Contains(file, []byte(want)) {
			t.Errorf("%s is not written", want)
		}
	}
}

func TestIDsStayWhenARecordChanges(t *testing.T) {
	m := &memory{}
	r := m.add(t, "malware", "lumma")
	before := ids(t, m)
	s := stamp(50)
	r.Apply("set", &view.Payload{Set: []takedown.Value{{Field: takedown.KindOf("malware").Field("description"), Text: "b"}}}, s, takedown.Amber, "")
	if after := ids(t, m); !slices.Equal(after, before) {
		t.Errorf("%q became %q", before, after)
	}
}

func ids(t *testing.T, m *memory) (out []string) {
	file, _ := encode(t, m)
	for _, o := range objects(t, file) {
		out = append(out, o["id"].(string))
	}
	return out
}

func TestWhatNobodyShouldBlockHasNoIndicator(t *testing.T) {
	m := &memory{}
	m.add(t, "server", "203.0.113.7", "role=victim")
	if file, _ := encode(t, m); bytes.Contains(file, []byte(`"type":"indicator"`)) {
		t.Error("a victim has an indicator")
	}
}

func TestWhatWasImportedComesOutUnderItsID(t *testing.T) {
	object := sdo("indicator", id1, `"pattern_type":"stix","pattern":"[domain-name:value = 'a.example']","valid_from":"2026-01-01T00:00:00Z","x_own":[1.50],"kill_chain_phases":[{"kill_chain_name":"a","phase_name":"b"}]`)
	old := strings.Replace(sdo("malware", id2, `"name":"Lumma"`), `"spec_version":"2.1",`, "", 1)
	m := &memory{}
	n := uint64(0)
	for item, err := range stix.Decode(strings.NewReader(bundle(object, old)), "hk") {
		if err != nil {
			t.Fatal(err)
		}
		n++
		r := &view.Record{ID: item.ID}
		r.Apply("add", &view.Payload{Set: item.Values, Extra: item.Extra}, stamp(n), takedown.Amber, "")
		m.records = append(m.records, r)
	}
	file, loss := encode(t, m)
	if !bytes.Contains(file, []byte("\n"+object+",\n")) {
		t.Errorf("the object does not come out as it was")
	}
	if len(loss) != 1 || loss[0].What != "imported objects that are not of STIX 2.1 and stand in an extension alone" || loss[0].Count != 1 {
		t.Errorf("lost %v", loss)
	}
	if got := read(t, string(file)); len(got) != 2 || got[0] != "domain/a.example x.indicator" || got[1] != "malware/lumma x.malware" {
		t.Errorf("it is read again as %q", got)
	}
}

func TestWhatABundleCannotCarryIsCounted(t *testing.T) {
	m := &memory{}
	a := m.add(t, "malware", "a")
	a.TLP, a.PAP = takedown.Green, "RED"
	m.link(a.ID, "uses", takedown.ID{Kind: "domain", Key: "outside.example"})
	f := takedown.KindOf("malware").Field("description")
	for i, text := range []string{"b", "c"} {
		s := stamp(uint64(60 + i))
		s.Origin = "vn/pc" + text
		a.Apply("set", &view.Payload{Set: []takedown.Value{{Field: f, Text: text}}}, s, takedown.Green, "")
	}
	m.facts = map[takedown.ID][]view.Fact{a.ID: {{Subject: a.ID, Verb: "note", Stamp: stamp(70), At: recorded, Why: "asked", Data: []byte(`{"text":"n"}`)}}}
	_, loss := encode(t, m)
	got := map[string]int{}
	for _, l := range loss {
		got[l.What] = l.Count
	}
	for _, what := range []string{"links with an end outside the selection", "claims that are not shown", "markings below the default, when read again", "PAP markings, when read again", "reasons that stand with a note or an observation"} {
		if got[what] != 1 {
			t.Errorf("%d %s, of %v", got[what], what, loss)
		}
	}
}
