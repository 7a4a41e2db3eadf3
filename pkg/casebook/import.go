package casebook

import (
	"errors"
	"iter"

	"takedown/pkg/store"
	"takedown/pkg/takedown"
	"takedown/pkg/view"
)

// ImportOptions describe a file that is imported.
type ImportOptions struct {
	Name, Format, Source, Grade string
	Operation                   string // canonical key, or empty
	DryRun                      bool
	// Hash is asked after the last item.
	Hash func() (sha256 string, size int64)
	// Bad is called for each row that could not be read. An error ends the
	// import, and nothing is written.
	Bad func(*takedown.RowError) error
	// Seen is called for each record that the file names; nil stands for
	// nobody who wants to know.
	Seen func(name string)
	// Check is asked after the last item whether what was good is written.
	Check func() error
	// Progress is called now and then with the number of rows so far.
	Progress func(rows int)
}

// Counts is what an import did, by kind.
type Counts struct {
	Added, Updated, Unchanged, Conflicting map[string]int
	LinksAdded, FactsAdded, Skipped, Bad   int
	SkippedAs                              map[string]int // by the reason
	Commit                                 Commit
	Entries                                int
}

// Import fills the case from the items of a file: all of it or nothing, in
// memory that grows by about a hundred bytes for each new record.
func (w *Writer) Import(items iter.Seq2[takedown.Item, error], o ImportOptions) (Counts, error) {
	im, err := w.newImport(o)
	if err != nil {
		return Counts{}, err
	}
	err = im.run(items)
	if im.sealer != nil {
		err = errors.Join(err, im.sealed())
	}
	if err == nil && !o.DryRun && im.counts.Entries > 0 {
		err = im.log.tx.Commit()
		if err == nil {
			return im.counts, w.remember(im.counts.Commit.Head)
		}
	}
	return im.counts, errors.Join(err, im.log.abandon())
}

// importer is one import that is running.
type importer struct {
	*session
	w      *Writer
	o      ImportOptions
	head   head
	sealer *sealer   // nil once it has ended
	full   []*bundle // on their way to the sealer
	before *store.Tx // the case as it was before the import
	known  knownRows // of it
	log    *chunkedLog
	stage  *view.Stage
	fill   filler
	counts Counts
	rows   int

	values   []takedown.Value
	touched  []takedown.ID           // whose state, or that of others, may be another one
	revived  []takedown.ID           // of which there are entries from before their addition was undone
	marks    map[string]takedown.TLP // of records that entries name
	issuers  map[string]int          // agencies that gave records their names, and the first such line
	undone   bool                    // whether a record that is not on file can have entries
	links    []takedown.Item
	facts    []takedown.Item
	deltas   *tally
	mentions map[takedown.ID][]byte
	record   view.Record
	line     []byte
}

func (w *Writer) newImport(o ImportOptions) (*importer, error) {
	tx, err := w.db.BeginUpdate()
	if err != nil {
		return nil, err
	}
	im := &importer{
		w: w, o: o, stage: view.NewStage(),
		fill:     filler{mode: claim, origin: w.id.Origin, source: o.Source},
		counts:   Counts{Added: map[string]int{}, Updated: map[string]int{}, Unchanged: map[string]int{}, Conflicting: map[string]int{}, SkippedAs: map[string]int{}},
		deltas:   newTally(),
		mentions: map[takedown.ID][]byte{},
		issuers:  map[string]int{}, marks: map[string]takedown.TLP{},
	}
	im.log = &chunkedLog{db: w.db, tx: tx, origin: w.id.Origin, dryRun: o.DryRun}
	if err := im.start(); err != nil {
		return nil, errors.Join(err, im.log.abandon())
	}
	im.sealer = newSealer(im.log)
	im.session.log.spare = im.sealer.spare
	return im, nil
}

func (im *importer) start() (err error) {
	tx := im.log.tx
	if im.head, err = openHead(tx, im.w.id.Origin); err != nil {
		return err
	}
	im.log.size = im.head.Head.Size
	im.counts.Commit.Head = im.head.Head
	if im.log.bundles, err = bundledTree(im.head); err != nil {
		return err
	}
	log, err := newAppender(tx, im.w.id.Origin, im.head.Head.Size, im.fullBundle)
	if err != nil {
		return err
	}
	im.undone = tx.HasSubjects()
	im.known.onFile = rowsOnFile(tx)
	last, err := latest(tx, im.head)
	if err != nil {
		return err
	}
	im.session = newSession(im.w.id.Origin, last, im.w.said, im.w.env, log)
	if op := im.o.Operation; op != "" && tx.Row("operation", op) == nil {
		return &takedown.NotFoundError{ID: takedown.ID{Kind: "operation", Key: op}}
	}
	return nil
}

// fullBundle hands a bundle to the sealer, after the rows that are being read:
// it may have to wait, and a reading transaction that is open would keep the
// sealer from making room in the file.
func (im *importer) fullBundle(b *bundle) error {
	im.full = append(im.full, b)
	return nil
}

func (im *importer) run(items iter.Seq2[takedown.Item, error]) error {
	for batch := range inBatches(items) {
		if err := im.w.db.View(func(tx *store.Tx) error { return im.batchOf(tx, batch) }); err != nil {
			return err
		}
		for _, b := range im.full {
			im.sealer.jobs <- b
		}
		im.full = im.full[:0]
		if err := im.w.env.interrupted(); err != nil {
			return err
		}
		if im.o.Progress != nil {
			im.o.Progress(im.rows)
		}
	}
	return im.finish()
}

func (im *importer) batchOf(tx *store.Tx, batch []decoded) error {
	im.before = tx
	im.known.prepare(tx, im.rows)
	for i := range batch {
		if err := im.row(&batch[i]); err != nil {
			return err
		}
	}
	return nil
}

// sealed waits for the sealer. Bundles that fill up from now on are sealed
// here.
func (im *importer) sealed() error {
	s := im.sealer
	im.sealer = nil
	return s.finish()
}

// sealRest seals what filled up after the sealer ended.
func (im *importer) sealRest() error {
	packer := store.NewPacker()
	for _, b := range im.full {
		if err := im.log.put(seal(packer, b)); err != nil {
			return err
		}
	}
	im.full = nil
	return nil
}

// checkIssuers refuses the file when an agency that gave a record of it its
// name is neither in it nor in the case. It may come later in the file than
// the record, so this is asked at the end.
func (im *importer) checkIssuers() error {
	var missing *takedown.RowError
	for issuer, line := range im.issuers {
		if im.log.tx.Row("agency", issuer) == nil && (missing == nil || line < missing.Line) {
			missing = &takedown.RowError{Line: line, Err: &takedown.NotFoundError{ID: takedown.ID{Kind: "agency", Key: issuer}}}
		}
	}
	if missing == nil {
		return nil
	}
	return missing
}
