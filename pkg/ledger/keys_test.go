package ledger_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"encoding/pem"
	"errors"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/crypto/ssh"
	"golang.org/x/crypto/ssh/agent"

	"takedown/pkg/ledger"
)

func mustGenerate(t *testing.T, passphrase string) (private, public []byte) {
	t.Helper()
	private, public, err := ledger.GenerateKey(rand.Reader, "hk/lt07", []byte(passphrase))
	if err != nil {
		t.Fatal(err)
	}
	return private, public
}

// says answers the question for a passphrase.
func says(passphrase string) func() ([]byte, error) {
	return func() ([]byte, error) { return []byte(passphrase), nil }
}

func TestAKeyComesBack(t *testing.T) {
	for _, passphrase := range []string{"", "open sesame"} {
		private, public := mustGenerate(t, passphrase)
		if !bytes.HasSuffix(public, []byte(" hk/lt07\n")) || bytes.Count(public, []byte("\n")) != 1 {
			t.Errorf("public key is %q", public)
		}
		pub, err := ledger.ParsePublicKey(public)
		if err != nil {
			t.Fatal(err)
		}
		signer, err := ledger.ParseKey(private, says(passphrase))
		if err != nil {
			t.Fatal(err)
		}
		if err := ledger.VerifyHead(pub, mustSign(t, signer)); err != nil {
			t.Error(err)
		}
	}
}

func TestAPlainKeyAsksForNothing(t *testing.T) {
	private, _ := mustGenerate(t, "")
	_, err := ledger.ParseKey(private, func() ([]byte, error) {
		t.Error("asked for a passphrase")
		return nil, nil
	})
	if err != nil {
		t.Error(err)
	}
}

func TestAKeyDependsOnItsRandomnessOnly(t *testing.T) {
	a, b := newSigner(t, "a").PublicKey(), newSigner(t, "b").PublicKey()
	if ledger.Fingerprint(a) != ledger.Fingerprint(newSigner(t, "a").PublicKey()) {
		t.Error("the same randomness made two keys")
	}
	if ledger.Fingerprint(a) == ledger.Fingerprint(b) {
		t.Error("other randomness made the same key")
	}
	if _, _, err := ledger.GenerateKey(strings.NewReader("short"), "", nil); err == nil {
		t.Error("a key was made from too little randomness")
	}
}

func TestACommentCannotAddASecondKey(t *testing.T) {
	for _, comment := range []string{"a\nb", "a\rb"} {
		if _, _, err := ledger.GenerateKey(rand.Reader, comment, nil); !errors.Is(err, ledger.ErrKey) {
			t.Errorf("%q: %v", comment, err)
		}
	}
}

func TestALockedKeyNeedsItsPassphrase(t *testing.T) {
	private, _ := mustGenerate(t, "open sesame")
	if _, err := ledger.ParseKey(private, nil); !errors.Is(err, ledger.ErrPassphrase) {
		t.Errorf("nobody to ask: %v", err)
	}
	if _, err := ledger.ParseKey(private, says("sesame")); !errors.Is(err, ledger.ErrPassphrase) {
		t.Errorf("wrong passphrase: %v", err)
	}
	hungUp := errors.New("hung up")
	if _, err := ledger.ParseKey(private, func() ([]byte, error) { return nil, hungUp }); !errors.Is(err, hungUp) {
		t.Errorf("no answer: %v", err)
	}
}

func TestAFileThatIsNoKeyIsRefused(t *testing.T) {
	private, public := mustGenerate(t, "")
	for what, file := range map[string][]byte{
		"empty":         nil,
		"blank":         []byte("\n\n"),
		"text":          []byte("hello"),
		"public":        public,
		"cut":           private[:len(private)/2],
		"Windows":       bytes.ReplaceAll(private, []byte("\n"), []byte("\r\n")),
		"RSA":           marshalKey(t, newRSA(t)),
		"ECDSA":         marshalKey(t, newECDSA(t)),
		"unequal parts": marshalKey(t, unequalKey(t)),
	} {
		if _, err := ledger.ParseKey(file, nil); !errors.Is(err, ledger.ErrKey) {
			t.Errorf("%s: %v", what, err)
		}
	}
}

func newRSA(t *testing.T) *rsa.PrivateKey {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func newECDSA(t *testing.T) *ecdsa.PrivateKey {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// unequalKey has the public half of another key.
func unequalKey(t *testing.T) ed25519.PrivateKey {
	t.Helper()
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	key[len(key)-1] ^= 1
	return key
}

func marshalKey(t *testing.T, key any) []byte {
	t.Helper()
	block, err := ssh.MarshalPrivateKey(key, "")
	if err != nil {
		t.Fatal(err)
	}
	return pem.EncodeToMemory(block)
}

func TestALineThatIsNoPublicKeyIsRefused(t *testing.T) {
	private, public := mustGenerate(t, "")
	ecdsaKey, err := ssh.NewPublicKey(newECDSA(t).Public())
	if err != nil {
		t.Fatal(err)
	}
	for what, line := range map[string][]byte{
		"empty":    nil,
		"text":     []byte("hello"),
		"private":  private,
		"cut":      public[:40],
		"options":  append([]byte(`command="x" `), public...),
		"two keys": append(bytes.Clone(public), public...),
		"ECDSA":    ssh.MarshalAuthorizedKey(ecdsaKey),
	} {
		if _, err := ledger.ParsePublicKey(line); !errors.Is(err, ledger.ErrKey) {
			t.Errorf("%s: %v", what, err)
		}
	}
}

// serveAgent starts an agent that holds the keys, until the test ends.
func serveAgent(t *testing.T, keys ...any) net.Conn {
	t.Helper()
	ring := agent.NewKeyring()
	for _, key := range keys {
		if err := ring.Add(agent.AddedKey{PrivateKey: key}); err != nil {
			t.Fatal(err)
		}
	}
	client, server := net.Pipe()
	go agent.ServeAgent(ring, server)
	t.Cleanup(func() { client.Close(); server.Close() })
	return client
}

func TestAnAgentSignsAsTheFileDoes(t *testing.T) {
	private, public := mustGenerate(t, "")
	raw, err := ssh.ParseRawPrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	pub, err := ledger.ParsePublicKey(public)
	if err != nil {
		t.Fatal(err)
	}
	fromFile, err := ledger.ParseKey(private, nil)
	if err != nil {
		t.Fatal(err)
	}
	conn := serveAgent(t, newECDSA(t), raw)
	fromAgent, err := ledger.AgentSigner(conn, ledger.Fingerprint(pub))
	if err != nil {
		t.Fatal(err)
	}
	if mustSign(t, fromFile) != mustSign(t, fromAgent) {
		t.Error("file and agent sign differently")
	}
}

func TestAnAgentWithoutTheKeyIsRefused(t *testing.T) {
	other := newECDSA(t)
	pub, err := ssh.NewPublicKey(other.Public())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := ledger.AgentSigner(serveAgent(t), "SHA256:x"); !errors.Is(err, ledger.ErrKey) {
		t.Errorf("no keys: %v", err)
	}
	if _, err := ledger.AgentSigner(serveAgent(t, other), ledger.Fingerprint(pub)); !errors.Is(err, ledger.ErrKey) {
		t.Errorf("other type: %v", err)
	}
	dead := serveAgent(t)
	dead.Close()
	if _, err := ledger.AgentSigner(dead, "SHA256:x"); !errors.Is(err, ledger.ErrKey) {
		t.Errorf("dead: %v", err)
	}
}

func TestOpenSSHReadsOurKeys(t *testing.T) {
	keygen, err := exec.LookPath("ssh-keygen")
	if err != nil {
		t.Skip("ssh-keygen is not installed")
	}
	for _, passphrase := range []string{"", "open sesame"} {
		private, public := mustGenerate(t, passphrase)
		file := filepath.Join(t.TempDir(), "key")
		if err := os.WriteFile(file, private, 0o600); err != nil {
			t.Fatal(err)
		}
		out, err := exec.Command(keygen, "-y", "-P", passphrase, "-f", file).Output()
		if err != nil || !bytes.Equal(out, public) {
			t.Errorf("ssh-keygen reads %q, not %q: %v", out, public, err)
		}
	}
}

func TestAFingerprintIsThatOfOpenSSH(t *testing.T) {
	keygen, err := exec.LookPath("ssh-keygen")
	if err != nil {
		t.Skip("ssh-keygen is not installed")
	}
	_, public := mustGenerate(t, "")
	pub, err := ledger.ParsePublicKey(public)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(keygen, "-l", "-f", "-")
	cmd.Stdin = bytes.NewReader(public)
	out, err := cmd.Output()
	if err != nil || !strings.Contains(string(out), ledger.Fingerprint(pub)) {
		t.Errorf("%s is not in %q: %v", ledger.Fingerprint(pub), out, err)
	}
}
