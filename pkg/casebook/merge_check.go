package casebook

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"takedown/pkg/ledger"
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
		if err := m.checkSigner(&m.s.Sections[i]); err != nil {
			return err
		}
	}
	keys, err := m.keysOf(m.s.By)
	if err == nil {
		err = checkMaker(keys, m.s)
	}
	if err != nil {
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

// checkSigner refuses a section whose signer does not count. One by a key that was
// replaced proves more than that, where it is of another log than the one that is
// held.
func (m *merger) checkSigner(s *Section) error {
	keys, err := m.keysOf(s.Head.Head.Origin)
	if err != nil {
		return err
	}
	err = checkSigner(keys, s.Head)
	var trust *TrustError
	var fork *ForkError
	if errors.As(err, &trust) && !trust.Replaced.IsZero() && errors.As(m.checkSection(s), &fork) {
		return fork
	}
	return err
}

// checkMaker refuses a file that was made with a key that does not count. Keys are
// those of who has made it.
func checkMaker(keys []TrustedKey, s *Sealed) error {
	e := &TrustError{Origin: s.By, Fingerprint: ledger.Fingerprint(s.Key)}
	i := slices.IndexFunc(keys, func(k TrustedKey) bool { return k.Key == publicLine(s.Key) })
	switch {
	case i < 0:
		return e
	case !keys[i].Revoked.IsZero():
		e.Revoked = keys[i].Revoked
		return e
	}
	return nil
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
	if err := m.agree(k.Head, s); err != nil {
		return err
	}
	return m.checkHeld(k.Head, s)
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
		keys, err := m.keysOf(h.Head.Origin)
		if err == nil {
			err = checkSigner(keys, h)
		}
		if err != nil {
			return err
		}
		return m.checkOwn(h)
	}
	k, ok, err := newest(m.tx, h.Head.Origin)
	if err != nil || !ok || h.Head.Size > k.Head.Head.Size {
		return err
	}
	keys, err := m.keysOf(h.Head.Origin)
	if err != nil || checkSigner(keys, h) != nil {
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
