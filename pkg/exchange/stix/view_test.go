package stix_test

import (
	"bytes"
	"fmt"
	"iter"
	"strings"
	"testing"
	"time"

	"takedown/pkg/exchange/stix"
	"takedown/pkg/lifecycle"
	"takedown/pkg/takedown"
	"takedown/pkg/view"
)

var recorded = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)

func stamp(seq uint64) view.Stamp {
	return view.Stamp{Origin: "hk/lt07", Seq: seq, Actor: "kim", Recorded: recorded.UnixMilli()}
}

// memory is a view of records with links and facts.
type memory struct {
	records []*view.Record
	links   []view.Link
	facts   map[takedown.ID][]view.Fact
}

func (m *memory) Record(takedown.ID) (*view.Record, error)       { return nil, nil }
func (m *memory) Records(string) iter.Seq2[*view.Record, error]  { return sequence(m.records) }
func (m *memory) Links(takedown.ID) ([]view.Link, error)         { return nil, nil }
func (m *memory) Facts(id takedown.ID) ([]view.Fact, error)      { return m.facts[id], nil }
func (m *memory) Count(string, string) (map[string]int, error)   { return nil, nil }
func (m *memory) Tallies(string) ([]view.Tally, error)           { return nil, nil }
func (m *memory) Orders(takedown.ID) ([]*lifecycle.Order, error) { return nil, nil }
func (m *memory) AsOf() time.Time                                { return recorded }
func (m *memory) KnownAt() time.Time                             { return recorded }
func (m *memory) LastEntry() time.Time                           { return recorded }
func (m *memory) AllLinks() iter.Seq2[view.Link, error]          { return sequence(m.links) }

func sequence[T any](list []T) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for _, v := range list {
			if !yield(v, nil) {
				return
			}
		}
	}
}

// add adds a record with fields, written name=value.
func (m *memory) add(t testing.TB, kind, key string, fields ...string) *view.Record {
	t.Helper()
	k := takedown.KindOf(kind)
	id, shown, err := takedown.ParseKey(k, key, "hk")
	if err != nil {
		t.Fatal(err)
	}
	p := view.Payload{Shown: shown}
	for _, pair := range fields {
		name, text, _ := strings.Cut(pair, "=")
		f, err := k.ParseField(name)
		if err != nil {
			t.Fatal(err)
		}
		value, err := f.Parse(text, "hk")
		if err != nil {
			t.Fatal(err)
		}
		switch v := (takedown.Value{Field: f, Text: value}); {
		case name == "source":
			p.Source = value
		case name == "grade":
			p.Grade = value
		case f.IsSet():
			p.Plus = append(p.Plus, v)
		default:
			p.Set = append(p.Set, v)
		}
	}
	r := &view.Record{ID: id}
	r.Apply("add", &p, stamp(uint64(len(m.records)+1)), k.Marking, "")
	m.records = append(m.records, r)
	return r
}

func (m *memory) link(from takedown.ID, rel string, to takedown.ID) {
	m.links = append(m.links, view.Link{From: from, Rel: rel, To: to, Stamp: stamp(uint64(100 + len(m.links))), TLP: takedown.Amber})
}

// sample is a view with a record of every kind and a link of every relation
// between all kinds that it may join.
func sample(t testing.TB) *memory {
	m := &memory{facts: map[takedown.ID][]view.Fact{}}
	m.add(t, "server", "203.0.113.7", "role=c2", "addresses=2001:db8::1", "tags=night", "first_seen=2026-01-05T10:00:00+08:00", "last_seen=2026-02-01T00:00:00Z", "grade=B2")
	m.add(t, "domain", "evil.example", "role=phishing", "confidence=80")
	m.add(t, "url", "https://evil.example/a'b?c=d", "description=a page")
	m.add(t, "account", "telegram:evil")
	m.add(t, "malware", "lumma", "aliases=lummac2", "types=spyware")
	m.add(t, "provider", "registrar.example", "name=Registrar 1", "roles=registrar", "abuse_contact=abuse@registrar.example")
	m.add(t, "agency", "hk", "name=Police")
	m.add(t, "suspect", "Mr. X", "aliases=X", "roles=malware-author")
	m.add(t, "operation", "Op 1", "lead=hk")
	m.add(t, "order", "O 1", "type=search-warrant", "jurisdiction=HK")
	m.add(t, "evidence", "E 1", "sha256=e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "size=0", "media_type=text/plain")
	m.add(t, "evidence", "E 2", "description=a telephone")
	m.add(t, "asset", "A 1", "type=cash")
	m.add(t, "victims", "V 1")
	for _, rel := range takedown.Relations() {
		for i, a := range m.records {
			for j, b := range m.records {
				if i != j && rel.Joins(a.ID.Kind, b.ID.Kind) {
					m.link(a.ID, rel.Name, b.ID)
				}
			}
		}
	}
	for i, verb := range []struct{ verb, data string }{
		{"note", `{"text":"a note\nof two lines"}`},
		{"observe", `{"verdict":"up","at":"2026-01-05T10:00:00+08:00","from":"hk"}`},
		{"observe", `{"verdict":"down","at":"2026-01-06T10:00:00Z","method":"http"}`},
		{"drop", `{"at":"2026-01-06T10:00:00Z","reason":"duplicate"}`},
	} {
		id := m.records[0].ID
		m.facts[id] = append(m.facts[id], view.Fact{Subject: id, Verb: verb.verb, Stamp: stamp(uint64(5000 + i)), At: recorded, Data: []byte(verb.data), TLP: takedown.Amber})
	}
	return m
}

func encode(t testing.TB, m *memory) ([]byte, []view.Loss) {
	t.Helper()
	var out bytes.Buffer
	loss, err := stix.Encode(&out, m, sequence(m.records))
	if err != nil {
		t.Fatal(err)
	}
	return out.Bytes(), loss
}

// read returns what a file says, one line a thing, in a short spelling.
func read(t testing.TB, file string) []string {
	t.Helper()
	out := []string{}
	for item, err := range stix.Decode(strings.NewReader(file), "hk") {
		if err != nil {
			out = append(out, "error: "+err.Error())
			continue
		}
		out = append(out, say(item))
	}
	return out
}

func say(item takedown.Item) string {
	switch {
	case item.Skipped != "":
		return "skipped: " + item.Skipped
	case item.Note != "":
		return item.ID.String() + " note: " + item.Note
	case item.Seen != nil:
		return strings.TrimSpace(fmt.Sprintf("%s seen %s %s %s", item.ID, item.Seen.Verdict, item.Seen.At, item.Seen.From))
	case item.Rel != "":
		return item.ID.String() + " " + item.Rel + " " + item.To.String()
	}
	said := item.ID.String()
	for _, v := range item.Values {
		said += " " + v.Field.Name + "=" + v.Text
	}
	for _, x := range item.Extra {
		said += " x." + strings.Split(x.Name, "--")[0]
	}
	return said
}
