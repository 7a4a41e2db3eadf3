package lifecycle_test

import (
	"testing"
	"time"

	"takedown/pkg/lifecycle"
	"takedown/pkg/takedown"
)

var noon = time.Date(2026, 1, 2, 12, 0, 0, 0, time.UTC)

// orderWith makes an order with one event at noon that covers the record.
func orderWith(event, kind string) *lifecycle.Order {
	return &lifecycle.Order{
		ID:     takedown.ID{Kind: "order", Key: "hk:o"},
		Events: []takedown.Fact{{ID: "hk/pc:1", At: noon, Origin: "hk/pc", Event: &takedown.OrderEvent{Event: event}}},
		Terms:  []lifecycle.Terms{{Event: "hk/pc:1", At: noon, Type: kind, Jurisdiction: "HK", Covers: true}},
	}
}

func TestAnOrderOfAnEarlierTenureCoversNoMore(t *testing.T) {
	c := &lifecycle.Case{ID: takedown.ID{Kind: "domain", Key: "evil.example"}, Orders: []*lifecycle.Order{orderWith("granted", "seizure")}}
	c.Facts = []takedown.Fact{{At: noon.Add(time.Hour), Seen: &takedown.Observation{Verdict: takedown.NewHolder}}}
	for _, tt := range []struct {
		after time.Duration
		want  int
	}{{-1, 0}, {0, 1}, {time.Hour - 1, 1}, {time.Hour, 0}} {
		if got := c.Covering(noon.Add(tt.after)); len(got) != tt.want {
			t.Errorf("after %s: %d orders", tt.after, len(got))
		}
	}
}

func TestAnOrderThatNoLongerNamesARecordDoesNotCoverIt(t *testing.T) {
	o := orderWith("granted", "seizure")
	o.Terms[0].Covers = false
	c := &lifecycle.Case{ID: takedown.ID{Kind: "domain", Key: "evil.example"}, Orders: []*lifecycle.Order{o}}
	if got := c.Covering(noon); len(got) != 0 {
		t.Errorf("%d orders", len(got))
	}
}

func TestAWarrantThatWasOnlyExtendedIsNone(t *testing.T) {
	c := &lifecycle.Case{ID: takedown.ID{Kind: "suspect", Key: "hk:neo"}, Orders: []*lifecycle.Order{orderWith("extended", "arrest-warrant")}}
	if l := lifecycle.SuspectLife(c, noon); l.Status != "persona" {
		t.Error(l.Status)
	}
	c.Orders[0] = orderWith("granted", "arrest-warrant")
	if l := lifecycle.SuspectLife(c, noon); l.Status != "wanted" || c.Warrant(noon) == nil {
		t.Error(l.Status)
	}
}

func TestASuspectStaysWhereTheLastActSaidThatTheyAre(t *testing.T) {
	act := func(method, place string, after time.Duration) takedown.Fact {
		return takedown.Fact{At: noon.Add(after), Origin: "hk/pc", Act: &takedown.Act{Method: method, Outcome: "done", Place: place}}
	}
	c := &lifecycle.Case{ID: takedown.ID{Kind: "suspect", Key: "hk:neo"}}
	c.Facts = []takedown.Fact{act("arrest", "VN", 0), act("charge", "", 1), act("surrender", "HK", 2)}
	for i, want := range []string{"VN", "VN", "HK"} {
		if l := lifecycle.SuspectLife(c, noon.Add(time.Duration(i))); l.Place != want || l.Agency != "hk" {
			t.Errorf("%s: in %q by %q", l.Status, l.Place, l.Agency)
		}
	}
}

func TestALookIsDueAfterTheGraceAndAgainAfterTheQuietDays(t *testing.T) {
	var times lifecycle.Times
	times[lifecycle.Executed], times[lifecycle.Verified] = noon, noon.Add(time.Minute)
	for status, want := range map[string]time.Time{
		"suspended": noon.Add(48 * time.Hour), "verified": noon.Add(time.Minute + lifecycle.Quiet),
		"closed": {}, "identified": {}, "re-emerged": {}, "dropped": {}, "released": {},
	} {
		l := lifecycle.Life{Status: status, Times: times}
		if got := l.RecheckDue("domain"); !got.Equal(want) {
			t.Errorf("%s: %s", status, got)
		}
	}
}
