package cli

import (
	"fmt"
	"iter"
	"time"

	"takedown/pkg/render"
	"takedown/pkg/view"
)

// progress returns a function that shows on a terminal how far a long command
// is, from its first second on, and one that takes the line away; elsewhere the
// first is nil.
func (g *globals) progress(what string) (show func(done, total uint64), end func()) {
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
		if total == 0 {
			fmt.Fprintf(g.Err, "\r%s: %d rows\x1b[K", what, done)
			return
		}
		fmt.Fprintf(g.Err, "\r%s: %d of %d\x1b[K", what, done, total)
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
