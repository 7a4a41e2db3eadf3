package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"time"

	"takedown/pkg/casebook"
	"takedown/pkg/exchange/sealed"
	"takedown/pkg/store"
	"takedown/pkg/view"
)

// source is one file that can be checked: whether it is what was signed, and
// the view that the rules then judge. It is open until it is closed.
type source struct {
	name   string
	verify func() ([]casebook.Problem, error)
	view   func() (view.View, iter.Seq2[view.Late, error])
	close  func() error
}

// sourceOf opens a FILE as what it is. A new kind of file is a case here and a
// function that returns its source.
func (g *globals) sourceOf(path string, judge sealed.Judge) (*source, error) {
	if path != "-" {
		s, err := g.caseSource(path, true)
		if !errors.Is(err, store.ErrNoCase) {
			return s, err
		}
	}
	return g.sealedSource(path, judge)
}

// sealedSource opens a sealed case: it needs no case file, no key and no folder
// of the user. What a signature is worth that nobody knows is for nobody to say.
func (g *globals) sealedSource(path string, judge sealed.Judge) (*source, error) {
	c, err := g.openSealed(path, sealed.Options{})
	if err != nil {
		return nil, err
	}
	if err := c.err(); err != nil {
		if errors.Is(err, errIntegrity) {
			return &source{name: path, verify: func() ([]casebook.Problem, error) { return []casebook.Problem{c.told()}, nil }, close: c.close}, nil
		}
		return nil, errors.Join(err, c.close())
	}
	if err := c.trusted(judge); err != nil {
		return nil, errors.Join(err, c.close())
	}
	s, err := c.snapshot(g.asOf)
	if err != nil {
		return nil, errors.Join(err, c.close())
	}
	return &source{
		name:   path,
		verify: func() ([]casebook.Problem, error) { return nil, nil },
		view:   func() (view.View, iter.Seq2[view.Late, error]) { return s, c.late() },
		close:  c.close,
	}, nil
}

// caseSource opens a case file. One that is named as a FILE is looked at as of
// its last entry: what an hour ago was in order still is.
func (g *globals) caseSource(path string, atHead bool) (*source, error) {
	env, err := g.caseEnv()
	if err != nil {
		return nil, err
	}
	r, err := casebook.OpenReader(path, env)
	if err != nil {
		return nil, err
	}
	if atHead && env.AsOf.IsZero() {
		written := r.Written
		env.Now = func() time.Time { return written }
		if err := r.Close(); err != nil {
			return nil, err
		}
		if r, err = casebook.OpenReader(path, env); err != nil {
			return nil, err
		}
	}
	return &source{
		name: path,
		verify: func() ([]casebook.Problem, error) {
			progress, end := g.progress("verify")
			defer end()
			_, problems := r.Verify(progress)
			return problems, nil
		},
		view:  func() (view.View, iter.Seq2[view.Late, error]) { return r, r.Late() },
		close: r.Close,
	}, nil
}

// matching returns the files that words of a command line mean. A pattern that
// no shell has replaced is one of ours; what means no file at all is a slip, as
// a check of nothing is always green.
func matching(args []string) (out []string, err error) {
	for _, arg := range args {
		if arg == "-" {
			out = append(out, arg)
			continue
		}
		_, err := os.Stat(arg)
		if err == nil || !errors.Is(err, fs.ErrNotExist) {
			out = append(out, arg)
			continue
		}
		found, err := filepath.Glob(arg)
		if err != nil || len(found) == 0 {
			return nil, fmt.Errorf("%w: no file matched %q", errUsage, arg)
		}
		out = append(out, found...)
	}
	return out, nil
}
