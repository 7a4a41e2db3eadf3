package casebook

import (
	"errors"
	"fmt"
	"slices"

	"takedown/pkg/ledger"
	"takedown/pkg/store"
)

// Repaired is what a sealed case has put back into a damaged case file, or what
// it could not.
type Repaired struct {
	Entries  []string // that were put back
	Rows     int      // of the view, which was made again
	Problems []Problem
}

// Repair puts entries that are damaged or missing back from a sealed case, where
// the log then makes the root that was signed, and makes the view again. Where
// anything is left that cannot be repaired, it is told and the file stays as it
// is. It writes no entry and needs no key.
func Repair(path string, s Sealed, env Env) (out Repaired, err error) {
	db, err := store.Open(path, store.Options{Timeout: env.Lock, Holder: env.Holder})
	if err != nil {
		return out, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	sizes := map[string]uint64{}
	err = db.View(func(tx *store.Tx) error {
		logs, err := checkRepair(tx, &s)
		for i := range logs {
			sizes[logs[i].origin] = logs[i].head.Head.Size
		}
		return err
	})
	if err != nil {
		return out, err
	}
	err = db.Salvage(sizes, func(tx *store.Tx) error {
		p := &repairer{tx: tx, s: &s, env: env, out: &out}
		if err := p.run(); err != nil {
			return err
		}
		if len(out.Problems) > 0 {
			return errUnwritten
		}
		return env.interrupted()
	})
	if errors.Is(err, errUnwritten) {
		out.Entries, err = nil, nil
	}
	return out, err
}

// checkRepair makes sure that the heads of the file hold and that the signers of
// the sealed case count here, and returns the logs of the file.
func checkRepair(tx *store.Tx, s *Sealed) ([]heldLog, error) {
	id, err := readIdentity(tx)
	if err != nil {
		return nil, err
	}
	h, err := readHead(tx)
	if err != nil {
		return nil, err
	}
	if err := checkSigner([]TrustedKey{{Key: id.Key}}, h.SignedHead); err != nil {
		return nil, fmt.Errorf("the head of the file: %w: %w", store.ErrDamaged, err)
	}
	for i := range s.Sections {
		keys, err := repairKeys(tx, id, s, &s.Sections[i])
		if err == nil {
			err = checkSigner(keys, s.Sections[i].Head)
		}
		if err == nil && s.Sections[i].Head.Head.Origin == s.By {
			err = checkMaker(keys, s)
		}
		if err != nil {
			return nil, err
		}
	}
	return heldLogs(tx, h)
}

// repairKeys are the keys that count for a section, as far as they can be found in
// a file whose log is damaged: what the sealed case shows of rotations stands in
// for entries that cannot be read. Whether its entries are the right ones is then
// said by the root.
func repairKeys(tx *store.Tx, id identity, s *Sealed, section *Section) ([]TrustedKey, error) {
	origin := section.Head.Head.Origin
	if origin != id.Origin {
		typed, err := typedKeys(tx, origin)
		if err != nil {
			return nil, err
		}
		held, err := links(tx, origin)
		if err != nil {
			return nil, err
		}
		keys, _, err := follow(typed, joined(held, section, s.Seen))
		return keys, err
	}
	keys := []TrustedKey{{Key: id.Key}}
	for raw := range tx.Heads(origin) {
		k, err := readKnown(raw)
		if err != nil {
			return nil, err
		}
		if k.Rotation == "" {
			continue
		}
		pub, err := ledger.SignatureKey(k.Rotation)
		if err != nil {
			return nil, err
		}
		keys = append(keys, TrustedKey{Key: publicLine(pub), last: k.Head.Head.Size})
	}
	return keys, nil
}

// repairer puts the logs of a file together from what is in it and what a sealed
// case has.
type repairer struct {
	tx   *store.Tx
	s    *Sealed
	env  Env
	out  *Repaired
	logs []heldLog
	log  *logRepair // that is put together
	done map[string]bool
}

func (p *repairer) run() error {
	id, err := readIdentity(p.tx)
	if err != nil {
		return err
	}
	h, err := openHead(p.tx, id.Origin)
	if err != nil {
		return err
	}
	if p.logs, err = heldLogs(p.tx, h); err != nil {
		return err
	}
	p.done = map[string]bool{}
	for place, err := range p.s.Places {
		if err != nil {
			return err
		}
		if err := p.take(&place); err != nil {
			return err
		}
	}
	if err := p.finish(); err != nil {
		return err
	}
	for i := range p.logs { // of which the sealed case has nothing
		if p.done[p.logs[i].origin] {
			continue
		}
		p.log = p.begin(&p.logs[i])
		if err := p.finish(); err != nil {
			return err
		}
	}
	if len(p.out.Problems) > 0 {
		return nil
	}
	return p.view(id, h)
}

// take hands an entry of the sealed case to its log.
func (p *repairer) take(s *SealedPlace) error {
	if p.log == nil || p.log.origin != s.Origin {
		if err := p.finish(); err != nil {
			return err
		}
		i := slices.IndexFunc(p.logs, func(l heldLog) bool { return l.origin == s.Origin })
		if i < 0 {
			return nil
		}
		p.log = p.begin(&p.logs[i])
	}
	if s.Line == nil || s.Seq > p.log.head.Head.Size {
		return nil
	}
	return p.log.take(s.Seq, s.Line)
}

func (p *repairer) begin(l *heldLog) *logRepair {
	p.done[l.origin] = true
	return &logRepair{heldLog: l, own: l == &p.logs[len(p.logs)-1], tx: p.tx, tree: ledger.NewTree(), packer: store.NewPacker(), said: authorities{}}
}

// finish puts the rest of a log together and judges the whole of it.
func (p *repairer) finish() error {
	l := p.log
	if p.log = nil; l == nil {
		return nil
	}
	if err := l.upTo((l.head.Head.Size + store.BundleSize - 1) / store.BundleSize); err != nil {
		return err
	}
	if problems := l.problems(); len(problems) > 0 {
		p.out.Problems = append(p.out.Problems, problems...)
		return nil
	}
	for _, seq := range l.back {
		p.out.Entries = append(p.out.Entries, ledger.EntryID(l.origin, seq))
	}
	return l.dropSaid()
}

// view makes the view again from the logs that were put together, as a rebuild
// does.
func (p *repairer) view(id identity, h head) error {
	r := &Reader{Snapshot: *writing(p.tx, h.Head.Recorded), tx: p.tx, id: id, head: h, env: p.env}
	c := newVerifier(r, nil)
	c.signatures(p.logs)
	made, err := rebuild(p.tx, p.logs, c.place)
	if err != nil {
		p.out.Problems = append(p.out.Problems, Problem{Problem: wordFor(err), Message: err.Error()})
		return nil
	}
	c.finish()
	c.ownKeys(made.named)
	if p.out.Problems = c.problems; len(c.problems) > 0 {
		return nil
	}
	// Who is trusted decides what counts.
	if err := made.writeTrust(p.tx); err != nil {
		return err
	}
	logs, err := heldLogs(p.tx, h)
	if err != nil {
		return err
	}
	if made, err = rebuild(p.tx, logs, nil); err != nil {
		return err
	}
	if err := made.write(p.tx); err != nil {
		return err
	}
	for range storedRows(p.tx) {
		p.out.Rows++
	}
	return nil
}
