package lifecycle

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"takedown/pkg/takedown"
)

// effects is the table of the model, written down once more: base, what agrees
// with it and what contradicts it.
var effects = map[string]string{
	"domain suspend": "suspended [down suspended] [up]", "domain delete": "suspended [down suspended] [up]",
	"domain sinkhole": "sinkholed [sinkholed] [up down]", "domain preempt": "sinkholed [sinkholed] [up down]",
	"domain redirect": "seized [banner] [up]", "domain transfer": "seized [banner down sinkholed] [up]",
	"server seize":     "seized [down banner] [up]",
	"server power-off": "disrupted [down] [up]", "server account-suspend": "disrupted [down] [up]",
	"server null-route": "disrupted [down] [up]", "server upstream-disconnect": "disrupted [down] [up]",
	"server port-block": "disrupted [down] [up]", "url remove": "disrupted [down] [up]",
	"account close": "suspended [down suspended] [up]", "account freeze": "suspended [down suspended] [up]",
}

func TestEachEffectIsThatOfTheModel(t *testing.T) {
	if len(Effects) != len(effects) {
		t.Errorf("%d effects, want %d", len(Effects), len(effects))
	}
	for _, e := range Effects {
		if got := fmt.Sprint(e.Base, " ", e.Consistent, " ", e.Contrary); got != effects[e.Kind+" "+e.Method] {
			t.Errorf("%s %s: %s, want %s", e.Kind, e.Method, got, effects[e.Kind+" "+e.Method])
		}
	}
}

// TestEachMethodMakesItsStateAndEachVerdictDoesWhatTheTableSays ranges over all
// methods of all targets and over all verdicts.
func TestEachMethodMakesItsStateAndEachVerdictDoesWhatTheTableSays(t *testing.T) {
	for kind, methods := range takedown.MethodsOf {
		for _, method := range methods {
			if kind == "suspect" {
				continue
			}
			base, e := "identified", EffectOf(kind, method)
			switch {
			case e != nil:
				base = e.Base
			case method == "return":
				base = "released"
			}
			for _, verdict := range append([]string{""}, takedown.Verdicts...) {
				want := base
				text := "0h act " + method
				if verdict != "" {
					text += "\n49h see " + verdict
				}
				switch {
				case verdict == takedown.NewHolder:
					want = "identified"
				case e == nil:
				case slices.Contains(e.Consistent, verdict):
					want = "verified"
				case slices.Contains(e.Contrary, verdict):
					want = "re-emerged"
				}
				if l := TargetLife(story(t, kind, text), day.Add(50*time.Hour)); l.Status != want {
					t.Errorf("%s %s, seen %s: %s, want %s", kind, method, verdict, l.Status, want)
				}
			}
		}
	}
}

func TestOnlyADoneActMakesAState(t *testing.T) {
	for _, outcome := range takedown.Outcomes {
		want := "identified"
		if outcome == "done" {
			want = "suspended"
		}
		l := TargetLife(story(t, "domain", "0h act suspend outcome="+outcome), day)
		if l.Status != want {
			t.Errorf("%s: %s, want %s", outcome, l.Status, want)
		}
		contacted := slices.Contains([]string{"sent", "acknowledged", "done"}, outcome)
		if contacted == l.Times[FirstContact].IsZero() {
			t.Errorf("%s: first contact at %s", outcome, l.Times[FirstContact])
		}
	}
}

// TestTheStateFollowsFromTheFacts tells of edges: at each instant the state, and
// how often the target came back.
func TestTheStateFollowsFromTheFacts(t *testing.T) {
	for _, c := range []struct{ name, kind, facts, at, status string }{
		{"before the act", "domain", "1h act suspend", "59m59s", "identified"},
		{"at the instant of the act", "domain", "1h act suspend", "1h", "suspended"},

		{"up within the grace of a domain", "domain", "0h act suspend\n1h see up", "47h59m59s", "suspended not-yet-effective"},
		{"the grace of a domain passes", "domain", "0h act suspend\n1h see up", "48h", "re-emerged"},
		{"up when the grace has passed", "domain", "0h act suspend\n48h see up", "48h", "re-emerged"},
		{"up just within the grace of a server", "server", "0h act seize\n59m59s see up", "59m59s", "seized not-yet-effective"},
		{"the grace of a server passes", "server", "0h act seize\n30m see up", "1h", "re-emerged"},
		{"the grace of an account is an hour", "account", "0h act close\n59m see up", "1h", "re-emerged"},
		{"the grace of a URL is an hour", "url", "0h act remove\n59m see up", "59m59s", "disrupted not-yet-effective"},
		{"up and then down within the grace", "domain", "0h act suspend\n1h see up\n2h see down", "100h", "verified"},
		{"down and then up within the grace", "domain", "0h act suspend\n1h see down\n2h see up", "2h", "re-emerged 1"},

		{"seen again a moment too early to close", "domain", "0h act suspend\n1h see down\n168h59m59s see down", "169h", "verified"},
		{"seen again after exactly seven days", "domain", "0h act suspend\n1h see down\n169h see suspended", "169h", "closed"},
		{"a look between is no end of the run", "domain", "0h act suspend\n1h see down\n50h see down\n169h see down", "169h", "closed"},
		{"the days count from the present run", "domain", "0h act suspend\n1h see down\n2h see up\n3h see down\n170h see down", "170h", "verified 1"},
		{"closed and back", "domain", "0h act suspend\n1h see down\n169h see down\n170h see up", "170h", "re-emerged 1"},
		{"back twice", "domain", "0h act suspend\n1h see down\n2h see up\n3h see down\n4h see up", "5h", "re-emerged 2"},
		{"up twice is back once", "domain", "0h act suspend\n1h see down\n2h see up\n3h see up", "3h", "re-emerged 1"},
		{"back before it was ever held is no return", "domain", "0h act suspend\n50h see up", "50h", "re-emerged"},
		{"unknown and parked change nothing", "domain", "0h act suspend\n1h see down\n2h see unknown\n3h see parked", "3h", "verified"},
		{"a second act forgets what was seen", "domain", "0h act suspend\n1h see down\n2h see up\n3h act sinkhole", "3h", "sinkholed 1"},
		{"what was seen before the act", "domain", "0h see down\n1h act suspend", "1h", "suspended"},

		{"an observation of the instant of the act counts after it", "domain", "1h see down\n1h act suspend", "1h", "verified"},
		{"of one instant up comes last", "domain", "0h act suspend\n1h see up\n1h see down", "1h", "re-emerged 1"},
		{"a return comes after an act of its instant", "domain", "0h act return\n0h act suspend", "0h", "released"},
		{"a drop comes after a return of its instant", "domain", "0h drop out-of-scope\n0h act return\n0h act suspend", "0h", "dropped"},
		{"of two acts of one instant the later origin counts", "domain", "0h act suspend by=vn\n0h act sinkhole", "0h", "suspended"},
		{"and of one origin the later entry", "domain", "0h act sinkhole\n0h act suspend", "0h", "suspended"},

		{"dropped", "domain", "0h drop false-positive", "0h", "dropped"},
		{"dropped and then acted on", "domain", "0h drop false-positive\n1h act suspend", "1h", "suspended"},
		{"dropped and then only asked for", "domain", "0h drop false-positive\n1h act suspend outcome=sent", "1h", "dropped"},
		{"dropped stays so whatever is seen", "domain", "0h act suspend\n1h drop duplicate\n2h see up\n3h see down", "100h", "dropped"},
		{"released stays so whatever is seen", "domain", "0h act suspend\n1h act return\n2h see up", "100h", "released"},
		{"released and taken again", "domain", "0h act suspend\n1h act return\n2h act suspend", "2h", "suspended"},

		{"a new holder begins anew", "domain", "0h act suspend\n1h see down\n2h see new-holder", "2h", "identified tenure 2"},
		{"a moment before the new holder", "domain", "0h act suspend\n1h see down\n2h see new-holder", "1h59m59s", "verified"},
		{"an act of the instant is the new holder's", "domain", "2h act suspend\n2h see new-holder", "2h", "suspended tenure 2"},
		{"a drop ends with its holder", "domain", "0h drop duplicate\n1h see new-holder", "1h", "identified tenure 2"},
		{"what was held by another holder does not come back", "domain", "0h act suspend\n1h see down\n2h see new-holder\n3h act suspend\n4h see up", "4h", "suspended not-yet-effective tenure 2"},
		{"two who tell of one change of hands", "domain", "1h see new-holder\n1h see new-holder by=vn", "1h", "identified tenure 2"},
		{"two changes of hands", "domain", "1h see new-holder\n2h see new-holder", "2h", "identified tenure 3"},
	} {
		l := TargetLife(story(t, c.kind, c.facts), hours(t, c.at))
		got := l.Status
		if l.Returns > 0 {
			got += fmt.Sprint(" ", l.Returns)
		}
		for _, f := range l.Flags {
			got += " " + f
		}
		if l.Tenure > 0 {
			got += fmt.Sprint(" tenure ", l.Tenure)
		}
		if got != c.status {
			t.Errorf("%s: %s, want %s", c.name, got, c.status)
		}
	}
}

func TestAGraceThatPassesIsToldBeforeItDoes(t *testing.T) {
	c := story(t, "domain", "0h act suspend\n1h see up")
	l := TargetLife(c, day.Add(time.Hour))
	if want := day.Add(48 * time.Hour); !l.Changes.Equal(want) {
		t.Errorf("it changes at %s, want %s", l.Changes, want)
	}
	if l = TargetLife(c, l.Changes); l.Status != "re-emerged" || !l.Changes.IsZero() || !l.Times[ReEmerged].Equal(day.Add(48*time.Hour)) {
		t.Errorf("then it is %s since %s and changes at %s", l.Status, l.Times[ReEmerged], l.Changes)
	}
}

func TestATargetThatWasBackForAWhileKeepsTheTime(t *testing.T) {
	c := story(t, "domain", "0h act suspend\n1h see up\n50h see down")
	l := TargetLife(c, day.Add(50*time.Hour))
	if want := day.Add(48 * time.Hour); l.Status != "verified" || !l.Times[ReEmerged].Equal(want) {
		t.Errorf("%s, back at %s, want %s", l.Status, l.Times[ReEmerged], want)
	}
}

func TestAFactThatIsLeftOutIsAsIfItHadNeverBeen(t *testing.T) {
	c := story(t, "domain", "0h act suspend\n1h see down\n2h drop duplicate")
	for n, want := range []string{"identified", "suspended", "verified", "dropped"} {
		part := &Case{ID: c.ID, Facts: c.Facts[:n]}
		if l := TargetLife(part, day.Add(3*time.Hour)); l.Status != want {
			t.Errorf("after %d facts: %s, want %s", n, l.Status, want)
		}
	}
}

func TestAStateSaysWhoMadeItHowAndWhere(t *testing.T) {
	l := TargetLife(story(t, "server", "0h act seize place=VN executed=vn\n1h see down"), day.Add(time.Hour))
	if l.Method != "seize" || l.Place != "VN" || l.Agency != "vn" || len(l.Because) != 2 {
		t.Errorf("%+v", l)
	}
}
