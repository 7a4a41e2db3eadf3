package sealed

import (
	"strings"

	"github.com/go-json-experiment/json"
	"golang.org/x/crypto/ssh"

	"takedown/pkg/ledger"
)

// Rotation is an entry by which an origin names its next key. The log that ends
// with it has two heads of the same body: the one signed by the old key stands
// among the heads that were seen and proves that the old key said so, and the
// one signed by the new key is the head of the log from then on.
type Rotation struct {
	Size uint64 // of the log with it
	Root ledger.Hash
	Key  string // line of authorized_keys, without a comment
	next ssh.PublicKey
}

// rotation notes an entry by which the origin names its next key. What a log says
// of the keys of another origin is no rotation.
func (s *sectionReader) rotation(e *ledger.Entry) error {
	if e.Verb != "trust" {
		return nil
	}
	var p struct {
		Event  string `json:"event"`
		Origin string `json:"origin"`
		Key    string `json:"key"`
	}
	if err := json.Unmarshal(e.Payload, &p); err != nil || p.Event != "rotate" || p.Origin != e.Origin {
		return nil
	}
	if len(s.Rotated) >= maxOrigins {
		return malformed("it has more than %d keys", maxOrigins)
	}
	next, err := ledger.ParsePublicKey([]byte(p.Key))
	if err != nil || p.Key != strings.TrimSpace(string(ssh.MarshalAuthorizedKey(next))) {
		return malformed("the next key of %s is not in its one spelling", e.Origin)
	}
	s.Rotated = append(s.Rotated, Rotation{s.tree.Size(), s.tree.Root(), p.Key, next})
	return nil
}

// replaced returns the last rotation of the log, where the head is one past it
// and not signed by the key which it names: an old key signs no more, whoever has
// it in his hands.
func (s *sectionReader) replaced(h *ledger.Head, key ssh.PublicKey) *Rotation {
	if len(s.Rotated) == 0 {
		return nil
	}
	last := &s.Rotated[len(s.Rotated)-1]
	if last.Size == h.Size || same(last.next, key) {
		return nil
	}
	return last
}
