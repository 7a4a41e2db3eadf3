package casebook

import (
	"fmt"
	"math/bits"

	"github.com/go-json-experiment/json"

	"takedown/pkg/ledger"
	"takedown/pkg/store"
)

// storedHead is the signed head as the case file keeps it, with the Merkle
// frontier from which the next entry goes on.
type storedHead struct {
	Body     string        `json:"body"`
	Sig      string        `json:"sig"`
	Frontier []ledger.Hash `json:"frontier"`
}

// identity says which origin a file writes, and with which key.
type identity struct {
	Origin      string `json:"origin"`
	Fingerprint string `json:"fingerprint"`
	Key         string `json:"key"` // an authorized_keys line
}

// head is a signed head that was read, with its frontier.
type head struct {
	ledger.SignedHead
	frontier []ledger.Hash
}

// readHead returns the head of the file's own origin; a file that is just
// being made has one of size 0.
func readHead(tx *store.Tx) (head, error) {
	raw := tx.Head()
	if raw == nil {
		return head{}, nil
	}
	var s storedHead
	if err := json.Unmarshal(raw, &s); err != nil {
		return head{}, fmt.Errorf("signed head: %w: %w", store.ErrDamaged, err)
	}
	h, err := ledger.ParseHead([]byte(s.Body))
	if err != nil {
		return head{}, fmt.Errorf("signed head: %w: %w", store.ErrDamaged, err)
	}
	return head{ledger.SignedHead{Head: h, Sig: s.Sig}, s.Frontier}, nil
}

func writeHead(tx *store.Tx, h ledger.SignedHead, frontier []ledger.Hash) error {
	raw, err := json.Marshal(storedHead{string(h.Head.Body()), h.Sig, frontier})
	if err != nil {
		return err
	}
	return tx.SetHead(raw)
}

func readIdentity(tx *store.Tx) (identity, error) {
	var id identity
	if err := json.Unmarshal(tx.Origin(), &id); err != nil {
		return identity{}, fmt.Errorf("origin: %w: %w", store.ErrDamaged, err)
	}
	return id, nil
}

// bundledTree returns the tree of the full bundles below a head. Its frontier
// is the part of the head's that stands for subtrees of a bundle and more.
func bundledTree(h head) (*ledger.Tree, error) {
	whole := h.Head.Size &^ (store.BundleSize - 1)
	n := bits.OnesCount64(whole)
	if n > len(h.frontier) {
		return nil, fmt.Errorf("frontier of the head: %w", store.ErrDamaged)
	}
	return ledger.LoadTree(whole, h.frontier[:n])
}
