package report

import (
	"fmt"
	"slices"
	"strconv"

	"takedown/pkg/lifecycle"
	"takedown/pkg/takedown"
	"takedown/pkg/view"
)

// publicRow is one number for everybody: of a whole, of a part of it, or of what
// is left of it. Below stands in the place of a number that is smaller.
type publicRow struct {
	Figure string `json:"figure"`
	Part   string `json:"part,omitzero"`
	N      *int   `json:"n,omitzero"`
	Below  int    `json:"below,omitzero"`
}

// The parts of targets and suspects, each of which is in exactly one. What
// stands first is merged first, so that the one that has parts of its own is
// last.
var (
	targetParts  = []string{"open", "dropped", "released", "re_emerged", "taken_down"}
	suspectParts = []string{"not_arrested", "arrested"}
)

// runPublic is the report of what may be printed in a newspaper. Nobody can
// narrow it by an expression: the difference of two such reports would be a
// number that neither of them gives away.
func runPublic(v view.View, o Options) (*Result, error) {
	if o.Where != nil || o.Figures {
		return nil, fmt.Errorf("report public takes neither --where nor --figures, as small numbers could be worked out from them: %w", takedown.ErrInvalid)
	}
	sel := newSelection(v, o)
	tallies, err := sel.tallies()
	if err != nil {
		return nil, err
	}
	p := newPublicCounts()
	for i := range tallies {
		p.count(&tallies[i])
	}
	victims := 0
	for r, err := range sel.records([]string{"victims"}, "") {
		if err != nil {
			return nil, err
		}
		victims += number(r, "identified")
	}
	l := newListing[publicRow]("public", v)
	l.Rows = append(p.rows(), totalRow("victims", victims))
	r := &Result{Value: &l, Lines: l.lines(), Columns: []string{"figure", "part", "n"}}
	for i := range l.Rows {
		r.Rows = append(r.Rows, l.Rows[i].cells())
	}
	return r, nil
}

// publicCounts are the numbers before any is merged, by part.
type publicCounts struct {
	targets, kinds, places   map[string]int
	suspects, arrests, other map[string]int
}

func newPublicCounts() *publicCounts {
	m := func() map[string]int { return map[string]int{} }
	return &publicCounts{m(), m(), m(), m(), m(), m()}
}

func (p *publicCounts) count(t *view.Tally) {
	switch {
	case takedown.KindOf(t.Kind).Target:
		part := targetPart(t.Status)
		p.targets[part] += t.N
		p.kinds[t.Kind] += t.N
		if part == "taken_down" {
			p.places[publicPlace(t)] += t.N
		}
	case t.Kind == "suspect" && slices.Contains(lifecycle.Arrested, t.Status):
		p.suspects["arrested"] += t.N
		p.arrests[publicPlace(t)] += t.N
	case t.Kind == "suspect":
		p.suspects["not_arrested"] += t.N
	case t.Kind == "agency":
		p.other["agencies"] += t.N
	}
}

func targetPart(status string) string {
	switch {
	case lifecycle.IsTakenDown(status):
		return "taken_down"
	case status == "re-emerged":
		return "re_emerged"
	case status == "released", status == "dropped":
		return status
	}
	return "open"
}

func publicPlace(t *view.Tally) string {
	if t.Place == "" {
		return unknown
	}
	return t.Place
}

// rows are the numbers that can be printed. The parts of a part are only told
// where the part itself is: their sum would be it.
func (p *publicCounts) rows() []publicRow {
	out := table("targets", p.targets, closedWords(targetParts))
	told := out
	out = append(out, partsOf("targets.by_kind", p.kinds, closedWords(kindsOf("targets")))...)
	if tells(told, "taken_down") {
		out = append(out, partsOf("taken_down.by_jurisdiction", p.places, openWords(p.places))...)
	}
	told = table("suspects", p.suspects, closedWords(suspectParts))
	out = append(out, told...)
	if tells(told, "arrested") {
		out = append(out, partsOf("arrests.by_jurisdiction", p.arrests, openWords(p.arrests))...)
	}
	return append(out, totalRow("agencies", p.other["agencies"]))
}

// table is a whole and its parts.
func table(figure string, counts map[string]int, w partWords) []publicRow {
	return append([]publicRow{totalRow(figure, sum(counts))}, partsOf(figure, counts, w)...)
}

// partsOf are the parts of a whole that is told in another row.
func partsOf(figure string, counts map[string]int, w partWords) (out []publicRow) {
	for _, c := range merge(counts, w) {
		out = append(out, publicRow{Figure: figure, Part: c.part, N: new(c.n)})
	}
	return out
}

func tells(rows []publicRow, part string) bool {
	return slices.ContainsFunc(rows, func(r publicRow) bool { return r.Part == part })
}

func totalRow(figure string, n int) publicRow {
	if n < smallest {
		return publicRow{Figure: figure, Below: smallest}
	}
	return publicRow{Figure: figure, N: &n}
}

func (r publicRow) cells() []string {
	part := r.Part
	if part == "" {
		part = "total"
	}
	if r.N == nil {
		return []string{r.Figure, part, fmt.Sprintf("fewer than %d", r.Below)}
	}
	return []string{r.Figure, part, strconv.Itoa(*r.N)}
}
