package cli

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"takedown/pkg/casebook"
	"takedown/pkg/render"
	"takedown/pkg/takedown"
)

// imported is the answer of import, over all files.
type imported struct {
	Added       map[string]int `json:"added"`
	Updated     map[string]int `json:"updated"`
	Unchanged   map[string]int `json:"unchanged"`
	Conflicting map[string]int `json:"conflicting"`
	Links       struct {
		Added int `json:"added"`
	} `json:"links"`
	Facts struct {
		Added int `json:"added"`
	} `json:"facts"`
	Skipped int `json:"skipped"`
	// SkippedAs says of what sort the skipped things are.
	SkippedAs map[string]int `json:"skipped_as,omitzero"`
	Bad       int            `json:"bad,omitzero"`
	Entries   int            `json:"entries"`

	// Left are the rows that --each left out, with their places.
	Left []string `json:"left,omitzero"`

	// Of sealed cases: what came of whom, and the batch of the receipts.
	Origins []casebook.MergedOrigin `json:"origins,omitzero"`
	Batch   *string                 `json:"batch,omitzero"`

	keys       []string
	quarantine *casebook.Merged // of a dry run
}

// merged notes what a sealed case brought, and returns its counts.
func (t *imported) merged(m *casebook.Merged, dryRun bool) casebook.Counts {
	if m.Origins == nil {
		return m.Counts // it was refused
	}
	if dryRun {
		t.quarantine = m
	}
	t.Origins = append(t.Origins, m.Origins...)
	t.Batch = &m.Commit.Batch
	t.keys = append(append(t.keys, m.Added...), m.Changed...)
	return m.Counts
}

// seen returns what notes the records of the file, where they are asked for.
func (t *imported) seen(f render.Format) func(string) {
	if f != render.Keys {
		return nil
	}
	return func(name string) { t.keys = append(t.keys, name) }
}

func newImported() *imported {
	return &imported{Added: map[string]int{}, Updated: map[string]int{}, Unchanged: map[string]int{}, Conflicting: map[string]int{}}
}

func (t *imported) add(c *casebook.Counts) {
	for _, pair := range [][2]map[string]int{{t.Added, c.Added}, {t.Updated, c.Updated}, {t.Unchanged, c.Unchanged}, {t.Conflicting, c.Conflicting}} {
		for kind, n := range pair[1] {
			pair[0][kind] += n
		}
	}
	t.Links.Added += c.LinksAdded
	t.Facts.Added += c.FactsAdded
	t.Skipped += c.Skipped
	for reason, n := range c.SkippedAs {
		if t.SkippedAs == nil {
			t.SkippedAs = map[string]int{}
		}
		t.SkippedAs[reason] += n
	}
	t.Bad += c.Bad
	t.Entries += c.Entries
}

func (t *imported) print(g *globals, dryRun bool) error {
	table := render.Table{Columns: []string{"kind", "added", "updated", "unchanged", "conflicting"}, Value: t, Keys: t.keys}
	for _, k := range takedown.KindNames() {
		row := []int{t.Added[k], t.Updated[k], t.Unchanged[k], t.Conflicting[k]}
		if row[0]+row[1]+row[2]+row[3] > 0 {
			table.Rows = append(table.Rows, []string{k, fmt.Sprint(row[0]), fmt.Sprint(row[1]), fmt.Sprint(row[2]), fmt.Sprint(row[3])})
		}
	}
	if g.format() != render.JSON && g.format() != render.JSONLines {
		said := fmt.Sprintf("%d entries, %d links, %d skipped, %d bad", t.Entries, t.Links.Added, t.Skipped, t.Bad)
		if t.Facts.Added > 0 {
			said += fmt.Sprintf(", %d facts", t.Facts.Added)
		}
		if dryRun {
			said = "dry run: nothing was written, it would be " + said
		}
		g.warn(said)
		if len(t.SkippedAs) > 0 {
			g.warn("skipped: " + t.skippedAs())
		}
	}
	return table.Write(g.Out, g.options())
}

// incomplete lists what --each left out. In JSON it is in the answer.
func (t *imported) incomplete(g *globals) error {
	if len(t.Left) == 0 {
		return nil
	}
	if !g.jsonErrors() {
		for _, left := range t.Left {
			g.warn("left out: " + left)
		}
	}
	return fmt.Errorf("%w: %d", errIncomplete, len(t.Left))
}

// shownReasons is how many sorts of skipped things are told on standard error.
const shownReasons = 12

// skippedAs says what was skipped, the most frequent first.
func (t *imported) skippedAs() string {
	reasons := slices.SortedFunc(maps.Keys(t.SkippedAs), func(a, b string) int {
		return cmp.Or(cmp.Compare(t.SkippedAs[b], t.SkippedAs[a]), cmp.Compare(a, b))
	})
	var parts []string
	for _, reason := range reasons[:min(len(reasons), shownReasons)] {
		parts = append(parts, fmt.Sprintf("%d %s", t.SkippedAs[reason], reason))
	}
	if more := len(reasons) - len(parts); more > 0 {
		parts = append(parts, fmt.Sprintf("and %d other sorts: all are in -o json", more))
	}
	return strings.Join(parts, ", ")
}
