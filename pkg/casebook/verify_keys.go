package casebook

import (
	"fmt"

	"takedown/pkg/ledger"
)

// ownKeys sees that each key of this origin has been named by the one before it:
// from the key of the first entry, over each entry that names the next one, to
// the key that the file has as its own.
func (c *verifier) ownKeys(named []link) {
	origin := c.r.id.Origin
	first, err := firstKey(c.r.tx, origin)
	if err != nil {
		c.problem(ledger.EntryID(origin, 1), "altered", err.Error())
		return
	}
	held, err := links(c.r.tx, origin)
	if err != nil {
		c.problem("", "altered", err.Error())
		return
	}
	_, proven, err := follow([]TrustedKey{first}, held)
	if err != nil {
		c.problem("", "wrong-key", err.Error())
		return
	}
	last := first.Key
	for i := range named {
		size := named[i].head.Head.Size
		if last = named[i].next; !hasRotated(proven, size, last) {
			c.problem(ledger.EntryID(origin, size), "wrong-key",
				fmt.Sprintf("entry %d of %s names another key, and no head over it is signed by the key before", size, origin))
		}
	}
	if last != c.r.id.Key {
		c.problem("", "wrong-key", fmt.Sprintf("the key of %s is %s, and its log has named another one", origin, c.r.id.Fingerprint))
	}
	c.rotations(origin)
}

// rotations sees that the heads which prove the rotations of an origin are those
// of the log that is held.
func (c *verifier) rotations(origin string) {
	held, err := links(c.r.tx, origin)
	if err != nil {
		c.problem("", "altered", err.Error())
		return
	}
	for i := range held {
		h := held[i].head
		entry := ledger.EntryID(origin, h.Head.Size)
		pub, err := ledger.SignatureKey(h.Sig)
		if err == nil {
			err = ledger.VerifyHead(pub, h)
		}
		if err != nil {
			c.problem(entry, "altered", fmt.Sprintf("the signature of the head of %s at %d does not hold: %v", origin, h.Head.Size, err))
			continue
		}
		root, err := rootAt(c.r.tx, origin, h.Head.Size)
		if err != nil || root != h.Head.Root {
			c.problem(entry, "altered", fmt.Sprintf("the head with which %s has changed its key at %d is not one of its log", origin, h.Head.Size))
		}
	}
}
