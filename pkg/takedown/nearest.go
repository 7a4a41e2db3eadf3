package takedown

// Nearest returns the word that differs least from s and by how many edits:
// insertions, deletions, replacements, and swaps of two neighbours (optimal
// string alignment, after Damerau).
func Nearest(s string, words []string) (word string, distance int) {
	distance = 1 << 30
	for _, w := range words {
		if d := edits(s, w); d < distance {
			word, distance = w, d
		}
	}
	return word, distance
}

func edits(a, b string) int {
	before, row := make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		next := make([]int, len(b)+1)
		next[0] = i
		for j := 1; j <= len(b); j++ {
			next[j] = min(row[j-1]+differ(a[i-1], b[j-1]), row[j]+1, next[j-1]+1)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				next[j] = min(next[j], before[j-2]+1)
			}
		}
		before, row = row, next
	}
	return row[len(b)]
}

func differ(a, b byte) int {
	if a == b {
		return 0
	}
	return 1
}
