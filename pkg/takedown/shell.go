package takedown

import "strings"

// ShellWord writes a text as one word of a POSIX shell, in quotes where it
// needs them, so that a command that is printed can be pasted.
func ShellWord(s string) string {
	plain := strings.IndexFunc(s, func(c rune) bool {
		return (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (c < '0' || c > '9') && !strings.ContainsRune("-_.:/@+%", c)
	}) < 0
	if plain && s != "" {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}
