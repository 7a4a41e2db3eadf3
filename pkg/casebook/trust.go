package casebook

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"golang.org/x/crypto/ssh"

	"takedown/pkg/ledger"
	"takedown/pkg/takedown"
	"takedown/pkg/view"
)

// Trusted is a key that counts here, or that has counted, and the origin for
// which it does.
type Trusted struct {
	Origin string
	TrustedKey
}

// Trust returns the keys that the file trusts, by origin: its own too.
func (r *Reader) Trust() ([]Trusted, error) {
	own, err := ownKeys(r.tx, r.id.Origin)
	if err != nil {
		return nil, err
	}
	var out []Trusted
	for _, k := range own {
		out = append(out, Trusted{r.id.Origin, k})
	}
	for origin := range r.tx.Trusted() {
		keys, err := trustedKeys(r.tx, origin)
		if err != nil {
			return nil, err
		}
		for _, k := range keys {
			out = append(out, Trusted{origin, k})
		}
	}
	slices.SortStableFunc(out, func(a, b Trusted) int { return strings.Compare(a.Origin, b.Origin) })
	return out, nil
}

// Trust says that the signatures of a key count for an origin from now on.
func (b *Batch) Trust(origin string, key ssh.PublicKey) error {
	return b.Try(b.sayTrust(trustPayload{Event: "add", Origin: origin, Key: publicLine(key)}))
}

// Distrust says that heads of an origin that are received from a time on count
// no more: those by the keys that were typed here, and by the keys that these
// have named.
func (b *Batch) Distrust(origin string, from time.Time) error {
	return b.Try(b.distrust(origin, from))
}

func (b *Batch) distrust(origin string, from time.Time) error {
	keys, err := typedKeys(b.tx, origin)
	switch {
	case err != nil:
		return err
	case origin == b.origin:
		return fmt.Errorf("%s is this file's own origin: %w", origin, ErrRefused)
	case len(keys) == 0:
		return fmt.Errorf("no key of %s is trusted here: %w", origin, takedown.ErrNotFound)
	}
	for _, k := range keys {
		if !k.Revoked.IsZero() && !k.Revoked.After(from) {
			continue // it counts no more by then
		}
		if err := b.sayTrust(trustPayload{Event: "revoke", Origin: origin, Key: k.Key, From: view.FormatTime(from)}); err != nil {
			return err
		}
	}
	return nil
}

// sayTrust writes a trust entry, unless it changes nothing, and folds it.
func (b *Batch) sayTrust(p trustPayload) error {
	if p.Origin == b.origin {
		return fmt.Errorf("%s is this file's own origin, whose key it has: %w", p.Origin, ErrRefused)
	}
	keys, err := typedKeys(b.tx, p.Origin)
	if err != nil {
		return err
	}
	before, err := goodSize(b.tx, p.Origin)
	if err != nil {
		return err
	}
	trust := map[string][]TrustedKey{p.Origin: slices.Clone(keys)}
	raw, err := json.Marshal(p)
	if err != nil {
		return err
	}
	if err := applyTrust(trust, &ledger.Entry{Payload: raw, Recorded: b.recorded}); err != nil {
		return err
	}
	if p.Event == "add" && slices.ContainsFunc(keys, func(k TrustedKey) bool { return k.Key == p.Key && k.Revoked.IsZero() }) {
		return nil
	}
	if err := b.caseEntry("trust", raw, takedown.Amber); err != nil {
		return err
	}
	if err := putTrust(b.tx, p.Origin, trust[p.Origin]); err != nil {
		return err
	}
	return b.regood(p.Origin, before)
}

// sayOfCase writes an entry about the case file itself.
func (b *Batch) sayOfCase(d draft) error {
	seq, _, err := b.append(d)
	if err == nil {
		b.written = append(b.written, Written{ledger.EntryID(b.origin, seq), "case"})
	}
	return err
}

// caseEntry writes an entry about the case file, which the command is about.
func (b *Batch) caseEntry(verb string, payload []byte, tlp takedown.TLP) error {
	if err := b.sayOfCase(draft{verb: verb, subject: "case", payload: payload, tlp: tlp}); err != nil {
		return err
	}
	if n := len(b.subjects); n == 0 || b.subjects[n-1] != "case" {
		b.subjects = append(b.subjects, "case")
	}
	return nil
}

// regood notes the records of which other entries of an origin count now than
// did before.
func (b *Batch) regood(origin string, before uint64) error {
	b.cache.good = nil
	after, err := goodSize(b.tx, origin)
	if err != nil {
		return err
	}
	k, ok, err := newest(b.tx, origin)
	if err != nil || !ok || before == after {
		return err
	}
	for p, err := range places(b.tx, origin, k.Head.Head.Size) {
		if err != nil {
			return err
		}
		if p.Line == nil || p.Seq <= min(before, after) || p.Seq > max(before, after) {
			continue
		}
		e, err := parseLine(ref{origin, p.Seq}, p.Line)
		if err != nil {
			return err
		}
		id, err := takedown.ParseID(e.Subject)
		if err != nil || b.isStale[id] {
			continue
		}
		if err := b.mentionAll(id, nil); err != nil {
			return err
		}
		b.outdate(id)
	}
	return nil
}

// TrustError says that a signature is by a key that does not count here.
type TrustError struct {
	Origin, Fingerprint string
	Revoked, Replaced   time.Time // both zero: it never counted
}

func (e *TrustError) Error() string {
	switch {
	case !e.Revoked.IsZero():
		return fmt.Sprintf("%s is signed by %s, a key that was revoked from %s on", e.Origin, e.Fingerprint, view.FormatTime(e.Revoked))
	case !e.Replaced.IsZero():
		return fmt.Sprintf("%s is signed by %s, a key that it has replaced with its next one on %s", e.Origin, e.Fingerprint, view.FormatTime(e.Replaced))
	}
	return fmt.Sprintf("%s is signed by %s, a key that this file does not trust", e.Origin, e.Fingerprint)
}

// Unwrap makes it an error of keys.
func (e *TrustError) Unwrap() error { return ErrKey }

// checkSigner refuses a head whose key does not count for its origin now. Keys
// are those of the origin.
func checkSigner(keys []TrustedKey, h ledger.SignedHead) error {
	pub, err := ledger.SignatureKey(h.Sig)
	if err != nil {
		return errors.Join(ErrKey, err)
	}
	e := &TrustError{Origin: h.Head.Origin, Fingerprint: ledger.Fingerprint(pub)}
	signer, err := signerOf(keys, h.Sig)
	switch {
	case err != nil:
		return err
	case signer == nil:
		return e
	case !signer.Revoked.IsZero():
		e.Revoked = signer.Revoked
		return e
	case !signer.Signs(h.Head.Size):
		e.Replaced = signer.Replaced
		return e
	}
	return ledger.VerifyHead(pub, h)
}
