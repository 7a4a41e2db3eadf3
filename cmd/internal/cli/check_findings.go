package cli

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"takedown/pkg/check"
	"takedown/pkg/render"
	"takedown/pkg/takedown"
)

// printer prints findings in one form while they are found, in bounded memory.
type printer interface {
	// file begins the answer about a file, also of one of which no rule is
	// asked.
	file(f *checked) error
	add(f *finding) error
	end() error
}

// printer returns what prints findings in the form that was asked for.
func (c *checker) printer(files []*checked) printer {
	switch c.g.format() {
	case render.JSON, render.JSONLines:
		return newJSONFindings(c.g, files)
	case githubFormat:
		return newGithubFindings(c.g)
	case sarifFormat:
		return newSarifFindings(c.g)
	case junitFormat:
		return newJunitFindings(c.g)
	}
	return newTableFindings(c.g, len(files) > 1)
}

// shownPerRule is how many findings of one rule a table has. Nobody reads more,
// and a case can have a million.
const shownPerRule = 100

// tellLeftOut says what is not shown of which rule.
func tellLeftOut(g *globals, found map[string]int) {
	for _, rule := range slices.Sorted(maps.Keys(found)) {
		if n := found[rule]; n > shownPerRule {
			g.warn(fmt.Sprintf("%s: %d more are not shown: -o jsonl prints all", rule, n-shownPerRule))
		}
	}
}

// level is the level for people, and why it counts for nothing where it does
// not.
func (f *finding) level() string {
	switch {
	case f.waiver != nil:
		return string(f.Level) + " (waived)"
	case f.Result == check.Unknown:
		return string(f.Level) + " (unknown)"
	}
	return string(f.Level)
}

// says is the finding as a sentence for people, its targets defanged.
func (f *finding) says() string {
	s := defangedText(f.Subject + ": " + f.Message)
	if f.waiver != nil {
		s += fmt.Sprintf(" (waived by %s until %s: %s)", f.waiver.Author, f.waiver.Expires.Format(time.DateOnly), f.waiver.Reason)
	}
	if f.Result == check.Unknown {
		s += " (unknown: entries are withheld)"
	}
	return render.Inert(s)
}

// defangedText defangs the names of targets in a sentence.
func defangedText(s string) string {
	words := strings.Split(s, " ")
	for i, word := range words {
		name := strings.TrimRight(word, ",;:)")
		if kind, _, ok := takedown.SplitID(name); ok && takedown.KindOf(kind).Target {
			words[i] = defanged(name) + word[len(name):]
		}
	}
	return strings.Join(words, " ")
}
