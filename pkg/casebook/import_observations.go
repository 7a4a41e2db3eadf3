package casebook

import (
	"fmt"
	"iter"
	"slices"

	"takedown/pkg/ledger"
	"takedown/pkg/takedown"
)

// ImportObservations writes down the observations of a table, each as one that
// was typed: all of them or none. One that is on file already is not written
// again.
func (w *Writer) ImportObservations(rows iter.Seq2[takedown.ObservationRow, error], o ImportOptions) (Counts, error) {
	return w.importRows(o, func(yield func(toldRow, error) bool) {
		for row, err := range rows {
			if !yield(toldRow{line: row.Line, raw: row.Raw, key: row.Key, why: row.Why, seen: &row.Seen}, err) {
				return
			}
		}
	})
}

func (im *rowImport) seen(f *foundRow) error {
	o := *f.toldRow.seen
	if err := checkSeen(&o); err != nil {
		return err
	}
	known, err := im.b.hasSeen(f.id, &o)
	if err != nil {
		return err
	}
	if known {
		im.counts.Unchanged[f.id.Kind]++
		return nil
	}
	if err := im.b.observe(f.id, o); err != nil {
		return err
	}
	im.counts.Added[f.id.Kind]++
	return nil
}

// checkSeen gives the words of an observation their one spelling, and refuses
// what does not go together.
func checkSeen(o *takedown.Observation) (err error) {
	words := append(slices.Clone(takedown.Verdicts), takedown.Collateral)
	if o.Verdict, err = takedown.ParseWord("verdict", o.Verdict, words); err != nil {
		return err
	}
	isCollateral := o.Verdict == takedown.Collateral
	switch {
	case isCollateral && o.Result == "":
		return fmt.Errorf("collateral needs a result: %w", &takedown.WordError{What: "result", Words: takedown.CollateralResults})
	case !isCollateral && (o.Result != "" || o.List != ""):
		return fmt.Errorf("result and list go with collateral, not with %s: %w", o.Verdict, takedown.ErrInvalid)
	case isCollateral:
		o.Result, err = takedown.ParseWord("result", o.Result, takedown.CollateralResults)
	}
	return err
}

// hasSeen reports whether an observation is on file as a table says it.
func (b *Batch) hasSeen(id takedown.ID, o *takedown.Observation) (bool, error) {
	if !b.tx.HasFacts(id.String()) {
		return false, nil
	}
	at, err := takedown.ParseInstant(o.At)
	if err != nil {
		return false, err
	}
	facts, err := b.view.Facts(id)
	if err != nil {
		return false, err
	}
	for i := range facts {
		if facts[i].Verb != "observe" || !facts[i].At.Equal(at) {
			continue
		}
		n, err := facts[i].Noun()
		if err != nil {
			return false, err
		}
		s := n.Seen
		same := s.Verdict == o.Verdict && s.Method == o.Method && s.From == o.From && s.Proof == o.Proof && s.Result == o.Result && s.List == o.List
		if same && ledger.Agency(n.Origin) == b.agency {
			return true, nil
		}
	}
	return false, nil
}
