package report

import (
	"maps"
	"slices"
)

// smallest is the least number of a part that is told.
const smallest = 5

// otherPart is what the parts that are not told are together.
const otherPart = "other"

// partWords are the words that parts can have, in the order in which a large
// part is merged with small ones. Of a closed list everybody can see which word
// is missing, so that none of something is a small number, too; an open one has
// always more words than are used.
type partWords struct {
	words  []string
	closed bool
}

func closedWords(words []string) partWords { return partWords{words, true} }

// openWords are the words that are used, what is not known first.
func openWords(counts map[string]int) partWords {
	words := slices.Sorted(maps.Keys(counts))
	if i := slices.Index(words, unknown); i > 0 {
		words = slices.Insert(slices.Delete(words, i, i+1), 0, unknown)
	}
	return partWords{words, false}
}

// partCount is one part that is told.
type partCount struct {
	part string
	n    int
}

// merge tells the parts of a whole so that no small one can be worked out, also
// not by who knows this rule. The small ones are one part together with the
// first large one: it is large by its place in the list and not by its size, so
// that each small number could be one less and the large one greater, and the
// answer would be the same. A one of an open list could be any other word's.
// Where nothing but the rest would be left there are no parts.
func merge(counts map[string]int, w partWords) []partCount {
	var large []partCount
	rest, small := 0, false
	for _, word := range w.words {
		switch n := counts[word]; {
		case n >= smallest:
			large = append(large, partCount{word, n})
		case n > 0 || w.closed:
			rest += n
			small = true
		}
	}
	if !small {
		return large
	}
	if len(large) < 2 {
		return nil
	}
	return append(large[1:], partCount{otherPart, rest + large[0].n})
}

func sum(counts map[string]int) (n int) {
	for _, c := range counts {
		n += c
	}
	return n
}
