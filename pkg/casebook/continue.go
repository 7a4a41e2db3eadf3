package casebook

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"slices"

	"golang.org/x/crypto/ssh"

	"takedown/pkg/ledger"
	"takedown/pkg/store"
	"takedown/pkg/takedown"
	"takedown/pkg/view"
)

// Continue makes the case file of a new origin that goes on from another file of
// the same agency, such as a backup that was restored: all its logs are held as
// those of other origins, what it trusts is trusted, and nobody writes to it any
// more. Sum is the SHA-256 of the other file.
func Continue(path, origin, from, sum string, said Said, signer ssh.Signer, env Env) (c Commit, err error) {
	old, err := OpenReader(from, Env{Now: env.Now, Lock: env.Lock, Interrupt: env.Interrupt})
	if err != nil {
		return Commit{}, err
	}
	defer func() { err = errors.Join(err, old.Close()) }()
	logs, err := old.continuedBy(origin)
	if err != nil {
		return Commit{}, err
	}
	err = create(path, origin, said, signer, env, func(w *Writer) (err error) {
		if _, err = w.begin(logs); err != nil {
			return err
		}
		c, err = w.takeOver(old, sum)
		return err
	})
	return c, err
}

// continuedBy returns the heads of the logs that the origin goes on from. A file
// that does not verify is none to go on from.
func (r *Reader) continuedBy(origin string) (out []continued, err error) {
	if own, agency := r.Agency(), ledger.Agency(origin); own != agency {
		return nil, fmt.Errorf("%s is a file of %s, and %s is of another agency: %w", r.path, own, origin, ErrRefused)
	}
	if _, problems := r.Verify(nil); len(problems) > 0 {
		return nil, fmt.Errorf("%s: %w: %s", r.path, store.ErrDamaged, problems[0].Message)
	}
	origins, err := r.Origins()
	if slices.Contains(origins, origin) {
		return nil, fmt.Errorf("%s has a log of %s: choose another device: %w", r.path, origin, takedown.ErrExists)
	}
	for _, o := range origins {
		h, _, err := r.Head(o)
		if err != nil {
			return nil, err
		}
		out = append(out, continued{o, h.Head.Size, h.Head.Root.String()})
	}
	return out, err
}

// takeOver trusts whom the other file trusts, takes its logs in, and then says
// again who counts no more.
func (w *Writer) takeOver(old *Reader, sum string) (Commit, error) {
	keys, err := old.Trust()
	if err != nil {
		return Commit{}, err
	}
	keys = slices.DeleteFunc(keys, func(k Trusted) bool { return k.Named() }) // the log names those
	if _, err := w.Write(false, false, func(b *Batch) error { return b.trustAll(keys) }); err != nil {
		return Commit{}, err
	}
	whole, err := old.whole(sum)
	if err != nil {
		return Commit{}, err
	}
	m, err := w.Merge(whole, MergeOptions{AcceptClock: true})
	if err != nil {
		return Commit{}, err
	}
	if err := w.db.Update(func(tx *store.Tx) error { return old.copyHeads(tx) }); err != nil {
		return Commit{}, err
	}
	c, err := w.Write(false, false, func(b *Batch) error { return b.distrustAll(keys) })
	if err != nil || len(c.Entries) > 0 {
		return c, err
	}
	return m.Commit, nil
}

func (b *Batch) trustAll(keys []Trusted) error {
	for i := range keys {
		pub, err := keys[i].public()
		if err == nil {
			err = b.Trust(keys[i].Origin, pub)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (b *Batch) distrustAll(keys []Trusted) error {
	for i := range keys {
		k := &keys[i]
		if k.Revoked.IsZero() {
			continue
		}
		if err := b.sayTrust(trustPayload{Event: "revoke", Origin: k.Origin, Key: k.Key, From: view.FormatTime(k.Revoked)}); err != nil {
			return err
		}
	}
	return nil
}

// whole is all that the file holds, as a sealed case would bring it.
func (r *Reader) whole(sum string) (Sealed, error) {
	key, err := ledger.ParsePublicKey([]byte(r.id.Key))
	if err != nil {
		return Sealed{}, err
	}
	s := Sealed{By: r.id.Origin, Key: key, SHA256: sum}
	origins, err := r.Origins()
	if err != nil {
		return Sealed{}, err
	}
	for _, origin := range origins {
		section, proofs, err := r.section(origin)
		if err != nil {
			return Sealed{}, err
		}
		s.Sections, s.Seen = append(s.Sections, section), append(s.Seen, proofs...)
	}
	s.Places = func(yield func(SealedPlace, error) bool) {
		for _, origin := range origins {
			for p, err := range r.Lines(origin) {
				p.Line = bytes.Clone(p.Line) // it is good until the next one
				if !yield(SealedPlace{Origin: origin, Place: p}, err) || err != nil {
					return
				}
			}
		}
	}
	return s, nil
}

// section is the log of an origin, and the heads that prove which keys it has
// named.
func (r *Reader) section(origin string) (s Section, proofs []ledger.SignedHead, err error) {
	if s.Head, _, err = r.Head(origin); err != nil {
		return s, nil, err
	}
	held, err := links(r.tx, origin)
	for i := range held {
		l := &held[i]
		proofs = append(proofs, l.head)
		s.Rotated = append(s.Rotated, Rotation{Size: l.head.Head.Size, Root: l.head.Head.Root, Key: l.next})
	}
	return s, proofs, err
}

// copyHeads puts what the file knows of heads beside what another one knows: to
// whom they were given, and when they came.
func (r *Reader) copyHeads(tx *store.Tx) error {
	origins, err := r.Origins()
	if err != nil {
		return err
	}
	for _, origin := range origins {
		for k, err := range r.Heads(origin) {
			if err != nil {
				return err
			}
			here, err := knownHead(tx, k.Head)
			if err != nil {
				return err
			}
			for _, e := range here.Received {
				k.Received = note(k.Received, e.Who, e.At)
			}
			k.Rotation = cmp.Or(k.Rotation, here.Rotation)
			if err := putKnown(tx, k); err != nil {
				return err
			}
		}
	}
	return nil
}
