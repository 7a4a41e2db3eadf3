package casebook

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"iter"
	"maps"
	"slices"
	"time"

	"takedown/pkg/ledger"
	"takedown/pkg/lifecycle"
	"takedown/pkg/store"
	"takedown/pkg/takedown"
	"takedown/pkg/view"
)

// rebuilt is the view as it follows from the log alone.
type rebuilt struct {
	stage    *view.Stage
	links    map[store.LinkKey][]byte
	facts    []factRow
	subjects map[takedown.ID][]byte
	counts   *tally
	covers   map[store.Cover]bool

	lives   map[takedown.ID]lifecycle.Life // that are stored
	changes map[takedown.ID]int64          // milliseconds at which those end

	now    time.Time            // at which states are judged
	stale  map[takedown.ID]bool // subjects of which something was retracted, or that several origins speak of
	good   *goodness
	trust  map[string][]TrustedKey
	named  []link // entries by which the own origin has named its next key, without what proves them
	record view.Record
	row    []byte
}

type factRow struct {
	subject string
	at      int64
	entry   string
	line    []byte
}

// rebuild makes the view again from the logs, the last of which is the own one.
func rebuild(tx *store.Tx, logs []heldLog, see func(*heldLog, Place) error) (*rebuilt, error) {
	own := &logs[len(logs)-1]
	b := &rebuilt{
		stage: view.NewStage(), links: map[store.LinkKey][]byte{}, subjects: map[takedown.ID][]byte{},
		counts: newTally(), covers: map[store.Cover]bool{}, lives: map[takedown.ID]lifecycle.Life{},
		changes: map[takedown.ID]int64{}, stale: map[takedown.ID]bool{},
		good: &goodness{tx: tx, own: own.origin}, trust: map[string][]TrustedKey{},
	}
	var last ledger.Entry
	for e, err := range parsed(tx, logs, see) {
		if err != nil {
			return nil, err
		}
		if wrong := checkOrder(&last, &e.Entry); wrong != "" {
			return nil, fmt.Errorf("entry %s: %w: %s", e.ID(), store.ErrDamaged, wrong)
		}
		last = e.Entry
		if err := b.entry(e); err != nil {
			return nil, fmt.Errorf("entry %s: %w", e.ID(), err)
		}
	}
	b.now = own.head.Head.Recorded
	return b, b.foldStale(newLogReader(tx))
}

// parsedEntry is an entry with its payload read.
type parsedEntry struct {
	ledger.Entry
	line    []byte
	id      takedown.ID
	payload view.Payload // of add and set
}

func (b *rebuilt) entry(e *parsedEntry) error {
	if e.Subject == "case" {
		return b.caseEntry(e)
	}
	counts, err := b.good.counts(e.Origin, e.Seq)
	if err != nil {
		return err
	}
	if !counts {
		b.mention(e)
		return nil
	}
	switch e.Verb {
	case "add", "set":
		return b.claim(e)
	case "link":
		l, err := view.ParseLink(&e.Entry)
		b.mention(e)
		b.putLink(&l, bytes.Clone(e.line))
		return err
	case "retract", "remark", "resolve":
		b.mention(e)
		b.stale[e.id] = true
		return nil
	}
	if slices.Contains(takedown.FactVerbs, e.Verb) {
		return b.fact(e)
	}
	b.mention(e) // what says nothing of the view yet
	return nil
}

// caseEntry takes an entry about the case file. Whom it trusts is said by its
// own origin alone.
func (b *rebuilt) caseEntry(e *parsedEntry) error {
	switch {
	case e.Verb == "import":
		b.facts = append(b.facts, factRow{"case", e.Recorded.UnixMilli(), e.ID(), bytes.Clone(e.line)})
	case e.Verb == "trust" && e.Origin == b.good.own:
		if key, ok := named(&e.Entry); ok {
			b.named = append(b.named, link{ledger.SignedHead{Head: ledger.Head{Origin: e.Origin, Size: e.Seq}}, key})
		}
		return applyTrust(b.trust, &e.Entry)
	}
	return nil
}

func (b *rebuilt) fact(e *parsedEntry) error {
	f, err := view.ParseFact(&e.Entry)
	if err != nil {
		return err
	}
	b.mention(e)
	b.putFact(&f, bytes.Clone(e.line))
	row := b.stage.Get(e.id)
	if e.Verb != "order" || row == nil {
		return nil
	}
	r := &b.record
	if err := parseRow(r, e.id, row); err != nil {
		return err
	}
	terms, covers, err := view.Freeze(r, &f)
	if terms == nil || err != nil {
		return err
	}
	r.Terms = append(r.Terms, *terms)
	b.stageRow(r)
	for _, pattern := range covers {
		b.covers[store.Cover{Pattern: pattern, Order: e.id.Key, Event: terms.Event}] = true
	}
	return nil
}

func (b *rebuilt) claim(e *parsedEntry) error {
	tlp, err := takedown.ParseTLP(e.TLP)
	if err != nil {
		return err
	}
	r := &b.record
	if row := b.stage.Get(e.id); row != nil {
		if err := parseRow(r, e.id, row); err != nil {
			return err
		}
		b.counts.count(r, -1)
		b.mention(e)
	} else {
		*r = view.Record{ID: e.id, Stamps: r.Stamps[:0], Claims: r.Claims[:0], Extras: r.Extras[:0]}
		if b.subjects[e.id] != nil {
			b.mention(e)
		}
	}
	r.Apply(e.Verb, &e.payload, view.StampOf(&e.Entry), tlp, e.PAP)
	b.put(r)
	return nil
}

func (b *rebuilt) put(r *view.Record) {
	b.stageRow(r)
	b.counts.count(r, 1)
}

func (b *rebuilt) stageRow(r *view.Record) {
	b.row = append(b.row[:0], make([]byte, fingerprintSize)...)
	b.row = view.AppendRow(b.row, r)
	b.stage.Put(r.ID, b.row)
}

func (b *rebuilt) mention(e *parsedEntry) {
	list := b.subjects[e.id]
	if list == nil {
		if row := b.stage.Get(e.id); row != nil {
			var r view.Record
			if err := parseRow(&r, e.id, row); err == nil {
				list = appendRef(nil, ref{r.First().Origin, r.First().Seq})
			}
		}
	}
	if first := firstOrigin(list); first != "" && first != e.Origin {
		// What several origins say is folded by time, and not log by log.
		b.stale[e.id] = true
	}
	b.subjects[e.id] = appendRef(list, ref{e.Origin, e.Seq})
}

func (b *rebuilt) putLink(l *view.Link, line []byte) {
	for _, k := range linkKeys(l) {
		b.links[k] = line
	}
}

func (b *rebuilt) putFact(f *view.Fact, line []byte) {
	b.facts = append(b.facts, factRow{f.Subject.String(), f.At.UnixMilli(), f.ID(), line})
}

// foldStale makes all rows of the stale subjects again, as a writer does at the
// end of its batch.
func (b *rebuilt) foldStale(log *logReader) error {
	entries, lines, err := b.staleEntries(log)
	if err != nil {
		return err
	}
	b.facts = slices.DeleteFunc(b.facts, func(f factRow) bool {
		id, err := takedown.ParseID(f.subject)
		return err == nil && b.stale[id]
	})
	maps.DeleteFunc(b.covers, func(c store.Cover, _ bool) bool { return b.stale[takedown.ID{Kind: "order", Key: c.Order}] })
	for id, entries := range entries {
		if err := b.forget(id, entries); err != nil {
			return err
		}
		counting, err := b.good.only(entries)
		if err != nil {
			return err
		}
		s, err := view.Fold(id, counting)
		if err != nil {
			return err
		}
		marked, err := remarked(entries)
		if err != nil {
			return err
		}
		maps.Copy(lines, marked)
		if s.Record != nil {
			b.put(s.Record)
		}
		for _, c := range s.Covers {
			b.covers[store.Cover{Pattern: c.Pattern, Order: id.Key, Event: c.Event}] = true
		}
		for i := range s.Links {
			b.putLink(&s.Links[i], lines[ref{s.Links[i].Stamp.Origin, s.Links[i].Stamp.Seq}])
		}
		for i := range s.Facts {
			b.putFact(&s.Facts[i], lines[ref{s.Facts[i].Stamp.Origin, s.Facts[i].Stamp.Seq}])
		}
	}
	return nil
}

// staleEntries returns the entries of all stale subjects. They are read in the
// order of the log, so that each of its bundles is unpacked once.
func (b *rebuilt) staleEntries(log *logReader) (map[takedown.ID][]ledger.Entry, map[ref][]byte, error) {
	var refs []ref
	for id := range b.stale {
		list, err := readRefs(b.subjects[id])
		if err != nil {
			return nil, nil, err
		}
		refs = append(refs, list...)
	}
	slices.SortFunc(refs, func(a, b ref) int { return cmp.Or(cmp.Compare(a.origin, b.origin), cmp.Compare(a.seq, b.seq)) })
	entries, lines := map[takedown.ID][]ledger.Entry{}, map[ref][]byte{}
	for _, r := range refs {
		line, err := log.line(r)
		if err != nil {
			return nil, nil, err
		}
		e, err := parseLine(r, line)
		if err != nil {
			return nil, nil, err
		}
		id, err := takedown.ParseID(e.Subject)
		if err != nil {
			return nil, nil, err
		}
		entries[id] = append(entries[id], e)
		lines[r] = bytes.Clone(line)
	}
	return entries, lines, nil
}

// forget takes the record of a subject and its links out of the made view.
func (b *rebuilt) forget(id takedown.ID, entries []ledger.Entry) error {
	if row := b.stage.Get(id); row != nil {
		if err := parseRow(&b.record, id, row); err != nil {
			return err
		}
		b.counts.count(&b.record, -1)
		b.stage.Drop(id)
	}
	for i := range entries {
		if entries[i].Verb != "link" {
			continue
		}
		l, err := view.ParseLink(&entries[i])
		if err != nil {
			return err
		}
		for _, k := range linkKeys(&l) {
			delete(b.links, k)
		}
	}
	return nil
}

// compare counts the rows of the stored view that are not what the log says,
// and names the first few.
func (b *rebuilt) compare(tx *store.Tx) (rows, differed int, names []string) {
	differ := func(name string) {
		if differed++; len(names) < 5 {
			names = append(names, name)
		}
	}
	rows = b.compareRows(tx, differ)
	b.compareRest(tx, differ)
	if differed == 0 { // states follow from rows, links and facts
		if err := b.compareLives(tx, differ); err != nil {
			differ(err.Error())
		}
	}
	return rows, differed, names
}

// compareRows walks the stored rows and the made ones in step. Import
// fingerprints are hints and not compared. The stored ones are read in this
// goroutine, where a fault of the mapped file is caught.
func (b *rebuilt) compareRows(tx *store.Tx, differ func(string)) (rows int) {
	next, stop := iter.Pull2(b.stage.Sorted())
	defer stop()
	kind, want, ok := next()
	for k, have := range storedRows(tx) {
		for ok && (takedown.KindIndex(kind) < takedown.KindIndex(k) || kind == k && bytes.Compare(want[0], have[0]) < 0) {
			differ(kind + "/" + string(want[0]))
			rows++
			kind, want, ok = next()
		}
		if !ok || kind != k || !bytes.Equal(have[0], want[0]) {
			differ(k + "/" + string(have[0]))
			continue
		}
		if !b.sameRow(takedown.ID{Kind: k, Key: string(have[0])}, have[1], want[1]) {
			differ(k + "/" + string(want[0]))
		}
		rows++
		kind, want, ok = next()
	}
	for ; ok; kind, want, ok = next() {
		differ(kind + "/" + string(want[0]))
		rows++
	}
	return rows
}

// sameRow reports whether a stored row is the made one, but for the state of
// the record, which compareLives judges. The counters and the changes that
// belong to the state are noted on the way.
func (b *rebuilt) sameRow(id takedown.ID, have, want []byte) bool {
	if len(have) < fingerprintSize {
		return false
	}
	if bytes.Equal(have[fingerprintSize:], want[fingerprintSize:]) {
		return true
	}
	r := &b.record
	if err := parseRow(r, id, have); err != nil || !r.Life.Judged {
		return false
	}
	b.counts.count(r, 1)
	if !r.Life.Changes.IsZero() {
		b.changes[id] = r.Life.Changes.UnixMilli()
	}
	b.lives[id] = r.Life
	r.Life = lifecycle.Life{}
	b.counts.count(r, -1)
	b.row = view.AppendRow(b.row[:0], r)
	return bytes.Equal(b.row, want[fingerprintSize:])
}

func storedRows(tx *store.Tx) iter.Seq2[string, [2][]byte] {
	return func(yield func(string, [2][]byte) bool) {
		for _, k := range takedown.Kinds() {
			for key, row := range tx.Rows(k.Name) {
				if !yield(k.Name, [2][]byte{key, row}) {
					return
				}
			}
		}
	}
}

// compareRest compares links, facts, lists of entries and counters, of which
// there are few enough to hold.
func (b *rebuilt) compareRest(tx *store.Tx, differ func(string)) {
	links := 0
	for k, line := range tx.Links("") {
		links++
		if !bytes.Equal(b.links[k], line) {
			differ("link " + k.Subject + " " + k.Rel + " " + k.Other)
		}
	}
	facts := map[string][]byte{}
	for _, f := range b.facts {
		facts[string(store.FactKey(f.subject, f.at, f.entry))] = f.line
	}
	found := 0
	for key, line := range tx.AllFacts() {
		found++
		if !bytes.Equal(facts[string(key)], line) {
			differ("a fact")
		}
	}
	subjects := 0
	for name, list := range tx.Subjects() {
		subjects++
		if id, err := takedown.ParseID(name); err != nil || !bytes.Equal(b.subjects[id], list) {
			differ("entries of " + name)
		}
	}
	covers := 0
	for c := range tx.AllCovers() {
		covers++
		if !b.covers[c] {
			differ("what order/" + c.Order + " covers")
		}
	}
	b.compareTrust(tx, differ)
	changes := 0
	for at, name := range tx.Changes(endOfTime) {
		changes++
		if id, err := takedown.ParseID(name); err != nil || b.changes[id] != at.UnixMilli() {
			differ("when " + name + " changes")
		}
	}
	counts := 0
	for k, n := range tx.AllCounts() {
		counts++
		if b.counts.get(k) != n {
			differ("count of " + k.Kind + " " + k.Operation)
		}
	}
	if covers != len(b.covers) || changes != len(b.changes) || links != len(b.links) || found != len(facts) || subjects != len(b.subjects) || counts != b.counts.counters() {
		differ("number of links, lists or counters")
	}
}

// write puts the made view in the place of the stored one.
func (b *rebuilt) write(tx *store.Tx) error {
	if err := tx.DropCache(); err != nil {
		return err
	}
	for kind, row := range b.stage.Sorted() {
		if err := tx.PutRow(kind, row[0], row[1]); err != nil {
			return err
		}
	}
	for k, line := range b.links {
		if err := tx.PutLink(k, line); err != nil {
			return err
		}
	}
	for _, f := range b.facts {
		if err := tx.PutFact(f.subject, f.at, f.entry, f.line); err != nil {
			return err
		}
	}
	for id, list := range b.subjects {
		if err := tx.SetSubject(id.String(), list); err != nil {
			return err
		}
	}
	for c := range b.covers {
		if err := tx.PutCover(c); err != nil {
			return err
		}
	}
	if err := b.counts.write(tx); err != nil {
		return err
	}
	return b.writeLives(tx)
}

// Rebuild makes the view of a case file again from the log and says how many
// rows there are and how many were not what the log says. With none the file
// stays as it is. It writes no entry and needs no key.
func Rebuild(path string, env Env) (rows, differed int, err error) {
	db, err := store.Open(path, store.Options{Timeout: env.Lock, Holder: env.Holder})
	if err != nil {
		return 0, 0, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if err := db.CheckPages(); err != nil {
		return 0, 0, err
	}
	err = db.Update(func(tx *store.Tx) error {
		id, err := readIdentity(tx)
		if err != nil {
			return err
		}
		h, err := openHead(tx, id.Origin)
		if err != nil {
			return err
		}
		logs, err := heldLogs(tx, h)
		if err != nil {
			return err
		}
		r := &Reader{Snapshot: *writing(tx, h.Head.Recorded), tx: tx, id: id, head: h, env: env}
		c := newVerifier(r, nil)
		c.signatures(logs)
		b, err := rebuild(tx, logs, c.place)
		if err != nil {
			return err
		}
		c.finish()
		c.ownKeys(b.named)
		if len(c.problems) > 0 {
			return fmt.Errorf("no view is made from a log that does not verify: %w: %s", store.ErrDamaged, c.problems[0].Message)
		}
		if rows, differed, _ = b.compare(tx); differed == 0 {
			return errUnwritten
		}
		// Comparing has used up what was made, and who is trusted decides what
		// counts.
		if err := b.writeTrust(tx); err != nil {
			return err
		}
		if logs, err = heldLogs(tx, h); err != nil {
			return err
		}
		if b, err = rebuild(tx, logs, nil); err != nil {
			return err
		}
		return b.write(tx)
	})
	if errors.Is(err, errUnwritten) {
		err = nil
	}
	return rows, differed, err
}
