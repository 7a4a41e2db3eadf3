package view

import (
	"slices"

	"takedown/pkg/takedown"
)

// Join returns one record that says all that the members say, under the name
// of the one with the earliest first entry; the names of the others are in
// SameAs. It is how people see records that someone has said to be the same.
func Join(members []*Record) *Record {
	members = slices.Clone(members)
	slices.SortFunc(members, func(a, b *Record) int { return a.First().Compare(b.First()) })
	out := members[0].Clone()
	for _, m := range members[1:] {
		out.SameAs = append(out.SameAs, m.Name())
		out.take(m)
	}
	slices.Sort(out.SameAs)
	out.settle()
	return out
}

// take adds what another record says.
func (r *Record) take(m *Record) {
	offset := len(r.Stamps)
	r.Stamps = append(r.Stamps, m.Stamps...)
	for _, c := range m.Claims {
		c.Stamp += offset
		r.Claims = append(r.Claims, c)
	}
	for _, x := range m.Extras {
		if !slices.ContainsFunc(r.Extras, func(e Extra) bool { return e.Name == x.Name }) {
			x.Stamp += offset
			r.Extras = append(r.Extras, x)
		}
	}
	for _, x := range m.Resolves {
		r.Decide(x)
	}
	r.TLP = max(r.TLP, m.TLP)
	if m.PAP != "" && (r.PAP == "" || takedown.PAPRank(m.PAP) > takedown.PAPRank(r.PAP)) {
		r.PAP = m.PAP
	}
}
