package cli

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"takedown/pkg/casebook"
	"takedown/pkg/takedown"
)

// shownBad is how many bad rows an error names.
const shownBad = 20

// badRows takes the rows that could not be read: into a file with --skip-bad,
// into a list with --each, else into the error.
type badRows struct {
	o      *importOptions
	file   string
	left   []string
	header []byte // that makes a table of the bad rows, or nothing
	count  int
	first  []*takedown.RowError
}

func (b *badRows) take(e *takedown.RowError) error {
	b.count++
	if len(b.first) < shownBad {
		b.first = append(b.first, e)
	}
	if b.o.each {
		b.left = append(b.left, b.file+": "+e.Error())
	}
	if b.o.badRows == nil {
		return nil
	}
	if b.count == 1 && len(b.header) > 0 {
		if _, err := b.o.badRows.Write(b.header); err != nil {
			return err
		}
	}
	if _, err := b.o.badRows.Write(e.Raw); err != nil {
		return err
	}
	if n := len(e.Raw); n > 0 && e.Raw[n-1] != '\n' {
		_, err := b.o.badRows.Write([]byte("\n"))
		return err
	}
	return nil
}

// check decides at the end of the file whether the good rows are written.
func (b *badRows) check() error {
	switch {
	case b.count == 0, b.o.takesGood() && (b.o.maxBad == 0 || b.count <= b.o.maxBad):
		return nil
	}
	rows := "row"
	if b.count > 1 {
		rows = "rows"
	}
	var places []string
	slices.SortStableFunc(b.first, func(x, y *takedown.RowError) int { return cmp.Compare(x.Line, y.Line) })
	for _, e := range b.first {
		places = append(places, e.Error())
	}
	what := errMalformed
	if errors.Is(b.first[0], casebook.ErrGate) {
		what = casebook.ErrGate
	}
	return fmt.Errorf("%w: %d bad %s, nothing was written: %s", what, b.count, rows, strings.Join(places, "; "))
}

// takesGood reports whether the good rows are written where others are bad.
func (o *importOptions) takesGood() bool { return o.each || o.skipBad != "" }
