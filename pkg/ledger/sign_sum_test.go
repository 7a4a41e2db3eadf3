package ledger_test

import (
	"bytes"
	"crypto/sha512"
	"errors"
	"testing"

	"pgregory.net/rapid"

	"takedown/pkg/ledger"
)

func TestASignatureOverAHashIsThatOverTheMessage(t *testing.T) {
	signer := newSigner(t, "a")
	rapid.Check(t, func(t *rapid.T) {
		message := rapid.SliceOf(rapid.Byte()).Draw(t, "message")
		namespace := rapid.SampledFrom(bothNamespaces).Draw(t, "namespace")
		whole, err := ledger.Sign(signer, namespace, bytes.NewReader(message))
		if err != nil {
			t.Fatal(err)
		}
		sum := ledger.Sum(sha512.Sum512(message))
		short, err := ledger.SignSum(signer, namespace, sum)
		if err != nil || short != whole {
			t.Fatalf("%s is not %s: %v", short, whole, err)
		}
		if err := ledger.VerifySum(signer.PublicKey(), namespace, sum, whole); err != nil {
			t.Error(err)
		}
		if err := ledger.Verify(signer.PublicKey(), namespace, bytes.NewReader(message), short); err != nil {
			t.Error(err)
		}
	})
}

func TestAHashIsJudgedAsItsMessageIs(t *testing.T) {
	signer, other := newSigner(t, "a"), newSigner(t, "b")
	message := []byte("a message")
	sum := ledger.Sum(sha512.Sum512(message))
	sig, err := ledger.SignSum(signer, ledger.CaseNamespace, sum)
	if err != nil {
		t.Fatal(err)
	}
	for what, c := range map[string]struct {
		namespace string
		sum       ledger.Sum
		sig       string
		want      error
	}{
		"other purpose": {ledger.HeadNamespace, sum, sig, ledger.ErrSignature},
		"other message": {ledger.CaseNamespace, ledger.Sum{1}, sig, ledger.ErrSignature},
		"no signature":  {ledger.CaseNamespace, sum, "", ledger.ErrSignature},
		"two spellings": {ledger.CaseNamespace, sum, sig + "\n", ledger.ErrSignature},
	} {
		if err := ledger.VerifySum(signer.PublicKey(), c.namespace, c.sum, c.sig); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", what, err)
		}
	}
	if err := ledger.VerifySum(other.PublicKey(), ledger.CaseNamespace, sum, sig); !errors.Is(err, ledger.ErrWrongKey) {
		t.Errorf("another key: %v", err)
	}
}

func TestOpenSSHAcceptsASignatureOverAHash(t *testing.T) {
	signer, message := newSigner(t, "a"), bytes.Repeat([]byte("line\n"), 10_000)
	sig, err := ledger.SignSum(signer, ledger.CaseNamespace, ledger.Sum(sha512.Sum512(message)))
	if err != nil {
		t.Fatal(err)
	}
	opensshVerifies(t, signer.PublicKey(), ledger.CaseNamespace, message, sig)
}

// Whatever a file has in the place of a signature, it is refused or is the one
// spelling of what it says.
func FuzzSignature(f *testing.F) {
	signer, message := newSigner(f, "a"), []byte("a message")
	sum := ledger.Sum(sha512.Sum512(message))
	sig, err := ledger.SignSum(signer, ledger.CaseNamespace, sum)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(sig)
	f.Add(sig[:len(sig)/2])
	f.Add("-----BEGIN SSH SIGNATURE-----\n-----END SSH SIGNATURE-----\n")
	f.Fuzz(func(t *testing.T, text string) {
		short := ledger.VerifySum(signer.PublicKey(), ledger.CaseNamespace, sum, text)
		long := ledger.Verify(signer.PublicKey(), ledger.CaseNamespace, bytes.NewReader(message), text)
		if (short == nil) != (long == nil) {
			t.Errorf("over the hash: %v, over the message: %v", short, long)
		}
		if short == nil && text != sig {
			t.Errorf("a second spelling holds: %q", text)
		}
	})
}
