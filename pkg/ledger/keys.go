package ledger

import (
	"bytes"
	"crypto/ed25519"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"strings"

	"golang.org/x/crypto/ssh"
	"golang.org/x/crypto/ssh/agent"
)

// GenerateKey makes a key pair: the private key as an OpenSSH PEM file,
// encrypted if a passphrase is given, and the public key as a line of
// authorized_keys with its LF.
func GenerateKey(rand io.Reader, comment string, passphrase []byte) (private, public []byte, err error) {
	if strings.ContainsAny(comment, "\r\n") {
		return nil, nil, fmt.Errorf("comment %q of a key has a line end: %w", comment, ErrKey)
	}
	// The seed is read here because ed25519.GenerateKey does not promise to use
	// its reader, and tests need the same key each time.
	seed := make([]byte, ed25519.SeedSize)
	if _, err := io.ReadFull(rand, seed); err != nil {
		return nil, nil, fmt.Errorf("randomness for a key: %w", err)
	}
	key := ed25519.NewKeyFromSeed(seed)
	block, err := marshalPrivate(key, comment, passphrase)
	if err != nil {
		return nil, nil, fmt.Errorf("private key: %w", err)
	}
	pub, err := ssh.NewPublicKey(key.Public())
	if err != nil {
		return nil, nil, fmt.Errorf("public key: %w", err)
	}
	line := bytes.TrimSuffix(ssh.MarshalAuthorizedKey(pub), []byte("\n"))
	if comment != "" {
		line = append(append(line, ' '), comment...)
	}
	return pem.EncodeToMemory(block), append(line, '\n'), nil
}

func marshalPrivate(key ed25519.PrivateKey, comment string, passphrase []byte) (*pem.Block, error) {
	if len(passphrase) == 0 {
		return ssh.MarshalPrivateKey(key, comment)
	}
	return ssh.MarshalPrivateKeyWithPassphrase(key, comment, passphrase)
}

// ParseKey reads a private key file. It calls passphrase only for an encrypted
// key; nil means that there is nobody to ask.
func ParseKey(file []byte, passphrase func() ([]byte, error)) (ssh.Signer, error) {
	if err := checkKeyFile(file); err != nil {
		return nil, err
	}
	key, err := ssh.ParseRawPrivateKey(file)
	if missing := new(ssh.PassphraseMissingError); errors.As(err, &missing) {
		return decryptKey(file, passphrase)
	}
	if err != nil {
		return nil, fmt.Errorf("private key cannot be read (%v): %w", err, ErrKey)
	}
	return newSigner(key)
}

// checkKeyFile gives the usual mix-ups a sentence of their own.
func checkKeyFile(file []byte) error {
	switch {
	case len(bytes.TrimSpace(file)) == 0:
		return fmt.Errorf("key file is empty: %w", ErrKey)
	case bytes.HasPrefix(file, []byte("ssh-")):
		return fmt.Errorf("key file holds a public key, not the private one: %w", ErrKey)
	case bytes.ContainsRune(file, '\r'):
		// ssh-keygen refuses such a file too.
		return fmt.Errorf("key file has Windows line ends (CRLF): %w", ErrKey)
	}
	return nil
}

func decryptKey(file []byte, passphrase func() ([]byte, error)) (ssh.Signer, error) {
	if passphrase == nil {
		return nil, fmt.Errorf("private key is encrypted: %w", ErrPassphrase)
	}
	secret, err := passphrase()
	if err != nil {
		return nil, fmt.Errorf("passphrase of the private key: %w", err)
	}
	key, err := ssh.ParseRawPrivateKeyWithPassphrase(file, secret)
	if errors.Is(err, x509.IncorrectPasswordError) {
		return nil, fmt.Errorf("passphrase of the private key is wrong: %w", ErrPassphrase)
	}
	if err != nil {
		return nil, fmt.Errorf("private key cannot be decrypted (%v): %w", err, ErrKey)
	}
	return newSigner(key)
}

// newSigner takes a key as the library has read it. An OpenSSH file holds the
// public key a second time, and the library believes it: a damaged copy would
// go into every signature and none would hold.
func newSigner(key any) (ssh.Signer, error) {
	if k, ok := key.(*ed25519.PrivateKey); ok && !k.Equal(ed25519.NewKeyFromSeed(k.Seed())) {
		return nil, fmt.Errorf("private key does not belong to its public key: %w", ErrKey)
	}
	signer, err := ssh.NewSignerFromKey(key)
	if err != nil {
		return nil, fmt.Errorf("private key (%v): %w", err, ErrKey)
	}
	if err := checkType(signer.PublicKey()); err != nil {
		return nil, err
	}
	return signer, nil
}

// checkType refuses every key but plain ssh-ed25519: its signatures are
// deterministic, and those of security keys and of certificates are not.
func checkType(pub ssh.PublicKey) error {
	if pub.Type() != ssh.KeyAlgoED25519 {
		return fmt.Errorf("key of type %s, not %s: %w", pub.Type(), ssh.KeyAlgoED25519, ErrKey)
	}
	return nil
}

// ParsePublicKey reads one line of authorized_keys without options.
func ParsePublicKey(line []byte) (ssh.PublicKey, error) {
	pub, _, options, rest, err := ssh.ParseAuthorizedKey(line)
	if err != nil {
		return nil, fmt.Errorf("public key cannot be read (%v): %w", err, ErrKey)
	}
	if len(options) > 0 || len(bytes.TrimSpace(rest)) > 0 {
		return nil, fmt.Errorf("public key is not one line of type, key and comment: %w", ErrKey)
	}
	if err := checkType(pub); err != nil {
		return nil, err
	}
	return pub, nil
}

// Fingerprint returns the SHA-256 fingerprint as ssh-keygen prints it.
func Fingerprint(pub ssh.PublicKey) string {
	return ssh.FingerprintSHA256(pub)
}

// AgentSigner finds the key of that fingerprint in the SSH agent at the other
// end of conn, which must stay open as long as the signer is used.
func AgentSigner(conn io.ReadWriter, fingerprint string) (ssh.Signer, error) {
	signers, err := agent.NewClient(conn).Signers()
	if err != nil {
		return nil, fmt.Errorf("SSH agent (%v): %w", err, ErrKey)
	}
	for _, signer := range signers {
		if Fingerprint(signer.PublicKey()) != fingerprint {
			continue
		}
		if err := checkType(signer.PublicKey()); err != nil {
			return nil, err
		}
		return signer, nil
	}
	return nil, fmt.Errorf("SSH agent does not hold the key %s: %w", fingerprint, ErrKey)
}
