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
func Init(path, origin string, said Said, signer ssh.Signer, env Env) (c Commit, err error) {
	agency, device, err := ledger.ParseOrigin(origin)
	if err != nil {
		return Commit{}, fmt.Errorf("%w: %w", takedown.ErrInvalid, err)
	}
	db, err := store.Create(path, store.Options{Timeout: env.Lock, Holder: env.Holder})
	if err != nil {
		return Commit{}, err
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
		return Commit{}, err
	}
	if err := db.Update(func(tx *store.Tx) error { return tx.SetOrigin(raw) }); err != nil {
		return Commit{}, err
	}
	return w.Write(false, false, func(b *Batch) error {
		if err := b.initial(agency, device, w.id.Key); err != nil {
			return err
		}
		return b.Add(takedown.ID{Kind: "agency", Key: agency}, "", nil, false)
	})
}

// publicLine writes a public key as authorized_keys has it, without comment.
func publicLine(key ssh.PublicKey) string {
	return strings.TrimSpace(string(ssh.MarshalAuthorizedKey(key)))
}

// initial writes the first entry of an origin.
func (b *Batch) initial(agency, device, key string) error {
	payload := []byte(`{"agency":`)
	payload = ledger.AppendString(payload, agency)
	payload = ledger.AppendString(append(payload, `,"device":`...), device)
	payload = ledger.AppendString(append(payload, `,"key":`...), key)
	typed := b.said.TLP
	b.said.TLP = nil
	err := b.sayOfCase(draft{verb: "init", subject: "case", payload: append(payload, '}'), tlp: takedown.Clear})
	b.said.TLP = typed
	return err
}
