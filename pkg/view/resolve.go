package view

import (
	"cmp"
	"fmt"
	"slices"

	"takedown/pkg/ledger"
	"takedown/pkg/takedown"
)

// Resolve is an agency's word on which entry is right about a field.
type Resolve struct {
	Field *takedown.Field
	Entry string // hk/lt07:12
	Stamp Stamp

	// Counts says that the agency leads an operation that the record is in. That
	// can change, so it is not stored: a [Snapshot] works it out.
	Counts bool
}

// ParseResolve reads a resolve entry about a record of that kind.
func ParseResolve(k *takedown.Kind, e *ledger.Entry) (Resolve, error) {
	r := Resolve{Stamp: StampOf(e)}
	err := members(string(e.Payload), func(name, v string) error {
		s, err := text(v)
		if err != nil {
			return err
		}
		switch name {
		case "field":
			r.Field, err = k.ParseField(s)
		case "entry":
			r.Entry = s
		}
		return err
	})
	if err == nil && (r.Field == nil || r.Field.IsSet()) {
		err = errShape
	}
	if err != nil {
		return Resolve{}, fmt.Errorf("payload: %w: %w", err, ledger.ErrMalformed)
	}
	return r, nil
}

// AppendResolve appends the payload of a resolve entry.
func AppendResolve(dst []byte, field, entry string) []byte {
	w := objectWriter{append(dst, '{')}
	w.text("field", field)
	w.text("entry", entry)
	return append(w.dst, '}')
}

// Decide keeps what an agency says about a field: the last word of each. Which of
// them counts is another question.
func (r *Record) Decide(x Resolve) {
	agency := ledger.Agency(x.Stamp.Origin)
	i := slices.IndexFunc(r.Resolves, func(y Resolve) bool {
		return y.Field.Number == x.Field.Number && ledger.Agency(y.Stamp.Origin) == agency
	})
	switch {
	case i < 0:
		r.Resolves = append(r.Resolves, x)
	case x.Stamp.Compare(&r.Resolves[i].Stamp) > 0:
		r.Resolves[i] = x
	}
	slices.SortFunc(r.Resolves, func(a, b Resolve) int {
		return cmp.Or(cmp.Compare(a.Field.Number, b.Field.Number), a.Stamp.Compare(&b.Stamp))
	})
}

// resolved returns the claim that the last counting word about a field names, or
// nil: there is none, or what it names stands no more.
func (r *Record) resolved(f *takedown.Field) *Claim {
	for i := len(r.Resolves) - 1; i >= 0; i-- {
		x := &r.Resolves[i]
		if x.Field.Number != f.Number || !x.Counts {
			continue
		}
		return r.ClaimOf(f, x.Entry)
	}
	return nil
}

// ClaimOf returns what an entry claims for a field that is no set, or nil.
func (r *Record) ClaimOf(f *takedown.Field, entry string) *Claim {
	return r.find(func(c *Claim) bool {
		return c.Field.Number == f.Number && c.State != Removed && r.Stamps[c.Stamp].ID() == entry
	})
}

// Shows reports whether a claim says what is shown: another one may say the same.
func (r *Record) Shows(c *Claim) bool {
	if c.Field.IsSet() {
		return c.State == Stands
	}
	best := r.shown(c.Field)
	return best != nil && best.Value == c.Value && (best == c || c.State == Stands)
}

// Leads returns the agencies that lead an operation that a record is in, sorted.
// Who leads an operation is said by its own record, on which nobody has the last
// word.
func (s *Snapshot) Leads(r *Record) ([]string, error) {
	var out []string
	for _, key := range r.Set("operations") {
		op, err := s.row(takedown.ID{Kind: "operation", Key: key})
		if err != nil {
			return nil, err
		}
		if op == nil {
			continue
		}
		if lead := op.Get("lead"); lead != "" {
			out = append(out, lead)
		}
	}
	slices.Sort(out)
	return slices.Compact(out), nil
}

// Weigh says which of the words about a record's fields count.
func (s *Snapshot) Weigh(r *Record) error {
	if len(r.Resolves) == 0 {
		return nil
	}
	leads, err := s.Leads(r)
	for i := range r.Resolves {
		r.Resolves[i].Counts = slices.Contains(leads, ledger.Agency(r.Resolves[i].Stamp.Origin))
	}
	return err
}
