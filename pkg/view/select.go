package view

import (
	"iter"
	"maps"
	"slices"

	"takedown/pkg/ledger"
	"takedown/pkg/takedown"
)

// Policy says what may leave a case: to whom, up to which marking, and which
// orders under seal may go too.
type Policy struct {
	Ceiling takedown.TLP
	Agency  string   // whose case it is
	To      []string // the recipients; nil for a copy that stays, of which nobody is told

	// Unsealed are the names of orders that leave although they are under seal;
	// [AllOrders] stands for every one.
	Unsealed []string

	// Whole says that entries leave as they were written, or not at all. Otherwise
	// the names of what is withheld are taken out of texts.
	Whole bool

	// Chosen reports whether entries about a record were asked for; nil: all.
	Chosen func(subject string) bool
}

// Ground is why an entry does not leave. Of is what it comes from: a marking, a
// record or an entry.
type Ground struct{ Word, Of string }

// AllOrders stands for all orders under seal.
const AllOrders = "*"

// The grounds.
const (
	ByMarking    = "marking"      // it, or a record that it names, is marked above the ceiling
	ByRecipients = "recipients"   // it is limited to others
	BySeal       = "sealed-order" // it is about an order under seal, or rests on one
	ByClosure    = "closure"      // a later entry that corrects it does not leave
	ByName       = "names"        // it names a record that does not leave
	ByText       = "text"         // its text does
	ByChoice     = "selection"    // it was not asked for
)

// Selection is which entries of a source leave. What is worked out from them
// afterwards cannot say anything of the others: a status, a count and a time
// follow from what was selected alone.
type Selection struct {
	policy   Policy
	withheld map[entryName]Ground
	partial  map[string]bool // origins
	names    *nameFinder     // of withheld records
}

type entryName struct {
	origin string
	seq    uint64
}

func nameOf(e *ledger.Entry) entryName { return entryName{e.Origin, e.Seq} }

// Ground returns why an entry is withheld; ok is false where it is not.
func (s *Selection) Ground(origin string, seq uint64) (g Ground, ok bool) {
	g, ok = s.withheld[entryName{origin, seq}]
	return g, ok
}

// Partial are the origins of which entries about records are withheld.
func (s *Selection) Partial() map[string]bool { return s.partial }

// IsEmpty reports whether nothing is withheld.
func (s *Selection) IsEmpty() bool { return len(s.withheld) == 0 }

// Of returns the entries of a source that leave. Names of withheld records are
// taken out of their texts, unless entries leave whole.
func (s *Selection) Of(source Source) Source {
	return func() iter.Seq2[*Told, error] {
		return func(yield func(*Told, error) bool) {
			for t, err := range source() {
				if err != nil {
					yield(nil, err)
					return
				}
				if _, out := s.withheld[nameOf(&t.Entry)]; out {
					continue
				}
				err = s.Redact(t)
				if !yield(t, err) || err != nil {
					return
				}
			}
		}
	}
}

// Redact takes the names of withheld records out of the texts of an entry that
// leaves, unless entries leave whole.
func (s *Selection) Redact(t *Told) error {
	if s.policy.Whole || s.names.isEmpty() || !s.names.mayName(t.Line) {
		return nil
	}
	return s.redact(t)
}

// Select says which entries of a source may leave.
func Select(source Source, p Policy) (*Selection, error) {
	c := collector{policy: p}
	if err := c.collect(source); err != nil {
		return nil, err
	}
	s := &Selection{policy: p, withheld: map[entryName]Ground{}, partial: map[string]bool{}}
	r := rounds{Selection: s, collector: &c, source: source}
	if err := r.base(); err != nil {
		return nil, err
	}
	for grown := len(s.withheld) > 0; grown; {
		var err error
		if grown, err = r.round(); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// Grounds counts what is withheld by its ground.
func (s *Selection) Grounds() []Loss {
	counts := map[string]int{}
	for _, g := range s.withheld {
		counts[g.Word]++
	}
	var out []Loss
	for _, word := range slices.Sorted(maps.Keys(counts)) {
		out = append(out, Loss{What: word, Count: counts[word]})
	}
	return out
}
