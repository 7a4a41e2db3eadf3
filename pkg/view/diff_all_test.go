package view

import (
	"slices"
	"testing"
	"time"

	"takedown/pkg/ledger"
	"takedown/pkg/takedown"
)

// gathered is the view of entries at an instant.
func gathered(t *testing.T, entries []ledger.Entry) *Snapshot {
	t.Helper()
	now := time.UnixMilli(2_000_000_000_000).UTC()
	rows, err := Gather(sourceOf(t, entries), now)
	if err != nil {
		t.Fatal(err)
	}
	s := NewSnapshot(rows, Moment{Now: now, Known: now, Joins: true, Written: now})
	return &s
}

// differing says in words in what two lists of entries differ.
func differing(t *testing.T, a, b []ledger.Entry) (out []string) {
	t.Helper()
	d, err := CompareAll(gathered(t, a), gathered(t, b))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range d.Changed {
		out = append(out, c.ID+" "+c.Field+": "+c.A+" > "+c.B)
	}
	for i := range d.Removed {
		out = append(out, "- "+d.Removed[i].ID())
	}
	for i := range d.Added {
		out = append(out, "+ "+d.Added[i].ID())
	}
	return out
}

func TestEverythingThatOneSideSaysAndTheOtherDoesNotIsADifference(t *testing.T) {
	server := takedown.ID{Kind: "server", Key: "192.0.2.1"}
	base := []ledger.Entry{
		entryAbout("hk/a", 1, 1000, "add", Payload{Set: []takedown.Value{value("registrar", "R1"), value("first_seen", "2025-01-01T00:00:00Z")}}),
		entryOn(server, "hk/a", 2, 1000, "add", "provider", "p.example"),
	}
	note := entryAbout("hk/a", 3, 2000, "note", Payload{})
	note.Payload = []byte(`{"text":"seen"}`)
	act := entryAbout("hk/a", 3, 2000, "act", Payload{})
	act.Payload = []byte(`{"method":"lock","outcome":"planned","at":"2001-01-01T00:00:00Z"}`)
	later := act
	later.Payload = []byte(`{"method":"lock","outcome":"planned","at":"2999-01-01T00:00:00Z"}`)
	link := entryAbout("hk/a", 3, 2000, "link", Payload{})
	link.Payload, link.Names = []byte(`{"rel":"resolves-to","to":"server/192.0.2.1"}`), []string{"server/192.0.2.1"}
	ended := link
	ended.Payload = []byte(`{"rel":"resolves-to","to":"server/192.0.2.1","until":"2001-01-01T00:00:00Z"}`)
	set := func(p Payload) ledger.Entry { return entryAbout("hk/a", 3, 2000, "set", p) }
	marked := set(Payload{Plus: []takedown.Value{value("tags", "x")}})
	marked.TLP, marked.PAP = "RED", "RED"
	for name, c := range map[string]struct {
		more ledger.Entry
		want []string
	}{
		"a value":                      {set(Payload{Set: []takedown.Value{value("registrar", "R2")}}), []string{"domain/evil.example registrar: R1 > R2"}},
		"a value that is gone":         {set(Payload{Clear: []*takedown.Field{field("registrar")}}), []string{"domain/evil.example registrar: R1 > "}},
		"one instant in other words":   {set(Payload{Set: []takedown.Value{value("first_seen", "2025-01-01T08:00:00+08:00")}}), nil},
		"elements and markings":        {marked, []string{"domain/evil.example tags:  > x", "domain/evil.example tlp: AMBER > RED", "domain/evil.example pap:  > RED"}},
		"a field of nobody's":          {set(Payload{Extra: []takedown.Extra{{Name: "k", JSON: []byte(`"v"`)}}}), []string{`domain/evil.example x: {} > {"k":"v"}`}},
		"a note":                       {note, []string{"+ hk/a:3"}},
		"an act":                       {act, []string{"+ hk/a:3"}},
		"an act that is yet to come":   {later, nil},
		"a link":                       {link, []string{"+ hk/a:3"}},
		"a link that is over":          {ended, nil},
		"a record":                     {entryOn(takedown.ID{Kind: "url", Key: "https://a.example/"}, "hk/a", 3, 2000, "add", "first_seen", "2025-01-01T00:00:00Z"), []string{"+ url/https://a.example/"}},
		"who is right, and nobody may": {resolveOf("hk/a", 3, 2000, "hk/a:1"), nil},
	} {
		more := append(slices.Clone(base), c.more)
		if got := differing(t, base, more); !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
		if got := differing(t, more, more); len(got) > 0 {
			t.Errorf("%s differs from itself: %q", name, got)
		}
	}
}
