package report

import (
	"strings"
	"testing"
	"time"

	"takedown/pkg/lifecycle"
	"takedown/pkg/takedown"
	"takedown/pkg/view"
)

func event(id, word, at string) takedown.Fact {
	t, err := takedown.ParseInstant(at)
	if err != nil {
		panic(err)
	}
	return takedown.Fact{ID: id, At: t, Event: &takedown.OrderEvent{Event: word, At: at}}
}

func TestPeriodsOfLawFollowFromTheTypeOfAnOrderAndItsEvents(t *testing.T) {
	granted := event("g", "granted", "2025-01-01T00:00:00Z")
	extended := event("e", "extended", "2025-02-01T00:00:00Z")
	for name, c := range map[string]struct {
		kind, executes, basis string
		events                []takedown.Fact
		want, entry           string
	}{
		"preservation":                   {kind: "preservation", events: []takedown.Fact{granted}, want: "2025-04-01T00:00:00Z", entry: "g"},
		"renewed":                        {kind: "preservation", events: []takedown.Fact{granted, extended}, want: "2025-05-02T00:00:00Z", entry: "e"},
		"for another Party":              {kind: "preservation", executes: "vn:1", events: []takedown.Fact{granted}, want: "2025-03-02T00:00:00Z", entry: "g"},
		"production":                     {kind: "epoc", events: []takedown.Fact{granted}, want: "2025-01-11T00:00:00Z", entry: "g"},
		"production in an emergency":     {kind: "epoc", basis: "Emergency", events: []takedown.Fact{granted}, want: "2025-01-01T08:00:00Z", entry: "g"},
		"European preservation":          {kind: "epoc-pr", events: []takedown.Fact{granted}, want: "2025-03-02T00:00:00Z", entry: "g"},
		"European preservation extended": {kind: "epoc-pr", events: []takedown.Fact{granted, extended}, want: "2025-04-01T00:00:00Z", entry: "g"},
		"seizure":                        {kind: "seizure", events: []takedown.Fact{granted}},
	} {
		t.Run(name, func(t *testing.T) {
			r := &view.Record{ID: takedown.ID{Kind: "order", Key: "hk:1"}}
			if c.basis != "" {
				p, err := view.ParsePayload(r.Kind(), []byte(`{"set":{"basis":"`+c.basis+`"}}`))
				if err != nil {
					t.Fatal(err)
				}
				r.Apply("add", &p, view.Stamp{Origin: "hk/lt07", Seq: 1}, takedown.Amber, "")
			}
			p := periodOf(r, &lifecycle.Terms{Type: c.kind, Executes: c.executes})
			if p == nil {
				if c.want != "" {
					t.Error("no period")
				}
				return
			}
			at, entry := p.end(&lifecycle.Order{Events: c.events}, time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC))
			if got := at.Format(time.RFC3339); got != c.want || entry != c.entry {
				t.Errorf("ends at %s by %s, want %s by %s", got, entry, c.want, c.entry)
			}
		})
	}
}

func TestEachPeriodOfLawSaysWhereItStands(t *testing.T) {
	for _, p := range periods {
		if p.length <= 0 || !strings.Contains(p.source, "Art. ") {
			t.Errorf("%+v", p)
		}
	}
}

func TestATargetIsLookedAtAfterTheGraceAndAWeekAfterItHeld(t *testing.T) {
	at := time.Date(2025, 3, 1, 0, 0, 0, 0, time.UTC)
	for status, want := range map[string]time.Time{"suspended": at.Add(48 * time.Hour), "verified": at.Add(7 * 24 * time.Hour), "closed": {}} {
		r := &view.Record{ID: takedown.ID{Kind: "domain", Key: "evil.example"}, Life: lifecycle.Life{Status: status}}
		r.Life.Times[lifecycle.Executed], r.Life.Times[lifecycle.Verified] = at, at
		if got, _ := recheckOf(r); !got.Equal(want) {
			t.Errorf("%s: %s, want %s", status, got, want)
		}
	}
}
