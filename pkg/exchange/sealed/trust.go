package sealed

import (
	"bytes"
	"slices"

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

// Signer judges the key of a section, and for the maker of the file the key of
// its signature, too. A key that nobody has heard of counts where the one before
// it has named it: an entry of the log says so, and a head that ends with that
// entry, signed by the key before, stands among the heads that were seen. A key
// that was revoked names nobody, whoever has named it.
func (r *Report) Signer(o *Origin, judge Judge) string {
	word := r.word(o, ledger.HeadNamespace, o.Key, judge)
	if word == Trusted && o.Origin == r.Header.By {
		word = r.word(o, ledger.CaseNamespace, r.By, judge)
	}
	return word
}

// word judges a key for the head of a section, for one purpose.
func (r *Report) word(o *Origin, namespace string, key ssh.PublicKey, judge Judge) string {
	var named []ssh.PublicKey
	worth := func(h ledger.Head, key ssh.PublicKey) string {
		word := judge(h, namespace, key)
		isNamed := slices.ContainsFunc(named, func(k ssh.PublicKey) bool { return same(k, key) })
		if isNamed && (word == Unknown || word == Wrong) {
			return Trusted
		}
		return word
	}
	for i := range o.Rotated {
		at := &o.Rotated[i]
		by := r.rotatedBy(at, o.Origin)
		if by == nil {
			continue
		}
		signer, err := ledger.SignatureKey(by.Sig)
		if err != nil || i > 0 && !same(o.Rotated[i-1].next, signer) {
			continue // an old key names nobody any more
		}
		if worth(by.Head, signer) == Trusted {
			named = append(named, at.next)
		}
	}
	return worth(o.Head.Head, key)
}

// rotatedBy returns the head over a log that ends with a rotation, as it was
// seen.
func (r *Report) rotatedBy(at *Rotation, origin string) *ledger.SignedHead {
	for i := range r.Seen {
		h := &r.Seen[i]
		if h.Head.Origin == origin && h.Head.Size == at.Size && h.Head.Root == at.Root {
			return h
		}
	}
	return nil
}

func same(a, b ssh.PublicKey) bool { return bytes.Equal(a.Marshal(), b.Marshal()) }
