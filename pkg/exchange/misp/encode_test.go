package misp_test

import (
	"bytes"
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"

	"takedown/pkg/exchange/misp"
	"takedown/pkg/lifecycle"
	"takedown/pkg/takedown"
	"takedown/pkg/view"
)

// memory is a view of nothing but records, links and facts.
type memory struct {
	view.View
	records []*view.Record
	links   []view.Link
	facts   map[takedown.ID][]view.Fact
}

func (m *memory) Records(string) iter.Seq2[*view.Record, error] { return sequence(m.records) }
func (m *memory) AllLinks() iter.Seq2[view.Link, error]         { return sequence(m.links) }
func (m *memory) Facts(id takedown.ID) ([]view.Fact, error)     { return m.facts[id], nil }

func sequence[T any](list []T) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for _, v := range list {
			if !yield(v, nil) {
				return
			}
		}
	}
}

var recorded = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)

func stamp(seq uint64) view.Stamp {
	return view.Stamp{Origin: "hk/lt07", Seq: seq, Actor: "kim", Recorded: recorded.UnixMilli()}
}

// add puts a record with fields, name=value, into the view.
func (m *memory) add(t *testing.T, kind, key string, tlp takedown.TLP, fields ...string) *view.Record {
	t.Helper()
	id, shown, err := takedown.ParseKey(takedown.KindOf(kind), key, "hk")
	if err != nil {
		t.Fatal(err)
	}
	p := view.Payload{Shown: shown}
	for _, f := range fields {
		name, text, _ := strings.Cut(f, "=")
		v := takedown.Value{Field: takedown.KindOf(kind).Field(name), Text: text}
		switch {
		case name == "grade":
			p.Grade = text
		case v.Field.IsSet():
			p.Plus = append(p.Plus, v)
		default:
			p.Set = append(p.Set, v)
		}
	}
	r := &view.Record{ID: id}
	r.Apply("add", &p, stamp(uint64(len(m.records)+1)), tlp, "")
	m.records = append(m.records, r)
	return r
}

func (m *memory) fact(id takedown.ID, verb, data string) {
	if m.facts == nil {
		m.facts = map[takedown.ID][]view.Fact{}
	}
	m.facts[id] = append(m.facts[id], view.Fact{Subject: id, Verb: verb, Stamp: stamp(uint64(90 + len(m.facts[id]))), At: recorded, Data: []byte(data)})
}

// told is what is lost and how many of it, by name.
func told(loss []view.Loss) string {
	var out []string
	for _, l := range loss {
		out = append(out, fmt.Sprint(l.What, " ", l.Count))
	}
	slices.Sort(out)
	return fmt.Sprint(out)
}

func encode(t *testing.T, m *memory) (string, []view.Loss) {
	t.Helper()
	var out bytes.Buffer
	loss, err := misp.Encode(&out, m, m.Records(""))
	if err != nil {
		t.Fatal(err)
	}
	return out.String(), loss
}

// written is what the tests look at in an event.
type written struct {
	Event struct {
		UUID, Info string
		Tag        []struct{ Name string }
		Object     []struct {
			UUID      string
			Name      string
			Attribute []struct {
				UUID, Type, Category, Value string
				ToIDs                       bool `json:"to_ids"`
				Tag                         []struct{ Name string }
			}
			ObjectReference []struct {
				To       string `json:"referenced_uuid"`
				Relation string `json:"relationship_type"`
			}
		}
	}
}

func parse(t *testing.T, file string) (w written) {
	t.Helper()
	if err := json.Unmarshal([]byte(file), &w, json.MatchCaseInsensitiveNames(true)); err != nil {
		t.Fatal(err)
	}
	return w
}

func TestAKeyIsAnAttributeThatMISPKnows(t *testing.T) {
	m := &memory{}
	for _, id := range []string{
		"domain/evil.example", "server/203.0.113.7", "url/https://evil.example/a", "account/email:mr.x@evil.example",
		"account/telegram:evil", "account/wallet:btc:bc1qxy2kgdygjrsqtzq2n0yrf2493p83kkfjhx0wlh", "provider/AS64500", "malware/lumma",
	} {
		kind, key, _ := takedown.SplitID(id)
		m.add(t, kind, key, takedown.Amber)
	}
	file, _ := encode(t, m)
	want := []string{"domain true", "ip-dst true", "url true", "email true", "text false", "btc true", "AS false", "text false"}
	for i, o := range parse(t, file).Event.Object {
		if got := fmt.Sprint(o.Attribute[0].Type, " ", o.Attribute[0].ToIDs); got != want[i] {
			t.Errorf("%s is %s, want %s", m.records[i].ID, got, want[i])
		}
	}
}

func TestNobodyIsToldToLookForAVictim(t *testing.T) {
	m := &memory{}
	m.add(t, "server", "203.0.113.7", takedown.Amber, "role=victim")
	m.add(t, "domain", "shop.example", takedown.Amber, "compromised=true")
	m.add(t, "domain", "evil.example", takedown.Amber).Life = lifecycle.Life{Status: "dropped"}
	file, _ := encode(t, m)
	for _, o := range parse(t, file).Event.Object {
		if o.Attribute[0].ToIDs {
			t.Errorf("%s is to be looked for", o.Attribute[0].Value)
		}
	}
}

func TestMarkingGradeAndStatusAreTags(t *testing.T) {
	m := &memory{}
	m.add(t, "domain", "evil.example", takedown.Green, "grade=B2", "tags=wave 2", "tags=tlp:clear")
	m.add(t, "server", "203.0.113.7", takedown.Red).Life = lifecycle.Life{Status: "seized"}
	file, loss := encode(t, m)
	w := parse(t, file)
	if got, want := fmt.Sprint(w.Event.Tag), "[{tlp:red}]"; got != want {
		t.Errorf("the event has %s, want %s", got, want)
	}
	for i, want := range []string{
		`[{tlp:green} {admiralty-scale:source-reliability="b"} {admiralty-scale:information-credibility="2"} {takedown:status="identified"} {wave 2}]`,
		`[{tlp:red} {takedown:status="seized"}]`,
	} {
		if got := fmt.Sprint(w.Event.Object[i].Attribute[0].Tag); got != want {
			t.Errorf("%s has %s, want %s", m.records[i].ID, got, want)
		}
	}
	if got, want := told(loss), "[markings below the default, when read again 1]"; got != want {
		t.Errorf("lost are %s, want %s", got, want)
	}
}

func TestIdsStayAndReferencesMeet(t *testing.T) {
	m := &memory{}
	domain, server := m.add(t, "domain", "evil.example", takedown.Amber), m.add(t, "server", "203.0.113.7", takedown.Amber)
	m.links = []view.Link{{From: domain.ID, Rel: "resolves-to", To: server.ID, Stamp: stamp(5), TLP: takedown.Amber}}
	file, loss := encode(t, m)
	again, _ := encode(t, m)
	if file != again || loss != nil {
		t.Errorf("written again it differs, or %v is lost", loss)
	}
	w := parse(t, file)
	seen := map[string]bool{w.Event.UUID: true}
	for _, o := range w.Event.Object {
		ids := []string{o.UUID}
		for _, a := range o.Attribute {
			ids = append(ids, a.UUID)
		}
		for _, id := range ids {
			if seen[id] || len(id) != 36 || id[14] != '5' {
				t.Errorf("%q is no id of its own", id)
			}
			seen[id] = true
		}
	}
	if r := w.Event.Object[0].ObjectReference; len(r) != 1 || r[0].To != w.Event.Object[1].UUID || r[0].Relation != "resolves-to" {
		t.Errorf("references are %v", r)
	}
	m.records = append(m.records, m.add(t, "domain", "later.example", takedown.Amber))
	if more, _ := encode(t, m); parse(t, more).Event.Object[0].UUID != w.Event.Object[0].UUID {
		t.Error("ids change when a record comes")
	}
}

func TestWhatHasNoPlaceIsNamed(t *testing.T) {
	m := &memory{}
	domain, server := m.add(t, "domain", "evil.example", takedown.Amber), m.add(t, "server", "203.0.113.7", takedown.Amber)
	m.links = []view.Link{{From: domain.ID, Rel: "resolves-to", To: server.ID, Stamp: stamp(5), TLP: takedown.Amber}}
	m.records = m.records[:1]
	m.fact(domain.ID, "act", `{"method":"suspend","outcome":"done","at":"2026-01-02T03:04:05Z"}`)
	m.fact(domain.ID, "note", `{"text":"no","dispute":"vn/pc1:3"}`)
	m.fact(domain.ID, "observe", `{"verdict":"down","at":"2026-01-02T03:04:05Z","from":"`+strings.Repeat("x", 300)+`"}`)
	file, loss := encode(t, m)
	if got, want := told(loss), "[facts: act 1 facts: note 1 facts: observe 1 links with an end outside the selection 1]"; got != want {
		t.Errorf("lost are %s, want %s", got, want)
	}
	if strings.Contains(file, "203.0.113.7") {
		t.Error("an end outside is in the file")
	}
}

func TestNotesAndObservationsAreReadAgain(t *testing.T) {
	m := &memory{}
	domain := m.add(t, "domain", "evil.example", takedown.Red, `description=a "text"`)
	m.fact(domain.ID, "note", `{"text":"a <note>\nof two lines"}`)
	m.fact(domain.ID, "observe", `{"verdict":"sinkholed","at":"2026-01-02T03:04:05.5+08:00","method":"dig","from":"lab"}`)
	file, loss := encode(t, m)
	if loss != nil {
		t.Errorf("lost are %v", loss)
	}
	expect(t, file, `domain/evil.example description=a "text" RED`,
		"domain/evil.example sinkholed 2026-01-02T03:04:05.5+08:00 lab", "domain/evil.example note a <note>\nof two lines")
}

func TestTheTitleIsTheOnlyOperationOfWhatIsWritten(t *testing.T) {
	m := &memory{}
	m.add(t, "operation", "other", takedown.Amber)
	m.add(t, "domain", "evil.example", takedown.Amber, "operations=hk:longwater")
	m.add(t, "domain", "b.example", takedown.Amber)
	one, _ := encode(t, m)
	m.add(t, "domain", "c.example", takedown.Amber, "operations=hk:second")
	two, _ := encode(t, m)
	if a, b := parse(t, one).Event.Info, parse(t, two).Event.Info; a != "takedown: hk:longwater" || b != "takedown" {
		t.Errorf("the titles are %q and %q", a, b)
	}
}
