package casebook

import (
	"iter"
	"time"

	"takedown/pkg/view"
)

// Late yields the commands of what is shown whose clock was behind.
func (r *Reader) Late() iter.Seq2[view.Late, error] {
	known := time.Time{}
	if r.selection != nil {
		known = r.Known
	}
	source := r.Source(known)
	if r.selection != nil {
		source = r.selection.Of(source)
	}
	return view.LateOf(source)
}
