package report

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"takedown/pkg/lifecycle"
	"takedown/pkg/takedown"
	"takedown/pkg/view"
)

// The board is one screen of 80 columns and 24 lines, one of which is left for
// the prompt: the numbers that matter on the day of action. Its first columns
// are as wide as their longest words, and the bars as the names of acts.
const (
	boardTime   = "01-02 15:04Z" // everybody knows the year on the day
	boardActs   = 6
	barWidth    = 28
	agencyWidth = 8
	recordWidth = 80 - len(boardTime) - agencyWidth - barWidth - 3*len("  ")
)

// boardRow is one number, or one of the last acts.
type boardRow struct {
	Group  string `json:"group"` // targets suspects orders attempts overdue acts
	Name   string `json:"name"`
	N      *int   `json:"n,omitzero"`
	At     string `json:"at,omitzero"`
	Agency string `json:"agency,omitzero"`
	Record string `json:"record,omitzero"`
}

// board is what is found on the way to the rows.
type board struct {
	now     time.Time
	summary summary
	states  map[string]int // of suspects
	open    map[string]int // attempts, by their last outcome
	overdue int            // targets that nobody has looked at in time
	since   time.Time      // when the first of them was due
	acts    []boardAct     // the last ones, newest first
}

type boardAct struct {
	record string
	takedown.Fact
}

func runBoard(v view.View, o Options) (*Result, error) {
	sel := newSelection(v, o)
	tallies, err := sel.tallies()
	if err != nil {
		return nil, err
	}
	b := board{now: v.AsOf(), states: map[string]int{}, open: map[string]int{}}
	b.summary.count(tallies)
	for i := range tallies {
		if t := &tallies[i]; t.Kind == "suspect" {
			b.states[t.Status] += t.N
		}
	}
	if err := sel.eachTold(b.watch); err != nil {
		return nil, err
	}
	l := newListing[boardRow]("board", v)
	l.Rows = b.numbers()
	return &Result{Value: &l, Lines: l.lines(), Columns: []string{"board", "n", "says", "record"}, Rows: b.lines()}, nil
}

// watch takes from one record what is open, late or new.
func (b *board) watch(r *view.Record, facts []takedown.Fact) error {
	for _, try := range lifecycle.Tries(facts, b.now) {
		if try.Open() {
			b.open[try.Outcome()]++
		}
		for _, f := range try.Acts {
			b.acts = append(b.acts, boardAct{r.Name(), f})
		}
	}
	slices.SortFunc(b.acts, func(x, y boardAct) int {
		return cmp.Or(y.At.Compare(x.At), cmp.Compare(y.Origin, x.Origin), cmp.Compare(y.Seq, x.Seq))
	})
	b.acts = b.acts[:min(len(b.acts), boardActs)]
	due := r.Life.RecheckDue(r.ID.Kind)
	if due.IsZero() || due.After(b.now) {
		return nil
	}
	b.overdue++
	if b.since.IsZero() || due.Before(b.since) {
		b.since = due
	}
	return nil
}

// openOutcomes are those of attempts that wait for an answer, in their order.
var openOutcomes = []string{"planned", "sent", "acknowledged"}

// numbers are the rows for scripts.
func (b *board) numbers() []boardRow {
	s := &b.summary
	row := func(group, name string, n int) boardRow { return boardRow{Group: group, Name: name, N: new(n)} }
	out := []boardRow{row("targets", "total", s.Targets.Total), row("targets", "taken_down", s.TakenDown.Total)}
	for _, status := range lifecycle.TargetStates {
		out = append(out, row("targets", status, s.Targets.ByStatus[status]))
	}
	out = append(out,
		row("suspects", "total", s.Suspects.Total), row("suspects", "wanted", b.states["wanted"]), row("suspects", "arrested", s.Suspects.Arrested),
		row("orders", "granted", s.Orders.Granted), row("orders", "expired", s.Orders.Expired),
	)
	for _, outcome := range openOutcomes {
		out = append(out, row("attempts", outcome, b.open[outcome]))
	}
	late := row("overdue", "recheck", b.overdue)
	late.At = instant(b.since)
	out = append(out, late)
	for i := range b.acts {
		a := &b.acts[i]
		out = append(out, boardRow{
			Group: "acts", Name: a.Act.Method + " " + a.Act.Outcome, At: instant(a.At),
			Agency: lifecycle.Executor(&a.Fact), Record: a.record,
		})
	}
	return out
}

// lines are the rows for people. States in which nothing is have no line.
func (b *board) lines() [][]string {
	s := &b.summary
	out := append(b.targetLines(),
		line("suspects", s.Suspects.Total, fmt.Sprintf("%d wanted, %d arrested", b.states["wanted"], s.Suspects.Arrested)),
		line("orders", s.Orders.Granted, fmt.Sprintf("granted, %d expired", s.Orders.Expired)),
		b.openLine(), b.overdueLine(),
	)
	for i := range b.acts {
		a := &b.acts[i]
		out = append(out, []string{
			a.At.UTC().Format(boardTime), cut(lifecycle.Executor(&a.Fact), agencyWidth),
			cut(a.Act.Method+" "+a.Act.Outcome, barWidth), cut(a.record, recordWidth),
		})
	}
	return out
}

func line(name string, n int, says string) []string { return []string{name, strconv.Itoa(n), says, ""} }

// targetLines have a bar for each state, the longest for the most targets.
func (b *board) targetLines() [][]string {
	s := &b.summary
	out := [][]string{line("targets", s.Targets.Total, fmt.Sprintf("%.1f %% taken down", s.TakenDown.Percent))}
	most := 0
	for _, n := range s.Targets.ByStatus {
		most = max(most, n)
	}
	for _, status := range lifecycle.TargetStates {
		if n := s.Targets.ByStatus[status]; n > 0 {
			out = append(out, line(status, n, bar(n, most)))
		}
	}
	return out
}

func (b *board) openLine() []string {
	var waiting []string
	open := 0
	for _, outcome := range openOutcomes {
		if n := b.open[outcome]; n > 0 {
			waiting = append(waiting, fmt.Sprintf("%d %s", n, outcome))
			open += n
		}
	}
	return line("open", open, cut(strings.Join(waiting, " "), barWidth))
}

func (b *board) overdueLine() []string {
	if b.overdue == 0 {
		return line("overdue", 0, "")
	}
	return line("overdue", b.overdue, "looks, from "+b.since.UTC().Format(boardTime))
}

// bar draws a number beside the largest; what is there at all is seen.
func bar(n, most int) string { return strings.Repeat("#", max(1, n*barWidth/most)) }

// cut shortens a text that would not fit, also once its dots are defanged and
// where its characters are two columns wide.
func cut(s string, width int) string {
	used, end := 0, 0
	for i, r := range s {
		cost := 1
		switch {
		case r == '.' || r == ':':
			cost = len("[.]")
		case r == '@':
			cost = len("[at]")
		case r > 0x7f:
			cost = 2
		}
		if used+cost <= width-1 {
			end = i + len(string(r))
		}
		used += cost
	}
	if used <= width {
		return s
	}
	return s[:end] + "…"
}
