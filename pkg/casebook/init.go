package casebook

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/go-json-experiment/json"
	"golang.org/x/crypto/ssh"

	"takedown/pkg/ledger"
	"takedown/pkg/store"
	"takedown/pkg/takedown"
)

// Init makes the case file of an origin: entry 1 is init, entry 2 adds the
// agency, both in one commit.
func Init(path, origin string, said Said, signer ssh.Signer, env Env) (Commit, error) {
	var c Commit
	err := create(path, origin, said, signer, env, func(w *Writer) (err error) {
		c, err = w.begin(nil)
		return err
	})
	return c, err
}

// create makes a case file that is empty but for its identity, and has it filled.
// Where that fails no file is left.
func create(path, origin string, said Said, signer ssh.Signer, env Env, fill func(*Writer) error) (err error) {
	if _, _, err := ledger.ParseOrigin(origin); err != nil {
		return fmt.Errorf("%w: %w", takedown.ErrInvalid, err)
	}
	db, err := store.Create(path, store.Options{Timeout: env.Lock, Holder: env.Holder})
	if err != nil {
		return err
	}
	w := &Writer{path: path, db: db, signer: signer, said: said, env: env}
	w.id = identity{origin, ledger.Fingerprint(signer.PublicKey()), publicLine(signer.PublicKey())}
	defer func() {
		err = errors.Join(err, db.Close())
		if err != nil {
			err = errors.Join(err, os.Remove(path))
		}
	}()
	raw, err := json.Marshal(w.id)
	if err != nil {
		return err
	}
	if err := db.Update(func(tx *store.Tx) error { return tx.SetOrigin(raw) }); err != nil {
		return err
	}
	return fill(w)
}

// begin writes the first entries of the origin.
func (w *Writer) begin(continues []continued) (Commit, error) {
	agency, device, err := ledger.ParseOrigin(w.id.Origin)
	if err != nil {
		return Commit{}, err
	}
	return w.Write(false, false, func(b *Batch) error {
		if err := b.initial(agency, device, w.id.Key, continues); err != nil {
			return err
		}
		return b.Add(takedown.ID{Kind: "agency", Key: agency}, "", nil, false)
	})
}

// publicLine writes a public key as authorized_keys has it, without comment.
func publicLine(key ssh.PublicKey) string {
	return strings.TrimSpace(string(ssh.MarshalAuthorizedKey(key)))
}

// initPayload is what the first entry of an origin says.
type initPayload struct {
	Agency    string      `json:"agency"`
	Device    string      `json:"device"`
	Key       string      `json:"key"`
	Continues []continued `json:"continues,omitzero"`
}

// continued is a log as it stood when another origin went on from it.
type continued struct {
	Origin string `json:"origin"`
	Size   uint64 `json:"size"`
	Root   string `json:"root"` // lower-case hex
}

// initial writes the first entry of an origin, which names the heads of the logs
// that it goes on from.
func (b *Batch) initial(agency, device, key string, continues []continued) error {
	payload, err := json.Marshal(initPayload{agency, device, key, continues})
	if err != nil {
		return err
	}
	typed := b.said.TLP
	b.said.TLP = nil
	err = b.sayOfCase(draft{verb: "init", subject: "case", payload: payload, tlp: takedown.Clear})
	b.said.TLP = typed
	return err
}
