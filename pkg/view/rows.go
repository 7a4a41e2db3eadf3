package view

import (
	"iter"
	"time"
)

// Rows is a view as it is kept: what entries have folded into, record by
// record. A case file keeps them in its buckets, a file that somebody sent or a
// selection keeps them in memory. What a reader is shown is worked out from
// them in one place, the [Snapshot].
//
// Links and facts are the lines of their entries.
type Rows interface {
	// Row returns the stored row of a record, or nil.
	Row(kind, key string) []byte

	// Rows yields key and row of all records of a kind, by key.
	Rows(kind string) iter.Seq2[[]byte, []byte]

	// Links yields the links of a record as seen from it. The empty name stands
	// for all, and each then comes twice; "case" for those that say whether two
	// records are one.
	Links(subject string) iter.Seq2[LinkEnd, []byte]

	// Facts yields the facts about a record in the order in which they
	// happened, AllFacts those about all records.
	Facts(subject string) iter.Seq[[]byte]
	AllFacts() iter.Seq2[string, []byte]

	// FactSubjects yields the names of records of a kind about which there are
	// facts; Fact returns one fact by its record, instant in milliseconds and
	// entry.
	FactSubjects(kind string) iter.Seq[string]
	Fact(subject string, at int64, entry string) []byte

	// Covers yields what orders have covered a pattern, CoversOf all patterns
	// of a kind.
	Covers(pattern string) iter.Seq[OrderCover]
	CoversOf(kind string) iter.Seq[OrderCover]

	// Counts yields the counters of an operation; the empty one stands for
	// the whole case.
	Counts(operation string) iter.Seq2[CountKey, int]

	// Changes yields the records whose state changes by itself until then.
	Changes(until time.Time) iter.Seq2[time.Time, string]
}

// LinkEnd is a link as seen from one of its ends. In says that it comes from the
// other.
type LinkEnd struct {
	Subject    string
	In         bool
	Rel, Other string
}

// OrderCover says that an order, by its key, covers a pattern from one of its
// events on.
type OrderCover struct{ Pattern, Order, Event string }

// CountKey is what a counter counts: the records of a kind in a state, and the
// act that made it, in an operation or in the whole case.
type CountKey struct{ Operation, Kind, Status, Method, Agency, Place string }

// CounterKeys yields the counters that a record moves.
func CounterKeys(r *Record) iter.Seq[CountKey] {
	return func(yield func(CountKey) bool) {
		k := CountKey{Kind: r.ID.Kind, Status: r.Status()}
		if l := &r.Life; l.Method != "" {
			k.Method, k.Agency, k.Place = l.Method, l.Agency, l.Place
		}
		if !yield(k) {
			return
		}
		for i := range r.Claims {
			c := &r.Claims[i]
			if c.Field.Name != "operations" || c.State != Stands || said(r.Claims[:i], c) {
				continue
			}
			k.Operation = c.Value
			if !yield(k) {
				return
			}
		}
	}
}

// said reports whether one of the claims before another of its field says the
// same. Those of a field stand together.
func said(before []Claim, c *Claim) bool {
	for i := len(before) - 1; i >= 0 && before[i].Field.Number == c.Field.Number; i-- {
		if before[i].Value == c.Value && before[i].State == c.State {
			return true
		}
	}
	return false
}
