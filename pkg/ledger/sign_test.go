package ledger_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/pem"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/hiddeco/sshsig"
	"golang.org/x/crypto/ssh"

	"takedown/pkg/ledger"
)

// newSigner makes the same key for the same seed.
func newSigner(t testing.TB, seed string) ssh.Signer {
	t.Helper()
	private, _, err := ledger.GenerateKey(strings.NewReader(strings.Repeat(seed, 32)), "", nil)
	if err != nil {
		t.Fatal(err)
	}
	signer, err := ledger.ParseKey(private, nil)
	if err != nil {
		t.Fatal(err)
	}
	return signer
}

func mustSign(t testing.TB, signer ssh.Signer) ledger.SignedHead {
	t.Helper()
	signed, err := ledger.SignHead(signer, someHead())
	if err != nil {
		t.Fatal(err)
	}
	return signed
}

func TestASignedHeadIsVerified(t *testing.T) {
	signer := newSigner(t, "a")
	signed := mustSign(t, signer)
	if err := ledger.VerifyHead(signer.PublicKey(), signed); err != nil {
		t.Error(err)
	}
	if again := mustSign(t, signer); again != signed {
		t.Error("the same head is signed differently the second time")
	}
	pub, err := ledger.SignatureKey(signed.Sig)
	if err != nil || ledger.Fingerprint(pub) != ledger.Fingerprint(signer.PublicKey()) {
		t.Errorf("the signature names another key: %v", err)
	}
}

func TestAHeadThatCannotBeReadIsNotSigned(t *testing.T) {
	for what, spoil := range map[string]func(*ledger.Head){
		"origin":     func(h *ledger.Head) { h.Origin = "hk/lt07\n41" },
		"no entries": func(h *ledger.Head) { h.Size = 0 },
		"precision":  func(h *ledger.Head) { h.Recorded = h.Recorded.Add(1) },
	} {
		h := someHead()
		spoil(&h)
		if _, err := ledger.SignHead(newSigner(t, "a"), h); !errors.Is(err, ledger.ErrMalformed) {
			t.Errorf("%s: %v", what, err)
		}
	}
}

func TestAnotherKeyIsNotTheSigner(t *testing.T) {
	signed := mustSign(t, newSigner(t, "a"))
	if err := ledger.VerifyHead(newSigner(t, "b").PublicKey(), signed); !errors.Is(err, ledger.ErrWrongKey) {
		t.Error(err)
	}
}

func TestASignatureServesOnePurpose(t *testing.T) {
	signer := newSigner(t, "a")
	signed := mustSign(t, signer)
	err := ledger.Verify(signer.PublicKey(), ledger.CaseNamespace, bytes.NewReader(signed.Head.Body()), signed.Sig)
	if !errors.Is(err, ledger.ErrSignature) {
		t.Error(err)
	}
}

func TestEveryChangedByteOfASignedHeadIsSeen(t *testing.T) {
	signer := newSigner(t, "a")
	signed := mustSign(t, signer)
	body := signed.Head.Body()
	for i := range body {
		for bit := range 8 {
			changed := bytes.Clone(body)
			changed[i] ^= 1 << bit
			err := ledger.Verify(signer.PublicKey(), ledger.HeadNamespace, bytes.NewReader(changed), signed.Sig)
			if !errors.Is(err, ledger.ErrSignature) {
				t.Errorf("bit %d of byte %d: %v", bit, i, err)
			}
		}
	}
}

func refusesSignature(t *testing.T, pub ssh.PublicKey, what, armored string) {
	t.Helper()
	err := ledger.Verify(pub, ledger.HeadNamespace, bytes.NewReader(someHead().Body()), armored)
	if !errors.Is(err, ledger.ErrSignature) && !errors.Is(err, ledger.ErrWrongKey) {
		t.Errorf("%s: %v", what, err)
	}
}

func TestEveryChangedByteOfASignatureIsSeen(t *testing.T) {
	signer := newSigner(t, "a")
	pub, sig := signer.PublicKey(), mustSign(t, signer).Sig
	for i := range len(sig) {
		for c := range 256 {
			if byte(c) == sig[i] {
				continue
			}
			refusesSignature(t, pub, "changed byte", sig[:i]+string([]byte{byte(c)})+sig[i+1:])
		}
		refusesSignature(t, pub, "missing byte", sig[:i]+sig[i+1:])
		refusesSignature(t, pub, "doubled byte", sig[:i+1]+sig[i:])
		refusesSignature(t, pub, "cut", sig[:i])
	}
}

// rewrap changes what the armour holds and armours it again, canonically.
func rewrap(t *testing.T, armored string, change func(*sshsig.Signature)) string {
	t.Helper()
	sig, err := sshsig.Unarmor([]byte(armored))
	if err != nil {
		t.Fatal(err)
	}
	change(sig)
	return string(sshsig.Armor(sig))
}

func TestASignatureHasNoSecondSpelling(t *testing.T) {
	signer := newSigner(t, "a")
	pub, sig := signer.PublicKey(), mustSign(t, signer).Sig
	block, _ := pem.Decode([]byte(sig))
	block.Headers = map[string]string{"Comment": "hello"}
	for what, armored := range map[string]string{
		"text before":          "hello\n" + sig,
		"text after":           sig + "hello\n",
		"empty line after":     sig + "\n",
		"no last line end":     strings.TrimSuffix(sig, "\n"),
		"Windows line ends":    strings.ReplaceAll(sig, "\n", "\r\n"),
		"other line length":    wrapAt70(sig),
		"PEM header":           string(pem.EncodeToMemory(block)),
		"two signatures":       sig + sig,
		"no signature":         "",
		"bytes after":          rewrap(t, sig, func(s *sshsig.Signature) { s.Signature.Rest = []byte{0} }),
		"other format":         rewrap(t, sig, func(s *sshsig.Signature) { s.Signature.Format = "ssh-rsa" }),
		"other hash algorithm": rewrap(t, sig, func(s *sshsig.Signature) { s.HashAlgorithm = sshsig.HashSHA256 }),
		"other namespace":      rewrap(t, sig, func(s *sshsig.Signature) { s.Namespace = ledger.CaseNamespace }),
	} {
		refusesSignature(t, pub, what, armored)
	}
}

// wrapAt70 breaks the lines where ssh-keygen breaks them.
func wrapAt70(armored string) string {
	lines := strings.Split(strings.TrimSpace(armored), "\n")
	text := strings.Join(lines[1:len(lines)-1], "")
	var wrapped strings.Builder
	for len(text) > 70 {
		wrapped.WriteString(text[:70] + "\n")
		text = text[70:]
	}
	return lines[0] + "\n" + wrapped.String() + text + "\n" + lines[len(lines)-1] + "\n"
}

func TestOnlySHA512IsAccepted(t *testing.T) {
	signer := newSigner(t, "a")
	sig, err := sshsig.Sign(bytes.NewReader(someHead().Body()), signer, sshsig.HashSHA256, ledger.HeadNamespace)
	if err != nil {
		t.Fatal(err)
	}
	refusesSignature(t, signer.PublicKey(), "SHA-256", string(sshsig.Armor(sig)))
}

func TestOnlyEd25519Signs(t *testing.T) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	signer, err := ssh.NewSignerFromKey(key)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := ledger.SignHead(signer, someHead()); !errors.Is(err, ledger.ErrKey) {
		t.Errorf("signing: %v", err)
	}
	sig, err := sshsig.Sign(bytes.NewReader(someHead().Body()), signer, sshsig.HashSHA512, ledger.HeadNamespace)
	if err != nil {
		t.Fatal(err)
	}
	armored := string(sshsig.Armor(sig))
	err = ledger.Verify(signer.PublicKey(), ledger.HeadNamespace, bytes.NewReader(someHead().Body()), armored)
	if !errors.Is(err, ledger.ErrKey) {
		t.Errorf("verifying: %v", err)
	}
	if _, err := ledger.SignatureKey(armored); !errors.Is(err, ledger.ErrSignature) {
		t.Errorf("reading: %v", err)
	}
}

func TestAMessageThatCannotBeReadIsNoBadSignature(t *testing.T) {
	signer, broken := newSigner(t, "a"), errors.New("disk")
	message := io.MultiReader(strings.NewReader("half"), iotest.ErrReader(broken))
	err := ledger.Verify(signer.PublicKey(), ledger.HeadNamespace, message, mustSign(t, signer).Sig)
	if !errors.Is(err, broken) || errors.Is(err, ledger.ErrSignature) {
		t.Error(err)
	}
	if _, err := ledger.Sign(signer, ledger.CaseNamespace, iotest.ErrReader(broken)); !errors.Is(err, broken) {
		t.Error(err)
	}
}

func TestOpenSSHVerifiesAHead(t *testing.T) {
	keygen, err := exec.LookPath("ssh-keygen")
	if err != nil {
		t.Skip("ssh-keygen is not installed")
	}
	dir, signer := t.TempDir(), newSigner(t, "a")
	signed := mustSign(t, signer)
	allowed := "hk/lt07 " + string(ssh.MarshalAuthorizedKey(signer.PublicKey()))
	for name, text := range map[string]string{"signers": allowed, "H.sig": signed.Sig} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	verify := func(body []byte) ([]byte, error) {
		cmd := exec.Command(keygen, "-Y", "verify", "-f", "signers", "-I", "hk/lt07", "-n", "takedown-head@v1", "-s", "H.sig")
		cmd.Dir, cmd.Stdin = dir, bytes.NewReader(body)
		return cmd.CombinedOutput()
	}
	if out, err := verify(signed.Head.Body()); err != nil {
		t.Errorf("%v: %s", err, out)
	}
	if out, err := verify(append(signed.Head.Body(), '\n')); err == nil {
		t.Errorf("a changed head passed: %s", out)
	}
}

func FuzzVerify(f *testing.F) {
	signer := newSigner(f, "a")
	sig := mustSign(f, signer).Sig
	f.Add(sig)
	f.Fuzz(func(t *testing.T, armored string) {
		err := ledger.Verify(signer.PublicKey(), ledger.HeadNamespace, bytes.NewReader(someHead().Body()), armored)
		if err == nil && armored != sig {
			t.Errorf("a second signature passed: %q", armored)
		}
	})
}
