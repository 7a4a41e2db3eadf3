package casebook

import (
	"errors"
	"fmt"
	"slices"

	"github.com/go-json-experiment/json"
	"golang.org/x/crypto/ssh"

	"takedown/pkg/ledger"
	"takedown/pkg/store"
	"takedown/pkg/takedown"
)

// Rotate puts another key in the place of the one with which this origin signs.
// The old key signs the log that ends with the entry which names the new one, and
// that head is kept as the proof; the new key signs the same head, and all that
// comes after it. Keep is called last, before anything is on disk: a key that
// nobody keeps would leave the file without one. With dryRun nothing is written
// or kept.
func (w *Writer) Rotate(next ssh.Signer, dryRun bool, keep func() error) (c Commit, err error) {
	id := identity{w.id.Origin, ledger.Fingerprint(next.PublicKey()), publicLine(next.PublicKey())}
	err = w.db.Update(func(tx *store.Tx) error {
		keys, err := ownKeys(tx, id.Origin)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(keys, func(k TrustedKey) bool { return k.Key == id.Key }) {
			return fmt.Errorf("%s has %s already, or has replaced it: take another key: %w", id.Origin, id.Fingerprint, ErrRefused)
		}
		if c, err = w.write(tx, false, func(b *Batch) error { return b.rotate(id.Key) }); err != nil {
			return err
		}
		if err := w.rotated(tx, next, id); err != nil {
			return err
		}
		if dryRun {
			return errUnwritten
		}
		return keep()
	})
	if errors.Is(err, errUnwritten) {
		c.DryRun = true
		return c, nil
	}
	if err != nil {
		return Commit{}, err
	}
	w.id, w.signer = id, next
	return c, w.remember(c.Head)
}

// rotated signs the head that the old key has just signed with the new one, and
// keeps both.
func (w *Writer) rotated(tx *store.Tx, next ssh.Signer, id identity) error {
	old, err := readHead(tx)
	if err != nil {
		return err
	}
	signed, err := ledger.SignHead(next, old.Head)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrKey, err)
	}
	if err := writeHead(tx, signed, old.frontier); err != nil {
		return err
	}
	if err := putKnown(tx, KnownHead{Head: signed, Rotation: old.Sig}); err != nil {
		return err
	}
	raw, err := json.Marshal(id)
	if err != nil {
		return err
	}
	return tx.SetOrigin(raw)
}

// rotate writes the entry that names the next key. Nobody can verify what comes
// after it without it, so it is for everybody whatever was said of the command.
func (b *Batch) rotate(key string) error {
	raw, err := json.Marshal(trustPayload{Event: rotate, Origin: b.origin, Key: key})
	if err != nil {
		return err
	}
	said := b.said
	b.said.TLP, b.said.PAP, b.said.To = nil, "", nil
	err = b.caseEntry("trust", raw, takedown.Clear)
	b.said = said
	return err
}
