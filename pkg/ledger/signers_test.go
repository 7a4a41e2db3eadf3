package ledger_test

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/crypto/ssh"

	"takedown/pkg/ledger"
)

var bothNamespaces = []string{ledger.HeadNamespace, ledger.CaseNamespace}

func keyLine(t *testing.T, seed string) string {
	t.Helper()
	return strings.TrimSpace(string(ssh.MarshalAuthorizedKey(newSigner(t, seed).PublicKey())))
}

func TestSignersAreReadAsOpenSSHWritesThem(t *testing.T) {
	key := keyLine(t, "a")
	got, err := ledger.ParseSigners(strings.NewReader("# who signs\n\n" +
		"hk/lt07 " + key + "\r\n" +
		"  vn/pc1,vn/pc2\tnamespaces=\"takedown-head@v1,takedown-case@v1\",valid-after=20250101Z,valid-before=\"20250314000000Z\"  " + key + " the desk of vn\n" +
		"kr/a valid-before=\"202503140102Z\" " + key + "\n"))
	if err != nil {
		t.Fatal(err)
	}
	want := []ledger.Signer{
		{Principals: []string{"hk/lt07"}, Line: 3},
		{Principals: []string{"vn/pc1", "vn/pc2"}, Line: 4, Namespaces: bothNamespaces,
			ValidAfter: time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC), ValidBefore: time.Date(2025, 3, 14, 0, 0, 0, 0, time.UTC)},
		{Principals: []string{"kr/a"}, Line: 5, ValidBefore: time.Date(2025, 3, 14, 1, 2, 0, 0, time.UTC)},
	}
	for i := range got {
		if ledger.Fingerprint(got[i].Key) != ledger.Fingerprint(newSigner(t, "a").PublicKey()) {
			t.Errorf("signer %d has another key", i)
		}
		got[i].Key = nil
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestALineThatAllowsMoreThanItSaysIsRefused(t *testing.T) {
	key := keyLine(t, "a")
	for what, line := range map[string]string{
		"pattern":         "hk/* " + key,
		"any":             "* " + key,
		"negated":         "!hk/lt07,vn/pc1 " + key,
		"empty principal": "hk/lt07,,vn/pc1 " + key,
		"authority":       "hk/lt07 cert-authority " + key,
		"unknown option":  "hk/lt07 no-touch-required " + key,
		"open quote":      `hk/lt07 namespaces="a ` + key,
		"no key":          "hk/lt07",
		"option alone":    `hk/lt07 namespaces="a"`,
		"option twice":    `hk/lt07 namespaces="a",namespaces="b" ` + key,
		"other type":      "hk/lt07 ssh-rsa AAAA",
		"broken key":      "hk/lt07 ssh-ed25519 AAAA",
		"no such day":     "hk/lt07 valid-after=20250230Z " + key,
		"half a time":     "hk/lt07 valid-after=2025031401Z " + key,
		"time of a place": "hk/lt07 valid-after=20250314 " + key,
	} {
		_, err := ledger.ParseSigners(strings.NewReader("\nvn/pc1 " + key + "\n" + line + "\n"))
		if !errors.Is(err, ledger.ErrKey) {
			t.Errorf("%s: %v", what, err)
			continue
		}
		if !strings.HasPrefix(err.Error(), "line 3: ") {
			t.Errorf("%s: %q does not name the line", what, err)
		}
	}
	if _, err := ledger.ParseSigners(strings.NewReader(strings.Repeat("#", 2<<20))); !errors.Is(err, ledger.ErrKey) {
		t.Errorf("too long: %v", err)
	}
}

func TestASignerCountsInItsNameForItsPurposeAndInItsTime(t *testing.T) {
	from, to := time.Unix(100, 0), time.Unix(200, 0)
	key, other := newSigner(t, "a").PublicKey(), newSigner(t, "b").PublicKey()
	s := ledger.Signer{Principals: []string{"hk/lt07"}, Namespaces: []string{"a"}, ValidAfter: from, ValidBefore: to, Key: key}
	if !s.Covers("hk/lt07", "a", key) || s.Covers("hk/lt07", "b", key) || s.Covers("hk/lt0", "a", key) || s.Covers("hk/lt07", "a", other) {
		t.Error("names, purposes or keys are mixed up")
	}
	if !s.At(from) || s.At(to) || s.At(from.Add(-1)) || !s.At(to.Add(-1)) {
		t.Error("the interval is not half-open")
	}
	if whole := (ledger.Signer{Principals: []string{"hk/lt07"}, Key: key}); !whole.Covers("hk/lt07", "b", key) || !whole.At(to) {
		t.Error("a line without options does not count")
	}
}

func someSigners(t *testing.T) []ledger.Signer {
	key := newSigner(t, "a").PublicKey()
	return []ledger.Signer{
		{Principals: []string{"hk/lt07"}, Key: key},
		{Principals: []string{"hk/lt07", "vn/pc1"}, Namespaces: bothNamespaces, Key: key},
		{Principals: []string{"kr/a"}, ValidAfter: time.Date(2025, 1, 2, 3, 4, 5, 0, time.UTC), ValidBefore: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC), Key: key},
	}
}

func TestASignerComesBackAsItWasWritten(t *testing.T) {
	var file []byte
	for _, s := range someSigners(t) {
		file = s.Append(file)
	}
	got, err := ledger.ParseSigners(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	var again []byte
	for _, s := range got {
		again = s.Append(again)
	}
	if !bytes.Equal(file, again) {
		t.Errorf("%s came back as %s", file, again)
	}
	if want := `hk/lt07,vn/pc1 namespaces="takedown-head@v1,takedown-case@v1" ssh-ed25519 `; !strings.Contains(string(file), want) {
		t.Errorf("%q is not in %s", want, file)
	}
}

// opensshVerifies asks ssh-keygen about a signature over a message.
func opensshVerifies(t *testing.T, signer ssh.PublicKey, namespace string, message []byte, sig string) {
	t.Helper()
	keygen, err := exec.LookPath("ssh-keygen")
	if err != nil {
		t.Skip("ssh-keygen is not installed")
	}
	dir := t.TempDir()
	line := ledger.Signer{Principals: []string{"hk/lt07"}, Namespaces: bothNamespaces, Key: signer}
	allowed := line.Append(nil)
	for name, content := range map[string][]byte{"allowed": allowed, "sig": []byte(sig)} {
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.Command(keygen, "-Y", "verify", "-f", filepath.Join(dir, "allowed"), "-I", "hk/lt07", "-n", namespace, "-s", filepath.Join(dir, "sig"))
	cmd.Stdin = bytes.NewReader(message)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("ssh-keygen: %v: %s", err, out)
	}
}
