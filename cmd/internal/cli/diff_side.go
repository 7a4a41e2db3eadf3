package cli

import (
	"errors"
	"fmt"
	"os"
	"time"

	"takedown/pkg/casebook"
	"takedown/pkg/exchange/sealed"
	"takedown/pkg/takedown"
	"takedown/pkg/view"
)

// side is one of the two that diff compares: the case as of an instant, or a
// sealed case.
type side struct {
	file string // or empty
	at   time.Time
}

// parseSide reads an instant, now, or the name of a file.
func parseSide(text string, now time.Time) (side, error) {
	if text == "now" {
		return side{at: now}, nil
	}
	at, err := takedown.ParseInstant(text)
	if err == nil {
		return side{at: at}, nil
	}
	if _, missing := os.Stat(text); text != "-" && missing != nil {
		return side{}, fmt.Errorf("%w; say an instant such as 2025-03-14T06:00:00Z, now, or the file of a sealed case", err)
	}
	return side{file: text}, nil
}

func (s *side) name() string {
	if s.file != "" {
		return s.file
	}
	return view.FormatTime(s.at)
}

// open calls f with the view of the side.
func (s *side) open(g *globals, f func(*view.Snapshot) error) error {
	if s.file == "" {
		return g.readAt(s.at, func(r *casebook.Reader) error { return f(&r.Snapshot) })
	}
	c, err := g.openSealed(s.file, sealed.Options{})
	if err != nil {
		return err
	}
	err = c.err()
	if err == nil {
		var v *view.Snapshot
		if v, err = c.snapshot(time.Time{}); err == nil {
			err = f(v)
		}
	}
	return errors.Join(err, c.close())
}

// compare compares two instants of one case by what can differ between them, and
// all that there is where a file is one of the two.
func (s *side) compare(t *side, a, b *view.Snapshot) (*view.Diff, error) {
	if s.file == "" && t.file == "" {
		return view.Compare(a, b)
	}
	return view.CompareAll(a, b)
}
