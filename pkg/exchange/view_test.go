package exchange_test

import (
	"fmt"
	"iter"
	"testing"
	"time"

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

func (m *memory) Record(takedown.ID) (*view.Record, error)      { return nil, nil }
func (m *memory) Records(string) iter.Seq2[*view.Record, error] { return m.all() }
func (m *memory) Links(takedown.ID) ([]view.Link, error)        { return nil, nil }
func (m *memory) Facts(id takedown.ID) ([]view.Fact, error)     { return m.facts[id], nil }
func (m *memory) Count(string, string) (map[string]int, error)  { return nil, nil }
func (m *memory) AsOf() time.Time                               { return recorded }
func (m *memory) KnownAt() time.Time                            { return recorded }
func (m *memory) LastEntry() time.Time                          { return recorded }

func (m *memory) AllLinks() iter.Seq2[view.Link, error] { return sequence(m.links) }

func (m *memory) all() iter.Seq2[*view.Record, error] { return sequence(m.records) }

func sequence[T any](list []T) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for _, v := range list {
			if !yield(v, nil) {
				return
			}
		}
	}
}

// keys are keys of every kind.
var keys = map[string]string{
	"server": "203.0.113.7", "domain": "evil.example", "url": "https://evil.example/a?b=c", "account": "telegram:evil",
	"malware": "lumma", "provider": "registrar.example", "agency": "hk", "suspect": "hk:Mr. X", "operation": "hk:Op 1",
	"order": "hk:O 1", "evidence": "hk:E 1", "asset": "hk:A 1", "victims": "hk:V 1",
}

// texts are values of every type that is no vocabulary.
var texts = map[takedown.Type]string{
	takedown.Text: "=a, \"b\"\nc|d", takedown.Grade: "B2", takedown.Percent: "80", takedown.Instant: "2025-01-05T10:00:00+08:00",
	takedown.InstantOrOpen: "open", takedown.Date: "2025-01-05", takedown.Bool: "true", takedown.Count: "9007199254740992",
	takedown.Decimal: "1234.50", takedown.Address: "2001:db8::1", takedown.Port: "443", takedown.ASN: "64496",
	takedown.Host: "ns1.example.net", takedown.Country: "DE", takedown.Place: "US-CA", takedown.Currency: "EUR",
	takedown.Family: "lumma", takedown.Pattern: "domain/*.evil.example",
	takedown.SHA256: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
}

func textOf(f *takedown.Field) string {
	switch {
	case f.Type == takedown.Key:
		return keys[f.Ref]
	case len(f.Words) > 0:
		return f.Words[0]
	}
	return texts[f.Type]
}

// sample is a view with a record of every kind that has every field, a link and
// a note.
func sample(t *testing.T) *memory {
	m := &memory{}
	for _, k := range takedown.Kinds() {
		item := takedown.Item{Extra: []takedown.Extra{{Name: "seen in", JSON: []byte(`{"n":[1.50]}`)}}}
		var err error
		if item.ID, item.Shown, err = takedown.ParseKey(k, keys[k.Name], "hk"); err != nil {
			t.Fatal(err)
		}
		all := k.All()
		for i := range all {
			text, err := all[i].Parse(textOf(&all[i]), "hk")
			if err != nil {
				t.Fatal(fmt.Errorf("%s: %w", k.Name, err))
			}
			item.Values = append(item.Values, takedown.Value{Field: &all[i], Text: text})
		}
		m.records = append(m.records, recordOf(item))
	}
	server, domain := m.records[0].ID, m.records[1].ID
	m.links = []view.Link{{From: domain, Rel: "resolves-to", To: server, Stamp: stamp(2), TLP: takedown.Amber, Since: "2025-01-05T10:00:00Z", Strength: "confirmed"}}
	m.facts = map[takedown.ID][]view.Fact{domain: {{Subject: domain, Verb: "note", Stamp: stamp(3), At: recorded, Data: []byte(`{"text":"a note"}`)}}}
	return m
}

// recordOf makes the record that an item says, as one entry.
func recordOf(item takedown.Item) *view.Record {
	p := view.Payload{Shown: item.Shown, Extra: item.Extra}
	for _, v := range item.Values {
		switch {
		case v.Field.Name == "source":
			p.Source = v.Text
		case v.Field.Name == "grade":
			p.Grade = v.Text
		case v.Field.IsSet():
			p.Plus = append(p.Plus, v)
		default:
			p.Set = append(p.Set, v)
		}
	}
	r := &view.Record{ID: item.ID}
	r.Apply("add", &p, stamp(1), takedown.KindOf(item.ID.Kind).Marking, "")
	return r
}

func (m *memory) Tallies(string) ([]view.Tally, error) { return nil, nil }

func (m *memory) Orders(takedown.ID) ([]*lifecycle.Order, error) { return nil, nil }
