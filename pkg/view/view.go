package view

import (
	"iter"
	"time"

	"takedown/pkg/lifecycle"
	"takedown/pkg/takedown"
)

// View is what lists, reports, rules and exports read. A record that an
// iterator yields is good until the next one: who keeps it clones it.
type View interface {
	// Record returns the record with that id, or nil.
	Record(id takedown.ID) (*Record, error)

	// Records yields the records of a kind in the order of their keys.
	Records(kind string) iter.Seq2[*Record, error]

	// Links returns the links from and to a record.
	Links(id takedown.ID) ([]Link, error)

	// AllLinks yields every link once, by FROM.
	AllLinks() iter.Seq2[Link, error]

	// Facts returns the facts about a record in the order in which they
	// happened.
	Facts(id takedown.ID) ([]Fact, error)

	// Count says how many records of a kind an operation has, by status; the
	// empty operation stands for the whole case.
	Count(operation, kind string) (map[string]int, error)

	// Tallies says how many records of all kinds an operation has, by state
	// and by the act that made it; the empty operation stands for the whole
	// case.
	Tallies(operation string) ([]Tally, error)

	// Orders returns the orders that covered a record at some time.
	Orders(id takedown.ID) ([]*lifecycle.Order, error)

	// AsOf is the instant of the world that the view shows, KnownAt that of
	// the knowledge.
	AsOf() time.Time
	KnownAt() time.Time

	// LastEntry is when the latest entry was recorded that the view rests on:
	// the same of equal entries, whenever it is asked.
	LastEntry() time.Time
}

// Tally is how many records of a kind are in a state by the same act.
type Tally struct {
	Kind, Status          string
	Method, Agency, Place string
	N                     int
}
