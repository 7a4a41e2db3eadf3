package view

import (
	"fmt"
	"iter"
	"slices"
	"strings"
	"takedown/pkg/ledger"
	"takedown/pkg/lifecycle"
	"takedown/pkg/takedown"
	"time"
)

// Snapshot is the view at one instant, over rows wherever they are kept.
type Snapshot struct {
	Moment
	rows Rows

	base  *Snapshot // see stored
	still bool      // whether states are left as they are stored: those of others are worked out from it

	same    *sameness
	sums    map[string]map[CountKey]int // by operation
	orders  map[string]*lifecycle.Order // that were asked for
	lengths map[int]bool                // of the networks that orders cover, once someone asked
}

// Moment is the instant that a view shows, and how.
type Moment struct {
	Now     time.Time
	Known   time.Time // of the knowledge
	Only    bool      // whether what comes after Now is left out
	Joins   bool      // whether records that are the same are shown as one
	Written time.Time // of the last change: stored states are those from then on
	Last    time.Time // of the latest entry that the rows follow from

	// Partial are the origins of which entries are withheld from the rows.
	Partial map[string]bool
}

// NewSnapshot returns the view of rows at a moment.
func NewSnapshot(rows Rows, m Moment) Snapshot { return Snapshot{Moment: m, rows: rows} }

// At returns the view of the same rows at another instant.
func (s *Snapshot) At(now time.Time) Snapshot {
	m := s.Moment
	m.Now, m.Only = now, true
	return NewSnapshot(s.rows, m)
}

// sameness returns which records are one: none for a writer, who speaks of
// each by itself.
func (s *Snapshot) sameness() (*sameness, error) {
	if !s.Joins || s.same != nil {
		return s.same, nil
	}
	same, err := readSameness(s)
	s.same = same
	return same, err
}

var _ View = (*Snapshot)(nil)

func (s *Snapshot) AsOf() time.Time    { return s.Now }
func (s *Snapshot) KnownAt() time.Time { return s.Known }

// LastEntry returns when the latest entry was recorded that the view rests on.
func (s *Snapshot) LastEntry() time.Time { return s.Last }

// Record returns the record under which that id is shown.
func (s *Snapshot) Record(id takedown.ID) (*Record, error) {
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
	return r, s.complete(r, same)
}

// complete gives a record what follows from all others of the case.
func (s *Snapshot) complete(r *Record, same *sameness) error {
	r.Disputed = same != nil && same.disputed[r.ID]
	r.Partial = s.partial(r)
	if err := s.Weigh(r); err != nil {
		return err
	}
	return s.live(r)
}

// partial reports whether an origin of the entries about a record has others
// that are withheld.
func (s *Snapshot) partial(r *Record) bool {
	if len(s.Partial) == 0 {
		return false
	}
	if slices.ContainsFunc(r.Stamps, func(t Stamp) bool { return s.Partial[t.Origin] }) {
		return true
	}
	for line := range s.rows.Facts(r.ID.String()) {
		if e, err := ledger.ParseEntry(line); err == nil && s.Partial[e.Origin] {
			return true
		}
	}
	return false
}

// joined returns one record for those that are the same.
func (s *Snapshot) joined(members []takedown.ID) (*Record, error) {
	rows := make([]*Record, len(members))
	for i, id := range members {
		var err error
		if rows[i], err = s.row(id); err != nil {
			return nil, err
		}
	}
	one := Join(rows)
	one.Partial = slices.ContainsFunc(rows, s.partial)
	if err := s.Weigh(one); err != nil {
		return one, err
	}
	if s.still {
		return one, nil
	}
	life, err := LifeOf(s.stored(), one.ID)
	one.Life = life
	return one, err
}

// row returns the record with that id as its own entries make it, or nil.
func (s *Snapshot) row(id takedown.ID) (*Record, error) {
	row := s.rows.Row(id.Kind, id.Key)
	if row == nil {
		return nil, nil
	}
	r := &Record{}
	return r, readRow(r, id, row)
}

func readRow(r *Record, id takedown.ID, row []byte) error {
	return damaged("row", ParseRow(r, id, row))
}

func (s *Snapshot) Records(kind string) iter.Seq2[*Record, error] {
	return func(yield func(*Record, error) bool) {
		same, err := s.sameness()
		if err != nil {
			yield(nil, err)
			return
		}
		var r Record
		for key, row := range s.rows.Rows(kind) {
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
func (s *Snapshot) shown(r *Record, id takedown.ID, row []byte, same *sameness) (*Record, error) {
	if members := same.members(id); len(members) > 1 {
		if same.head(id) != id {
			return nil, nil
		}
		return s.joined(members)
	}
	if err := readRow(r, id, row); err != nil {
		return r, err
	}
	return r, s.complete(r, same)
}

// Links leaves out links whose other end is not on file any more, as after the
// undo of its record. The ends are the records that are shown, but those of a
// link that joins or parts records.
func (s *Snapshot) Links(id takedown.ID) ([]Link, error) {
	same, err := s.sameness()
	if err != nil {
		return nil, err
	}
	var out []Link
	for _, member := range same.members(id) {
		for key, line := range s.rows.Links(member.String()) {
			if !s.has(key.Other) {
				continue
			}
			l, err := s.namedLink(line)
			if err != nil {
				return nil, err
			}
			if s.Only && !during(&l, s.Now) {
				continue
			}
			out = append(out, l)
		}
	}
	slices.SortFunc(out, func(a, b Link) int { return a.Compare(&b) })
	// A link between two that are one is seen from both of its ends.
	return slices.CompactFunc(out, func(a, b Link) bool { return a.ID() == b.ID() }), nil
}

func ReadLink(line []byte) (Link, error) {
	e, err := ledger.ParseEntry(line)
	var l Link
	if err == nil {
		l, err = ParseLink(&e)
	}
	return l, damaged("link", err)
}

func ReadFact(line []byte) (Fact, error) {
	e, err := ledger.ParseEntry(line)
	var f Fact
	if err == nil {
		f, err = ParseFact(&e)
	}
	return f, damaged("fact", err)
}

// damaged says that a row of the view cannot be what was written.
func damaged(what string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("a %s of the view: %w: %w", what, ErrDamaged, err)
}

// namedLink reads a link and the names of its ends as people see them. Only
// issued keys can differ from what was typed.
func (s *Snapshot) namedLink(line []byte) (Link, error) {
	l, err := ReadLink(line)
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

func (s *Snapshot) shownKey(id takedown.ID) (string, error) {
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

func (s *Snapshot) AllLinks() iter.Seq2[Link, error] {
	return func(yield func(Link, error) bool) {
		for key, line := range s.rows.Links("") {
			if key.In || !s.has(key.Subject) || !s.has(key.Other) {
				continue
			}
			l, err := s.namedLink(line)
			if err == nil && (s.within(&l) || s.Only && !during(&l, s.Now)) {
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
func (s *Snapshot) within(l *Link) bool {
	return l.Rel == sameAs && s.same.head(l.From) == s.same.head(l.To)
}

func (s *Snapshot) has(name string) bool {
	kind, key, _ := strings.Cut(name, "/")
	return s.rows.Row(kind, key) != nil
}

// Facts have at least the marking of their record: raising one works
// backwards.
func (s *Snapshot) Facts(id takedown.ID) ([]Fact, error) {
	same, err := s.sameness()
	if err != nil {
		return nil, err
	}
	var out []Fact
	for _, member := range same.members(id) {
		for line := range s.rows.Facts(member.String()) {
			f, err := ReadFact(line)
			if err != nil {
				return nil, err
			}
			if s.Only && f.Verb != "note" && f.At.After(s.Now) {
				continue
			}
			out = append(out, f)
		}
	}
	if len(out) == 0 {
		return nil, nil
	}
	slices.SortStableFunc(out, func(a, b Fact) int { return a.At.Compare(b.At) })
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

// Resolve returns the one record that a typed key means.
func (s *Snapshot) Resolve(r takedown.Ref) (takedown.ID, error) {
	var found []takedown.ID
	for _, id := range r.IDs {
		if s.rows.Row(id.Kind, id.Key) != nil {
			found = append(found, id)
		}
	}
	for _, name := range r.Names {
		for key := range s.rows.Rows(name.Kind) {
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
func (s *Snapshot) missing(r takedown.Ref) takedown.ID {
	all := append(slices.Clone(r.IDs), r.Names...)
	for _, id := range all {
		issuer, _, ok := takedown.SplitIssuer(id.Key)
		if id.Kind == "suspect" && ok && s.rows.Row("agency", issuer) != nil {
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
func (s *Snapshot) AllFacts() iter.Seq2[Fact, error] {
	return func(yield func(Fact, error) bool) {
		for subject, line := range s.rows.AllFacts() {
			if subject == "case" {
				continue
			}
			f, err := ReadFact(line)
			if !yield(f, err) || err != nil {
				return
			}
		}
	}
}
