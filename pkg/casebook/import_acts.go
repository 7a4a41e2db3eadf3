package casebook

import (
	"bytes"
	"errors"
	"iter"

	"takedown/pkg/ledger"
	"takedown/pkg/takedown"
)

// actBatch is how many acts are written before the user is asked whether to go
// on.
const actBatch = 1 << 10

// ImportActs writes down the acts of a table, each judged as one that was
// typed: all of them or none. An act that is on file already is not written
// again.
func (w *Writer) ImportActs(rows iter.Seq2[takedown.ActRow, error], o ImportOptions) (Counts, error) {
	counts := Counts{Added: map[string]int{}, Updated: map[string]int{}, Unchanged: map[string]int{}, Conflicting: map[string]int{}}
	c, err := w.Write(o.DryRun, false, func(b *Batch) error {
		im := &actImport{b: b, o: o, counts: &counts, why: b.said.Why}
		return im.run(rows)
	})
	counts.Commit = c
	counts.Entries = len(c.Entries)
	return counts, err
}

// actImport is one import of acts that is running.
type actImport struct {
	b      *Batch
	o      ImportOptions
	counts *Counts
	rows   int
	why    string // of rows that have none
}

func (im *actImport) run(rows iter.Seq2[takedown.ActRow, error]) error {
	for row, err := range rows {
		if im.rows++; im.rows%actBatch == 0 {
			if err := im.b.env.interrupted(); err != nil {
				return err
			}
			if im.o.Progress != nil {
				im.o.Progress(im.rows)
			}
		}
		if err == nil {
			err = im.row(&row)
		}
		var bad *takedown.RowError
		switch {
		case errors.As(err, &bad):
			im.counts.Bad++
			if err := im.o.Bad(bad); err != nil {
				return err
			}
		case err != nil:
			return err
		}
	}
	im.b.said.Why = im.why
	if im.o.Check != nil {
		if err := im.o.Check(); err != nil {
			return err
		}
	}
	if len(im.b.written) == 0 {
		return nil
	}
	return im.b.imported(im.o, im.rows)
}

// row writes one act. Whatever is wrong with it is the fault of its row.
func (im *actImport) row(row *takedown.ActRow) error {
	err := im.act(row)
	if err == nil {
		return nil
	}
	return &takedown.RowError{Line: row.Line, Raw: row.Raw, Err: err}
}

func (im *actImport) act(row *takedown.ActRow) (err error) {
	ref, err := takedown.ParseRef(row.Key)
	if err != nil {
		return err
	}
	id, err := im.b.Resolve(ref)
	if err != nil {
		return err
	}
	a := Act{Act: row.Act, Unmet: row.Unmet}
	if a.Outcome == "" {
		a.Outcome = "done"
	}
	if a.Outcome, err = takedown.ParseWord("outcome", a.Outcome, takedown.Outcomes); err != nil {
		return err
	}
	if a.Operation == "" {
		a.Operation = im.o.Operation
	}
	im.b.said.Why = firstOf(row.Why, im.why)
	known, err := im.b.hasAct(id, &a.Act)
	if err != nil {
		return err
	}
	if known {
		im.counts.Unchanged[id.Kind]++
		return nil
	}
	if err := im.b.act(id, a); err != nil {
		return err
	}
	im.counts.Added[id.Kind]++
	return nil
}

// hasAct reports whether an act is on file as a table says it: the same
// method, outcome, time and proof.
func (b *Batch) hasAct(id takedown.ID, a *takedown.Act) (bool, error) {
	if !b.tx.HasFacts(id.String()) {
		return false, nil
	}
	facts, err := b.view.Facts(id)
	if err != nil {
		return false, err
	}
	at, err := takedown.ParseInstant(a.At)
	if err != nil {
		return false, err
	}
	for i := range facts {
		if facts[i].Verb != "act" || !facts[i].At.Equal(at) {
			continue
		}
		n, err := facts[i].Noun()
		if err != nil {
			return false, err
		}
		same := n.Act.Method == a.Method && n.Act.Outcome == a.Outcome && n.Act.Ref == a.Ref
		if same && ledger.Agency(n.Origin) == b.agency {
			return true, nil
		}
	}
	return false, nil
}

// imported notes the file that all of a batch came from.
func (b *Batch) imported(o ImportOptions, rows int) error {
	hash, size := o.Hash()
	seq, _, err := b.append(draft{verb: "import", subject: "case", tlp: takedown.Amber, payload: importPayload(o, hash, size, rows)})
	if err != nil {
		return err
	}
	line, err := b.cache.log.line(ref{b.origin, seq})
	if err != nil {
		return err
	}
	b.written = append(b.written, Written{ledger.EntryID(b.origin, seq), "case"})
	return b.tx.PutFact("case", b.recorded.UnixMilli(), ledger.EntryID(b.origin, seq), bytes.Clone(line))
}
