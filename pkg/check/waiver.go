package check

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"time"

	"takedown/pkg/takedown"
)

// Waiver says that what a rule finds is known and borne with until a day, by
// whom and why.
type Waiver struct {
	Line                          int // of its file
	Rule, Subject, Author, Reason string
	Expires                       time.Time // the start of the first day on which it waives nothing

	Matched bool // whether it waived something, or would if it had not expired
}

// Waivers are those of a file. The zero value has none.
type Waivers struct {
	List []*Waiver // in the order of the file

	of map[waived][]*Waiver
}

// waived is what a waiver speaks of: a rule, and a record or an entry.
type waived struct{ rule, subject string }

// WaiverHeader is the first line of a file of waivers.
const WaiverHeader = "rule,subject,author,reason,expires"

// waiverColumns are the columns of a file of waivers: each is needed, and in
// any order.
var waiverColumns = strings.Split(WaiverHeader, ",")

// maxWaivers is the longest file of waivers that is read, in bytes. Who needs
// more of them needs another rule.
const maxWaivers = 1 << 20

// ParseWaivers reads a file of waivers. It is CSV with a header, because then a
// waiver is one line of a review; a line that begins with # is a comment. What
// is not understood is refused: a waiver with a slip would waive nothing, or
// too much.
func ParseWaivers(in io.Reader) (out Waivers, err error) {
	limited := &io.LimitedReader{R: in, N: maxWaivers + 1}
	r := csv.NewReader(limited)
	r.Comment = '#'
	header, err := r.Read()
	if err != nil {
		return out, csvError(err)
	}
	if err := checkWaiverHeader(header); err != nil {
		return out, atLine(r, 0, err)
	}
	out.of = map[waived][]*Waiver{}
	for {
		row, err := r.Read()
		switch {
		case limited.N <= 0:
			return Waivers{}, fmt.Errorf("it is longer than %d bytes: %w", maxWaivers, takedown.ErrInvalid)
		case errors.Is(err, io.EOF):
			return out, nil
		case err != nil:
			return Waivers{}, csvError(err)
		}
		w := &Waiver{}
		w.Line, _ = r.FieldPos(0)
		for i, name := range header {
			if err := w.set(name, row[i]); err != nil {
				return Waivers{}, atLine(r, i, fmt.Errorf("%s: %w", name, err))
			}
		}
		out.List = append(out.List, w)
		means := waived{w.Rule, canonical(w.Subject)}
		out.of[means] = append(out.of[means], w)
	}
}

// csvError says of what is no CSV where it is none.
func csvError(err error) error {
	var at *csv.ParseError
	switch {
	case errors.Is(err, io.EOF):
		return fmt.Errorf("line 1: it is empty and needs the header %s: %w", WaiverHeader, takedown.ErrInvalid)
	case errors.As(err, &at):
		return fmt.Errorf("line %d: %w: %w", at.Line, at.Err, takedown.ErrInvalid)
	}
	return err
}

func atLine(r *csv.Reader, field int, err error) error {
	line, _ := r.FieldPos(field)
	return fmt.Errorf("line %d: %w", line, err)
}

func checkWaiverHeader(header []string) error {
	for i, name := range header {
		if !slices.Contains(waiverColumns, name) {
			return &takedown.WordError{What: "column of waivers", Word: name, Words: waiverColumns}
		}
		if slices.Contains(header[:i], name) {
			return fmt.Errorf("the column %s is there twice: %w", name, takedown.ErrInvalid)
		}
	}
	for _, name := range waiverColumns {
		if !slices.Contains(header, name) {
			return fmt.Errorf("the column %s is missing: %w", name, takedown.ErrInvalid)
		}
	}
	return nil
}

// set reads one cell.
func (w *Waiver) set(name, cell string) error {
	if strings.TrimSpace(cell) == "" {
		return fmt.Errorf("it is empty, and each waiver needs one: %w", takedown.ErrInvalid)
	}
	switch name {
	case "rule":
		w.Rule = cell
		return checkRule(cell)
	case "subject":
		w.Subject = cell
		return w.parseSubject()
	case "author":
		w.Author = cell
	case "reason":
		w.Reason = cell
	case "expires":
		var err error
		if w.Expires, err = time.Parse(time.DateOnly, cell); err != nil {
			return fmt.Errorf("%q is no date such as 2025-04-30: %w", cell, takedown.ErrInvalid)
		}
	}
	return nil
}

func checkRule(name string) error {
	var names []string
	for _, rule := range All() {
		names = append(names, rule.Name)
	}
	if !slices.Contains(names, name) {
		return &takedown.WordError{What: "rule", Word: name, Words: names}
	}
	return nil
}

// entryID is what the id of an entry looks like.
var entryID = regexp.MustCompile(`^[^/:\s]+/[^/:\s]+:[1-9][0-9]*$`)

// parseSubject reads the name of a record, or the id of an entry.
func (w *Waiver) parseSubject() error {
	_, _, named := takedown.SplitID(w.Subject)
	if !named {
		if w.Subject == "case" || entryID.MatchString(w.Subject) {
			return nil
		}
		return fmt.Errorf("%q is neither kind/key nor the id of an entry: %w", w.Subject, takedown.ErrInvalid)
	}
	ref, err := takedown.ParseRef(w.Subject)
	if err != nil {
		return err
	}
	if len(ref.IDs) != 1 {
		return fmt.Errorf("%q names no issuer, as in kind/hk:name: %w", w.Subject, takedown.ErrInvalid)
	}
	return nil
}

// Of returns the waiver of a finding that has not expired at an instant, or
// nil.
func (l *Waivers) Of(f *Finding, now time.Time) *Waiver {
	if len(l.List) == 0 {
		return nil
	}
	var out *Waiver
	for _, subject := range append([]string{canonical(f.Subject)}, f.Entries...) {
		for _, w := range l.of[waived{f.Rule, subject}] {
			w.Matched = true
			if out == nil && !w.Expired(now) {
				out = w
			}
		}
	}
	return out
}

// canonical is the one name of a record, however it is shown or typed; what
// names none is returned as it is.
func canonical(name string) string {
	if _, _, named := takedown.SplitID(name); !named {
		return name
	}
	ref, err := takedown.ParseRef(name)
	if err != nil || len(ref.IDs) != 1 {
		return name
	}
	return ref.IDs[0].String()
}

// Expired reports whether a waiver does not count any more.
func (w *Waiver) Expired(now time.Time) bool { return !now.Before(w.Expires) }
