package view

import "takedown/pkg/takedown"

// sum adds the counters of an operation up.
func (s *Snapshot) sum(operation string) (map[CountKey]int, error) {
	if s.sums[operation] != nil {
		return s.sums[operation], nil
	}
	out := map[CountKey]int{}
	for k, n := range s.rows.Counts(operation) {
		out[k] = n
	}
	err := s.correct(func(r *Record, delta int) {
		for k := range CounterKeys(r) {
			if k.Operation == operation {
				out[k] += delta
			}
		}
	})
	if s.sums == nil {
		s.sums = map[string]map[CountKey]int{}
	}
	s.sums[operation] = out
	return out, err
}

// correct calls move for every row that is shown as another one than it is
// stored: once with what is stored, and once with what is shown.
func (s *Snapshot) correct(move func(r *Record, delta int)) error {
	same, err := s.sameness()
	if err != nil {
		return err
	}
	if same != nil {
		for _, c := range same.classes {
			for _, id := range c.members {
				r, err := s.row(id)
				if err != nil {
					return err
				}
				move(r, -1)
			}
			one, err := s.joined(c.members)
			if err != nil {
				return err
			}
			move(one, 1)
		}
	}
	return s.correctLives(same, move)
}

// correctLives moves the records whose stored state is not that of the
// instant.
func (s *Snapshot) correctLives(same *sameness, move func(r *Record, delta int)) error {
	correct := func(r *Record) error {
		if len(same.members(r.ID)) > 1 {
			return nil
		}
		stored := r.Clone()
		if err := s.live(r); err != nil {
			return err
		}
		move(stored, -1)
		move(r, 1)
		return nil
	}
	if s.past() {
		for _, k := range takedown.Kinds() {
			var r Record
			for key, row := range s.rows.Rows(k.Name) {
				if err := readRow(&r, takedown.ID{Kind: k.Name, Key: string(key)}, row); err != nil {
					return err
				}
				if r.Life.Judged {
					if err := correct(&r); err != nil {
						return err
					}
				}
			}
		}
		return nil
	}
	for _, name := range s.rows.Changes(s.Now) {
		id, err := takedown.ParseID(name)
		if err != nil {
			continue // verify tells of it
		}
		r, err := s.row(id)
		if err != nil {
			return err
		}
		if r != nil {
			if err := correct(r); err != nil {
				return err
			}
		}
	}
	return nil
}

// past reports whether the view is of an instant before the last change, for
// which nothing is stored.
func (s *Snapshot) past() bool { return s.Joins && s.Now.Before(s.Written) }

// live gives a record its state at the instant of the view, where the stored
// one is of another.
func (s *Snapshot) live(r *Record) error {
	if !s.Joins || s.still || !r.Life.Judged || !s.past() && (r.Life.Changes.IsZero() || r.Life.Changes.After(s.Now)) {
		return nil
	}
	life, err := LifeOf(s.stored(), r.ID)
	r.Life = life
	return err
}

// stored is the same view with the states as they are stored: what a state
// follows from are facts and fields, and no other state.
func (s *Snapshot) stored() *Snapshot {
	if s.base == nil {
		base := *s
		base.still = true
		s.base = &base
	}
	return s.base
}

// Count adds up, by state, how many records of a kind an operation has.
func (s *Snapshot) Count(operation, kind string) (map[string]int, error) {
	sum, err := s.sum(operation)
	out := map[string]int{}
	for k, n := range sum {
		if k.Kind == kind && n != 0 {
			out[k.Status] += n
		}
	}
	return out, err
}

// Tallies adds up how many records an operation has, by state and act.
func (s *Snapshot) Tallies(operation string) ([]Tally, error) {
	sum, err := s.sum(operation)
	var out []Tally
	for k, n := range sum {
		if n != 0 {
			out = append(out, Tally{Kind: k.Kind, Status: k.Status, Method: k.Method, Agency: k.Agency, Place: k.Place, N: n})
		}
	}
	return out, err
}
