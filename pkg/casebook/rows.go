package casebook

import (
	"bytes"
	"fmt"
	"iter"
	"time"

	"takedown/pkg/store"
	"takedown/pkg/takedown"
	"takedown/pkg/view"
)

// fingerprintSize is what stands before a stored row: a hash of the imported
// row that it agrees with, so that the same file is known again at once. It is
// a hint and no part of the view.
const fingerprintSize = 8

// rows are those of a case file. As a writer sees them, they have what its
// transaction has written so far.
type rows struct{ tx *store.Tx }

var _ view.Rows = rows{}

func (r rows) Row(kind, key string) []byte { return withoutHint(r.tx.Row(kind, key)) }

func withoutHint(row []byte) []byte {
	if row == nil {
		return nil
	}
	return row[min(fingerprintSize, len(row)):]
}

func (r rows) Rows(kind string) iter.Seq2[[]byte, []byte] {
	return func(yield func([]byte, []byte) bool) {
		defer store.Guard()() // whoever compares two views pulls
		for key, row := range r.tx.Rows(kind) {
			if !yield(key, withoutHint(row)) {
				return
			}
		}
	}
}

func (r rows) Links(subject string) iter.Seq2[view.LinkEnd, []byte] {
	return func(yield func(view.LinkEnd, []byte) bool) {
		defer store.Guard()()
		for k, line := range r.tx.Links(subject) {
			if !yield(view.LinkEnd{Subject: k.Subject, In: k.Direction == store.In, Rel: k.Rel, Other: k.Other}, line) {
				return
			}
		}
	}
}

func (r rows) Facts(subject string) iter.Seq[[]byte] { return r.tx.Facts(subject) }

func (r rows) AllFacts() iter.Seq2[string, []byte] {
	return func(yield func(string, []byte) bool) {
		for key, line := range r.tx.AllFacts() {
			subject, _, _ := bytes.Cut(key, []byte{0})
			if !yield(string(subject), line) {
				return
			}
		}
	}
}

func (r rows) FactSubjects(kind string) iter.Seq[string] { return r.tx.FactSubjects(kind) }

func (r rows) Fact(subject string, at int64, entry string) []byte {
	return r.tx.Fact(subject, at, entry)
}

func (r rows) Covers(pattern string) iter.Seq[view.OrderCover] {
	return asCovers(r.tx.Covers(pattern))
}

func (r rows) CoversOf(kind string) iter.Seq[view.OrderCover] { return asCovers(r.tx.CoversOf(kind)) }

func asCovers(list iter.Seq[store.Cover]) iter.Seq[view.OrderCover] {
	return func(yield func(view.OrderCover) bool) {
		for c := range list {
			if !yield(view.OrderCover(c)) {
				return
			}
		}
	}
}

func (r rows) Counts(operation string) iter.Seq2[view.CountKey, int] {
	return func(yield func(view.CountKey, int) bool) {
		for k, n := range r.tx.Counts(operation) {
			if !yield(view.CountKey(k), n) {
				return
			}
		}
	}
}

func (r rows) Changes(until time.Time) iter.Seq2[time.Time, string] { return r.tx.Changes(until) }

// writing is the view of a transaction that writes: each record by itself.
func writing(tx *store.Tx, now time.Time) *view.Snapshot {
	s := view.NewSnapshot(rows{tx}, view.Moment{Now: now})
	return &s
}

func parseRow(r *view.Record, id takedown.ID, row []byte) error {
	return damaged("row", view.ParseRow(r, id, withoutHint(row)))
}

// damaged says that a row of the view cannot be what was written.
func damaged(what string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("a %s of the view: %w: %w", what, store.ErrDamaged, err)
}

// linkKeys are the places of a link: under both of its ends, and where it joins
// or parts records also under the case.
func linkKeys(l *view.Link) []store.LinkKey {
	from, to := l.From.String(), l.To.String()
	keys := []store.LinkKey{
		{Subject: from, Direction: store.Out, Rel: l.Rel, Other: to, Since: l.Since, Origin: l.Stamp.Origin},
		{Subject: to, Direction: store.In, Rel: l.Rel, Other: from, Since: l.Since, Origin: l.Stamp.Origin},
	}
	if l.Parts() {
		keys = append(keys, store.LinkKey{
			Subject: "case", Direction: store.Out, Rel: l.Rel, Other: from, Since: l.Since + " " + to, Origin: l.Stamp.Origin,
		})
	}
	return keys
}
