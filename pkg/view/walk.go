package view

import (
	"iter"

	"takedown/pkg/takedown"
)

// Walk hands over records, numbered from 1, and then the links between them,
// with the numbers of their ends. Links that have one end outside are counted as
// lost. What it remembers grows with links and not with records.
func Walk(v View, records iter.Seq2[*Record, error], lost *Losses, record func(*Record, int) error, link func(l *Link, from, to int) error) error {
	ends, err := endsOf(v)
	if err != nil {
		return err
	}
	n := 0
	for r, err := range records {
		if err != nil {
			return err
		}
		n++
		if _, ok := ends[r.ID]; ok {
			ends[r.ID] = n
		}
		if err := record(r, n); err != nil {
			return err
		}
	}
	for l, err := range v.AllLinks() {
		if err != nil {
			return err
		}
		switch from, to := ends[l.From], ends[l.To]; {
		case from > 0 && to > 0:
			if err := link(&l, from, to); err != nil {
				return err
			}
		case from > 0 || to > 0:
			lost.Add("links with an end outside the selection", l.Name())
		}
	}
	return nil
}

// endsOf returns the records that links come from or go to.
func endsOf(v View) (map[takedown.ID]int, error) {
	out := map[takedown.ID]int{}
	for l, err := range v.AllLinks() {
		if err != nil {
			return nil, err
		}
		out[l.From], out[l.To] = 0, 0
	}
	return out, nil
}
