package cli

import (
	"fmt"
	"time"

	"takedown/pkg/render"
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
