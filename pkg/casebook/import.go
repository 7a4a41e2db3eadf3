package casebook

import (
	"bytes"
	"encoding/binary"
	"errors"
	"iter"

	"takedown/pkg/ledger"
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

// row takes one item, or the error in its place.
func (im *importer) row(r *decoded) error {
	im.rows++
	var bad *takedown.RowError
	switch {
	case errors.As(r.err, &bad):
		return im.bad(bad)
	case r.err != nil:
		return r.err
	case r.item.Skipped != "":
		im.counts.Skipped++
		im.counts.SkippedAs[r.item.Skipped]++
		return nil
	case r.item.Rel != "":
		im.links = append(im.links, r.item)
		return nil
	case r.item.Note != "" || r.item.Seen != nil:
		im.facts = append(im.facts, r.item)
		return nil
	}
	err := im.item(&r.item)
	if errors.As(err, &bad) {
		return im.bad(bad)
	}
	return err
}

func (im *importer) bad(e *takedown.RowError) error {
	im.counts.Bad++
	if im.o.Bad == nil {
		return e
	}
	return im.o.Bad(e)
}

// item brings one record up to what the file says of it.
func (im *importer) item(item *takedown.Item) error {
	if im.o.Seen != nil {
		im.o.Seen(shownItem(item))
	}
	hint := im.fingerprint(item)
	row := im.stage.Get(item.ID)
	same := row == nil && im.known.has(item.ID, hint)
	if row == nil && !same {
		row = im.before.Row(item.ID.Kind, item.ID.Key)
	}
	if same || row != nil && rowFingerprint(row) == hint {
		im.counts.Unchanged[item.ID.Kind]++
		return nil
	}
	var old *view.Record
	if row != nil {
		old = &im.record
		if err := parseRow(old, item.ID, row); err != nil {
			return err
		}
	}
	if item.ID.Kind == "order" {
		if err := im.checkCovers(item); err != nil {
			return err
		}
	}
	im.fill.source = sourceOf(item, im.o.Source)
	if err := im.fill.fill(old, item.ID, im.valuesOf(item), item.Extra); err != nil {
		return err
	}
	if old == nil {
		return im.addNew(item, hint)
	}
	return im.change(old, item, hint)
}

// shownItem returns kind/key of an item as the file has it.
func shownItem(item *takedown.Item) string {
	if item.Shown != "" {
		return item.ID.Kind + "/" + item.Shown
	}
	return item.ID.String()
}

func (im *importer) checkCovers(item *takedown.Item) error {
	for _, v := range item.Values {
		if err := im.said.checkWidth(v.Field, v.Text); err != nil {
			return &takedown.RowError{Line: item.Line, Column: v.Field.Name, Err: err}
		}
	}
	return nil
}

// sourceOf returns who says what an item says: the source that its own row
// names, or else the one that the command line gives to all.
func sourceOf(item *takedown.Item, all string) string {
	for _, v := range item.Values {
		if v.Field.Name == "source" {
			return v.Text
		}
	}
	return all
}

// valuesOf returns the values of an item with those that the command line
// gives to all.
func (im *importer) valuesOf(item *takedown.Item) []takedown.Value {
	if im.o.Operation == "" && im.o.Grade == "" {
		return item.Values
	}
	k := takedown.KindOf(item.ID.Kind)
	im.values = append(im.values[:0], item.Values...)
	if im.o.Operation != "" {
		im.values = append(im.values, takedown.Value{Field: k.Field("operations"), Text: im.o.Operation})
	}
	if im.o.Grade != "" {
		im.values = append(im.values, takedown.Value{Field: k.Field("grade"), Text: im.o.Grade})
	}
	return im.values
}

func (im *importer) addNew(item *takedown.Item, hint uint64) (err error) {
	p := &im.fill.add
	if err := checkRequired(item.ID, p); err != nil {
		return &takedown.RowError{Line: item.Line, Raw: item.Raw, Err: err}
	}
	if issuer, ok := issuerOf(item.ID); ok {
		if _, known := im.issuers[issuer]; !known {
			im.issuers[issuer] = item.Line
		}
	}
	if p.UUID, err = im.newUUID(); err != nil {
		return err
	}
	p.Shown = item.Shown
	im.record = view.Record{ID: item.ID, Stamps: im.record.Stamps[:0], Claims: im.record.Claims[:0], Extras: im.record.Extras[:0]}
	if im.undone {
		if list := im.before.Subject(item.ID.String()); list != nil {
			im.mentions[item.ID] = bytes.Clone(list)
			im.revived = append(im.revived, item.ID)
		}
	}
	if err := im.say(&im.record, "add", p, item, hint); err != nil {
		return err
	}
	if item.ID.Kind == "suspect" {
		im.touched = append(im.touched, item.ID)
	}
	im.counts.Added[item.ID.Kind]++
	return nil
}

func (im *importer) change(r *view.Record, item *takedown.Item, hint uint64) error {
	add, set := &im.fill.add, &im.fill.set
	if add.Empty() && set.Empty() {
		im.counts.Unchanged[item.ID.Kind]++
		return nil
	}
	if r.ID.Kind == "provider" || r.ID.Kind == "operation" {
		im.touched = append(im.touched, r.ID)
	}
	if im.mentions[r.ID] == nil {
		im.mentions[r.ID] = im.firstMentions(r)
	}
	if !add.Empty() {
		if err := im.resay(r, "add", add, item, hint); err != nil {
			return err
		}
	}
	if !set.Empty() {
		set.Source = im.fill.source
		if err := im.resay(r, "set", set, item, hint); err != nil {
			return err
		}
	}
	if im.fill.conflicting {
		im.counts.Conflicting[item.ID.Kind]++
		return nil
	}
	im.counts.Updated[item.ID.Kind]++
	return nil
}

// resay writes an entry about a record that has been counted. An entry that
// cannot be written leaves it as it was.
func (im *importer) resay(r *view.Record, verb string, p *view.Payload, item *takedown.Item, hint uint64) error {
	im.deltas.count(r, -1)
	err := im.say(r, verb, p, item, hint)
	if err != nil {
		im.deltas.count(r, 1)
	}
	return err
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

func (im *importer) firstMentions(r *view.Record) []byte {
	if list := im.before.Subject(r.ID.String()); list != nil {
		return bytes.Clone(list)
	}
	return appendRef(nil, ref{r.First().Origin, r.First().Seq})
}

// say writes an entry about a record and stages the row that it then has.
func (im *importer) say(r *view.Record, verb string, p *view.Payload, item *takedown.Item, hint uint64) error {
	p.Line = item.Line
	if p.Source == "" {
		p.Source = im.fill.source
	}
	p.Sort()
	im.line = p.Append(im.line[:0])
	names := namesIn(r.ID, p)
	tlp, err := im.namedMarking(names)
	if err != nil {
		return err
	}
	subject := r.ID.String()
	seq, tlp, err := im.append(draft{
		verb: verb, subject: subject, names: names, payload: im.line, tlp: max(tlp, item.TLP, marking(r.Kind(), r, p)),
	})
	delete(im.marks, subject)
	if err != nil {
		return &takedown.RowError{Line: item.Line, Err: err}
	}
	if list, ok := im.mentions[r.ID]; ok {
		im.mentions[r.ID] = appendRef(list, ref{im.origin, seq})
	}
	r.Apply(verb, p, im.stamp(seq), tlp, im.said.PAP)
	im.line = binary.LittleEndian.AppendUint64(im.line[:0], hint)
	im.line = view.AppendRow(im.line, r)
	im.stage.Put(r.ID, im.line)
	im.deltas.count(r, 1)
	im.counts.Entries++
	return nil
}

// fingerprint is a hash (FNV-1a, 64 bits) of all that an item says, so that
// the same row of the same file is known again without a comparison. Zero
// stands for none.
func (im *importer) fingerprint(item *takedown.Item) uint64 {
	h := fnv1a(fnvOffset, im.o.Source)
	h = fnv1a(h, im.o.Grade)
	h = fnv1a(h, im.o.Operation)
	if item.TLP > takedown.Clear {
		h = fnv1a(h, item.TLP.String())
	}
	for _, v := range item.Values {
		h = fnv1a(fnv1a(h, v.Field.Name), v.Text)
	}
	for _, x := range item.Extra {
		h = fnv1a(fnv1a(h, x.Name), string(x.JSON))
	}
	return max(h, 1)
}

const (
	fnvOffset = 14695981039346656037
	fnvPrime  = 1099511628211
)

// fnv1a hashes a text and its end.
func fnv1a(h uint64, s string) uint64 {
	for i := range len(s) {
		h = (h ^ uint64(s[i])) * fnvPrime
	}
	return (h ^ 0xff) * fnvPrime
}

// finish writes the view, the counters and the head in the last transaction.
func (im *importer) finish() error {
	if err := im.sealed(); err != nil {
		return err
	}
	if err := im.putView(); err != nil {
		return err
	}
	if err := im.checkIssuers(); err != nil {
		return err
	}
	if err := im.putLinks(); err != nil {
		return err
	}
	if im.o.Check != nil {
		if err := im.o.Check(); err != nil {
			return err
		}
	}
	if im.counts.Entries == 0 {
		return nil
	}
	if err := im.importEntry(); err != nil {
		return err
	}
	if err := im.sealRest(); err != nil {
		return err
	}
	if im.o.DryRun {
		return nil
	}
	if err := im.log.last(); err != nil {
		return err
	}
	h, err := publish(im.log.tx, im.w.signer, im.session, im.log.bundles)
	if err != nil {
		return err
	}
	im.counts.Commit.Head = h
	im.counts.Commit.Batch = ledger.BatchID(im.origin, im.batch)
	return im.w.env.interrupted()
}

func (im *importer) putView() error {
	for kind, row := range im.stage.Sorted() {
		if err := im.log.tx.PutRow(kind, row[0], row[1]); err != nil {
			return err
		}
	}
	for id, list := range im.mentions {
		if err := im.log.tx.SetSubject(id.String(), list); err != nil {
			return err
		}
	}
	return im.deltas.write(im.log.tx)
}

// importEntry notes the file that all of this came from.
func (im *importer) importEntry() error {
	hash, size := im.o.Hash()
	seq, _, err := im.append(draft{verb: "import", subject: "case", tlp: takedown.Amber, payload: importPayload(im.o, hash, size, im.rows)})
	if err != nil {
		return err
	}
	im.counts.Entries++
	log := newLogReader(im.log.tx)
	log.pending = im.session.log
	line, err := log.line(ref{im.origin, seq})
	if err != nil {
		return err
	}
	return im.log.tx.PutFact("case", im.recorded.UnixMilli(), ledger.EntryID(im.origin, seq), bytes.Clone(line))
}

// namedMarking returns the strictest marking of the records that an entry
// names, which may be in the same file.
func (im *importer) namedMarking(names []string) (tlp takedown.TLP, err error) {
	for _, name := range names {
		mark, known := im.marks[name]
		if !known {
			if mark, err = im.markOf(name); err != nil {
				return tlp, err
			}
			im.marks[name] = mark
		}
		tlp = max(tlp, mark)
	}
	return tlp, nil
}

func (im *importer) markOf(name string) (takedown.TLP, error) {
	id, err := takedown.ParseID(name)
	if err != nil {
		return 0, nil // a pattern is no record
	}
	row := im.stage.Get(id)
	if row == nil {
		row = im.before.Row(id.Kind, id.Key)
	}
	if row == nil {
		return 0, nil
	}
	var r view.Record
	err = parseRow(&r, id, row)
	return r.TLP, err
}
