package cli

import (
	"fmt"
	"time"
)

// progress returns a function that shows on a terminal how far a long command
// is, from its first second on; elsewhere it returns nil.
func (g *globals) progress(what string) func(done, total uint64) {
	if g.Width == 0 || !g.Terminal {
		return nil
	}
	begun := g.Now()
	shown := begun
	return func(done, total uint64) {
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
		if done >= total {
			fmt.Fprint(g.Err, "\r\x1b[K")
		}
	}
}
