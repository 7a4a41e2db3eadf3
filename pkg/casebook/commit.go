package casebook

import (
	"fmt"

	"golang.org/x/crypto/ssh"

	"takedown/pkg/ledger"
	"takedown/pkg/store"
)

// openHead reads the head and takes away what an import that did not finish
// left past it. A bundle that holds a published entry is never among that.
func openHead(tx *store.Tx, origin string) (head, error) {
	h, err := readHead(tx)
	if err != nil {
		return head{}, err
	}
	if _, ok := tx.Pending(); !ok {
		return h, nil
	}
	if err := tx.DeleteBundles(origin, h.Head.Size/store.BundleSize); err != nil {
		return head{}, err
	}
	return h, tx.ClearPending()
}

// publish signs the head over all bundles and the tail and keeps it. It is the
// last thing in the transaction of every command that writes.
func publish(tx *store.Tx, signer ssh.Signer, s *session, bundles *ledger.Tree) (ledger.Head, error) {
	if err := s.log.putTail(tx); err != nil {
		return ledger.Head{}, err
	}
	tree, err := s.log.finish(bundles)
	if err != nil {
		return ledger.Head{}, err
	}
	h := ledger.Head{Origin: s.origin, Size: tree.Size(), Root: tree.Root(), Recorded: s.recorded}
	signed, err := ledger.SignHead(signer, h)
	if err != nil {
		return ledger.Head{}, fmt.Errorf("%w: %w", ErrKey, err)
	}
	return h, writeHead(tx, signed, tree.Frontier())
}

// interrupted returns ErrInterrupted once the user has asked to stop.
func (e *Env) interrupted() error {
	if e.Interrupt != nil && e.Interrupt.Err() != nil {
		return ErrInterrupted
	}
	return nil
}
