package ledger

import (
	"bytes"
	"fmt"
	"io"

	"github.com/hiddeco/sshsig"
	"golang.org/x/crypto/ssh"
)

// The namespaces keep a signature made for one purpose from serving another.
const (
	HeadNamespace = "takedown-head@v1"
	CaseNamespace = "takedown-case@v1"
)

// SignHead signs the head's body. It refuses a head that would not come back
// from its body.
func SignHead(signer ssh.Signer, h Head) (SignedHead, error) {
	body := h.Body()
	if _, err := ParseHead(body); err != nil {
		return SignedHead{}, err
	}
	if !isTimestamp(h.Recorded) {
		return SignedHead{}, fmt.Errorf("head of %s: recorded is not UTC in whole milliseconds: %w", h.Origin, ErrMalformed)
	}
	sig, err := Sign(signer, HeadNamespace, bytes.NewReader(body))
	if err != nil {
		return SignedHead{}, fmt.Errorf("head of %s: %w", h.Origin, err)
	}
	return SignedHead{h, sig}, nil
}

// VerifyHead checks that the key signed the head.
func VerifyHead(pub ssh.PublicKey, s SignedHead) error {
	if err := Verify(pub, HeadNamespace, bytes.NewReader(s.Head.Body()), s.Sig); err != nil {
		return fmt.Errorf("head of %s at %d: %w", s.Head.Origin, s.Head.Size, err)
	}
	return nil
}

// Sign returns an armoured SSHSIG signature over the message. Ed25519 is
// deterministic: the same key and message give the same bytes, from a file or
// from an agent.
func Sign(signer ssh.Signer, namespace string, message io.Reader) (armored string, err error) {
	if err := checkType(signer.PublicKey()); err != nil {
		return "", err
	}
	sig, err := sshsig.Sign(message, signer, sshsig.HashSHA512, namespace)
	if err != nil {
		return "", fmt.Errorf("signing for %s: %w", namespace, err)
	}
	return string(sshsig.Armor(sig)), nil
}

// Verify checks that the key signed the message for the namespace, and that the
// signature is in its one spelling. An error of reading the message comes back
// as it is, since it says nothing about the signature.
func Verify(pub ssh.PublicKey, namespace string, message io.Reader, armored string) error {
	sig, err := signatureBy(pub, armored)
	if err != nil {
		return err
	}
	source := &source{Reader: message}
	err = sshsig.Verify(source, sig, pub, sshsig.HashSHA512, namespace)
	if source.err != nil {
		return source.err
	}
	if err != nil {
		return fmt.Errorf("signature by %s for %s (%v): %w", Fingerprint(pub), namespace, err, ErrSignature)
	}
	return nil
}

// signatureBy reads a signature that has to name the key.
func signatureBy(pub ssh.PublicKey, armored string) (*sshsig.Signature, error) {
	if err := checkType(pub); err != nil {
		return nil, err
	}
	sig, err := unarmor(armored)
	if err != nil {
		return nil, err
	}
	if !bytes.Equal(sig.PublicKey.Marshal(), pub.Marshal()) {
		return nil, fmt.Errorf("signature by %s, not %s: %w", Fingerprint(sig.PublicKey), Fingerprint(pub), ErrWrongKey)
	}
	return sig, nil
}

// SignatureKey returns the key that a signature names. That it really made the
// signature, and for what, only Verify can tell.
func SignatureKey(armored string) (ssh.PublicKey, error) {
	sig, err := unarmor(armored)
	if err != nil {
		return nil, err
	}
	return sig.PublicKey, nil
}

// unarmor reads the one spelling that Sign writes. The library passes over text
// around the block, other line lengths and bytes after the signature proper;
// each of these would be a change that nobody sees. So the armour of ssh-keygen,
// whose lines are longer, is refused too.
func unarmor(armored string) (*sshsig.Signature, error) {
	sig, err := sshsig.Unarmor([]byte(armored))
	if err != nil {
		return nil, fmt.Errorf("signature cannot be read (%v): %w", err, ErrSignature)
	}
	if string(sshsig.Armor(sig)) != armored || len(sig.Signature.Rest) > 0 {
		return nil, fmt.Errorf("signature is not in its one spelling: %w", ErrSignature)
	}
	if sig.HashAlgorithm != sshsig.HashSHA512 {
		return nil, fmt.Errorf("signature over a %s hash, not sha512: %w", sig.HashAlgorithm, ErrSignature)
	}
	if err := checkType(sig.PublicKey); err != nil {
		return nil, fmt.Errorf("signature: %w: %w", err, ErrSignature)
	}
	return sig, nil
}

// source remembers why a message could not be read to its end.
type source struct {
	io.Reader
	err error
}

func (s *source) Read(p []byte) (int, error) {
	n, err := s.Reader.Read(p)
	if err != nil && err != io.EOF {
		s.err = err
	}
	return n, err
}
