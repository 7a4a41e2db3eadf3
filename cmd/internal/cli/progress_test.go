package cli

import "testing"

func TestABarSaysHowMuchOfTheBytesIsDone(t *testing.T) {
	for _, c := range []struct {
		done, total uint64
		want        string
	}{
		{0, 999, "[                              ] 0 % of 999 B"},
		{60, 120, "[###############               ] 50 % of 120 B"},
		{120_000_000_000, 120_000_000_000, "[##############################] 100 % of 120.0 GB"},
		{7, 5, "[##############################] 100 % of 5 B"},
		{0, 0, "[##############################] 100 % of 0 B"},
	} {
		if got := bar(c.done, c.total); got != c.want {
			t.Errorf("%d of %d: %q, want %q", c.done, c.total, got, c.want)
		}
	}
}

func TestTheNameOfAFileIsFoundInAReasonAgain(t *testing.T) {
	for _, name := range []string{"disk.img", "a (file: b, 3 bytes)", "two\nlines", `back\slash`, "comma, 12 bytes"} {
		for _, why := range []string{"", "as seized (file: none)"} {
			s := fileSum{name: name, size: 12}
			if got := fileTold(s.told(why, "file")); got != name {
				t.Errorf("%q after %q was read as %q", name, why, got)
			}
		}
	}
	for _, why := range []string{"", "no file", "(proof: dig.txt, 12 bytes)", "(file: x, 12 bytes) and more"} {
		if got := fileTold(why); got != "" {
			t.Errorf("%q tells of no file, and was read as %q", why, got)
		}
	}
}
