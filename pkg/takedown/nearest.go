package takedown

// Nearest returns the word that differs least from s and by how many edits
// (insertions, deletions, replacements: Levenshtein's distance).
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
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		diagonal := row[0]
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			diagonal, row[j] = row[j], min(diagonal+cost, row[j]+1, row[j-1]+1)
		}
	}
	return row[len(b)]
}
