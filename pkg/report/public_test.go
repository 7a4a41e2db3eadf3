package report

import (
	"fmt"
	"maps"
	"testing"

	"pgregory.net/rapid"

	"takedown/pkg/view"
)

// told is all that a report says of counts of parts.
func told(counts map[string]int, w func(map[string]int) partWords) string {
	return fmt.Sprint(totalRow("x", sum(counts)).cells(), merge(counts, w(counts)))
}

// Whoever knows the rule, and all words, tries every case that there can be.
func TestNoSmallPartCanBeWorkedOut(t *testing.T) {
	words := []string{"a", "b", "c", "d"}
	kinds := map[string]func(map[string]int) partWords{
		"closed": func(map[string]int) partWords { return closedWords(words) },
		"open": func(c map[string]int) partWords {
			used := maps.Clone(c)
			maps.DeleteFunc(used, func(_ string, n int) bool { return n == 0 })
			return openWords(used)
		},
	}
	for kind, w := range kinds {
		const most = 8
		values := map[string]map[string]map[int]bool{} // answer, word, possible numbers
		each := func(f func(map[string]int)) {
			for n := range most * most * most * most {
				f(map[string]int{"a": n % most, "b": n / most % most, "c": n / most / most % most, "d": n / most / most / most})
			}
		}
		each(func(c map[string]int) {
			if kind == "open" && c["d"] > 0 && c["a"]*c["b"]*c["c"] > 0 {
				return // an open list has a word that is not used
			}
			answer := told(c, w)
			if values[answer] == nil {
				values[answer] = map[string]map[int]bool{"a": {}, "b": {}, "c": {}, "d": {}}
			}
			for word, n := range c {
				values[answer][word][n] = true
			}
		})
		each(func(c map[string]int) {
			possible := values[told(c, w)]
			for word, n := range c {
				if n == 0 || n >= smallest || possible == nil || !possible[word][n] {
					continue
				}
				// Beyond the numbers that are tried there are more cases, never fewer.
				if len(possible[word]) < 2 && c["a"] < most-1 && c["b"] < most-1 && c["c"] < most-1 && c["d"] < most-1 {
					t.Errorf("%s: of %v anyone can tell that %s is %d: %s", kind, c, word, n, told(c, w))
				}
			}
		})
	}
}

func TestNoPublicNumberIsSmallAndPartsAddUpToTheirWhole(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := newPublicCounts()
		for range rapid.IntRange(0, 12).Draw(t, "tallies") {
			word := func(label string, words ...string) string { return rapid.SampledFrom(words).Draw(t, label) }
			p.count(&view.Tally{
				Kind: word("kind", "domain", "server", "url", "account", "suspect", "agency"), N: rapid.IntRange(1, 9).Draw(t, "n"),
				Status: word("status", "seized", "identified", "dropped", "released", "re-emerged", "arrested"), Place: word("place", "", "VN", "HK", "FR"),
			})
		}
		whole, parts := map[string]int{}, map[string]int{}
		for _, r := range p.rows() {
			switch {
			case r.N == nil && r.Below == smallest && r.Part == "":
				continue
			case r.N == nil || *r.N < smallest:
				t.Fatalf("%v is told", r.cells())
			case r.Part == "":
				whole[r.Figure] = *r.N
			default:
				parts[r.Figure] += *r.N
			}
			if r.Part == "taken_down" || r.Part == "arrested" {
				whole[map[string]string{"taken_down": "taken_down.by_jurisdiction", "arrested": "arrests.by_jurisdiction"}[r.Part]] = *r.N
			}
		}
		whole["targets.by_kind"] = whole["targets"]
		for figure, n := range parts {
			if whole[figure] != n {
				t.Fatalf("the parts of %s add up to %d, and it is %d: %v", figure, n, whole[figure], p.rows())
			}
		}
	})
}
