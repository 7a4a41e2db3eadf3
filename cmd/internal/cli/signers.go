package cli

import (
	"bytes"
	"errors"
	"fmt"

	"golang.org/x/crypto/ssh"

	"takedown/pkg/casebook"
	"takedown/pkg/exchange/sealed"
	"takedown/pkg/ledger"
	"takedown/pkg/store"
)

// judge returns whose signatures count: those of an allowed_signers file, or
// without one those that the case file trusts, where there is one.
func (g *globals) judge(path string) (sealed.Judge, error) {
	if path == "" {
		return g.caseJudge()
	}
	raw, err := readSmall(path, maxKeyFile*64)
	if err != nil {
		return nil, err
	}
	signers, err := ledger.ParseSigners(bytes.NewReader(raw))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return func(h ledger.Head, namespace string, key ssh.PublicKey) string {
		word := sealed.Unknown
		for i := range signers {
			switch s := &signers[i]; {
			case s.Covers(h.Origin, namespace, key) && s.At(h.Recorded):
				return sealed.Trusted
			case s.Covers(h.Origin, namespace, key):
				word = sealed.Revoked
			case word == sealed.Unknown && s.Covers(h.Origin, namespace, s.Key):
				word = sealed.Wrong
			}
		}
		return word
	}, nil
}

func (g *globals) caseJudge() (sealed.Judge, error) {
	var trusted []casebook.Trusted
	env, err := g.caseEnv()
	if err == nil {
		err = g.readWith(env, func(r *casebook.Reader) (err error) {
			trusted, err = r.Trust()
			return err
		})
	}
	if err != nil && !errors.Is(err, store.ErrNoCase) {
		return nil, err
	}
	return func(h ledger.Head, _ string, key ssh.PublicKey) string {
		word := sealed.Unknown
		for _, t := range trusted {
			pub, err := ledger.ParsePublicKey([]byte(t.Key))
			same := err == nil && bytes.Equal(pub.Marshal(), key.Marshal())
			switch {
			case err != nil || t.Origin != h.Origin:
			case same && t.Revoked.IsZero():
				return sealed.Trusted
			case same:
				word = sealed.Revoked
			case word == sealed.Unknown:
				word = sealed.Wrong
			}
		}
		return word
	}, nil
}
