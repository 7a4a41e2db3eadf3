package casebook

import (
	"bytes"
	"errors"
	"fmt"
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
