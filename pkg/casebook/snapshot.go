package casebook

import (
	"bytes"
	"fmt"
	"iter"
	"slices"
	"strings"
	"time"

	"takedown/pkg/ledger"
	"takedown/pkg/lifecycle"
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

	known time.Time // of the knowledge
	only  bool      // whether what comes after now is left out

	base  *snapshot // see stored
	still bool      // whether states are left as they are stored: those of others are worked out from it

	joins bool // whether records that are the same are shown as one
	same  *sameness

	written time.Time                         // of the last change: stored states are those from then on
	sums    map[string]map[store.CountKey]int // by operation
	orders  map[string]*lifecycle.Order       // that were asked for
	lengths map[int]bool                      // of the networks that orders cover, once someone asked
}

// sameness returns which records are one: none for a writer, who speaks of
// each by itself.
func (s *snapshot) sameness() (*sameness, error) {
	if !s.joins || s.same != nil {
		return s.same, nil
	}
	same, err := readSameness(s)
	s.same = same
	return same, err
}

var _ view.View = (*snapshot)(nil)

func (s *snapshot) AsOf() time.Time    { return s.now }
func (s *snapshot) KnownAt() time.Time { return s.known }

// Record returns the record under which that id is shown.
func (s *snapshot) Record(id takedown.ID) (*view.Record, error) {
	same, err := s.sameness()
	if err != nil {
		return nil, err
	}
	members := same.members(id)
	if len(members) > 1 {
		return s.joined(members)
	}
	r, err := s.row(id)
	if r == nil || err != nil {
		return r, err
	}
	r.Disputed = same != nil && same.disputed[id]
	return r, s.live(r)
}

// joined returns one record for those that are the same.
func (s *snapshot) joined(members []takedown.ID) (*view.Record, error) {
	rows := make([]*view.Record, len(members))
	for i, id := range members {
		var err error
		if rows[i], err = s.row(id); err != nil {
			return nil, err
		}
	}
	one := view.Join(rows)
	if s.still {
		return one, nil
	}
	life, err := view.LifeOf(s.stored(), one.ID)
	one.Life = life
	return one, err
}

// row returns the record with that id as its own entries make it, or nil.
func (s *snapshot) row(id takedown.ID) (*view.Record, error) {
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
		same, err := s.sameness()
		if err != nil {
			yield(nil, err)
			return
		}
		var r view.Record
		for key, row := range s.tx.Rows(kind) {
			one, err := s.shown(&r, takedown.ID{Kind: kind, Key: string(key)}, row, same)
			if one == nil && err == nil {
				continue
			}
			if !yield(one, err) || err != nil {
				return
			}
		}
	}
}

// shown returns the record of a row, into r where it is one of its own; nil
// where it is shown under another.
func (s *snapshot) shown(r *view.Record, id takedown.ID, row []byte, same *sameness) (*view.Record, error) {
	if members := same.members(id); len(members) > 1 {
		if same.head(id) != id {
			return nil, nil
		}
		return s.joined(members)
	}
	if err := parseRow(r, id, row); err != nil {
		return r, err
	}
	r.Disputed = same != nil && same.disputed[id]
	return r, s.live(r)
}

// Links leaves out links whose other end is not on file any more, as after the
// undo of its record. The ends are the records that are shown, but those of a
// link that joins or parts records.
func (s *snapshot) Links(id takedown.ID) ([]view.Link, error) {
	same, err := s.sameness()
	if err != nil {
		return nil, err
	}
	var out []view.Link
	for _, member := range same.members(id) {
		for key, line := range s.tx.Links(member.String()) {
			if !s.has(key.Other) {
				continue
			}
			l, err := s.namedLink(line)
			if err != nil {
				return nil, err
			}
			if s.only && !during(&l, s.now) {
				continue
			}
			out = append(out, l)
		}
	}
	slices.SortFunc(out, func(a, b view.Link) int { return a.Compare(&b) })
	// A link between two that are one is seen from both of its ends.
	return slices.CompactFunc(out, func(a, b view.Link) bool { return a.ID() == b.ID() }), nil
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
	same, err := s.sameness()
	if err != nil {
		return l, err
	}
	if l.Rel != sameAs && l.Rel != notSameAs {
		l.From, l.To = same.head(l.From), same.head(l.To)
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
	r, err := s.row(id)
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
			if err == nil && (s.within(&l) || s.only && !during(&l, s.now)) {
				continue
			}
			if !yield(l, err) || err != nil {
				return
			}
		}
	}
}

// within reports whether a link joins records that are shown as one, and so
// says nothing beyond their names in same_as.
func (s *snapshot) within(l *view.Link) bool {
	return l.Rel == sameAs && s.same.head(l.From) == s.same.head(l.To)
}

func (s *snapshot) has(name string) bool {
	kind, key, _ := strings.Cut(name, "/")
	return s.tx.Row(kind, key) != nil
}

// Facts have at least the marking of their record: raising one works
// backwards.
func (s *snapshot) Facts(id takedown.ID) ([]view.Fact, error) {
	same, err := s.sameness()
	if err != nil {
		return nil, err
	}
	var out []view.Fact
	for _, member := range same.members(id) {
		for line := range s.tx.Facts(member.String()) {
			f, err := readFact(line)
			if err != nil {
				return nil, err
			}
			if s.only && f.Verb != "note" && f.At.After(s.now) {
				continue
			}
			out = append(out, f)
		}
	}
	if len(out) == 0 {
		return nil, nil
	}
	slices.SortStableFunc(out, func(a, b view.Fact) int { return a.At.Compare(b.At) })
	for _, member := range same.members(id) {
		r, err := s.row(member)
		if r == nil || err != nil {
			return out, err
		}
		for i := range out {
			out[i].TLP = max(out[i].TLP, r.TLP)
		}
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
	same, err := s.sameness()
	if err != nil {
		return takedown.ID{}, err
	}
	for i, id := range found {
		found[i] = same.head(id)
	}
	slices.SortFunc(found, takedown.ID.Compare)
	found = slices.Compact(found)
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
