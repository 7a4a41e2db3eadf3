package ledger

import (
	"crypto/rand"
	"crypto/sha512"
	"fmt"

	"github.com/hiddeco/sshsig"
	"golang.org/x/crypto/ssh"
)

// Sum is the SHA-512 of a message that is too long to be read again: SSHSIG
// signs the hash of a message, so that it is all that a signature needs.
type Sum [sha512.Size]byte

// signed is what an SSHSIG signature is over (OpenSSH, PROTOCOL.sshsig).
func (s Sum) signed(namespace string) []byte {
	return append([]byte("SSHSIG"), ssh.Marshal(struct{ Namespace, Reserved, Algorithm, Hash string }{
		namespace, "", sshsig.HashSHA512.String(), string(s[:]),
	})...)
}

// SignSum is [Sign] of the message with that hash.
func SignSum(signer ssh.Signer, namespace string, sum Sum) (armored string, err error) {
	if err := checkType(signer.PublicKey()); err != nil {
		return "", err
	}
	sig, err := signer.Sign(rand.Reader, sum.signed(namespace))
	if err != nil {
		return "", fmt.Errorf("signing for %s: %w", namespace, err)
	}
	return string(sshsig.Armor(&sshsig.Signature{
		Version: 1, PublicKey: signer.PublicKey(), Namespace: namespace, HashAlgorithm: sshsig.HashSHA512, Signature: sig,
	})), nil
}

// VerifySum is [Verify] of the message with that hash.
func VerifySum(pub ssh.PublicKey, namespace string, sum Sum, armored string) error {
	sig, err := signatureBy(pub, armored)
	if err != nil {
		return err
	}
	if sig.Namespace != namespace {
		return fmt.Errorf("signature for %s, not for %s: %w", sig.Namespace, namespace, ErrSignature)
	}
	if err := pub.Verify(sum.signed(namespace), sig.Signature); err != nil {
		return fmt.Errorf("signature by %s for %s (%v): %w", Fingerprint(pub), namespace, err, ErrSignature)
	}
	return nil
}
