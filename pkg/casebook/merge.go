package casebook

import (
	"errors"
	"fmt"
	"iter"
	"maps"
	"slices"
	"time"

	"github.com/go-json-experiment/json"
	"golang.org/x/crypto/ssh"

	"takedown/pkg/ledger"
	"takedown/pkg/store"
	"takedown/pkg/takedown"
	"takedown/pkg/view"
)

// Sealed is a sealed case of which every signature and every tree was checked,
// and of which it is not yet known whether its signers count here.
type Sealed struct {
	By       string        // the origin that made the file
	Key      ssh.PublicKey // with which it has signed it
	SHA256   string        // of the file
	Sections []Section
	Seen     []ledger.SignedHead // heads that the maker has seen

	// Places yields what the sections hold, in the order of the file.
	Places iter.Seq2[SealedPlace, error]
}

// Section is the log of one origin in a sealed case.
type Section struct {
	Head ledger.SignedHead

	// Roots are those of the first entries of the log, for each size of
	// [Writer.Sizes] of which the file can tell.
	Roots map[uint64]ledger.Hash
}

// SealedPlace is a place of a log in a sealed case. What the maker left out as
// known is expected to be here.
type SealedPlace struct {
	Origin string
	Place
	Known bool
}

// MergeOptions say how a sealed case is taken in.
type MergeOptions struct {
	DryRun      bool
	AcceptClock bool // entries may be recorded in the future
	Names       bool // the names of records that are new, changed or in conflict are wanted
	Progress    func(done, total uint64)
}

// Merged is what a sealed case brought, or would bring.
type Merged struct {
	Counts
	Origins                     []MergedOrigin
	Added, Changed, Conflicting []string    // names of records, by kind and key
	Claims, Holds               []view.Fact // new ones of other agencies on records of the own one
}

// MergedOrigin is how much the file has of an origin, and how much of that is
// new.
type MergedOrigin struct {
	Origin string `json:"origin"`
	Size   uint64 `json:"size"`
	New    uint64 `json:"new"`
}

// ForkError carries two heads of an origin that cannot be of one log: the one
// that is held, and the one that came.
type ForkError struct{ Held, Came ledger.SignedHead }

func (e *ForkError) Error() string {
	return fmt.Sprintf("%s: %v: it has signed a head of %d entries (root %s), and one of %d (root %s) that does not agree with it",
		e.Held.Head.Origin, ErrForked, e.Held.Head.Size, e.Held.Head.Root.String()[:16], e.Came.Head.Size, e.Came.Head.Root.String()[:16])
}

func (e *ForkError) Unwrap() error { return ErrForked }

// Sizes returns the sizes at which a sealed case must show the roots of its
// logs, so that it can be seen whether they go on from what is held.
func (w *Writer) Sizes() (map[string][]uint64, error) {
	out := map[string][]uint64{}
	err := w.db.View(func(tx *store.Tx) error {
		h, err := readHead(tx)
		if err != nil {
			return err
		}
		logs, err := heldLogs(tx, h)
		for i := range logs {
			out[logs[i].origin] = []uint64{logs[i].head.Head.Size}
		}
		return err
	})
	return out, err
}

// Merge takes a sealed case in: the union of what is held and what came, by
// origin and sequence. It writes all or nothing, but that two heads of an origin
// which do not agree are kept as proof.
func (w *Writer) Merge(s Sealed, o MergeOptions) (Merged, error) {
	out := Merged{
		Counts:  Counts{Added: map[string]int{}, Updated: map[string]int{}, Unchanged: map[string]int{}, Conflicting: map[string]int{}},
		Origins: []MergedOrigin{}, Added: []string{}, Changed: []string{}, Conflicting: []string{}, Claims: []view.Fact{}, Holds: []view.Fact{},
	}
	err := w.db.Update(func(tx *store.Tx) (err error) {
		// It must be closed before the commit, which could not make the file
		// larger while somebody reads it.
		before, err := w.db.Begin()
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, before.Close()) }()
		m := &merger{w: w, s: &s, o: o, tx: tx, before: before, touched: map[takedown.ID][]ref{}, out: &out}
		return m.run()
	})
	var fork *ForkError
	switch {
	case errors.Is(err, errUnwritten):
		out.Commit.DryRun = o.DryRun
		return out, nil
	case errors.As(err, &fork) && !o.DryRun:
		return Merged{}, errors.Join(err, w.keepFork(fork, s.By))
	case err != nil:
		return Merged{}, err
	case out.Commit.Batch == "":
		return out, nil
	}
	return out, w.remember(out.Commit.Head)
}

// keepFork keeps both heads of a fork.
func (w *Writer) keepFork(f *ForkError, from string) error {
	at := w.env.Now().UTC().Truncate(time.Millisecond)
	return w.db.Update(func(tx *store.Tx) error {
		held, err := knownHead(tx, f.Held)
		if err != nil {
			return err
		}
		if err := putKnown(tx, held); err != nil {
			return err
		}
		came, err := knownHead(tx, f.Came)
		if err != nil {
			return err
		}
		came.Fork, came.Received = true, note(came.Received, from, at)
		return putKnown(tx, came)
	})
}

// merger is one sealed case that is taken in.
type merger struct {
	w      *Writer
	s      *Sealed
	o      MergeOptions
	tx     *store.Tx
	before *store.Tx // the case as it was
	own    head
	latest time.Time // of what is held and what came

	touched map[takedown.ID][]ref // records, and what is new about them; nil once they are many
	files   []ledger.Entry        // import entries that are new
	facts   []view.Fact           // new claims and holds of other agencies
	acked   bool                  // whether an acknowledgement is new
	changed bool                  // whether a log is
	record  view.Record
	out     *Merged
}

func (m *merger) run() error {
	var err error
	if m.own, err = openHead(m.tx, m.w.id.Origin); err != nil {
		return err
	}
	if m.latest, err = latest(m.tx, m.own); err != nil {
		return err
	}
	if err := m.check(); err != nil {
		return err
	}
	if err := m.takePlaces(); err != nil {
		return err
	}
	b, err := m.receive()
	if err != nil {
		return err
	}
	if !m.changed && !m.acked && len(b.written) == 0 {
		m.out.Commit.Head = m.own.Head
		return errUnwritten
	}
	if err := m.fold(b); err != nil {
		return err
	}
	if err := m.tell(); err != nil {
		return err
	}
	if err := m.w.env.interrupted(); err != nil {
		return err
	}
	if m.o.DryRun {
		return errUnwritten
	}
	return nil
}

// receive writes a receipt for each head that was not received before, and
// remembers who has acknowledged which own head.
func (m *merger) receive() (*Batch, error) {
	bundles, err := bundledTree(m.own)
	if err != nil {
		return nil, err
	}
	b, err := m.w.newBatch(m.tx, m.own, bundles, m.latest, false)
	if err != nil {
		return nil, err
	}
	for i := range m.s.Sections {
		if err := m.receipt(b, m.s.Sections[i].Head); err != nil {
			return nil, err
		}
	}
	for _, h := range m.s.Seen {
		if err := m.acknowledge(h, b.recorded); err != nil {
			return nil, err
		}
	}
	m.out.Commit = Commit{Entries: b.written, Head: m.own.Head}
	if len(b.written) == 0 {
		return b, nil
	}
	m.out.Commit.Batch = ledger.BatchID(b.origin, b.batch)
	m.out.Commit.Head, err = publish(m.tx, m.w.signer, b.session, bundles)
	return b, err
}

// receiptPayload is what a receipt entry says.
type receiptPayload struct {
	Origin string `json:"origin"`
	Body   string `json:"body"`
	Sig    string `json:"sig"`
	SHA256 string `json:"sha256"`
}

func (m *merger) receipt(b *Batch, h ledger.SignedHead) error {
	k, err := knownHead(m.tx, h)
	if err != nil || h.Head.Origin == b.origin || len(k.Received) > 0 {
		return err
	}
	k.Received = note(k.Received, m.s.By, b.recorded)
	if err := putKnown(m.tx, k); err != nil {
		return err
	}
	raw, err := json.Marshal(receiptPayload{h.Head.Origin, string(h.Head.Body()), h.Sig, m.s.SHA256})
	if err != nil {
		return err
	}
	return b.caseEntry("receipt", raw, takedown.Amber)
}

// acknowledge remembers that the maker of the file has seen a head of this
// file's own.
func (m *merger) acknowledge(h ledger.SignedHead, at time.Time) error {
	if h.Head.Origin != m.w.id.Origin {
		return nil
	}
	k, err := knownHead(m.tx, h)
	if err != nil || slices.ContainsFunc(k.Acked, func(e HeadEvent) bool { return e.Who == m.s.By }) {
		return err
	}
	k.Acked = note(k.Acked, m.s.By, at)
	m.acked = true
	return putKnown(m.tx, k)
}

// manyNew is from how many records on the view is made again as a whole: to read
// the log once is quicker then than to look up what is said of each.
const manyNew = 20_000

// touch notes what is new about a record, as long as these are not many.
func (m *merger) touch(id takedown.ID, at ref) {
	if m.touched == nil {
		return
	}
	m.touched[id] = append(m.touched[id], at)
	if len(m.touched) > manyNew {
		m.touched = nil
	}
}

// fold brings the view up to what came.
func (m *merger) fold(b *Batch) error {
	if m.touched == nil {
		own, err := readHead(m.tx)
		if err != nil {
			return err
		}
		logs, err := heldLogs(m.tx, own)
		if err != nil {
			return err
		}
		made, err := rebuild(m.tx, logs, nil)
		if err != nil {
			return err
		}
		return made.write(m.tx)
	}
	for i := range m.files {
		e := &m.files[i]
		line, err := b.cache.log.line(ref{e.Origin, e.Seq})
		if err != nil {
			return err
		}
		if err := m.tx.PutFact("case", e.Recorded.UnixMilli(), e.ID(), slices.Clone(line)); err != nil {
			return err
		}
	}
	for _, id := range slices.SortedFunc(maps.Keys(m.touched), takedown.ID.Compare) {
		if err := b.mentionAll(id, m.touched[id]); err != nil {
			return err
		}
		b.outdate(id)
	}
	if len(b.written) == 0 {
		b.view.Now = m.own.Head.Recorded // the last entry of this file, from which a rebuild judges
	}
	return b.settle()
}

// mentionAll puts entries of other origins on the list of their subject, in the
// order in which a rebuild finds them: those of others by origin, own ones last.
func (b *Batch) mentionAll(id takedown.ID, more []ref) error {
	list, err := b.refs(id)
	if err != nil {
		return err
	}
	all := append(list, more...)
	slices.SortFunc(all, func(x, y ref) int { return b.compareRefs(x, y) })
	return b.setRefs(id, slices.Compact(all))
}

// setRefs keeps the list of the entries of a record that is made again at the
// end of the batch. One that the row will stand for goes away then, and so does
// one of nothing.
func (b *Batch) setRefs(id takedown.ID, all []ref) error {
	switch len(all) {
	case 0:
		b.single = append(b.single, id)
	case 1:
		e, err := b.cache.log.entry(all[0])
		if err != nil {
			return err
		}
		counts, err := b.counting([]ledger.Entry{e})
		if err != nil {
			return err
		}
		if len(counts) == 1 && (e.Verb == "add" || e.Verb == "set") {
			b.single = append(b.single, id)
		}
	}
	raw := []byte{}
	for _, r := range all {
		raw = appendRef(raw, r)
	}
	return b.tx.SetSubject(id.String(), raw)
}
