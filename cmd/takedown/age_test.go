package main

import (
	"bytes"
	"io"
	"os"
	"strings"
	"testing"

	"filippo.io/age"
	"filippo.io/age/agessh"
)

// decrypted returns what a file says to one of its recipients.
func (s *sandbox) decrypted(name string, id age.Identity) string {
	s.t.Helper()
	raw, err := os.ReadFile(s.path(name))
	if err != nil {
		s.t.Fatal(err)
	}
	r, err := age.Decrypt(bytes.NewReader(raw), id)
	if err != nil {
		s.t.Fatal(err)
	}
	text, err := io.ReadAll(r)
	if err != nil {
		s.t.Fatal(err)
	}
	return string(text)
}

func TestAnEncryptedCaseIsReadByItsRecipientsAlone(t *testing.T) {
	vn, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	s := newSandbox(t)
	s.must("init", "--agency", "nl", "--device", "a", "--no-passphrase", "--db", "nl.db")
	public, err := os.ReadFile(s.path("takedown/keys/nl_a.pub"))
	if err != nil {
		t.Fatal(err)
	}
	private, err := os.ReadFile(s.path("takedown/keys/nl_a"))
	if err != nil {
		t.Fatal(err)
	}
	nl, err := agessh.ParseIdentity(private)
	if err != nil {
		t.Fatal(err)
	}
	s.must("add", "agency", "vn", "-f", "age_recipient="+vn.Recipient().String())
	s.must("add", "agency", "nl", "-f", "age_recipient="+strings.TrimSpace(string(public)))
	s.must("add", "domain", "evil.example")
	s.must("export", "--to", "vn,nl", "--encrypt", "-O", "both.age")
	s.must("export", "--to", "vn,nl", "-O", "both.case")
	plain, err := os.ReadFile(s.path("both.case"))
	if err != nil {
		t.Fatal(err)
	}
	for name, id := range map[string]age.Identity{"vn": vn, "nl": nl} {
		if s.decrypted("both.age", id) != string(plain) {
			t.Errorf("%s reads another file than the one that is not encrypted", name)
		}
	}
	stranger, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(s.path("both.age"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := age.Decrypt(bytes.NewReader(raw), stranger); err == nil {
		t.Error("a stranger reads the file")
	}
	if _, stderr, code := s.run("import", "both.age"); code != 65 || !strings.Contains(stderr, "age -d -i KEY FILE | takedown import -") {
		t.Errorf("the import of an encrypted file ends with %d: %s", code, stderr)
	}
}
