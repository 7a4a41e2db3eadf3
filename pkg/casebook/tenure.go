package casebook

import (
	"fmt"
	"time"

	"takedown/pkg/takedown"
	"takedown/pkg/view"
)

// During returns the world as it was at the end of the tenure that a typed key
// names: evil.example~1 means the first holder of the name. Without a number,
// and for the present holder, it is the reader itself.
func (r *Reader) During(id takedown.ID, tenure int) (*Reader, error) {
	if tenure == 0 {
		return r, nil
	}
	c, err := view.CaseOf(r, id)
	if err != nil {
		return nil, err
	}
	holders := c.Holders(r.Now)
	switch n := len(holders) + 1; {
	case tenure > n:
		return nil, fmt.Errorf("%s has had %d holders, and none is number %d: %w", id, n, tenure, takedown.ErrNotFound)
	case tenure == n:
		return r, nil
	}
	then := *r
	then.Snapshot = r.At(holders[tenure-1].Add(-time.Millisecond))
	return &then, nil
}
