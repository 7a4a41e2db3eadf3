package lifecycle

import (
	"fmt"
	"testing"
)

// tries tells each attempt: its id, how many acts it has and the last outcome.
func tries(c *Case, t *testing.T, at string) (out string) {
	for _, a := range Tries(c.Facts, hours(t, at)) {
		out += fmt.Sprintf("%s:%d:%s ", a.ID, len(a.Acts), a.Outcome())
	}
	return out
}

func TestAnAttemptGoesFromItsFirstActToTheOneThatEndsIt(t *testing.T) {
	for _, c := range []struct{ name, facts, at, want string }{
		{"one", "1h act suspend outcome=planned\n2h act suspend outcome=sent attempt=e1\n3h act suspend attempt=e1", "3h", "e1:3:done "},
		{"by an instant", "1h act suspend outcome=planned\n2h act suspend outcome=sent attempt=e1", "1h59m", "e1:1:planned "},
		{"two side by side", "1h act suspend outcome=sent\n2h act sinkhole outcome=planned\n3h act suspend outcome=refused attempt=e1", "3h", "e1:2:refused e2:1:planned "},
		{"one after the other", "1h act suspend outcome=failed\n2h act suspend outcome=sent", "2h", "e1:1:failed e2:1:sent "},
		{"whose first act was taken back", "1h act suspend outcome=sent attempt=e9\n2h act suspend attempt=e9", "2h", "e9:2:done "},
		{"whose first act happened later", "2h act suspend outcome=sent\n1h act suspend outcome=planned attempt=e1", "2h", "e1:2:sent "},
	} {
		if got := tries(story(t, "domain", c.facts), t, c.at); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestALaterActMovesTheNewestOpenAttemptOn(t *testing.T) {
	for _, c := range []struct{ name, facts, method, provider, want string }{
		{"planned", "1h act suspend outcome=planned", "suspend", "", "e1"},
		{"sent", "1h act suspend outcome=sent", "suspend", "", "e1"},
		{"acknowledged", "1h act suspend outcome=acknowledged", "suspend", "", "e1"},
		{"done", "1h act suspend", "suspend", "", ""},
		{"refused", "1h act suspend outcome=refused", "suspend", "", ""},
		{"failed", "1h act suspend outcome=failed", "suspend", "", ""},
		{"of another method", "1h act sinkhole outcome=sent", "suspend", "", ""},
		{"the newest of two", "1h act suspend outcome=sent\n2h act suspend outcome=sent", "suspend", "", "e2"},
		{"at the same provider", "1h act suspend outcome=sent provider=a\n2h act suspend outcome=sent provider=b", "suspend", "a", "e1"},
		{"at another provider", "1h act suspend outcome=sent provider=a", "suspend", "b", ""},
		{"where no provider was known yet", "1h act suspend outcome=planned", "suspend", "b", "e1"},
		{"of later", "3h act suspend outcome=sent", "suspend", "", ""},
	} {
		got := ""
		if a := OpenTry(story(t, "domain", c.facts).Facts, c.method, c.provider, hours(t, "2h")); a != nil {
			got = a.ID
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}
