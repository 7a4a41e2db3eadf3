package query

import (
	"cmp"
	"iter"
	"slices"
	"time"

	"takedown/pkg/takedown"
	"takedown/pkg/view"
)

// FactPlace is where a fact is found again, and what was worked out about it.
type FactPlace struct {
	Subject *takedown.ID // shared by all facts about a record
	Origin  string
	Seq     uint64
	At      time.Time
	TLP     takedown.TLP
	Tenure  int
	Basis   []string

	values []sortValue
}

// FactIndex brings facts into an order without keeping them: of a million of
// them only their places are in memory.
type FactIndex struct {
	order  *order[view.Fact]
	limit  int
	places []FactPlace
}

// NewFactIndex returns an index that sorts by keys, as [Sort] has them, and then
// by time and id. With a limit only so many are kept; 0 stands for all.
func NewFactIndex(keys []string, limit int) (*FactIndex, error) {
	o, err := facts.order(keys)
	if err != nil {
		return nil, err
	}
	return &FactIndex{order: o, limit: limit}, nil
}

// slack is how many more than the limit are collected before they are sorted.
const slack = 4096

// Add puts a fact into the index. Subject is the one copy of its record's name.
func (x *FactIndex) Add(f *view.Fact, subject *takedown.ID) {
	p := FactPlace{
		Subject: subject, Origin: f.Stamp.Origin, Seq: f.Stamp.Seq, At: f.At,
		TLP: f.TLP, Tenure: f.Tenure, Basis: f.Basis,
	}
	if len(x.order.columns) > 0 {
		p.values = x.order.values(f)
	}
	x.places = append(x.places, p)
	if x.limit > 0 && len(x.places) >= 2*x.limit+slack {
		x.cut()
	}
}

// cut sorts what there is and leaves the first ones.
func (x *FactIndex) cut() {
	slices.SortFunc(x.places, func(a, b FactPlace) int {
		return cmp.Or(x.order.compare(a.values, b.values), a.At.Compare(b.At), cmp.Compare(a.Origin, b.Origin), cmp.Compare(a.Seq, b.Seq))
	})
	if x.limit > 0 && len(x.places) > x.limit {
		clear(x.places[x.limit:])
		x.places = x.places[:x.limit]
	}
}

// Sorted yields the places in their order.
func (x *FactIndex) Sorted() iter.Seq[*FactPlace] {
	return func(yield func(*FactPlace) bool) {
		x.cut()
		for i := range x.places {
			if !yield(&x.places[i]) {
				return
			}
		}
	}
}
