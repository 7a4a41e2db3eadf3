package cli

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"time"

	"takedown/pkg/casebook"
	"takedown/pkg/exchange/sealed"
	"takedown/pkg/ledger"
	"takedown/pkg/view"
)

// sealedCase is a sealed case that is open, and was read to its end once.
type sealedCase struct {
	g       *globals
	path    string
	f       *os.File
	report  *sealed.Report
	problem *sealed.Problem // the first thing that is wrong with it, or nil
}

// openSealed reads a sealed case to its end: a file, or - for standard input. A
// file that does not verify is no error here; what it says is not to be used.
func (g *globals) openSealed(path string, o sealed.Options) (*sealedCase, error) {
	f, err := g.openTwice(path)
	if err != nil {
		return nil, err
	}
	c := &sealedCase{g: g, path: path, f: f}
	if err := c.identify(); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	c.report, err = sealed.Verify(polled{g.Context, f}, o)
	if err != nil && !errors.As(err, &c.problem) {
		return nil, errors.Join(fmt.Errorf("%s: %w", path, err), f.Close())
	}
	return c, nil
}

func (g *globals) openTwice(path string) (*os.File, error) {
	if path == "-" {
		return twice(g.In)
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	switch {
	case err == nil && info.Mode().IsRegular():
		return f, nil
	case err == nil && info.IsDir():
		return nil, errors.Join(fmt.Errorf("%s: %w: it is a folder", path, errMalformed), f.Close())
	}
	copied, err := twice(f)
	return copied, errors.Join(err, f.Close())
}

// identify refuses what is no sealed case before anything of it is read.
func (c *sealedCase) identify() error {
	head := make([]byte, 64)
	n, err := io.ReadFull(c.f, head)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
		return fmt.Errorf("%s: %w", c.path, err)
	}
	if err := checkPlain(head[:n]); err != nil {
		return fmt.Errorf("%s: %w", c.path, err)
	}
	_, err = c.f.Seek(0, io.SeekStart)
	return err
}

func (c *sealedCase) close() error { return c.f.Close() }

// err is what is wrong with the file, or nil.
func (c *sealedCase) err() error {
	if c.problem == nil {
		return nil
	}
	return sealedError(c.path, c.problem)
}

// told is what is wrong with the file as an answer has it.
func (c *sealedCase) told() casebook.Problem {
	p := c.problem
	return casebook.Problem{Line: p.Line, Entry: p.Entry, Problem: p.Problem, Message: p.Message}
}

// trusted refuses a file of which a signature does not count.
func (c *sealedCase) trusted(judge sealed.Judge) error {
	for i := range c.report.Origins {
		o := &c.report.Origins[i]
		switch c.report.Signer(o, judge) {
		case sealed.Unknown:
			return &signerError{c.path, o.Line, o.Origin, ledger.Fingerprint(o.Key), "is intact, and nobody here knows its signer", "unknown-key"}
		case sealed.Wrong:
			return &signerError{c.path, o.Line, o.Origin, ledger.Fingerprint(o.Key), "is intact, and its origin is known here by another key", "wrong-key"}
		case sealed.Revoked:
			return &signerError{c.path, o.Line, o.Origin, ledger.Fingerprint(o.Key), "is signed by a key that was revoked", "wrong-key"}
		}
	}
	return nil
}

// signerError says that a file is intact, and a signature does not count.
type signerError struct {
	path                      string
	line                      int // of the head
	origin, fingerprint, says string
	problem                   string // in a word
}

func (e *signerError) Error() string {
	return fmt.Sprintf("%s %s: %s signs with %s", e.path, e.says, e.origin, e.fingerprint)
}

// Unwrap makes it an error of keys.
func (e *signerError) Unwrap() error { return casebook.ErrKey }

// head is the latest head of the file: the instant of which it tells.
func (c *sealedCase) head() (out time.Time) {
	for i := range c.report.Origins {
		if t := c.report.Origins[i].Head.Head.Recorded; t.After(out) {
			out = t
		}
	}
	return out
}

// source yields the entries of the file.
func (c *sealedCase) source() view.Source {
	return func() iter.Seq2[*view.Told, error] {
		return func(yield func(*view.Told, error) bool) {
			if _, err := c.f.Seek(0, io.SeekStart); err != nil {
				yield(nil, err)
				return
			}
			for l, err := range sealed.Read(polled{c.g.Context, c.f}, sealed.Options{}) {
				if err != nil {
					yield(nil, sealedError(c.path, err))
					return
				}
				if l.Entry == nil {
					continue
				}
				t, err := view.Tell(l.Parsed.Origin, l.Parsed.Seq, l.Entry)
				if !yield(&t, err) || err != nil {
					return
				}
			}
		}
	}
}

// snapshot folds the file into a view, as of its head where nothing else was
// asked for.
func (c *sealedCase) snapshot(asOf time.Time) (*view.Snapshot, error) {
	at := c.head()
	m := view.Moment{Now: at, Known: at, Last: at, Joins: true, Partial: map[string]bool{}}
	if !asOf.IsZero() {
		m.Now, m.Only = asOf, true
	}
	m.Written = m.Now
	for i := range c.report.Origins {
		if o := &c.report.Origins[i]; o.Withheld > o.Case {
			m.Partial[o.Origin] = true
		}
	}
	rows, err := view.Gather(c.source(), m.Now)
	if err != nil {
		return nil, fmt.Errorf("%s: %w: %w", c.path, errMalformed, err)
	}
	s := view.NewSnapshot(rows, m)
	return &s, nil
}

// late yields the commands whose clock was behind.
func (c *sealedCase) late() iter.Seq2[view.Late, error] {
	return view.LateOf(c.source())
}
