package casebook

import (
	"cmp"
	"errors"
	"fmt"
	"strings"
	"time"

	"takedown/pkg/ledger"
	"takedown/pkg/store"
	"takedown/pkg/takedown"
	"takedown/pkg/view"
)

// compareRefs orders entries as a rebuild finds them.
func (s *session) compareRefs(x, y ref) int {
	own := func(r ref) int {
		if r.origin == s.origin {
			return 1
		}
		return 0
	}
	return cmp.Or(own(x)-own(y), strings.Compare(x.origin, y.origin), cmp.Compare(x.seq, y.seq))
}

// maxAhead is how far the clocks of partners may be ahead.
const maxAhead = 10 * time.Minute

// check judges the file before anything of it is taken: its signers count here,
// and each log agrees with what is held of it.
func (m *merger) check() error {
	for i := range m.s.Sections {
		if err := checkSigner(m.tx, m.w.id, m.s.Sections[i].Head); err != nil {
			return err
		}
	}
	if err := checkMaker(m.tx, m.w.id, m.s); err != nil {
		return err
	}
	for i := range m.s.Sections {
		if err := m.checkSection(&m.s.Sections[i]); err != nil {
			return err
		}
	}
	for _, h := range m.s.Seen {
		if err := m.checkSeen(h); err != nil {
			return err
		}
	}
	return nil
}

// checkMaker refuses a file that was made with a key that does not count.
func checkMaker(tx *store.Tx, id identity, s *Sealed) error {
	e := &TrustError{Origin: s.By, Fingerprint: ledger.Fingerprint(s.Key)}
	if s.By == id.Origin {
		if e.Fingerprint != id.Fingerprint {
			return e
		}
		return nil
	}
	keys, err := trustedKeys(tx, s.By)
	if err != nil {
		return err
	}
	for _, k := range keys {
		if k.Key == publicLine(s.Key) {
			if !k.Revoked.IsZero() {
				e.Revoked = k.Revoked
				return e
			}
			return nil
		}
	}
	return e
}

func (m *merger) checkSection(s *Section) error {
	came := s.Head.Head
	if came.Origin == m.w.id.Origin {
		return m.checkOwn(s.Head)
	}
	if err := m.checkClock("the head of "+came.Origin, came.Recorded); err != nil {
		return err
	}
	if came.Recorded.After(m.latest) {
		m.latest = came.Recorded
	}
	k, ok, err := newest(m.tx, came.Origin)
	if err != nil || !ok {
		return err
	}
	return m.agree(k.Head, s)
}

func (m *merger) checkClock(what string, recorded time.Time) error {
	now := m.w.env.Now().UTC()
	if m.o.AcceptClock || !recorded.After(now.Add(maxAhead)) {
		return nil
	}
	return fmt.Errorf("%s was recorded at %s and the clock stands at %s: one of the clocks is wrong, and --accept-clock takes it all the same: %w",
		what, view.FormatTime(recorded), view.FormatTime(now.Truncate(time.Millisecond)), takedown.ErrInvalid)
}

// agree refuses a log that does not go on from the one that is held, nor is a
// part of it.
func (m *merger) agree(held ledger.SignedHead, s *Section) error {
	came := s.Head.Head
	var ours, theirs ledger.Hash
	if came.Size >= held.Head.Size {
		root, ok := s.Roots[held.Head.Size]
		if came.Size == held.Head.Size {
			root, ok = came.Root, true
		}
		if !ok {
			return unproven(came.Origin, held.Head.Size)
		}
		ours, theirs = held.Head.Root, root
	} else {
		root, err := rootAt(m.tx, came.Origin, came.Size)
		if errors.Is(err, errCut) {
			return unproven(came.Origin, came.Size)
		}
		if err != nil {
			return err
		}
		ours, theirs = root, came.Root
	}
	if ours != theirs {
		return &ForkError{held, s.Head}
	}
	return nil
}

func unproven(origin string, size uint64) error {
	return fmt.Errorf("what the file leaves out of %s hides whether it agrees with the first %d entries: ask for an export to this agency, or for a full one: %w",
		origin, size, takedown.ErrInvalid)
}

// checkOwn compares a head of this file's own origin with the own log, which is
// the whole truth about it.
func (m *merger) checkOwn(h ledger.SignedHead) error {
	if h.Head.Size > m.own.Head.Size {
		return &ForkError{m.own.SignedHead, h}
	}
	root, err := rootAt(m.tx, h.Head.Origin, h.Head.Size)
	if err != nil {
		return err
	}
	if root != h.Head.Root {
		return &ForkError{m.own.SignedHead, h}
	}
	return nil
}

// checkSeen compares a head that the maker has seen with what is held. Where it
// is of another log than the one that is held, and its key counts, that is proof
// of a fork; a head of which nothing can be said is passed over.
func (m *merger) checkSeen(h ledger.SignedHead) error {
	if h.Head.Origin == m.w.id.Origin {
		if err := checkSigner(m.tx, m.w.id, h); err != nil {
			return err
		}
		return m.checkOwn(h)
	}
	k, ok, err := newest(m.tx, h.Head.Origin)
	if err != nil || !ok || h.Head.Size > k.Head.Head.Size || checkSigner(m.tx, m.w.id, h) != nil {
		return err
	}
	root, err := rootAt(m.tx, h.Head.Origin, h.Head.Size)
	if errors.Is(err, errCut) {
		return nil
	}
	if err == nil && root != h.Head.Root {
		err = &ForkError{k.Head, h}
	}
	return err
}
