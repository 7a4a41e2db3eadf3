package report_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"takedown/pkg/lifecycle"
	"takedown/pkg/render"
	"takedown/pkg/report"
	"takedown/pkg/takedown"
	"takedown/pkg/view"
)

// rowsOf runs a report and returns its JSON without the times, and its cells.
func rowsOf(t *testing.T, v view.View, name string, o report.Options) (string, [][]string) {
	t.Helper()
	r, err := report.ByName(name)
	if err != nil {
		t.Fatal(err)
	}
	result, err := r.Run(v, o)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := json.Marshal(result.Value)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw), result.Rows
}

func TestRowsFitATerminal(t *testing.T) {
	for _, r := range report.All() {
		for _, m := range []*memory{someCase(t), anOperation(t)} {
			result, err := r.Run(m, report.Options{})
			if err != nil {
				t.Fatal(err)
			}
			for _, row := range result.Rows {
				if len(row) != len(result.Columns) || len(strings.Join(row, "  ")) > 80 {
					t.Errorf("%s: %q", r.Name, row)
				}
			}
		}
	}
}

func TestAReportWithoutRowsIsAHeaderAndAnEmptyArray(t *testing.T) {
	for _, name := range []string{"coverage", "agency", "orders", "suspects"} {
		raw, rows := rowsOf(t, newMemory(), name, report.Options{})
		if len(rows) != 0 || !strings.Contains(raw, `"report":"`+name+`"`) || !strings.Contains(raw, `"rows":[]`) {
			t.Errorf("%s: %s %q", name, raw, rows)
		}
	}
}

func TestTheSameCaseGivesTheSameBytes(t *testing.T) {
	for _, r := range report.All() {
		first, _ := rowsOf(t, anOperation(t), r.Name, report.Options{})
		for range 3 {
			if again, _ := rowsOf(t, anOperation(t), r.Name, report.Options{}); again != first {
				t.Errorf("%s: %s", r.Name, cmp.Diff(first, again))
			}
		}
	}
}

func TestReportsAreNarrowedByOperationAndExpression(t *testing.T) {
	for _, tt := range []struct {
		name string
		o    report.Options
		want [][]string
	}{
		{"coverage", report.Options{Operation: "hk:it's"}, [][]string{
			{"VN", "2", "1", "1"}, {"unknown", "4", "2", "2"}, {"total", "6", "3", "3"},
		}},
		{"coverage", report.Options{Where: where(t, "key == 'old.example'")}, [][]string{{"SG", "1", "0", "1"}, {"total", "1", "0", "1"}}},
		{"agency", report.Options{Operation: "hk:it's"}, [][]string{
			{"hk", "2", "1", "0", "0", "1", "0", "1", "1"}, {"mo", "0", "0", "1", "0", "0", "0", "0", "0"}, {"vn", "4", "0", "0", "0", "2", "2", "0", "0"},
		}},
		{"orders", report.Options{Where: where(t, "status == 'expired'")}, [][]string{
			{"hk:o2", "expired", "seizure", "SG", "2026-01-01T00:00Z", "1", "0", ""},
		}},
		{"suspects", report.Options{Operation: "hk:it's", Where: where(t, "status == 'charged'")}, [][]string{
			{"hk:Trinity", "charged", "VN", "hk", "2025-12-31T03:04Z", "vn:w1"},
		}},
	} {
		if _, rows := rowsOf(t, anOperation(t), tt.name, tt.o); !reflect.DeepEqual(rows, tt.want) {
			t.Errorf("%s: %s", tt.name, cmp.Diff(tt.want, rows))
		}
	}
}

func TestCoverageWithFiguresNamesWhatNoOrderCovers(t *testing.T) {
	raw, _ := rowsOf(t, anOperation(t), "coverage", report.Options{Figures: true})
	for _, want := range []string{
		`"records":["domain/old.example"],"records_sha256":"`,
		`"records":["account/email:a@evil.example","url/https://evil.example/a"],"records_sha256":"`,
	} {
		if !strings.Contains(raw, want) {
			t.Errorf("no %s in %s", want, raw)
		}
	}
}

func TestAnOrderCoversFromItsGrantUntilItEnds(t *testing.T) {
	for _, tt := range []struct {
		event, validity string
		before          time.Duration
		covered         bool
	}{
		{"granted", "", day, true},
		{"granted", "", -day, false},
		{"requested", "", day, false},
		{"granted", "valid_until=2026-01-02T03:04:05Z", day, false},
		{"granted", "valid_until=2026-01-02T03:04:06Z", day, true},
		{"granted", "valid_from=2026-01-02T03:04:05Z", day, true},
		{"granted", "valid_from=2026-01-02T03:04:06Z", day, false},
	} {
		fields := []string{"type=seizure", "jurisdiction=VN", "covers=domain/evil.example"}
		if tt.validity != "" {
			fields = append(fields, tt.validity)
		}
		m := newMemory(record(t, "order/hk:o", fields...), record(t, "domain/evil.example"))
		m.tell(t, "order/hk:o", "order", tt.before, takedown.OrderEvent{Event: tt.event})
		want := [][]string{{"unknown", "1", "0", "1"}, {"total", "1", "0", "1"}}
		if tt.covered {
			want = [][]string{{"unknown", "1", "1", "0"}, {"total", "1", "1", "0"}}
		}
		if _, rows := rowsOf(t, m.settle(t), "coverage", report.Options{}); !reflect.DeepEqual(rows, want) {
			t.Errorf("%+v: %q", tt, rows)
		}
	}
}

// crowded is a view with a million targets in every state.
type crowded struct{ *memory }

func (crowded) Tallies(string) (out []view.Tally, err error) {
	for i, status := range lifecycle.TargetStates {
		out = append(out, view.Tally{Kind: "domain", Status: status, N: 1 + i*1e6})
	}
	return append(out, view.Tally{Kind: "suspect", Status: "wanted", N: 99999}, view.Tally{Kind: "order", Status: "granted", N: 99999}), nil
}

func TestTheBoardIsOneScreen(t *testing.T) {
	long := "domain/" + strings.Repeat("a.", 40) + "example"
	m := newMemory(record(t, long), record(t, "account/email:someone@long.name.of.a.provider.example"), record(t, "server/2001:db8:1:2:3:4:5:6"), record(t, "suspect/hk:"+strings.Repeat("影", 20)))
	for i := range 10 {
		before := time.Duration(i) * hour
		m.tell(t, long, "act", before, takedown.Act{Method: "upstream-disconnect", Outcome: "acknowledged", ExecutedBy: "an-agency-with-a-long-code"})
		m.tell(t, m.records[0].ID.String(), "act", before, takedown.Act{Method: "account-suspend", Outcome: "planned"})
		m.tell(t, "server/2001:db8:1:2:3:4:5:6", "act", before, takedown.Act{Method: "power-off", Outcome: "sent"})
	}
	r, _ := report.ByName("board")
	result, err := r.Run(crowded{m.settle(t)}, report.Options{})
	if err != nil {
		t.Fatal(err)
	}
	screen := string(written(t, result, render.TableFormat))
	if n := strings.Count(screen, "\n"); n != 23 {
		t.Errorf("%d lines:\n%s", n, screen)
	}
	for line := range strings.Lines(screen) {
		if utf8.RuneCountInString(strings.TrimSuffix(line, "\n")) > 80 {
			t.Errorf("%d columns: %s", utf8.RuneCountInString(line), line)
		}
	}
}

func TestTheBoardCountsWhatIsOpenAndWhatIsLate(t *testing.T) {
	m := newMemory(record(t, "domain/a.example"), record(t, "server/192.0.2.1"), record(t, "server/192.0.2.2"), record(t, "server/192.0.2.3"))
	act := func(name, method, outcome string, before time.Duration) {
		m.tell(t, name, "act", before, takedown.Act{Method: method, Outcome: outcome, Place: "VN"})
	}
	act("domain/a.example", "suspend", "done", 2*day-1)   // a second within the grace
	act("server/192.0.2.1", "seize", "done", hour)        // due this very second
	act("server/192.0.2.2", "seize", "done", 8*day)       // seen, and due to be closed
	act("server/192.0.2.3", "seize", "acknowledged", day) // open
	m.tell(t, "server/192.0.2.2", "observe", 7*day, takedown.Observation{Verdict: "down"})
	raw, rows := rowsOf(t, m.settle(t), "board", report.Options{})
	for _, want := range []string{
		`{"group":"attempts","name":"acknowledged","n":1}`, `{"group":"overdue","name":"recheck","n":2,"at":"2026-01-02T03:04:05.000Z"}`,
	} {
		if !strings.Contains(raw, want) {
			t.Errorf("no %s in %s", want, raw)
		}
	}
	if got := fmt.Sprint(rows); !strings.Contains(got, "[open 1 1 acknowledged ]") || !strings.Contains(got, "[overdue 2 looks, from 01-02 03:04Z ]") {
		t.Error(got)
	}
}

func TestAChangeThatNoOrderHasTakenUpIsADraft(t *testing.T) {
	m := newMemory(record(t, "order/hk:o", "type=seizure", "jurisdiction=VN", "valid_until=2026-02-01T00:00:00Z"))
	m.tell(t, "order/hk:o", "order", day, takedown.OrderEvent{Event: "granted"})
	m.set(t, "order/hk:o", "valid_until=2026-03-01T00:00:00Z")
	if raw, _ := rowsOf(t, m.settle(t), "orders", report.Options{}); !strings.Contains(raw, `"valid_until":"2026-02-01T00:00:00.000Z"`) {
		t.Error(raw)
	}
	m.tell(t, "order/hk:o", "order", hour, takedown.OrderEvent{Event: "extended"})
	if raw, _ := rowsOf(t, m.settle(t), "orders", report.Options{}); !strings.Contains(raw, `"valid_until":"2026-03-01T00:00:00.000Z"`) {
		t.Error(raw)
	}
}

func TestWhatHappensLaterIsInNoReport(t *testing.T) {
	m := anOperation(t)
	before := map[string]string{}
	for _, r := range report.All() {
		before[r.Name], _ = rowsOf(t, m, r.Name, report.Options{})
	}
	m.tell(t, "server/192.0.2.1", "act", -hour, takedown.Act{Method: "return", Outcome: "done", Order: "order/hk:o1"})
	m.tell(t, "server/192.0.2.1", "act", -hour, takedown.Act{Method: "power-off", Outcome: "sent", Order: "order/hk:o1"})
	m.tell(t, "suspect/hk:smith", "act", -1, takedown.Act{Method: "arrest", Outcome: "done", Place: "VN"})
	m.tell(t, "suspect/hk:mouse", "act", -1, takedown.Act{Method: "arrest", Outcome: "done", Order: "order/vn:w1"})
	m.tell(t, "order/hk:o1", "order", -hour, takedown.OrderEvent{Event: "revoked"})
	m.settle(t)
	for _, r := range report.All() {
		if after, _ := rowsOf(t, m, r.Name, report.Options{}); after != before[r.Name] {
			t.Errorf("%s: %s", r.Name, cmp.Diff(before[r.Name], after))
		}
	}
}

func TestNobodyIsAskedAboutTargetsThatWereOnlyFound(t *testing.T) {
	for _, name := range []string{"agency", "orders", "board"} {
		m := anOperation(t)
		rowsOf(t, m, name, report.Options{})
		if slices.Contains(m.asked, "facts domain/other.example") || !slices.Contains(m.asked, "facts domain/a.evil.example") {
			t.Errorf("%s: %q", name, m.asked)
		}
	}
}

func TestASuspectIsIdentifiedSinceTheFirstWhoSaidSo(t *testing.T) {
	m := newMemory(record(t, "suspect/hk:neo"))
	for _, before := range []time.Duration{3 * day, 5 * day, day} {
		m.tell(t, "suspect/hk:neo", "observe", before, takedown.Observation{Verdict: takedown.Identity, Identifies: "a phone"})
	}
	_, rows := rowsOf(t, m.settle(t), "suspects", report.Options{})
	if want := [][]string{{"hk:neo", "identified", "", "", "2025-12-28T03:04Z", ""}}; !reflect.DeepEqual(rows, want) {
		t.Errorf("%q", rows)
	}
}
