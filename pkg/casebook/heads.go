package casebook

import (
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/go-json-experiment/json"

	"takedown/pkg/ledger"
	"takedown/pkg/store"
)

// KnownHead is what the file knows of a head beside its own newest one: of an
// own head to whom it was given and who has acknowledged it, of another's from
// whom it came.
type KnownHead struct {
	Head     ledger.SignedHead
	Given    []HeadEvent // to agencies
	Received []HeadEvent // from origins
	Acked    []HeadEvent // by origins
	Fork     bool        // it belongs to another log than the one that is held

	// Rotation is the signature of the old key over the same head, where the log
	// that it is of ends with an entry by which the origin names its next key. Of
	// another's head that was not received itself, Head has this signature, too.
	Rotation string
}

// rotated is the head as the old key has signed it.
func (k *KnownHead) rotated() ledger.SignedHead {
	return ledger.SignedHead{Head: k.Head.Head, Sig: k.Rotation}
}

// HeadEvent is who, and when.
type HeadEvent struct {
	Who string    `json:"who"`
	At  time.Time `json:"at"`
}

// storedKnown is a known head as the file keeps it.
type storedKnown struct {
	Body     string      `json:"body"`
	Sig      string      `json:"sig"`
	Given    []HeadEvent `json:"given,omitempty"`
	Received []HeadEvent `json:"received,omitempty"`
	Acked    []HeadEvent `json:"acked,omitempty"`
	Fork     bool        `json:"fork,omitzero"`
	Rotation string      `json:"rotation,omitzero"`
}

func readKnown(raw []byte) (k KnownHead, err error) {
	var s storedKnown
	if err = json.Unmarshal(raw, &s); err == nil {
		k = KnownHead{ledger.SignedHead{Sig: s.Sig}, s.Given, s.Received, s.Acked, s.Fork, s.Rotation}
		k.Head.Head, err = ledger.ParseHead([]byte(s.Body))
	}
	if err != nil {
		return k, fmt.Errorf("a head that was received or given: %w: %w", store.ErrDamaged, err)
	}
	return k, nil
}

func putKnown(tx *store.Tx, k KnownHead) error {
	raw, err := json.Marshal(storedKnown{string(k.Head.Head.Body()), k.Head.Sig, k.Given, k.Received, k.Acked, k.Fork, k.Rotation})
	if err != nil {
		return err
	}
	h := k.Head.Head
	return tx.PutHead(h.Origin, h.Size, h.Root, raw)
}

// knownHead returns what is known of a head, which may be nothing but itself.
func knownHead(tx *store.Tx, h ledger.SignedHead) (KnownHead, error) {
	if raw := tx.HeadAt(h.Head.Origin, h.Head.Size, h.Head.Root); raw != nil {
		return readKnown(raw)
	}
	return KnownHead{Head: h}, nil
}

// note adds an event to a list that has each name once, the first time that it
// happened.
func note(list []HeadEvent, who string, at time.Time) []HeadEvent {
	for _, e := range list {
		if e.Who == who {
			return list
		}
	}
	return append(list, HeadEvent{who, at})
}

// newest returns the newest head of another origin that was received.
func newest(tx *store.Tx, origin string) (k KnownHead, ok bool, err error) {
	for raw := range tx.Heads(origin) {
		if k, err = readKnown(raw); err != nil {
			return k, false, err
		}
		if !k.Fork && len(k.Received) > 0 {
			return k, true, nil
		}
	}
	return KnownHead{}, false, nil
}

// receivedBy returns the size of the newest head of another origin that had been
// received by a time.
func receivedBy(tx *store.Tx, origin string, at time.Time) (uint64, error) {
	for raw := range tx.Heads(origin) {
		k, err := readKnown(raw)
		if err != nil {
			return 0, err
		}
		if !k.Fork && slices.ContainsFunc(k.Received, func(e HeadEvent) bool { return !e.At.After(at) }) {
			return k.Head.Head.Size, nil
		}
	}
	return 0, nil
}

// heldLog is what the file holds of the log of one origin.
type heldLog struct {
	origin string
	head   ledger.SignedHead
	good   uint64 // entries past it do not count: their signer was revoked
}

// heldLogs returns the logs of a file: those of others by name, then its own.
func heldLogs(tx *store.Tx, own head) ([]heldLog, error) {
	var out []heldLog
	for origin := range tx.HeadOrigins() {
		if origin == own.Head.Origin {
			continue
		}
		k, ok, err := newest(tx, origin)
		if err != nil {
			return nil, err
		}
		if !ok {
			continue
		}
		good, err := goodSize(tx, origin)
		if err != nil {
			return nil, err
		}
		out = append(out, heldLog{origin, k.Head, good})
	}
	return append(out, heldLog{own.Head.Origin, own.SignedHead, math.MaxUint64}), nil
}

// latest returns when the latest entry of the file was recorded, of any
// origin.
func latest(tx *store.Tx, own head) (time.Time, error) {
	at := own.Head.Recorded
	for origin := range tx.HeadOrigins() {
		if origin == own.Head.Origin {
			continue
		}
		k, ok, err := newest(tx, origin)
		if err != nil {
			return at, err
		}
		if ok && k.Head.Head.Recorded.After(at) {
			at = k.Head.Head.Recorded
		}
	}
	return at, nil
}

// partial returns the other origins of which entries about records are left out.
// What was expunged here is nowhere else to be looked up, and hides nothing.
func partial(tx *store.Tx, own string) map[string]bool {
	out := map[string]bool{}
	for origin := range tx.GoneOrigins() {
		if origin == own {
			continue
		}
		for g := range tx.GoneFrom(origin, 1) {
			if !g.Case {
				out[origin] = true
				break
			}
		}
	}
	return out
}
