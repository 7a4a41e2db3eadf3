package cli

import (
	"fmt"
	"iter"
	"strings"
	"time"

	"takedown/pkg/render"
	"takedown/pkg/view"
)

// progress returns a function that shows on a terminal how far a long command
// is, from its first second on, and one that takes the line away; elsewhere the
// first is nil.
func (g *globals) progress(what string) (show func(done, total uint64), end func()) {
	return g.progressAs(what, counts)
}

// progressBar is progress for bytes, of which it is known how many there are.
func (g *globals) progressBar(what string) (show func(done, total uint64), end func()) {
	return g.progressAs(what, bar)
}

func (g *globals) progressAs(what string, text func(done, total uint64) string) (show func(done, total uint64), end func()) {
	if g.Width == 0 || !g.Terminal {
		return nil, func() {}
	}
	what = render.Inert(what)
	begun := g.Now()
	shown := begun
	show = func(done, total uint64) {
		now := g.Now()
		if now.Sub(begun) < time.Second || now.Sub(shown) < 200*time.Millisecond && done < total {
			return
		}
		shown = now
		fmt.Fprintf(g.Err, "\r%s: %s\x1b[K", what, text(done, total))
	}
	return show, func() {
		if shown != begun {
			fmt.Fprint(g.Err, "\r\x1b[K")
		}
	}
}

// counting returns a view that shows on a terminal how many of its records were
// read.
func (g *globals) counting(what string, v view.View) (counted view.View, end func()) {
	show, end := g.progress(what)
	if show == nil {
		return v, end
	}
	return &countingView{View: v, show: show}, end
}

// countingView tells of each record that it yields.
type countingView struct {
	view.View
	show func(done, total uint64)
	done uint64
}

func (v *countingView) Records(kind string) iter.Seq2[*view.Record, error] {
	return func(yield func(*view.Record, error) bool) {
		for r, err := range v.View.Records(kind) {
			v.done++
			v.show(v.done, 0)
			if !yield(r, err) {
				return
			}
		}
	}
}

func counts(done, total uint64) string {
	if total == 0 {
		return fmt.Sprintf("%d rows", done)
	}
	return fmt.Sprintf("%d of %d", done, total)
}

// barWidth is how many characters of a bar stand for the whole.
const barWidth = 30

// bar draws how much is done of so many bytes. A file that grows while it is
// read is never more than whole.
func bar(done, total uint64) string {
	part := 1.0
	if done < total {
		part = float64(done) / float64(total)
	}
	full := int(part * barWidth)
	return fmt.Sprintf("[%s%s] %.0f %% of %s", strings.Repeat("#", full), strings.Repeat(" ", barWidth-full), part*100, inBytes(total))
}

// inBytes writes a number of bytes so that a person can take it in.
func inBytes(n uint64) string {
	size, unit := float64(n), "B"
	for _, larger := range []string{"kB", "MB", "GB", "TB", "PB"} {
		if size < 1000 {
			break
		}
		size, unit = size/1000, larger
	}
	if unit == "B" {
		return fmt.Sprintf("%d B", n)
	}
	return fmt.Sprintf("%.1f %s", size, unit)
}
