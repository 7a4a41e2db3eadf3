package lifecycle

import (
	"testing"
	"time"

	"takedown/pkg/takedown"
)

func TestEachActOnASuspectMakesTheStateOfTheModel(t *testing.T) {
	want := map[string]string{
		"locate": "located", "arrest": "arrested", "charge": "charged", "surrender": "surrendered", "convict": "convicted",
		"acquit": "acquitted", "discharge": "discharged", "free": "free", "clear": "cleared",
		"interview": "arrested", "search": "arrested", // they change nothing
	}
	for _, method := range takedown.MethodsOf["suspect"] {
		for _, outcome := range takedown.Outcomes {
			state := "arrested"
			if outcome == "done" {
				state = want[method]
			}
			c := story(t, "suspect", "1h act arrest\n2h act "+method+" outcome="+outcome)
			if l := SuspectLife(c, hours(t, "2h")); l.Status != state {
				t.Errorf("%s %s: %s, want %s", method, outcome, l.Status, state)
			}
		}
	}
}

func TestASuspectIsWantedWhileAWarrantIsInForce(t *testing.T) {
	for _, c := range []struct{ name, facts, order, at, want string }{
		{"nothing known", "", "", "1h", "persona"},
		{"identified", "1h see identity identifies=Neo", "", "1h", "identified"},
		{"before it", "1h see identity", "", "59m59s", "persona"},
		{"a warrant", "", "1h granted type=arrest-warrant", "1h", "wanted"},
		{"a warrant before it was granted", "", "1h granted type=arrest-warrant", "59m59s", "persona"},
		{"a warrant that is only asked for", "", "1h requested", "1h", "persona"},
		{"a warrant that is over", "0h see identity", "1h granted type=arrest-warrant until=2h", "2h", "identified"},
		{"a warrant that was revoked", "0h see identity", "1h granted type=arrest-warrant\n2h revoked", "2h", "identified"},
		{"a warrant that names them no more", "", "1h granted type=arrest-warrant\n2h extended type=arrest-warrant not", "2h", "persona"},
		{"another order", "", "1h granted type=search-warrant", "1h", "persona"},
		{"an act counts before a warrant", "2h act locate", "1h granted type=arrest-warrant", "3h", "located"},
		{"the last act counts", "2h act arrest\n1h act charge", "", "3h", "arrested"},
	} {
		s := story(t, "suspect", c.facts)
		if c.order != "" {
			s.Orders = []*Order{orderOf(t, "o", c.order)}
		}
		if l := SuspectLife(s, hours(t, c.at)); l.Status != c.want {
			t.Errorf("%s: %s, want %s", c.name, l.Status, c.want)
		}
	}
}

func TestAWarrantThatEndsIsToldBeforeItDoes(t *testing.T) {
	s := story(t, "suspect", "")
	s.Orders = []*Order{orderOf(t, "o", "1h granted type=arrest-warrant until=5h")}
	if l := SuspectLife(s, hours(t, "1h")); !l.Changes.Equal(day.Add(5 * time.Hour)) {
		t.Errorf("it changes at %s", l.Changes)
	}
}
