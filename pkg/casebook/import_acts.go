package casebook

import (
	"bytes"
	"cmp"
	"errors"
	"iter"
	"slices"

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
	found  []foundAct
	rows   int
	why    string // of rows that have none
}

// foundAct is a row whose record is known.
type foundAct struct {
	id takedown.ID
	takedown.ActRow
}

func (im *actImport) run(rows iter.Seq2[takedown.ActRow, error]) error {
	for row, err := range rows {
		im.rows++
		if err == nil {
			err = im.find(&row)
		}
		if err := im.bad(err); err != nil {
			return err
		}
	}
	// In the order of their records, each goes to the end of what is there;
	// bbolt takes a time for any other place that grows with their number.
	slices.SortStableFunc(im.found, func(a, b foundAct) int { return a.id.Compare(b.id) })
	for i := range im.found {
		if err := im.step(i); err != nil {
			return err
		}
		if err := im.bad(im.row(&im.found[i])); err != nil {
			return err
		}
		im.found[i].ActRow = takedown.ActRow{} // it is in the log now
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

// step tells how far the import is, and ends it when the user asks to.
func (im *actImport) step(done int) error {
	if done%actBatch != 0 {
		return nil
	}
	if im.o.Progress != nil {
		im.o.Progress(done)
	}
	return im.b.env.interrupted()
}

// bad hands the error of a row over; any other ends the import.
func (im *actImport) bad(err error) error {
	var row *takedown.RowError
	if errors.As(err, &row) {
		im.counts.Bad++
		return im.o.Bad(row)
	}
	return err
}

// find looks up the record of a row. Whatever is wrong with a row is its own
// fault.
func (im *actImport) find(row *takedown.ActRow) error {
	ref, err := takedown.ParseRef(row.Key)
	if err == nil {
		var id takedown.ID
		if id, err = im.b.Resolve(ref); err == nil {
			im.found = append(im.found, foundAct{id, *row})
			return nil
		}
	}
	return &takedown.RowError{Line: row.Line, Raw: row.Raw, Err: err}
}

func (im *actImport) row(f *foundAct) error {
	if err := im.act(f); err != nil {
		return &takedown.RowError{Line: f.Line, Raw: f.Raw, Err: err}
	}
	return nil
}

func (im *actImport) act(f *foundAct) (err error) {
	a := Act{Act: f.Act, Unmet: f.Unmet}
	if a.Outcome == "" {
		a.Outcome = "done"
	}
	if a.Outcome, err = takedown.ParseWord("outcome", a.Outcome, takedown.Outcomes); err != nil {
		return err
	}
	if a.Operation == "" {
		a.Operation = im.o.Operation
	}
	im.b.said.Why = cmp.Or(f.Why, im.why)
	known, err := im.b.hasAct(f.id, &a.Act)
	if err != nil {
		return err
	}
	if known {
		im.counts.Unchanged[f.id.Kind]++
		return nil
	}
	if err := im.b.act(f.id, a); err != nil {
		return err
	}
	im.counts.Added[f.id.Kind]++
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
