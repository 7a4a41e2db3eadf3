package casebook

import (
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/go-json-experiment/json"
	"golang.org/x/crypto/ssh"

	"takedown/pkg/ledger"
	"takedown/pkg/store"
)

// TrustedKey is a key whose signatures count for an origin: somebody has typed it
// here, or one that was typed has named it. Revoked is the time from which on
// heads that were received count no more; zero: it is in force.
type TrustedKey struct {
	Key     string    `json:"key"` // a line of authorized_keys, without a comment
	Since   time.Time `json:"since"`
	Revoked time.Time `json:"revoked,omitzero"`

	Replaced    time.Time `json:"-"` // when it named the next key of its origin; zero: it has not
	first, last uint64    // sizes of the log that ended when it was named and when it was replaced; 0: never
}

// Fingerprint returns the key's fingerprint.
func (k *TrustedKey) Fingerprint() (string, error) {
	pub, err := k.public()
	if err != nil {
		return "", err
	}
	return ledger.Fingerprint(pub), nil
}

func (k *TrustedKey) public() (ssh.PublicKey, error) {
	pub, err := ledger.ParsePublicKey([]byte(k.Key))
	if err != nil {
		return nil, fmt.Errorf("a trusted key: %w: %w", store.ErrDamaged, err)
	}
	return pub, nil
}

// trustedKeys returns the keys of another origin: those that were typed here, and
// those that they have named in the log that is held.
func trustedKeys(tx *store.Tx, origin string) ([]TrustedKey, error) {
	typed, err := typedKeys(tx, origin)
	if err != nil || len(typed) == 0 {
		return nil, err
	}
	held, err := links(tx, origin)
	if err != nil {
		return nil, err
	}
	keys, _, err := follow(typed, held)
	return keys, err
}

// typedKeys returns the keys of another origin that were typed here.
func typedKeys(tx *store.Tx, origin string) ([]TrustedKey, error) {
	raw := tx.Trust(origin)
	if raw == nil {
		return nil, nil
	}
	var out []TrustedKey
	if err := json.Unmarshal(raw, &out); err != nil {
		return nil, fmt.Errorf("trusted keys of %s: %w: %w", origin, store.ErrDamaged, err)
	}
	return out, nil
}

// signerOf returns the trusted key that a head names, or nil.
func signerOf(keys []TrustedKey, sig string) (*TrustedKey, error) {
	pub, err := ledger.SignatureKey(sig)
	if err != nil {
		return nil, err
	}
	line := publicLine(pub)
	i := slices.IndexFunc(keys, func(k TrustedKey) bool { return k.Key == line })
	if i < 0 {
		return nil, nil
	}
	return &keys[i], nil
}

// goodSize returns how many entries of another origin count: all, unless one
// of its keys was revoked. Then those count that lie under a head of a key in
// force, or under one that was received before its key was revoked.
func goodSize(tx *store.Tx, origin string) (uint64, error) {
	keys, err := trustedKeys(tx, origin)
	if err != nil {
		return 0, err
	}
	if len(keys) > 0 && !slices.ContainsFunc(keys, func(k TrustedKey) bool { return !k.Revoked.IsZero() }) {
		return math.MaxUint64, nil
	}
	for raw := range tx.Heads(origin) {
		k, err := readKnown(raw)
		if err != nil {
			return 0, err
		}
		if k.Fork || len(k.Received) == 0 {
			continue
		}
		signer, err := signerOf(keys, k.Head.Sig)
		if err != nil {
			return 0, err
		}
		if signer != nil && (signer.Revoked.IsZero() || k.Received[0].At.Before(signer.Revoked)) {
			return k.Head.Head.Size, nil
		}
	}
	return 0, nil
}

// goodness remembers how many entries of each origin count.
type goodness struct {
	tx    *store.Tx
	own   string
	sizes map[string]uint64
}

// counts reports whether the signer of an entry counts.
func (g *goodness) counts(origin string, seq uint64) (bool, error) {
	if origin == g.own {
		return true, nil
	}
	size, ok := g.sizes[origin]
	if !ok {
		var err error
		if size, err = goodSize(g.tx, origin); err != nil {
			return false, err
		}
		if g.sizes == nil {
			g.sizes = map[string]uint64{}
		}
		g.sizes[origin] = size
	}
	return seq <= size, nil
}

// only returns the entries whose signers count.
func (g *goodness) only(entries []ledger.Entry) ([]ledger.Entry, error) {
	out := entries[:0:0]
	for i := range entries {
		ok, err := g.counts(entries[i].Origin, entries[i].Seq)
		if err != nil {
			return nil, err
		}
		if ok {
			out = append(out, entries[i])
		}
	}
	return out, nil
}

// trustPayload is what a trust entry says.
type trustPayload struct {
	Event  string `json:"event"` // add or revoke, or rotate for the own origin
	Origin string `json:"origin"`
	Key    string `json:"key"`
	From   string `json:"from,omitzero"`
}

// applyTrust folds a trust entry of the own origin into the trusted keys.
func applyTrust(trust map[string][]TrustedKey, e *ledger.Entry) error {
	var p trustPayload
	if err := json.Unmarshal(e.Payload, &p); err != nil {
		return err
	}
	if p.Event == rotate {
		return nil // it is about the own keys
	}
	keys := trust[p.Origin]
	i := slices.IndexFunc(keys, func(k TrustedKey) bool { return k.Key == p.Key })
	switch {
	case p.Event == "revoke" && i >= 0:
		from, err := time.Parse(time.RFC3339, p.From)
		if err != nil {
			return fmt.Errorf("revoked from %q: %w", p.From, err)
		}
		keys[i].Revoked = from.UTC()
	case p.Event == "add" && i >= 0:
		keys[i] = TrustedKey{Key: p.Key, Since: e.Recorded}
	case p.Event == "add":
		keys = append(keys, TrustedKey{Key: p.Key, Since: e.Recorded})
	}
	trust[p.Origin] = keys
	return nil
}

func putTrust(tx *store.Tx, origin string, keys []TrustedKey) error {
	raw, err := json.Marshal(keys)
	if err != nil {
		return err
	}
	return tx.SetTrust(origin, raw)
}

// compareTrust compares the trusted keys with what the own log says.
func (b *rebuilt) compareTrust(tx *store.Tx, differ func(string)) {
	found := 0
	for origin := range tx.Trusted() {
		found++
		keys, err := typedKeys(tx, origin)
		if err != nil || !slices.Equal(keys, b.trust[origin]) {
			differ("whom the file trusts for " + origin)
		}
	}
	if found != len(b.trust) {
		differ("whom the file trusts")
	}
}

// writeTrust puts the trusted keys of the own log in the place of the stored
// ones.
func (b *rebuilt) writeTrust(tx *store.Tx) error {
	for _, origin := range slices.Collect(tx.Trusted()) {
		if err := tx.DeleteTrust(origin); err != nil {
			return err
		}
	}
	for origin, keys := range b.trust {
		if err := putTrust(tx, origin, keys); err != nil {
			return err
		}
	}
	return nil
}
