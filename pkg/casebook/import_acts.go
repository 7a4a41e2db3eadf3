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

// rowBatch is how many facts are written before the user is asked whether to go
// on.
const rowBatch = 1 << 10

// ImportActs writes down the acts of a table, each judged as one that was
// typed: all of them or none. An act that is on file already is not written
// again.
func (w *Writer) ImportActs(rows iter.Seq2[takedown.ActRow, error], o ImportOptions) (Counts, error) {
	return w.importRows(o, func(yield func(toldRow, error) bool) {
		for row, err := range rows {
			if !yield(toldRow{line: row.Line, raw: row.Raw, key: row.Key, why: row.Why, act: &row}, err) {
				return
			}
		}
	})
}

// importRows writes down the facts of a table.
func (w *Writer) importRows(o ImportOptions, rows iter.Seq2[toldRow, error]) (Counts, error) {
	counts := Counts{Added: map[string]int{}, Updated: map[string]int{}, Unchanged: map[string]int{}, Conflicting: map[string]int{}}
	c, err := w.Write(o.DryRun, false, func(b *Batch) error {
		im := &rowImport{b: b, o: o, counts: &counts, why: b.said.Why}
		return im.run(rows)
	})
	counts.Commit = c
	counts.Entries = len(c.Entries)
	return counts, err
}

// toldRow is one row of a table of facts: an act, or what was seen.
type toldRow struct {
	line     int
	raw      []byte
	key, why string
	act      *takedown.ActRow
	seen     *takedown.Observation
}

// rowImport is one import of such a table that is running.
type rowImport struct {
	b      *Batch
	o      ImportOptions
	counts *Counts
	found  []foundRow
	rows   int
	why    string // of rows that have none
}

// foundRow is a row whose record is known.
type foundRow struct {
	id takedown.ID
	toldRow
}

func (im *rowImport) run(rows iter.Seq2[toldRow, error]) error {
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
	slices.SortStableFunc(im.found, func(a, b foundRow) int { return a.id.Compare(b.id) })
	for i := range im.found {
		if err := im.step(i); err != nil {
			return err
		}
		if err := im.bad(im.row(&im.found[i])); err != nil {
			return err
		}
		im.found[i].toldRow = toldRow{} // it is in the log now
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
func (im *rowImport) step(done int) error {
	if done%rowBatch != 0 {
		return nil
	}
	if im.o.Progress != nil {
		im.o.Progress(done)
	}
	return im.b.env.interrupted()
}

// bad hands the error of a row over; any other ends the import.
func (im *rowImport) bad(err error) error {
	var row *takedown.RowError
	if errors.As(err, &row) {
		im.counts.Bad++
		return im.o.Bad(row)
	}
	return err
}

// find looks up the record of a row. Whatever is wrong with a row is its own
// fault.
func (im *rowImport) find(row *toldRow) error {
	ref, err := takedown.ParseRef(row.key)
	if err == nil {
		var id takedown.ID
		if id, err = im.b.Resolve(ref); err == nil {
			im.found = append(im.found, foundRow{id, *row})
			return nil
		}
	}
	return &takedown.RowError{Line: row.line, Raw: row.raw, Err: err}
}

func (im *rowImport) row(f *foundRow) error {
	im.b.said.Why = cmp.Or(f.why, im.why)
	tell := im.seen
	if f.act != nil {
		tell = im.act
	}
	if err := tell(f); err != nil {
		return &takedown.RowError{Line: f.line, Raw: f.raw, Err: err}
	}
	return nil
}

func (im *rowImport) act(f *foundRow) (err error) {
	a := Act{Act: f.act.Act, Unmet: f.act.Unmet}
	if a.Outcome == "" {
		a.Outcome = "done"
	}
	if a.Outcome, err = takedown.ParseWord("outcome", a.Outcome, takedown.Outcomes); err != nil {
		return err
	}
	if a.Operation == "" {
		a.Operation = im.o.Operation
	}
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
