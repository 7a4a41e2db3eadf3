package view

import "unicode/utf8"

// starts is a table of how names begin, by their first two bytes: most lines
// have no word that could be one.
type starts [1 << 16]bool

func startOf(word []byte) int {
	n := int(word[0]) << 8
	if len(word) > 1 {
		n |= int(word[1])
	}
	return n
}

// mayName reports whether the line of an entry can have a name in it. It looks
// at the bytes as they stand, where an escape parts words, and leaves what is
// not ASCII to a closer look.
func (f *nameFinder) mayName(line []byte) bool {
	var word [64]byte
	n := 0 // bytes of the word that is open
	for i := 0; i < len(line); i++ {
		c := line[i]
		switch {
		case c >= utf8.RuneSelf:
			return true
		case c >= 'A' && c <= 'Z':
			c += 'a' - 'A'
		case c >= 'a' && c <= 'z' || c >= '0' && c <= '9':
		default:
			if n > 0 && f.begins(word[:min(n, len(word))]) {
				return true
			}
			n = 0
			if c == '\\' {
				i++ // n, t, r and the like are no letters here
				if i < len(line) && line[i] == 'u' {
					i += 4
				}
			}
			continue
		}
		if n < len(word) {
			word[n] = c
		}
		n++
	}
	return false
}

func (f *nameFinder) begins(word []byte) bool {
	if !f.table[startOf(word)] {
		return false
	}
	return len(word) == 64 || f.first[foldWord(string(word))]
}
