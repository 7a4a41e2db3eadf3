package query_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"takedown/pkg/query"
	"takedown/pkg/takedown"
	"takedown/pkg/view"
)

// fact returns an act that entry seq says of a domain at an hour of a day.
func fact(seq uint64, key string, hour int) *view.Fact {
	return &view.Fact{
		Subject: takedown.ID{Kind: "domain", Key: key}, Verb: "act", Stamp: view.Stamp{Origin: "hk/lt07", Seq: seq, Actor: "alice"},
		TLP: takedown.Amber, At: time.Date(2025, 3, 12, hour, 0, 0, 0, time.UTC),
		Data: fmt.Appendf(nil, `{"method":"suspend","outcome":"done","at":"2025-03-12T%02d:00:00Z","order":"order/hk:1","unmet":["covers"]}`, hour),
	}
}

func TestEveryColumnOfAFactCanBeSelectedBy(t *testing.T) {
	known := query.FactFields()
	for _, label := range view.FactColumns() {
		if !slices.Contains(known, label) {
			t.Errorf("%s cannot be selected by", label)
			continue
		}
		q, err := query.ParseFacts("has(" + label + ") and " + label + " == " + label)
		if err != nil {
			t.Errorf("%s: %v", label, err)
			continue
		}
		if _, err := q.Match(fact(1, "evil.example", 9)); err != nil {
			t.Errorf("%s: %v", label, err)
		}
		if _, err := query.NewFactIndex([]string{"-" + label}, 0); err != nil {
			t.Errorf("%s: %v", label, err)
		}
	}
}

func TestFactsAreSelectedByEnvelopeAndPayload(t *testing.T) {
	for src, want := range map[string]bool{
		"": true, "fact == 'act' and method == 'suspend'": true, "method == 'seize'": false, "'covers' in unmet": true,
		"at < '2025-03-12T17:30:00+08:00'": true, "at < '2025-03-12T17:00:00+08:00'": false, "tlp < 'RED'": true,
		"subject == 'domain/evil.example'": true, "has(verdict)": false,
		"order == 'order/hk:1' and counts and tenure == 1": true, "age(at) < '1d'": true, "has(until)": false,
	} {
		q, err := query.ParseFacts(src)
		if err != nil {
			t.Errorf("%s: %v", src, err)
			continue
		}
		got, err := q.At(time.Date(2025, 3, 13, 0, 0, 0, 0, time.UTC)).Match(fact(1, "evil.example", 9))
		if got != want || err != nil {
			t.Errorf("%s: %v %v", src, got, err)
		}
	}
}

func TestTheTwoTablesDoNotMix(t *testing.T) {
	if _, err := query.ParseFacts("registrar == 'x'"); err == nil {
		t.Error("a fact has a field of a domain")
	}
	if _, err := query.Parse("verdict == 'up'"); err == nil {
		t.Error("a record has a member of a payload")
	}
}

func TestAFixedSubjectRulesOutTheOthers(t *testing.T) {
	q, err := query.ParseFacts("fact == 'act' and subject in ['domain/a.example', 'domain/b.example']")
	if err != nil {
		t.Fatal(err)
	}
	if !q.MayHave(takedown.ID{Kind: "domain", Key: "b.example"}) || q.MayHave(takedown.ID{Kind: "domain", Key: "c.example"}) {
		t.Error("the subjects that can be selected are not those named")
	}
}

// order returns the sequences of facts as an index sorts them.
func order(t *testing.T, keys []string, limit int, list ...*view.Fact) (out []uint64) {
	t.Helper()
	x, err := query.NewFactIndex(keys, limit)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range list {
		x.Add(f, &f.Subject)
	}
	for p := range x.Sorted() {
		out = append(out, p.Seq)
	}
	return out
}

func TestFactsComeByTimeAndThenById(t *testing.T) {
	list := []*view.Fact{fact(10, "b.example", 9), fact(9, "c.example", 9), fact(2, "a.example", 11), fact(3, "d.example", 8)}
	for _, c := range []struct {
		keys  []string
		limit int
		want  []uint64
	}{
		{nil, 0, []uint64{3, 9, 10, 2}},
		{nil, 2, []uint64{3, 9}},
		{[]string{"-at"}, 0, []uint64{2, 9, 10, 3}},
		{[]string{"id"}, 0, []uint64{2, 3, 9, 10}},
		{[]string{"-subject"}, 1, []uint64{3}},
		{[]string{"method", "-id"}, 0, []uint64{10, 9, 3, 2}},
	} {
		if got := order(t, c.keys, c.limit, list...); !slices.Equal(got, c.want) {
			t.Errorf("by %v, %d at most: %v, want %v", c.keys, c.limit, got, c.want)
		}
	}
}

func TestALimitKeepsTheFirstOfManyFacts(t *testing.T) {
	var list []*view.Fact
	for i := range 20_000 {
		list = append(list, fact(uint64(20_000-i), "evil.example", i%24))
	}
	if got, want := order(t, nil, 3, list...), order(t, nil, 0, list...)[:3]; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}
