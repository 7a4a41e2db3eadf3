package query_test

import (
	"errors"
	"slices"
	"testing"

	"takedown/pkg/query"
	"takedown/pkg/takedown"
	"takedown/pkg/view"
)

func someCase(t testing.TB) *memory {
	return newMemory(
		record(t, "domain/a.evil.example", "registrar=One", "confidence=9", "first_seen=2025-03-14T06:00:00Z"),
		record(t, "domain/b.evil.example", "registrar=Two", "confidence=80", "tags=x"),
		record(t, "domain/evil.example", "confidence=10", "first_seen=2025-03-14T06:00:00+08:00"),
		record(t, "server/203.0.113.7", "country=VN"),
		record(t, "server/hk:Rack7"),
		record(t, "suspect/hk:Neo", "nationality=VN"),
		record(t, "order/hk:o1", "type=seizure", "jurisdiction=HK"),
	)
}

func TestSelectReadsNoMoreThanItMust(t *testing.T) {
	for _, tt := range []struct {
		where       string
		kinds       []string
		want, asked []string
	}{
		{"kind == 'server'", nil, []string{"server/203.0.113.7", "server/hk:Rack7"}, []string{"scan server"}},
		{"kind in ['suspect', 'server'] and tlp == 'AMBER'", []string{"domain", "server"}, []string{"server/203.0.113.7", "server/hk:Rack7"}, []string{"scan server"}},
		{"nationality == 'VN'", nil, []string{"suspect/hk:Neo"}, []string{"scan suspect"}},
		{"kind == 'domain' and key in ['evil.example', 'b.evil.example', 'none.example', 'b.evil.example']", nil,
			[]string{"domain/b.evil.example", "domain/evil.example"},
			[]string{"record domain/b.evil.example", "record domain/evil.example", "record domain/none.example"}},
		{"id in ['suspect/hk:Neo', 'domain/evil.example']", nil, []string{"domain/evil.example", "suspect/hk:Neo"},
			[]string{"record domain/evil.example", "record suspect/hk:neo"}},
		{"key == 'hk:Rack7'", []string{"server"}, []string{"server/hk:Rack7"}, []string{"record server/hk:rack7"}},
		{"id == 'nonsense'", nil, nil, nil},
		{"status == 'persona'", []string{"server", "suspect"}, []string{"suspect/hk:Neo"}, []string{"count server", "count suspect", "scan suspect"}},
		{"status == 'seized'", []string{"domain"}, nil, []string{"count domain"}},
		{"kind == 'server' and kind == 'domain'", nil, nil, nil},
	} {
		q, err := query.Parse(tt.where)
		if err != nil {
			t.Fatal(err)
		}
		m := someCase(t)
		if got := names(t, q.Select(m, tt.kinds)); !slices.Equal(got, tt.want) || !slices.Equal(m.asked, tt.asked) {
			t.Errorf("%s: %v by %v, want %v by %v", tt.where, got, m.asked, tt.want, tt.asked)
		}
	}
}

func TestSelectGivesWhatMatchGives(t *testing.T) {
	for _, src := range []string{
		"", "kind == 'domain' and registrar == ''", "registrar == '' or country == 'VN'", "registrar in ['', 'One']", "status == ''", "status in ['', 'draft']",
		"key == 'hk:Neo'", "key == 'hk:neo'", "id == 'suspect/hk:Neo'", "key == 'evil.example' and id == 'domain/evil.example'", "jurisdiction == 'HK'", "age(added_at) > '9d'",
	} {
		q, err := query.Parse(src)
		if err != nil {
			t.Fatal(err)
		}
		m := someCase(t)
		var want []string
		for _, r := range m.records {
			if ok, _ := q.At(asOf).Match(r); ok {
				want = append(want, r.Name())
			}
		}
		if got := names(t, q.Select(m, nil)); !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", src, got, want)
		}
	}
}

func TestSortIsTypedAndTiesAreInTheOrderOfIDs(t *testing.T) {
	all, _ := query.Parse("")
	for _, tt := range []struct{ keys, want []string }{
		{[]string{"confidence"}, []string{"domain/a.evil.example", "domain/evil.example", "domain/b.evil.example"}},
		{[]string{"-confidence"}, []string{"domain/b.evil.example", "domain/evil.example", "domain/a.evil.example"}},
		{[]string{"first_seen"}, []string{"domain/b.evil.example", "domain/evil.example", "domain/a.evil.example"}},
		{[]string{"-status", "registrar"}, []string{"domain/evil.example", "domain/a.evil.example", "domain/b.evil.example"}},
		{[]string{"tlp", "-id"}, []string{"domain/evil.example", "domain/b.evil.example", "domain/a.evil.example"}},
		{[]string{"tags", "conflict", "added_at"}, []string{"domain/a.evil.example", "domain/evil.example", "domain/b.evil.example"}},
	} {
		if got := names(t, query.Sort(all.Select(someCase(t), []string{"domain"}), tt.keys)); !slices.Equal(got, tt.want) {
			t.Errorf("%v: %v, want %v", tt.keys, got, tt.want)
		}
	}
	got := names(t, query.Limit(query.Sort(all.Select(someCase(t), nil), []string{"-kind"}), 2))
	if want := []string{"order/hk:o1", "suspect/hk:Neo"}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

func TestSortByAnUnknownFieldIsRefused(t *testing.T) {
	for _, err := range query.Sort(func(func(*view.Record, error) bool) {}, []string{"registar"}) {
		var word *takedown.WordError
		if !errors.As(err, &word) {
			t.Errorf("%v", err)
		}
		return
	}
	t.Error("nothing was said")
}

func TestLimitStopsReading(t *testing.T) {
	all, _ := query.Parse("")
	m := someCase(t)
	if got := names(t, query.Limit(all.Select(m, nil), 1)); len(got) != 1 || len(m.asked) != 1 {
		t.Errorf("%v by %v", got, m.asked)
	}
	if got := names(t, query.Limit(all.Select(m, nil), 0)); len(got) != len(m.records) {
		t.Errorf("%v", got)
	}
}
