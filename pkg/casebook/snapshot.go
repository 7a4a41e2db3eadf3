package casebook

import (
	"bytes"
	"fmt"
	"iter"
	"slices"
	"strings"
	"time"

	"takedown/pkg/ledger"
	"takedown/pkg/store"
	"takedown/pkg/takedown"
	"takedown/pkg/view"
)

// fingerprintSize is what stands before a stored row: a hash of the imported
// row that it agrees with, so that the same file is known again at once. It is
// a hint and no part of the view.
const fingerprintSize = 8

// snapshot is the view of one state of a case file.
type snapshot struct {
	tx  *store.Tx
	now time.Time
}

var _ view.View = (*snapshot)(nil)

func (s *snapshot) AsOf() time.Time    { return s.now }
func (s *snapshot) KnownAt() time.Time { return s.now }

func (s *snapshot) Record(id takedown.ID) (*view.Record, error) {
	row := s.tx.Row(id.Kind, id.Key)
	if row == nil {
		return nil, nil
	}
	r := &view.Record{}
	return r, parseRow(r, id, row)
}

func parseRow(r *view.Record, id takedown.ID, row []byte) error {
	return damaged("row", view.ParseRow(r, id, row[min(fingerprintSize, len(row)):]))
}

func (s *snapshot) Records(kind string) iter.Seq2[*view.Record, error] {
	return func(yield func(*view.Record, error) bool) {
		var r view.Record
		for key, row := range s.tx.Rows(kind) {
			err := parseRow(&r, takedown.ID{Kind: kind, Key: string(key)}, row)
			if !yield(&r, err) || err != nil {
				return
			}
		}
	}
}

// Links leaves out links whose other end is not on file any more, as after the
// undo of its record.
func (s *snapshot) Links(id takedown.ID) ([]view.Link, error) {
	var out []view.Link
	for key, line := range s.tx.Links(id.String()) {
		other, err := takedown.ParseID(key.Other)
		if err != nil {
			return nil, err
		}
		if s.tx.Row(other.Kind, other.Key) == nil {
			continue
		}
		l, err := s.namedLink(line)
		if err != nil {
			return nil, err
		}
		out = append(out, l)
	}
	slices.SortFunc(out, func(a, b view.Link) int { return a.Compare(&b) })
	return out, nil
}

func readLink(line []byte) (view.Link, error) {
	e, err := ledger.ParseEntry(line)
	var l view.Link
	if err == nil {
		l, err = view.ParseLink(&e)
	}
	return l, damaged("link", err)
}

func readFact(line []byte) (view.Fact, error) {
	e, err := ledger.ParseEntry(line)
	var f view.Fact
	if err == nil {
		f, err = view.ParseFact(&e)
	}
	return f, damaged("fact", err)
}

// damaged says that a row of the view cannot be what was written.
func damaged(what string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("a %s of the view: %w: %w", what, store.ErrDamaged, err)
}

// namedLink reads a link and the names of its ends as people see them. Only
// issued keys can differ from what was typed.
func (s *snapshot) namedLink(line []byte) (view.Link, error) {
	l, err := readLink(line)
	if err != nil {
		return l, err
	}
	if l.FromShown, err = s.shownKey(l.From); err != nil {
		return l, err
	}
	l.ToShown, err = s.shownKey(l.To)
	return l, err
}

func (s *snapshot) shownKey(id takedown.ID) (string, error) {
	k := takedown.KindOf(id.Kind)
	if k == nil || !k.Issued && !k.Nameable {
		return "", nil
	}
	r, err := s.Record(id)
	if r == nil || err != nil {
		return "", err
	}
	return r.First().Shown, nil
}

func (s *snapshot) AllLinks() iter.Seq2[view.Link, error] {
	return func(yield func(view.Link, error) bool) {
		for key, line := range s.tx.Links("") {
			if key.Direction != store.Out || !s.has(key.Subject) || !s.has(key.Other) {
				continue
			}
			l, err := s.namedLink(line)
			if !yield(l, err) || err != nil {
				return
			}
		}
	}
}

func (s *snapshot) has(name string) bool {
	kind, key, _ := strings.Cut(name, "/")
	return s.tx.Row(kind, key) != nil
}

// Facts have at least the marking of their record: raising one works
// backwards.
func (s *snapshot) Facts(id takedown.ID) ([]view.Fact, error) {
	var out []view.Fact
	for line := range s.tx.Facts(id.String()) {
		f, err := readFact(line)
		if err != nil {
			return nil, err
		}
		out = append(out, f)
	}
	if len(out) == 0 {
		return nil, nil
	}
	r, err := s.Record(id)
	if r == nil || err != nil {
		return out, err
	}
	for i := range out {
		out[i].TLP = max(out[i].TLP, r.TLP)
	}
	return out, nil
}

func (s *snapshot) Count(operation, kind string) (map[string]int, error) {
	out := map[string]int{}
	for status, n := range s.tx.Counts(operation, kind) {
		out[status] = n
	}
	return out, nil
}

// resolve returns the one record that a typed key means.
func (s *snapshot) resolve(r takedown.Ref) (takedown.ID, error) {
	var found []takedown.ID
	for _, id := range r.IDs {
		if s.tx.Row(id.Kind, id.Key) != nil {
			found = append(found, id)
		}
	}
	for _, name := range r.Names {
		for key := range s.tx.Rows(name.Kind) {
			if _, n, ok := takedown.SplitIssuer(string(key)); ok && n == name.Key {
				found = append(found, takedown.ID{Kind: name.Kind, Key: string(key)})
			}
		}
	}
	switch len(found) {
	case 0:
		return takedown.ID{}, &takedown.NotFoundError{ID: s.missing(r)}
	case 1:
		return found[0], nil
	}
	return takedown.ID{}, &takedown.AmbiguousError{Key: r.Typed, Candidates: found}
}

// missing is the record to name when a key means none that is on file: the one
// a person would most likely add.
func (s *snapshot) missing(r takedown.Ref) takedown.ID {
	all := append(slices.Clone(r.IDs), r.Names...)
	for _, id := range all {
		issuer, _, ok := takedown.SplitIssuer(id.Key)
		if id.Kind == "suspect" && ok && s.tx.Row("agency", issuer) != nil {
			return id
		}
	}
	for _, id := range r.IDs {
		if k := takedown.KindOf(id.Kind); k.Target && (id.Kind != "domain" || strings.Contains(id.Key, ".")) {
			return id
		}
	}
	for _, id := range all {
		if id.Kind == "suspect" {
			return id
		}
	}
	return all[0]
}

// AllFacts yields the facts about all records, by subject.
func (s *snapshot) AllFacts() iter.Seq2[view.Fact, error] {
	return func(yield func(view.Fact, error) bool) {
		for _, line := range s.tx.AllFacts() {
			if bytes.Contains(line, []byte(`"subject":"case"`)) {
				continue
			}
			f, err := readFact(line)
			if !yield(f, err) || err != nil {
				return
			}
		}
	}
}
