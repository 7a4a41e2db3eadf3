package casebook

import (
	"slices"

	"takedown/pkg/ledger"
)

// keysOf returns the keys that count for an origin: those that were typed here,
// and those that they have named in the log that is held or in the file. For the
// own origin the own log alone tells.
func (m *merger) keysOf(origin string) ([]TrustedKey, error) {
	if keys, ok := m.keys[origin]; ok {
		return keys, nil
	}
	if origin == m.w.id.Origin {
		keys, err := ownKeys(m.tx, origin)
		m.keys[origin] = keys
		return keys, err
	}
	typed, err := typedKeys(m.tx, origin)
	if err != nil {
		return nil, err
	}
	chain, err := links(m.tx, origin)
	if err != nil {
		return nil, err
	}
	for i := range m.s.Sections {
		if s := &m.s.Sections[i]; s.Head.Head.Origin == origin {
			chain = joined(chain, s, m.s.Seen)
		}
	}
	m.keys[origin], m.proven[origin], err = follow(typed, chain)
	return m.keys[origin], err
}

// checkHeld refuses a file that proves that the head which is held of its log is
// by a key that had been replaced before: somebody else has gone on with the log.
func (m *merger) checkHeld(held ledger.SignedHead, s *Section) error {
	keys, err := m.keysOf(held.Head.Origin)
	if err != nil {
		return err
	}
	signer, err := signerOf(keys, held.Sig)
	if err == nil && signer != nil && !signer.Signs(held.Head.Size) {
		err = &ForkError{held, s.Head}
	}
	return err
}

// keepRotations keeps the heads that prove which keys the origins have named. It
// comes after the entries that name them.
func (m *merger) keepRotations() error {
	for i := range m.s.Sections {
		for _, l := range m.proven[m.s.Sections[i].Head.Head.Origin] {
			k, err := knownHead(m.tx, l.head)
			if err != nil {
				return err
			}
			if k.Rotation != "" {
				continue
			}
			k.Rotation, m.acked = l.head.Sig, true
			if err := putKnown(m.tx, k); err != nil {
				return err
			}
		}
	}
	return nil
}

// regood makes the records again of which more entries count now: what a revoked
// key had signed counts once a key that is in force has signed it, too.
func (m *merger) regood(b *Batch) error {
	for i := range m.s.Sections {
		origin := m.s.Sections[i].Head.Head.Origin
		if origin == b.origin {
			continue
		}
		before, err := goodSize(m.before, origin)
		if err != nil {
			return err
		}
		if err := b.regood(origin, before); err != nil {
			return err
		}
	}
	return nil
}

// hasRotated reports whether a rotation is among those.
func hasRotated(list []link, size uint64, key string) bool {
	return slices.ContainsFunc(list, func(l link) bool { return l.head.Head.Size == size && l.next == key })
}
