package casebook

import (
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"golang.org/x/crypto/ssh"

	"takedown/pkg/ledger"
	"takedown/pkg/store"
	"takedown/pkg/takedown"
)

// Writer is a case file that is open for writing, under its lock.
type Writer struct {
	path   string
	db     *store.DB
	id     identity
	signer ssh.Signer
	said   Said
	env    Env
}

// OpenWriter opens a case file under its lock. Key finds the signer of the
// origin's key. A file that is behind what this user last wrote is refused.
func OpenWriter(path string, said Said, key func(origin, fingerprint string) (ssh.Signer, error), env Env) (*Writer, error) {
	db, err := store.Open(path, store.Options{Timeout: env.Lock, Holder: env.Holder})
	if err != nil {
		return nil, err
	}
	w := &Writer{path: path, db: db, said: said, env: env}
	if err := w.ready(key); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return w, nil
}

func (w *Writer) ready(key func(origin, fingerprint string) (ssh.Signer, error)) error {
	known := true
	err := w.db.View(func(tx *store.Tx) (err error) {
		if w.id, err = readIdentity(tx); err != nil {
			return err
		}
		h, err := readHead(tx)
		if err != nil {
			return err
		}
		known, err = checkTrace(tx, h, w.env.StateDir)
		return err
	})
	if err != nil {
		return fmt.Errorf("%s: %w", w.path, err)
	}
	if w.signer, err = key(w.id.Origin, w.id.Fingerprint); err != nil {
		return err
	}
	if got := ledger.Fingerprint(w.signer.PublicKey()); got != w.id.Fingerprint {
		return fmt.Errorf("%w: %s is signed with %s and this key is %s", ErrKey, w.id.Origin, w.id.Fingerprint, got)
	}
	if !known && w.env.StateDir != "" {
		w.env.warn(fmt.Sprintf("nothing tells whether %s is the newest state of %s: this user has not written it before", w.path, w.id.Origin))
	}
	return nil
}

// Close closes the file and lets others write.
func (w *Writer) Close() error { return w.db.Close() }

// Agency returns the agency that writes.
func (w *Writer) Agency() string { return ledger.Agency(w.id.Origin) }

// Written is one entry of a commit; Subject is kind/key as people see it.
type Written struct{ ID, Subject string }

// Commit is what a command wrote, or would write. Subjects are the records
// that it was about, also the unchanged ones.
type Commit struct {
	Batch    string
	Entries  []Written
	Subjects []string
	Head     ledger.Head
	DryRun   bool
	Left     []error // what was left out, and why
}

// errUnwritten ends a transaction that is not to be committed.
var errUnwritten = errors.New("nothing to write")

// Write runs build in a transaction and commits what it put into the batch.
// With dryRun nothing is written. With each, a change that fails is left out
// and the others are written.
func (w *Writer) Write(dryRun, each bool, build func(*Batch) error) (Commit, error) {
	return w.writeIn(w.db.Update, dryRun, each, build)
}

// writeIn is Write in a kind of transaction.
func (w *Writer) writeIn(transaction func(func(*store.Tx) error) error, dryRun, each bool, build func(*Batch) error) (Commit, error) {
	var c Commit
	err := transaction(func(tx *store.Tx) error {
		var err error
		c, err = w.write(tx, each, build)
		if err == nil && (dryRun || len(c.Entries) == 0) {
			err = errUnwritten
		}
		return err
	})
	if errors.Is(err, errUnwritten) {
		c.DryRun = dryRun
		return c, nil
	}
	if err != nil {
		return Commit{}, err
	}
	return c, w.remember(c.Head)
}

func (w *Writer) write(tx *store.Tx, each bool, build func(*Batch) error) (Commit, error) {
	h, err := openHead(tx, w.id.Origin)
	if err != nil {
		return Commit{}, err
	}
	bundles, err := bundledTree(h)
	if err != nil {
		return Commit{}, err
	}
	last, err := latest(tx, h)
	if err != nil {
		return Commit{}, err
	}
	b, err := w.newBatch(tx, h, bundles, last, each)
	if err != nil {
		return Commit{}, err
	}
	if err := build(b); err != nil {
		return Commit{}, err
	}
	c := Commit{Entries: b.written, Subjects: b.subjects, Head: h.Head, Left: b.left}
	if len(c.Entries) == 0 {
		return c, nil
	}
	c.Batch = ledger.BatchID(w.id.Origin, b.batch)
	c.Head, err = publish(tx, w.signer, b.session, bundles)
	if err != nil {
		return Commit{}, err
	}
	if err := b.dropBytes(); err != nil {
		return Commit{}, err
	}
	if err := b.settle(); err != nil {
		return Commit{}, err
	}
	return c, w.env.interrupted()
}

// settle makes the rows again that a retraction has left stale, and brings all
// states up to what the batch has said.
func (b *Batch) settle() error {
	for _, id := range b.stale {
		if err := b.touchStale(id); err != nil {
			return err
		}
		if err := b.refold(id); err != nil {
			return err
		}
		if err := b.touchStale(id); err != nil {
			return err
		}
	}
	for _, id := range b.single {
		if err := b.tx.DeleteSubject(id.String()); err != nil {
			return err
		}
	}
	return b.judge()
}

// touchStale notes what depends on a record, before and after it is made
// again.
func (b *Batch) touchStale(id takedown.ID) error {
	b.touch(id)
	for key := range b.tx.Links(id.String()) {
		other, err := takedown.ParseID(key.Other)
		if err != nil {
			return err
		}
		if key.Direction == store.Out {
			b.touchLinked(id, key.Rel, other)
		}
	}
	switch id.Kind {
	case "provider":
		return b.touchProvided(id)
	case "operation":
		return b.touchDecided()
	case "order":
		delete(b.executed, id)
		return b.touchOrder(id.Key)
	}
	return nil
}

// newBatch starts the batch of a command after the last entry of all others.
// Bundles that fill up are sealed at once.
func (w *Writer) newBatch(tx *store.Tx, h head, bundles *ledger.Tree, last time.Time, each bool) (*Batch, error) {
	packer := store.NewPacker()
	log, err := newAppender(tx, w.id.Origin, h.Head.Size, func(b *bundle) error {
		return putSealed(tx, w.id.Origin, bundles, seal(packer, b))
	})
	if err != nil {
		return nil, err
	}
	lines := newLogReader(tx)
	lines.pending = log
	s := newSession(w.id.Origin, last, w.said, w.env, log)
	return &Batch{
		session: s, env: &w.env,
		cache:   cache{tx: tx, log: lines},
		view:    writing(tx, s.recorded),
		isStale: map[takedown.ID]bool{}, taken: map[takedown.ID]string{},
		touched: touched{}, executed: map[takedown.ID]bool{},
		each: each,
	}, nil
}

func putSealed(tx *store.Tx, origin string, bundles *ledger.Tree, s sealed) error {
	if err := bundles.AppendSubtree(store.BundleSize, s.root); err != nil {
		return err
	}
	return tx.PutBundle(origin, s.n, s.packed)
}

// remember leaves a trace of the head in the state folder. The entries are on
// disk by then, so a failure here is told and changes nothing.
func (w *Writer) remember(h ledger.Head) error {
	path, err := filepath.Abs(w.path)
	if err != nil {
		path = w.path
	}
	if err := writeTrace(w.env.StateDir, h.Origin, trace{path, h.Size, h.Root}); err != nil {
		w.env.warn(fmt.Sprintf("what was written is on disk, but the state folder could not note it: %v", err))
	}
	return nil
}
