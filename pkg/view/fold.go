package view

import (
	"slices"
	"strings"

	"takedown/pkg/ledger"
	"takedown/pkg/takedown"
)

// Apply folds one counting add or set entry into the record. Entries of one
// origin are applied in their order; the order across origins does not matter.
func (r *Record) Apply(verb string, p *Payload, s Stamp, tlp takedown.TLP, pap string) {
	s.Source, s.Grade, s.ObservedAt, s.Shown = p.Source, p.Grade, p.ObservedAt, p.Shown
	r.Stamps = append(r.Stamps, s)
	at := len(r.Stamps) - 1
	for _, v := range p.Set {
		r.claim(v, at, verb == "set")
	}
	r.elements(p, at)
	for _, f := range p.Clear {
		r.drop(f, s.Origin)
	}
	r.extras(p.Extra, at)
	r.TLP = max(r.TLP, tlp)
	if pap != "" && (r.PAP == "" || takedown.PAPRank(pap) > takedown.PAPRank(r.PAP)) {
		r.PAP = pap
	}
	r.settle()
}

// claim takes a value of a field that is no set. A set entry replaces what its
// origin said before; an add entry fills, and what it could not fill is spare.
func (r *Record) claim(v takedown.Value, at int, replace bool) {
	origin, source := r.Stamps[at].Origin, r.Stamps[at].Source
	own := r.find(func(c *Claim) bool {
		return c.Field.Number == v.Field.Number && c.State == Stands && r.Stamps[c.Stamp].Origin == origin
	})
	switch {
	case own == nil:
		r.Claims = append(r.Claims, Claim{v.Field, v.Text, at, Stands})
	case replace || Better(v, own.Value):
		own.Value, own.Stamp = v.Text, at
	case own.Value != v.Text && v.Field.Merge == takedown.Latest:
		spare := r.find(func(c *Claim) bool {
			s := &r.Stamps[c.Stamp]
			return c.Field.Number == v.Field.Number && c.State == Spare && s.Origin == origin && s.Source == source
		})
		if spare == nil {
			r.Claims = append(r.Claims, Claim{v.Field, v.Text, at, Spare})
			return
		}
		spare.Value, spare.Stamp = v.Text, at
	}
}

// Better reports whether the value goes beyond the old one of a field that
// keeps its smallest or largest.
func Better(v takedown.Value, old string) bool {
	switch v.Field.Merge {
	case takedown.Min:
		return before(v.Text, old)
	case takedown.Max:
		return before(old, v.Text)
	}
	return false
}

// element names an element of a set.
type element struct {
	field int
	value string
}

// elements takes the elements that an entry adds and removes. Of an agency's
// two words about one element the later counts; other agencies' words are their
// own. An entry can name as many elements as the record has, so that they are
// looked up.
func (r *Record) elements(p *Payload, at int) {
	if len(p.Plus)+len(p.Minus) == 0 {
		return
	}
	own := r.ownElements(ledger.Agency(r.Stamps[at].Origin))
	for _, v := range p.Plus {
		r.element(own, v, at, Stands)
	}
	for _, v := range p.Minus {
		r.element(own, v, at, Removed)
	}
}

// ownElements returns where the claims of an agency about elements stand.
func (r *Record) ownElements(agency string) map[element]int {
	own := map[element]int{}
	for i := range r.Claims {
		if c := &r.Claims[i]; c.Field.IsSet() && ledger.Agency(r.Stamps[c.Stamp].Origin) == agency {
			own[element{c.Field.Number, c.Value}] = i
		}
	}
	return own
}

func (r *Record) element(own map[element]int, v takedown.Value, at int, state State) {
	name := element{v.Field.Number, v.Text}
	i, ok := own[name]
	if !ok {
		own[name] = len(r.Claims)
		r.Claims = append(r.Claims, Claim{v.Field, v.Text, at, state})
		return
	}
	old := &r.Claims[i]
	if r.Stamps[at].Compare(&r.Stamps[old.Stamp]) > 0 {
		old.Stamp, old.State = at, state
	}
}

// drop forgets what an origin claimed for a field.
func (r *Record) drop(f *takedown.Field, origin string) {
	r.Claims = slices.DeleteFunc(r.Claims, func(c Claim) bool {
		return c.Field.Number == f.Number && r.Stamps[c.Stamp].Origin == origin
	})
}

// extras takes unknown fields, each of another name.
func (r *Record) extras(list []takedown.Extra, at int) {
	known := r.Extras
	for _, x := range list {
		i, found := findExtra(known, x.Name)
		if !found {
			r.Extras = append(r.Extras, Extra{x.Name, string(x.JSON), at})
			continue
		}
		if e := &r.Extras[i]; r.Stamps[at].Compare(&r.Stamps[e.Stamp]) > 0 {
			e.JSON, e.Stamp = string(x.JSON), at
		}
	}
}

// findExtra finds an unknown field by its name, after which they are sorted.
func findExtra(list []Extra, name string) (int, bool) {
	return slices.BinarySearchFunc(list, name, func(e Extra, name string) int { return strings.Compare(e.Name, name) })
}

// HasExtra reports whether an unknown field is on file with that value.
func (r *Record) HasExtra(x takedown.Extra) bool {
	i, found := findExtra(r.Extras, x.Name)
	return found && r.Extras[i].JSON == string(x.JSON)
}

func (r *Record) find(match func(*Claim) bool) *Claim {
	for i := range r.Claims {
		if match(&r.Claims[i]) {
			return &r.Claims[i]
		}
	}
	return nil
}

// settle brings the record into its one form: stamps that nothing rests on are
// forgotten, the others sorted, and claims and extras sorted after them.
func (r *Record) settle() {
	if len(r.Stamps) == 1 {
		r.sortClaims()
		return
	}
	order := r.keptStamps()
	moved := make([]int, len(r.Stamps))
	stamps := make([]Stamp, len(order))
	for i, old := range order {
		stamps[i], moved[old] = r.Stamps[old], i
	}
	r.Stamps = stamps
	for i := range r.Claims {
		r.Claims[i].Stamp = moved[r.Claims[i].Stamp]
	}
	for i := range r.Extras {
		r.Extras[i].Stamp = moved[r.Extras[i].Stamp]
	}
	r.sortClaims()
}

func (r *Record) sortClaims() {
	slices.SortFunc(r.Claims, func(a, b Claim) int {
		if c := a.Field.Number - b.Field.Number; c != 0 {
			return c
		}
		if c := a.Stamp - b.Stamp; c != 0 {
			return c
		}
		return strings.Compare(a.Value, b.Value)
	})
	slices.SortFunc(r.Extras, func(a, b Extra) int { return strings.Compare(a.Name, b.Name) })
}

// keptStamps returns the indexes of the stamps to keep, sorted: the first and
// the last entry, those that a claim rests on, and the latest of each source
// of each origin, so that a second import from that source is known.
func (r *Record) keptStamps() []int {
	all := make([]int, len(r.Stamps))
	for i := range all {
		all[i] = i
	}
	slices.SortFunc(all, func(a, b int) int { return r.Stamps[a].Compare(&r.Stamps[b]) })
	used := make([]bool, len(all))
	for _, c := range r.Claims {
		used[c.Stamp] = true
	}
	for _, x := range r.Extras {
		used[x.Stamp] = true
	}
	var out []int
	for i, at := range all {
		if i == 0 || i == len(all)-1 || used[at] || r.lastOfSource(all[i:]) {
			out = append(out, at)
		}
	}
	return out
}

// lastOfSource reports whether the first of the stamps, sorted, has a source
// or grade that none of the later ones of its origin has.
func (r *Record) lastOfSource(sorted []int) bool {
	s := &r.Stamps[sorted[0]]
	if s.Source == "" && s.Grade == "" {
		return false
	}
	for _, at := range sorted[1:] {
		t := &r.Stamps[at]
		if t.Origin == s.Origin && t.Source == s.Source && (s.Grade == "" || t.Grade != "") {
			return false
		}
	}
	return true
}

// HasSource reports whether an origin has said something about the record from
// that source.
func (r *Record) HasSource(origin, source string) bool {
	return slices.ContainsFunc(r.Stamps, func(s Stamp) bool { return s.Origin == origin && s.Source == source })
}
