package view

import (
	"fmt"
	"iter"
	"slices"
	"takedown/pkg/takedown"
	"time"
)

// FactSubjects yields the records on file about which there are facts, by
// kind/key, each with the record under which it is shown.
func (s *Snapshot) FactSubjects() iter.Seq2[Shown, error] {
	return func(yield func(Shown, error) bool) {
		same, err := s.sameness()
		if err != nil {
			yield(Shown{}, err)
			return
		}
		kinds := takedown.KindNames()
		slices.Sort(kinds)
		for _, kind := range kinds {
			for name := range s.rows.FactSubjects(kind) {
				id := takedown.ID{Kind: kind, Key: name[len(kind)+1:]}
				if s.has(name) && !yield(Shown{id, same.head(id)}, nil) {
					return
				}
			}
		}
	}
}

// Shown is a record and the one that stands for it and those that are the same.
type Shown struct{ ID, As takedown.ID }

// Fact returns the fact about a record that an entry says of an instant, as it
// was written.
func (s *Snapshot) Fact(subject takedown.ID, at time.Time, entry string) (Fact, error) {
	line := s.rows.Fact(subject.String(), at.UnixMilli(), entry)
	if line == nil {
		return Fact{}, fmt.Errorf("fact %s about %s: %w", entry, subject, ErrDamaged)
	}
	return ReadFact(line)
}
