package view

import (
	"cmp"
	"slices"
	"time"

	"takedown/pkg/ledger"
	"takedown/pkg/lifecycle"
	"takedown/pkg/takedown"
)

// Record is one record of the view: everything that counting entries claim
// about it, and what follows from that.
type Record struct {
	ID takedown.ID

	// Stamps are the entries that the claims rest on, the earliest first.
	Stamps []Stamp

	// Claims are what those entries say about fields, by field and then in
	// the order of their stamps.
	Claims []Claim

	// Extras are the fields of imports that the kind does not have.
	Extras []Extra

	// Resolves are the words of agencies on which entry is right, by field and
	// then in the order of their stamps.
	Resolves []Resolve

	// TLP and PAP are the strictest of the record's entries; PAP is empty
	// where no entry has one.
	TLP takedown.TLP
	PAP string

	// SameAs are the names of other records that are shown as one with it, and
	// Disputed says that someone denies that it is the same as another.
	SameAs   []string
	Disputed bool

	// Partial says that entries of an origin of the record are withheld from this view.
	Partial bool

	// Life is the state that follows from the facts about the record at the
	// instant of the view.
	Life lifecycle.Life

	// Terms are what an order said from each of its grants and extensions on.
	Terms []lifecycle.Terms
}

// Stamp is one entry as the view remembers it.
type Stamp struct {
	Origin     string
	Seq        uint64
	Recorded   int64 // milliseconds since 1970, UTC
	Actor      string
	Source     string
	Grade      string
	ObservedAt string

	// Shown is the key as it was typed, where that differs from the canonical
	// key, which is compared case-folded. That of the first entry counts.
	Shown string
}

// ID returns the entry's id, such as hk/lt07:12.
func (s *Stamp) ID() string { return ledger.EntryID(s.Origin, s.Seq) }

// Time returns when the entry was recorded.
func (s *Stamp) Time() time.Time { return time.UnixMilli(s.Recorded).UTC() }

// Compare orders entries by time of recording, then origin, then sequence.
func (s *Stamp) Compare(t *Stamp) int {
	return cmp.Or(cmp.Compare(s.Recorded, t.Recorded), cmp.Compare(s.Origin, t.Origin), cmp.Compare(s.Seq, t.Seq))
}

// Claim is one value that an origin claims for a field.
type Claim struct {
	Field *takedown.Field
	Value string
	Stamp int // index into Stamps
	State State
}

// State says what a claim does.
type State byte

const (
	// Stands is the origin's own value, or an element that it adds.
	Stands State = iota
	// Spare is a value that an import found where another source had already
	// filled the field: it is kept, and never shown over that one.
	Spare
	// Removed marks an element of a set that the agency took back.
	Removed
)

// Extra is an unknown field, its value as JSON.
type Extra struct {
	Name  string
	JSON  string
	Stamp int
}

// Clone returns a copy that is good beyond the iteration that yielded it.
func (r *Record) Clone() *Record {
	c := *r
	c.Stamps, c.Claims, c.Extras = slices.Clone(r.Stamps), slices.Clone(r.Claims), slices.Clone(r.Extras)
	c.Resolves = slices.Clone(r.Resolves)
	return &c
}

// Key returns the key as people see it.
func (r *Record) Key() string {
	if shown := r.Stamps[0].Shown; shown != "" {
		return shown
	}
	return r.ID.Key
}

// Name returns kind/key as people see it.
func (r *Record) Name() string { return r.ID.Kind + "/" + r.Key() }

// Kind returns the kind of the record.
func (r *Record) Kind() *takedown.Kind { return takedown.KindOf(r.ID.Kind) }

// First returns the earliest entry about the record.
func (r *Record) First() *Stamp { return &r.Stamps[0] }

// Last returns the latest entry about the record.
func (r *Record) Last() *Stamp { return &r.Stamps[len(r.Stamps)-1] }

// Value returns the shown value of a field that is no set, or "".
func (r *Record) Value(f *takedown.Field) string {
	switch f.Name {
	case "source":
		return r.latest(func(s *Stamp) string { return s.Source })
	case "grade":
		return r.latest(func(s *Stamp) string { return s.Grade })
	}
	if c := r.shown(f); c != nil {
		return c.Value
	}
	return r.derived(f)
}

// derived returns what follows from the key of a domain where nobody claims
// otherwise.
func (r *Record) derived(f *takedown.Field) string {
	if r.ID.Kind != "domain" || f.Name != "unicode" {
		return ""
	}
	return takedown.UnicodeName(r.ID.Key)
}

// latest returns what the latest entry that has it says. Source and grade are
// said of an entry, not claimed of a record; an entry whose values were all
// kept beside others does not speak for the record.
func (r *Record) latest(of func(*Stamp) string) string {
	for i := len(r.Stamps) - 1; i >= 0; i-- {
		if v := of(&r.Stamps[i]); v != "" && !r.onlySpare(i) {
			return v
		}
	}
	return ""
}

// onlySpare reports whether all that an entry claims is spare.
func (r *Record) onlySpare(stamp int) bool {
	spare := false
	for i := range r.Claims {
		c := &r.Claims[i]
		if c.Stamp != stamp {
			continue
		}
		if c.State != Spare {
			return false
		}
		spare = true
	}
	return spare
}

// shown returns the claim that is shown for a field that is no set, or nil.
func (r *Record) shown(f *takedown.Field) *Claim {
	if len(r.Resolves) > 0 {
		if c := r.resolved(f); c != nil {
			return c
		}
	}
	var best *Claim
	for i := range r.Claims {
		c := &r.Claims[i]
		if c.Field.Number != f.Number || c.State == Removed {
			continue
		}
		if best == nil || r.wins(c, best) {
			best = c
		}
	}
	return best
}

// wins reports whether claim a is shown rather than claim b of the same field.
func (r *Record) wins(a, b *Claim) bool {
	if a.State != b.State {
		return a.State == Stands
	}
	sa, sb := &r.Stamps[a.Stamp], &r.Stamps[b.Stamp]
	switch {
	case a.Field.Merge == takedown.Min && a.Value != b.Value:
		return before(a.Value, b.Value)
	case a.Field.Merge == takedown.Max && a.Value != b.Value:
		return before(b.Value, a.Value)
	case a.Field.Observed && sa.ObservedAt != sb.ObservedAt:
		return before(sb.ObservedAt, sa.ObservedAt)
	}
	return sa.Compare(sb) > 0
}

// SameValue reports whether two values of a field are one: times are compared
// as instants, whatever their offset.
func SameValue(f *takedown.Field, a, b string) bool {
	if a == b || !f.Type.Temporal() || a == "" || b == "" {
		return a == b
	}
	ta, errA := takedown.ParseInstant(a)
	tb, errB := takedown.ParseInstant(b)
	return errA == nil && errB == nil && ta.Equal(tb)
}

// before reports whether RFC 3339 time a is the earlier instant; no time is
// the earliest.
func before(a, b string) bool {
	ta, errA := takedown.ParseInstant(a)
	tb, errB := takedown.ParseInstant(b)
	if errA != nil || errB != nil {
		return errA != nil && errB == nil
	}
	return ta.Before(tb)
}

// Elements returns the elements of a set field, sorted. An element that one
// agency took back stays while another claims it.
func (r *Record) Elements(f *takedown.Field) []string {
	var out []string
	for i := range r.Claims {
		if c := &r.Claims[i]; c.Field.Number == f.Number && c.State == Stands {
			out = append(out, c.Value)
		}
	}
	if len(out) > 1 {
		slices.Sort(out)
		out = slices.Compact(out)
	}
	return out
}

// Set returns the elements of the set field with that name.
func (r *Record) Set(name string) []string { return r.Elements(r.Kind().Field(name)) }

// Get returns the shown value of the field with that name, or "" where the
// kind has no such field.
func (r *Record) Get(name string) string {
	f := r.Kind().Field(name)
	if f == nil || f.IsSet() {
		return ""
	}
	return r.Value(f)
}

// Conflict reports whether claims about a field differ of which nobody who may
// has said which one is right, or agencies about which record is the same.
func (r *Record) Conflict() bool {
	if r.Disputed {
		return true
	}
	for i := range r.Claims {
		a := &r.Claims[i]
		if a.Field.Merge != takedown.Latest {
			continue
		}
		for j := range i {
			if b := &r.Claims[j]; b.Field.Number == a.Field.Number && b.Value != a.Value && r.resolved(a.Field) == nil {
				return true
			}
		}
	}
	return false
}

// Hidden counts the claims that say something else than the one that is shown.
func (r *Record) Hidden() (n int) {
	for i := range r.Claims {
		if c := &r.Claims[i]; c.Field.Merge == takedown.Latest && c.Value != r.Value(c.Field) {
			n++
		}
	}
	return n
}

// Status returns the state that follows from the facts. Without any, a target
// is identified, a suspect a persona and an order a draft.
func (r *Record) Status() string {
	if r.Life.Status != "" {
		return r.Life.Status
	}
	return lifecycle.StateOf(r.ID.Kind)
}
