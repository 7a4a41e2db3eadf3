package proof

import (
	_ "embed"
	"regexp"
	"strings"
	"sync"
)

//go:embed words.tsv
var wordsTable string

// pageWords are words by which a page is known.
type pageWords struct {
	verdict string
	shown   string // as the reason has them: nothing of what the page puts between
	pattern *regexp.Regexp
}

// words is the table of the file.
var words = sync.OnceValue(func() (out []pageWords) {
	for line := range strings.Lines(wordsTable) {
		verdict, text, ok := strings.Cut(strings.TrimSpace(line), "\t")
		if ok && !strings.HasPrefix(line, "#") {
			out = append(out, pageWords{verdict, strings.ReplaceAll(text, "{name}", "…"), patternOf(text)})
		}
	}
	return out
})

// patternOf lets a few other words stand for … and a domain name for {name}.
func patternOf(text string) *regexp.Regexp {
	p := regexp.QuoteMeta(text)
	p = strings.ReplaceAll(p, " … ", `.{0,80}?`)
	p = strings.ReplaceAll(p, `\{name\}`, `[^\s.]+(?:\.[^\s.]+)+`)
	return regexp.MustCompile(p)
}

// maxBanner is how much text a page has that shows nothing but such words. An
// article about a seizure has more.
const maxBanner = 4000

// says returns the words of a verdict that a page shows, or "".
func (p *Page) says(verdict string) string { return p.find(verdict, p.Text) }

// isMarked returns the mark of a verdict that the headers or the source have, or "".
func (p *Page) isMarked(verdict string) string { return p.find(verdict+" mark", p.source) }

func (p *Page) find(verdict, in string) string {
	if len(p.Text) > maxBanner {
		return ""
	}
	for _, w := range words() {
		if w.verdict == verdict && w.pattern.MatchString(in) {
			return w.shown
		}
	}
	return ""
}
