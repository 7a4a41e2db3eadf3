package casebook

import (
	"bytes"
	"cmp"
	"errors"
	"slices"

	"github.com/go-json-experiment/json"

	"takedown/pkg/ledger"
	"takedown/pkg/store"
)

// Rotation is an entry by which an origin names its next key, and the head of the
// log that ends with it.
type Rotation struct {
	Size uint64
	Root ledger.Hash
	Key  string // a line of authorized_keys, without a comment
}

// link is a rotation with the signature that proves it: that of the key before
// over the head which ends with the entry.
type link struct {
	head ledger.SignedHead // Sig is empty where nobody has shown it
	next string
}

// named is what a rotate entry says; ok is false for any other entry.
func named(e *ledger.Entry) (key string, ok bool) {
	if e.Verb != "trust" {
		return "", false
	}
	var p trustPayload
	if err := json.Unmarshal(e.Payload, &p); err != nil || p.Event != rotate || p.Origin != e.Origin {
		return "", false
	}
	return p.Key, true
}

// rotate is the event of a trust entry that names the next key of its origin.
const rotate = "rotate"

var rotationMark = []byte(`"rotation":`)

// links returns the rotations of an origin that are held and were proven, in
// order.
func links(tx *store.Tx, origin string) (out []link, err error) {
	log := newLogReader(tx)
	for raw := range tx.Heads(origin) {
		if !bytes.Contains(raw, rotationMark) {
			continue
		}
		k, err := readKnown(raw)
		if err != nil {
			return nil, err
		}
		if k.Rotation == "" || k.Fork {
			continue
		}
		e, err := log.entry(ref{origin, k.Head.Head.Size})
		if errors.Is(err, errNoEntry) || errors.Is(err, store.ErrDamaged) {
			continue // it proves nothing then, and verify says why
		}
		if err != nil {
			return nil, err
		}
		if key, ok := named(&e); ok {
			out = append(out, link{k.rotated(), key})
		}
	}
	slices.Reverse(out)
	return out, nil
}

// follow adds to the keys of an origin those that they have named, one after the
// other, and returns the links that proved it. A key that was revoked hands that
// on to the keys that it has named: otherwise who has stolen it could name one of
// his own.
func follow(keys []TrustedKey, chain []link) (out []TrustedKey, proven []link, err error) {
	out = slices.Clone(keys)
	for i := range chain {
		l := &chain[i]
		if l.head.Sig == "" {
			continue
		}
		signer, err := signerOf(out, l.head.Sig)
		if err != nil {
			return nil, nil, err
		}
		size := l.head.Head.Size
		switch {
		case signer == nil, !signer.Signs(size):
			continue // nobody knows it, or it had been replaced before
		case i > 0 && chain[i-1].head.Head.Size < size && chain[i-1].next != signer.Key:
			continue // another key was in force
		}
		pub, err := signer.public()
		if err != nil {
			return nil, nil, err
		}
		if ledger.VerifyHead(pub, l.head) != nil {
			continue
		}
		signer.last, signer.Replaced = size, l.head.Head.Recorded
		proven = append(proven, *l)
		if !slices.ContainsFunc(out, func(k TrustedKey) bool { return k.Key == l.next }) {
			out = append(out, TrustedKey{Key: l.next, Since: l.head.Head.Recorded, Revoked: signer.Revoked, first: size})
		}
	}
	return out, proven, nil
}

// Signs reports whether a head of that size can be one of the key: not one from
// before it was named, nor one past the entry that has named its successor.
func (k *TrustedKey) Signs(size uint64) bool {
	return size >= k.first && (k.last == 0 || size <= k.last)
}

// Named reports whether nobody has typed the key: another one has named it.
func (k *TrustedKey) Named() bool { return k.first > 0 }

// ownKeys returns the keys that this file's origin has had, the first of which
// stands in its first entry.
func ownKeys(tx *store.Tx, origin string) ([]TrustedKey, error) {
	first, err := firstKey(tx, origin)
	if err != nil {
		return nil, err
	}
	held, err := links(tx, origin)
	if err != nil {
		return nil, err
	}
	keys, _, err := follow([]TrustedKey{first}, held)
	return keys, err
}

func firstKey(tx *store.Tx, origin string) (TrustedKey, error) {
	first, err := newLogReader(tx).entry(ref{origin, 1})
	if err != nil {
		return TrustedKey{}, err
	}
	var p struct {
		Key string `json:"key"`
	}
	err = json.Unmarshal(first.Payload, &p)
	return TrustedKey{Key: p.Key, Since: first.Recorded}, err
}

// Rotations returns the heads of an origin that prove its rotations: each ends
// with the entry that names the next key, and is signed by the one before.
func (r *Reader) Rotations(origin string) (out []ledger.SignedHead, err error) {
	held, err := links(r.tx, origin)
	for i := range held {
		out = append(out, held[i].head)
	}
	return out, err
}

// joined are the rotations of a file that is taken in, together with those that
// are held.
func joined(held []link, s *Section, seen []ledger.SignedHead) []link {
	out := slices.Clone(held)
	for _, r := range s.Rotated {
		l := link{ledger.SignedHead{Head: ledger.Head{Origin: s.Head.Head.Origin, Size: r.Size, Root: r.Root}}, r.Key}
		for _, h := range seen {
			if h.Head.Origin == l.head.Head.Origin && h.Head.Size == r.Size && h.Head.Root == r.Root {
				l.head = h
			}
		}
		out = append(out, l)
	}
	slices.SortStableFunc(out, func(a, b link) int { return cmp.Compare(a.head.Head.Size, b.head.Head.Size) })
	return slices.CompactFunc(out, func(a, b link) bool {
		return a.head.Head.Size == b.head.Head.Size && a.head.Head.Root == b.head.Head.Root && a.head.Sig != ""
	})
}
