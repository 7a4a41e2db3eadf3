package lifecycle

import (
	"slices"
	"testing"
	"time"
)

func TestTheCommandOfAHoldIsForItsHolderAndOfTheInstantOfTheAct(t *testing.T) {
	s := story(t, "domain", "1h hold by=vn")
	v := verdictOf(s, GateHold, Attempt{Method: "suspend", Agency: "hk", At: hours(t, "10h").Add(500 * time.Millisecond)})
	if want := "takedown hold --lift domain/evil.example --at 2025-03-14T10:00:00.5Z"; v.Met || v.Command != want {
		t.Errorf("%q, want %q", v.Command, want)
	}
	// What the holder then writes meets the gate.
	s.Facts = append(s.Facts, factOf(t, s.ID, "10h hold lift=e1 by=vn", 2))
	if v := verdictOf(s, GateHold, Attempt{Method: "suspend", Agency: "hk", At: hours(t, "10h")}); !v.Met {
		t.Error(v.Says)
	}
}

func TestTheCommandOfAClaimIsWhatMeetsTheGate(t *testing.T) {
	for _, c := range []struct{ name, facts, command, then string }{
		{"two agencies", "1h claim\n2h claim by=vn", "takedown claim domain/evil.example --at 2025-03-14T10:00:00Z --waive --why WHY", "10h claim waive"},
		{"the other way around", "1h claim by=vn\n2h claim", "takedown claim domain/evil.example --at 2025-03-14T10:00:00Z --waive --why WHY", "10h claim waive"},
		{
			"the other coordinates", "1h claim\n2h claim by=vn\n3h claim coordinate with=hk by=vn",
			"takedown claim domain/evil.example --at 2025-03-14T10:00:00Z --coordinate vn", "10h claim coordinate with=vn",
		},
		{
			"an operation of ours and another agency", "1h claim op=operation/hk:a\n2h claim by=vn",
			"takedown claim domain/evil.example --operation hk:a --at 2025-03-14T10:00:00Z --waive --why WHY", "10h claim waive op=operation/hk:a",
		},
		{
			"two operations of ours", "1h claim op=operation/hk:a\n2h claim op=operation/hk:b",
			"takedown claim domain/evil.example --operation hk:a --at 2025-03-14T10:00:00Z --waive --why WHY", "10h claim waive op=operation/hk:a",
		},
		{"two others", "1h claim by=us\n2h claim by=vn", "", ""},
	} {
		s := story(t, "domain", c.facts)
		a := Attempt{Method: "suspend", Agency: "hk", At: hours(t, "10h")}
		if v := verdictOf(s, GateClaim, a); v.Met || v.Command != c.command {
			t.Errorf("%s: %q, want %q", c.name, v.Command, c.command)
		}
		if c.then == "" {
			continue
		}
		s.Facts = append(s.Facts, factOf(t, s.ID, c.then, 9))
		if v := verdictOf(s, GateClaim, a); !v.Met {
			t.Errorf("%s: not met then: %s", c.name, v.Says)
		}
	}
}

func TestEachUnmetGateOfEachMethodHasACommand(t *testing.T) {
	for _, kind := range []string{"domain", "server", "account", "url", "suspect"} {
		for _, e := range append(Effects, Effect{Kind: "suspect", Method: "arrest"}, Effect{Kind: "suspect", Method: "search"}) {
			if e.Kind != kind {
				continue
			}
			s := story(t, kind, "1h hold by=vn\n1h claim\n1h claim by=vn")
			j := Judge(s, Attempt{Method: e.Method, Agency: "hk", At: hours(t, "10h")})
			unmet := j.Unmet(Gates)
			if len(unmet) != len(Gates) || slices.ContainsFunc(unmet, func(v Verdict) bool { return v.Command == "" || v.Says == "" }) {
				t.Errorf("%s %s: %+v", kind, e.Method, unmet)
			}
		}
	}
}
