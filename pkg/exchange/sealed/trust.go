package sealed

import (
	"bytes"

	"golang.org/x/crypto/ssh"

	"takedown/pkg/ledger"
)

// Judge says in a word whether the signature of a key counts for a head.
type Judge func(h ledger.Head, namespace string, key ssh.PublicKey) string

// The words of a judge.
const (
	Trusted = "trusted"
	Unknown = "unknown"
	Wrong   = "wrong" // unknown, and the origin is known by another key
	Revoked = "revoked"
)

// Signer judges the key of a section. A key that nobody has heard of counts
// where the one before it has named it: an entry of the log says so, and a head
// that ends with that entry, signed by the key before, stands among the heads
// that were seen.
func (r *Report) Signer(o *Origin, judge Judge) string {
	word := judge(o.Head.Head, ledger.HeadNamespace, o.Key)
	if word == Trusted && o.Origin == r.Header.By {
		word = judge(o.Head.Head, ledger.CaseNamespace, r.By)
	}
	if word != Unknown && word != Wrong || len(o.Rotated) == 0 {
		return word
	}
	var named []ssh.PublicKey
	for i := range o.Rotated {
		if key := r.rotated(&o.Rotated[i], o.Origin, judge, named); key != nil {
			named = append(named, key)
		}
	}
	if has(named, o.Key) {
		return Trusted
	}
	return word
}

// rotated returns the key that an entry names, where a key that counts has
// signed the head over it.
func (r *Report) rotated(at *Rotation, origin string, judge Judge, named []ssh.PublicKey) ssh.PublicKey {
	next, err := ledger.ParsePublicKey([]byte(at.Key))
	if err != nil {
		return nil
	}
	for i := range r.Seen {
		h := &r.Seen[i]
		if h.Head.Origin != origin || h.Head.Size != at.Size || h.Head.Root != at.Root {
			continue
		}
		key, err := ledger.SignatureKey(h.Sig)
		if err != nil {
			continue
		}
		// A key that was revoked names nobody, whoever has named it.
		switch word := judge(h.Head, ledger.HeadNamespace, key); {
		case word == Trusted, word != Revoked && has(named, key):
			return next
		}
	}
	return nil
}

func has(keys []ssh.PublicKey, key ssh.PublicKey) bool {
	for _, k := range keys {
		if bytes.Equal(k.Marshal(), key.Marshal()) {
			return true
		}
	}
	return false
}
