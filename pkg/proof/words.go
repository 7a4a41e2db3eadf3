package proof

import (
	_ "embed"
	"strings"
	"sync"
)

//go:embed words.tsv
var wordsTable string

// pageWords are words by which a page is known.
type pageWords struct{ verdict, words string }

// words is the table of the file.
var words = sync.OnceValue(func() (out []pageWords) {
	for line := range strings.Lines(wordsTable) {
		verdict, text, ok := strings.Cut(strings.TrimSpace(line), "\t")
		if ok && !strings.HasPrefix(line, "#") {
			out = append(out, pageWords{verdict, text})
		}
	}
	return out
})

// maxBanner is how much text a page has that shows nothing but such words. An
// article about a seizure has more.
const maxBanner = 4000

// says returns the words of a verdict that a page shows, or "".
func (p *Page) says(verdict string) string {
	if len(p.Text) > maxBanner {
		return ""
	}
	for _, w := range words() {
		if w.verdict == verdict && strings.Contains(p.Text, w.words) {
			return w.words
		}
	}
	return ""
}
