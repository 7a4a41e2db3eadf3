package report_test

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"takedown/pkg/query"
	"takedown/pkg/report"
	"takedown/pkg/takedown"
	"takedown/pkg/view"
)

func someCase(t testing.TB) *memory {
	return newMemory(
		record(t, "domain/evil.example", "operations=hk:it's"),
		record(t, "domain/worse.example", "tags=x"),
		record(t, "server/203.0.113.7", "operations=hk:it's", "country=VN"),
		record(t, "url/https://evil.example/a"),
		record(t, "account/email:a@evil.example"),
		record(t, "suspect/hk:Neo", "operations=hk:it's"),
		record(t, "evidence/hk:e1", "size=100", "operations=hk:it's"),
		record(t, "evidence/hk:e2", "size=23"),
		record(t, "victims/hk:v1", "country=VN", "identified=1000", "notified=10"),
		record(t, "victims/hk:v2", "country=MO", "identified=5"),
		record(t, "agency/hk", "jurisdiction=HK", "operations=hk:it's"),
		record(t, "agency/hk-court", "jurisdiction=HK"),
		record(t, "agency/vn", "jurisdiction=VN"),
		record(t, "agency/mo"),
		record(t, "provider/registrar.example"),
		record(t, "order/hk:o1", "type=seizure", "jurisdiction=HK"),
	)
}

// summary is the shape that scripts rely on.
type summary struct {
	Operation string `json:"operation"`
	AsOf      string `json:"as_of"`
	Targets   struct {
		Total    int            `json:"total"`
		ByKind   map[string]int `json:"by_kind"`
		ByStatus map[string]int `json:"by_status"`
	} `json:"targets"`
	Suspects struct {
		Total int `json:"total"`
	} `json:"suspects"`
	Evidence      struct{ Items, Bytes int }         `json:"evidence"`
	Victims       struct{ Identified, Notified int } `json:"victims"`
	Agencies      int                                `json:"agencies"`
	Jurisdictions int                                `json:"jurisdictions"`
	Providers     int                                `json:"providers"`
	Figures       []figure                           `json:"figures"`
}

type figure struct {
	Name, List, Where, Sum, Distinct string
	Value                            int
	RecordsSHA256                    string `json:"records_sha256"`
}

func run(t *testing.T, m *memory, o report.Options) (*report.Result, summary) {
	t.Helper()
	r, err := report.ByName("summary")
	if err != nil {
		t.Fatal(err)
	}
	result, err := r.Run(m, o)
	if err != nil {
		t.Fatal(err)
	}
	var s summary
	raw, err := json.Marshal(result.Value)
	if err == nil {
		err = json.Unmarshal(raw, &s)
	}
	if err != nil || strings.Contains(string(raw), "null") {
		t.Fatalf("%v: %s", err, raw)
	}
	return result, s
}

func where(t *testing.T, src string) *query.Query {
	q, err := query.Parse(src)
	if err != nil {
		t.Fatal(err)
	}
	return q
}

func TestSummaryOfAWholeCase(t *testing.T) {
	result, _ := run(t, someCase(t), report.Options{})
	raw, _ := json.Marshal(result.Value)
	want := `{"as_of":"2026-01-02T03:04:05.000Z","known_at":"2026-01-02T03:04:05.000Z",` +
		`"targets":{"total":5,"by_kind":{"account":1,"domain":2,"server":1,"url":1},"by_status":{"identified":5}},` +
		`"taken_down":{"total":0,"percent":0,"by_method":{},"by_agency":{},"by_jurisdiction":{}},` +
		`"verified":0,"re_emerged":0,"released":0,"suspects":{"total":1,"arrested":0,"arrests_by_jurisdiction":{}},` +
		`"evidence":{"items":2,"bytes":123},"orders":{"granted":0,"expired":0},"victims":{"identified":1005,"notified":10},` +
		`"agencies":4,"jurisdictions":2,"providers":1,"figures":[]}`
	if diff := cmp.Diff(want, string(raw)); diff != "" {
		t.Error(diff)
	}
}

func TestSummaryReadsOnlyFewRecords(t *testing.T) {
	m := anOperation(t)
	run(t, m, report.Options{Operation: "hk:it's"})
	for _, asked := range m.asked {
		if asked != "tallies" && !slices.Contains([]string{"scan agency", "scan evidence", "scan victims"}, asked) {
			t.Error(asked)
		}
	}
}

func TestSummaryIsNarrowedByOperationAndExpression(t *testing.T) {
	for _, tt := range []struct {
		o                                                   report.Options
		targets, suspects, bytes, identified, jurisdictions int
	}{
		{report.Options{Operation: "hk:it's"}, 2, 1, 100, 0, 1},
		{report.Options{Where: where(t, "")}, 5, 1, 123, 1005, 2},
		{report.Options{Where: where(t, "kind == 'domain' or size > 50")}, 2, 0, 100, 0, 0},
		{report.Options{Operation: "hk:it's", Where: where(t, "kind == 'domain' or size > 50")}, 1, 0, 100, 0, 0},
		{report.Options{Operation: "hk:none"}, 0, 0, 0, 0, 0},
	} {
		_, s := run(t, someCase(t), tt.o)
		if s.Targets.Total != tt.targets || s.Suspects.Total != tt.suspects || s.Evidence.Bytes != tt.bytes ||
			s.Victims.Identified != tt.identified || s.Jurisdictions != tt.jurisdictions || s.Operation != tt.o.Operation {
			t.Errorf("%q %v: %+v", tt.o.Operation, tt.o.Where, s)
		}
	}
}

func TestEveryFigureCanBeRecomputed(t *testing.T) {
	for _, o := range []report.Options{
		{Figures: true},
		{Figures: true, Operation: "hk:it's"},
		{Figures: true, Where: where(t, "kind == 'domain' or has(size) or 'x' in tags")},
		{Figures: true, Operation: "hk:it's", Where: where(t, "kind == 'domain' or kind == 'agency'")},
		{Figures: true, Where: where(t, "status != 'closed' or kind == 'suspect'")},
	} {
		for _, m := range []*memory{someCase(t), anOperation(t)} {
			result, s := run(t, m, o)
			shown := map[string]string{}
			for _, row := range result.Rows {
				shown[row[0]] = row[1]
			}
			if len(s.Figures) < 15 || len(s.Figures) != len(result.Rows)-3 {
				t.Errorf("%d figures for %d rows", len(s.Figures), len(result.Rows))
			}
			for _, f := range s.Figures {
				if value, hash := recompute(t, m, f); value != f.Value || hash != f.RecordsSHA256 || shown[f.Name] != strconv.Itoa(value) {
					t.Errorf("%+v: recomputed as %d with %s, and shown as %s", f, value, hash, shown[f.Name])
				}
			}
		}
	}
}

func TestThePartsOfAFigureAddUpToIt(t *testing.T) {
	_, s := run(t, anOperation(t), report.Options{Figures: true})
	sums, totals := map[string]int{}, map[string]int{}
	for _, f := range s.Figures {
		if at := strings.Index(f.Name, "by_"); at >= 0 {
			sums[f.Name[:strings.LastIndex(f.Name, ".")]] += f.Value
		}
		totals[f.Name] = f.Value
	}
	for part, whole := range map[string]string{
		"targets.by_kind": "targets.total", "targets.by_status": "targets.total", "taken_down.by_method": "taken_down.total",
		"taken_down.by_agency": "taken_down.total", "taken_down.by_jurisdiction": "taken_down.total",
		"suspects.arrests_by_jurisdiction": "suspects.arrested",
	} {
		if sums[part] != totals[whole] || totals[whole] == 0 {
			t.Errorf("%s add up to %d, and %s is %d", part, sums[part], whole, totals[whole])
		}
	}
}

// recompute does what a reader of the report would do with the list command.
func recompute(t *testing.T, m *memory, f figure) (value int, hash string) {
	kinds := []string{f.List}
	if f.List == "targets" {
		kinds = []string{"server", "domain", "url", "account"}
	}
	var names []string
	sum, distinct := 0, map[string]bool{}
	for r, err := range where(t, f.Where).Select(m, kinds) {
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, r.Name())
		n, _ := strconv.Atoi(r.Get(f.Sum))
		sum += n
		distinct[r.Get(f.Distinct)] = true
	}
	slices.Sort(names)
	hash = fmt.Sprintf("%x", sha256.Sum256([]byte(strings.Join(names, "\n"))))
	switch {
	case f.Sum != "":
		return sum, hash
	case f.Distinct != "":
		return len(distinct), hash
	}
	return len(names), hash
}

func TestAnEmptySelectionHasTheHashOfNothing(t *testing.T) {
	_, s := run(t, newMemory(), report.Options{Figures: true})
	nothing := sha256.Sum256(nil)
	for _, f := range s.Figures {
		if f.Value != 0 || f.RecordsSHA256 != hex.EncodeToString(nothing[:]) {
			t.Errorf("%+v", f)
		}
	}
}

func TestEveryReportIsFoundByItsNameAndNoOther(t *testing.T) {
	for _, r := range report.All() {
		if got, err := report.ByName(r.Name); err != nil || got.Name != r.Name || r.Short == "" {
			t.Errorf("%s: %v", r.Name, err)
		}
	}
	var word *takedown.WordError
	if _, err := report.ByName("sumary"); !errors.As(err, &word) || !slices.Contains(word.Words, "summary") {
		t.Errorf("%v", err)
	}
}

func BenchmarkSummary(b *testing.B) {
	m := someCase(b)
	r, _ := report.ByName("summary")
	for b.Loop() {
		if _, err := r.Run(m, report.Options{}); err != nil {
			b.Fatal(err)
		}
	}
}

// counted is a view whose counters are given.
type counted struct {
	*memory
	byStatus map[string]int // of domains
}

func (c counted) Tallies(string) (out []view.Tally, err error) {
	for status, n := range c.byStatus {
		out = append(out, view.Tally{Kind: "domain", Status: status, N: n})
	}
	return out, nil
}

func TestTheShareIsOfTheTargetsThatWereNotDropped(t *testing.T) {
	r, _ := report.ByName("summary")
	result, err := r.Run(counted{newMemory(), map[string]int{
		"identified": 2, "seized": 1, "closed": 1, "verified": 1, "dropped": 10, "released": 1, "re-emerged": 1, "authorised": 0,
	}}, report.Options{})
	if err != nil {
		t.Fatal(err)
	}
	shown := map[string]string{}
	for _, row := range result.Rows {
		shown[row[0]] = row[1]
	}
	for name, want := range map[string]string{
		"targets.total": "17", "taken_down.total": "3", "taken_down.percent": "42.9", "verified": "2", "re_emerged": "1", "released": "1",
	} {
		if shown[name] != want {
			t.Errorf("%s is %s, want %s", name, shown[name], want)
		}
	}
}
