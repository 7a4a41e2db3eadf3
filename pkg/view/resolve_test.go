package view

import (
	"iter"
	"slices"
	"testing"
	"time"

	"takedown/pkg/ledger"
	"takedown/pkg/takedown"
)

// resolveOf is the word of an origin on which entry is right about the registrar
// of evil.example.
func resolveOf(origin string, seq uint64, at int64, entry string) ledger.Entry {
	e := entryAbout(origin, seq, at, "resolve", Payload{})
	e.Payload = AppendResolve(nil, "registrar", entry)
	return e
}

// entryOn makes an add or set entry about another record.
func entryOn(id takedown.ID, origin string, seq uint64, at int64, verb, name, text string) ledger.Entry {
	e := entryAbout(origin, seq, at, verb, Payload{Set: []takedown.Value{{Field: takedown.KindOf(id.Kind).Field(name), Text: text}}})
	e.Subject = id.String()
	return e
}

// sourceOf yields entries as the logs of their origins do.
func sourceOf(t *testing.T, entries []ledger.Entry) Source {
	t.Helper()
	return func() iter.Seq2[*Told, error] {
		return func(yield func(*Told, error) bool) {
			for i := range entries {
				line, err := entries[i].Append(nil)
				if err != nil {
					t.Fatal(err)
				}
				told, err := Tell(entries[i].Origin, entries[i].Seq, line)
				if !yield(&told, err) || err != nil {
					return
				}
			}
		}
	}
}

// shownOf is the registrar that is shown, and whether the record is in conflict,
// when the logs come in the order of the origins.
func shownOf(t *testing.T, entries []ledger.Entry, origins ...string) (string, bool) {
	t.Helper()
	var sorted []ledger.Entry
	for _, origin := range origins {
		for _, e := range entries {
			if e.Origin == origin {
				sorted = append(sorted, e)
			}
		}
	}
	now := time.UnixMilli(2_000_000_000_000).UTC()
	rows, err := Gather(sourceOf(t, sorted), now)
	if err != nil {
		t.Fatal(err)
	}
	s := NewSnapshot(rows, Moment{Now: now, Known: now, Joins: true, Written: now})
	r, err := s.Record(evil)
	if err != nil || r == nil {
		t.Fatal(r, err)
	}
	for listed, err := range s.Records("domain") {
		if err != nil || listed.Get("registrar") != r.Get("registrar") || listed.Conflict() != r.Conflict() {
			t.Errorf("listed as %s and shown as %s: %v", listed.Get("registrar"), r.Get("registrar"), err)
		}
	}
	return r.Get("registrar"), r.Conflict()
}

var secure = takedown.ID{Kind: "operation", Key: "hk:secure"}

// twoClaims are two agencies that differ, hk the later, and an operation that vn
// leads.
func twoClaims() []ledger.Entry {
	in := Payload{Set: []takedown.Value{value("registrar", "R-vn")}, Plus: []takedown.Value{value("operations", "hk:secure")}}
	return []ledger.Entry{
		entryOn(secure, "hk/a", 1, 1000, "add", "lead", "vn"),
		entryAbout("hk/a", 2, 3000, "add", Payload{Set: []takedown.Value{value("registrar", "R-hk")}}),
		entryAbout("vn/a", 1, 2000, "add", in),
	}
}

func TestTheLastWordOfWhoLeadsIsShownWhateverComesFirst(t *testing.T) {
	differ := twoClaims()
	byVN := resolveOf("vn/a", 2, 4000, "vn/a:1")
	byHK := resolveOf("hk/a", 3, 5000, "hk/a:2")
	for name, c := range map[string]struct {
		entries  []ledger.Entry
		want     string
		conflict bool
	}{
		"nobody said which":            {differ, "R-hk", true},
		"the lead agency did":          {append(slices.Clone(differ), byVN), "R-vn", false},
		"another agency did":           {append(slices.Clone(differ), byHK), "R-hk", true},
		"another did later":            {append(slices.Clone(differ), byVN, byHK), "R-vn", false},
		"the lead did twice":           {append(slices.Clone(differ), byVN, resolveOf("vn/b", 1, 4001, "hk/a:2")), "R-hk", false},
		"who leads was changed":        {append(slices.Clone(differ), byVN, entryOn(secure, "hk/a", 3, 6000, "set", "lead", "hk")), "R-hk", true},
		"what it names stands no more": {append(slices.Clone(differ), byVN, entryAbout("vn/a", 3, 4500, "set", Payload{Set: []takedown.Value{value("registrar", "R3")}})), "R3", true},
		"it was taken back":            {append(slices.Clone(differ), byVN, retractOf("vn/a", 3, 4500, "vn/a:2")), "R-hk", true},
		"it says nothing of the field": {append(slices.Clone(differ), resolveOf("vn/a", 2, 4000, "hk/a:1")), "R-hk", true},
	} {
		for _, origins := range [][]string{{"hk/a", "vn/a", "vn/b"}, {"vn/b", "vn/a", "hk/a"}} {
			if got, conflict := shownOf(t, c.entries, origins...); got != c.want || conflict != c.conflict {
				t.Errorf("%s, %v: %s %v, want %s %v", name, origins, got, conflict, c.want, c.conflict)
			}
		}
	}
}

func retractOf(origin string, seq uint64, at int64, entry string) ledger.Entry {
	e := entryAbout(origin, seq, at, "retract", Payload{})
	e.Payload = []byte(`{"entry":"` + entry + `"}`)
	return e
}
