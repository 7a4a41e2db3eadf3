package takedown

import "testing"

func TestASwapOfTwoLettersIsOneSlip(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{{"lits", "list", 1}, {"list", "list", 0}, {"registar", "registrar", 1}, {"", "abc", 3}, {"abc", "", 3}, {"dmoain", "domain", 1}, {"ca", "abc", 3}} {
		if got := edits(c.a, c.b); got != c.want {
			t.Errorf("%q and %q differ by %d, want %d", c.a, c.b, got, c.want)
		}
	}
}
