package lifecycle

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"takedown/pkg/takedown"
)

var day = time.Date(2025, 3, 14, 0, 0, 0, 0, time.UTC)

// steps reads custody from a text: an event a line, and what it says as
// name=value. Each is an hour after the one before.
func steps(t *testing.T, text string) (out []takedown.Fact) {
	t.Helper()
	for line := range strings.Lines(strings.TrimSpace(text)) {
		words := strings.Fields(line)
		c := &takedown.Custody{Event: words[0]}
		if !slices.Contains(takedown.CustodyEvents, c.Event) {
			t.Fatalf("%q is no event", c.Event)
		}
		into := map[string]*string{
			"from": &c.From, "to": &c.To, "place": &c.Place, "before": &c.SealBefore, "after": &c.SealAfter, "sha256": &c.SHA256,
		}
		for _, w := range words[1:] {
			name, value, _ := strings.Cut(w, "=")
			if into[name] == nil {
				t.Fatalf("custody has no %q", name)
			}
			*into[name] = value
		}
		n := len(out) + 1
		out = append(out, takedown.Fact{
			ID: fmt.Sprint("e", n), Verb: "custody", Origin: "hk/lt07", Seq: uint64(n), At: day.Add(time.Duration(n) * time.Hour), Custody: c,
		})
	}
	return out
}

func TestCustodySaysWhoHasAnExhibitAndWhatDoesNotFit(t *testing.T) {
	for _, c := range []struct{ name, steps, holder, bound, place, seal, findings string }{
		{name: "nothing is known", steps: ""},
		{
			name: "a chain without a fault",
			steps: `
				collect to=Wong place=Kowloon after=S1
				hand-over from=Wong to=Lab before=S1
				receive from=Wong to=Lab place=Shatin before=S1
				open from=Lab before=S1 sha256=aa
				copy from=Lab to=Analyst place=Office sha256=aa
				seal from=Lab after=S2
				return from=Lab to=Owner before=S2`,
			holder: "Owner", place: "Shatin", seal: "S2",
		},
		{name: "who collects has it", steps: `collect to=Wong place=Kowloon`, holder: "Wong", place: "Kowloon"},
		{name: "who acts collects where nobody is named", steps: `collect from=Wong`, holder: "Wong"},
		{
			name:  "a release alone moves nothing",
			steps: "collect to=Wong\nhand-over from=Wong to=Lab", holder: "Wong", bound: "Lab",
		},
		{
			name:  "the receiver completes it, also without a name",
			steps: "collect to=Wong\nhand-over from=Wong to=Lab\nreceive", holder: "Lab",
		},
		{
			name:  "the receiver names himself where the release names nobody",
			steps: "collect to=Wong\nhand-over from=Wong\nreceive to=Lab", holder: "Lab",
		},
		{
			name:  "a copy leaves it where it is",
			steps: "collect to=Wong place=Kowloon\ncopy from=Wong to=Lab place=Shatin", holder: "Wong", place: "Kowloon",
		},
		{
			name:  "a later step needs no place",
			steps: "collect to=Wong place=Kowloon\nseal from=Wong after=S1", holder: "Wong", place: "Kowloon", seal: "S1",
		},

		// Gaps.
		{name: "nothing says how it was collected", steps: "seal from=Wong after=S1", seal: "S1", findings: "gap e1"},
		{name: "received and never collected is one gap", steps: "receive to=Lab", holder: "Lab", findings: "gap e1"},
		{
			name:  "nobody has handed it over",
			steps: "collect to=Wong\nreceive to=Lab", holder: "Lab", findings: "gap e1 e2",
		},
		{
			name:  "received twice",
			steps: "collect to=Wong\nhand-over from=Wong to=Lab\nreceive to=Lab\nreceive to=Court", holder: "Court", findings: "gap e3 e4",
		},
		{
			name:  "received by another than the one it was handed to",
			steps: "collect to=Wong\nhand-over from=Wong to=Lab\nreceive to=Court", holder: "Court", findings: "gap e2 e3",
		},
		{
			name:  "received from another than the one who had it",
			steps: "collect to=Wong\nhand-over from=Wong to=Lab\nreceive from=Lee to=Lab", holder: "Lab", findings: "gap e2 e3",
		},
		{
			name:  "returned, and back without a word",
			steps: "collect to=Wong\nreturn from=Wong to=Owner\nopen from=Lab", holder: "Owner", findings: "gap e2 e3",
		},
		{
			name:  "returned, and received from nobody",
			steps: "collect to=Wong\nreturn from=Wong to=Owner\nreceive to=Lab", holder: "Lab", findings: "gap e2 e3",
		},

		// Overlaps.
		{
			name:  "collected a second time",
			steps: "collect to=Wong\ncollect to=Lee", holder: "Lee", findings: "overlap e1 e2",
		},
		{
			name:  "collected again after it was returned is no overlap",
			steps: "collect to=Wong\nreturn from=Wong to=Owner\ncollect to=Lee", holder: "Lee",
		},
		{
			name:  "another acts than the one who has it",
			steps: "collect to=Wong\nopen from=Lee", holder: "Wong", findings: "overlap e1 e2",
		},
		{
			name:  "another hands it over than the one who has it",
			steps: "collect to=Wong\nhand-over from=Lee to=Lab", holder: "Wong", bound: "Lab", findings: "overlap e1 e2",
		},
		{
			name:  "opened between release and receipt",
			steps: "collect to=Wong\nhand-over from=Wong to=Lab\nopen from=Lab\nreceive to=Lab", holder: "Lab", findings: "overlap e2 e3",
		},
		{
			name:  "handed over to two",
			steps: "collect to=Wong\nhand-over from=Wong to=Lab\nhand-over from=Wong to=Court", holder: "Wong", bound: "Court", findings: "overlap e2 e3",
		},
		{
			name:  "a copy is made by another",
			steps: "collect to=Wong\ncopy from=Lee to=Lab", holder: "Wong", findings: "overlap e1 e2",
		},

		// What was destroyed is nowhere, and nobody does anything with it.
		{name: "destroyed", steps: "collect to=Wong place=Kowloon after=S1\ndestroy from=Wong before=S1"},
		{
			name:  "destroyed, and opened",
			steps: "collect to=Wong\ndestroy from=Wong\nopen from=Wong", findings: "overlap e2 e3",
		},
		{
			name:  "destroyed, and received",
			steps: "collect to=Wong\ndestroy from=Wong\nreceive to=Lab", holder: "Lab", findings: "overlap e2 e3",
		},
		{
			name:  "destroyed, and collected",
			steps: "collect to=Wong\ndestroy from=Wong\ncollect to=Lee", holder: "Lee", findings: "overlap e2 e3",
		},
		{
			name:  "destroyed twice",
			steps: "collect to=Wong\ndestroy from=Wong\ndestroy from=Wong", findings: "overlap e2 e3",
		},

		// Seals.
		{
			name:  "under a seal that nobody put on",
			steps: "collect to=Wong\nopen from=Wong before=S1", holder: "Wong", findings: "broken-seal e1 e2",
		},
		{
			name:  "under another seal than the one that was put on",
			steps: "collect to=Wong after=S1\nhand-over from=Wong to=Lab before=S1\nreceive to=Lab before=S9", holder: "Lab", seal: "S9",
			findings: "broken-seal e2 e3",
		},
		{
			name:  "opened without a word about its seal",
			steps: "collect to=Wong after=S1\nopen from=Wong", holder: "Wong", findings: "broken-seal e1 e2",
		},
		{
			name:  "a new seal over one that nobody broke",
			steps: "collect to=Wong after=S1\nseal from=Wong after=S2", holder: "Wong", seal: "S2", findings: "broken-seal e1 e2",
		},
		{
			name:  "a new seal in place of the one that is named",
			steps: "collect to=Wong after=S1\nseal from=Wong before=S1 after=S2", holder: "Wong", seal: "S2",
		},
		{
			name:  "opened and closed in one step",
			steps: "collect to=Wong after=S1\nopen from=Wong before=S1 after=S2", holder: "Wong", seal: "S2",
		},
		{
			name:  "nothing is said of the seal where it changes hands",
			steps: "collect to=Wong after=S1\nhand-over from=Wong to=Lab\nreceive to=Lab", holder: "Lab", seal: "S1",
		},

		// Hashes.
		{
			name:  "another hash than the one before",
			steps: "collect to=Wong sha256=aa\ncopy from=Wong to=Lab sha256=bb", holder: "Wong", findings: "changed-hash e1 e2",
		},
		{
			name:  "several faults of one step",
			steps: "collect to=Wong after=S1 sha256=aa\nopen from=Lee before=S2 sha256=bb", holder: "Wong",
			findings: "broken-seal e1 e2, changed-hash e1 e2, overlap e1 e2",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			x := CustodyOf(steps(t, c.steps), "", day.Add(1000*time.Hour))
			if x.Holder != c.holder || x.Bound != c.bound || x.Place != c.place || x.Seal != c.seal {
				t.Errorf("holder %q bound %q place %q seal %q, want %q %q %q %q", x.Holder, x.Bound, x.Place, x.Seal, c.holder, c.bound, c.place, c.seal)
			}
			if got := named(x.Findings); got != c.findings {
				t.Errorf("findings %q, want %q", got, c.findings)
			}
			for _, f := range x.Findings {
				if f.Says == "" {
					t.Errorf("%s says nothing", f.Problem)
				}
			}
		})
	}
}

func named(findings []Finding) string {
	var out []string
	for _, f := range findings {
		out = append(out, f.Problem+" "+strings.Join(f.Entries, " "))
	}
	return strings.Join(out, ", ")
}

func TestTheHashOnFileIsTheOneThatCustodyStartsFrom(t *testing.T) {
	x := CustodyOf(steps(t, "collect to=Wong sha256=bb"), "aa", day.Add(1000*time.Hour))
	if got := named(x.Findings); got != "changed-hash e1" {
		t.Errorf("findings %q", got)
	}
}

func TestCustodyIsReadInTheOrderInWhichItHappened(t *testing.T) {
	facts := steps(t, "collect to=Wong after=S1\nhand-over from=Wong to=Lab before=S1\nreceive to=Lab before=S1")
	slices.Reverse(facts)
	x := CustodyOf(facts, "", day.Add(1000*time.Hour))
	if x.Holder != "Lab" || len(x.Findings) > 0 {
		t.Errorf("%+v", x)
	}
	if x = CustodyOf(facts, "", day.Add(2*time.Hour)); x.Holder != "Wong" || x.Bound != "Lab" {
		t.Errorf("an hour before the receipt: %+v", x)
	}
	if x = CustodyOf(facts, "", day); x.Holder != "" {
		t.Errorf("before it was collected: %+v", x)
	}
}

// The state of an exhibit follows from each event; a copy changes none.
func TestEachEventOfCustodyMakesAState(t *testing.T) {
	at := day.Add(1000 * time.Hour)
	for _, event := range takedown.CustodyEvents {
		l := EvidenceLife(steps(t, "collect to=Wong place=Kowloon\n"+event+" place=Shatin"), at)
		want, place := custodyStates[event], "Shatin"
		switch event {
		case "copy":
			want, place = "collected", "Kowloon"
		case "destroy":
			place = ""
		}
		if l.Status != want || l.Place != place {
			t.Errorf("%s makes it %s at %q, want %s at %q", event, l.Status, l.Place, want, place)
		}
		if !slices.Contains(EvidenceStates, l.Status) {
			t.Errorf("%s is no state of an exhibit", l.Status)
		}
	}
}

// A step that was written down before it happens counts from when it happens,
// and what is stored until then says so.
func TestAStepToComeChangesTheStateByItself(t *testing.T) {
	facts := steps(t, "collect to=Wong")
	l := EvidenceLife(facts, day)
	if !l.Judged || l.Status != "" || !l.Changes.Equal(facts[0].At) {
		t.Errorf("%+v", l)
	}
	if l = EvidenceLife(facts, facts[0].At); l.Status != "collected" || !l.Changes.IsZero() {
		t.Errorf("%+v", l)
	}
}
