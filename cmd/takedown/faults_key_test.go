package main

import (
	"bytes"
	"crypto/rand"
	"crypto/rsa"
	"encoding/pem"
	"net"
	"os"
	"strings"
	"testing"

	"golang.org/x/crypto/ssh"

	"takedown/pkg/ledger"
)

func TestAKeyThatCannotSignIsRefusedAndNothingIsWritten(t *testing.T) {
	s := newSandbox(t)
	own, err := os.ReadFile(s.path("takedown/keys/hk_lt07"))
	if err != nil {
		t.Fatal(err)
	}
	public, err := os.ReadFile(s.path("takedown/keys/hk_lt07.pub"))
	if err != nil {
		t.Fatal(err)
	}
	large, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	block, err := ssh.MarshalPrivateKey(large, "")
	if err != nil {
		t.Fatal(err)
	}
	locked, _, err := ledger.GenerateKey(rand.Reader, "hk/lt07", []byte("secret"))
	if err != nil {
		t.Fatal(err)
	}
	other, _, err := ledger.GenerateKey(rand.Reader, "hk/lt07", nil)
	if err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string][]byte{
		"empty": {}, "rsa": pem.EncodeToMemory(block), "locked": locked, "other": other, "cut": own[:100], "public": public,
		"crlf": bytes.ReplaceAll(own, []byte("\n"), []byte("\r\n")), "shared": own, "junk": bytes.Repeat([]byte{0xff, 0}, 5000),
	} {
		if err := os.WriteFile(s.path(name), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Chmod(s.path("shared"), 0o644); err != nil {
		t.Fatal(err)
	}
	dead, err := net.Listen("unix", s.path("dead"))
	if err != nil {
		t.Fatal(err)
	}
	go func() {
		for {
			c, err := dead.Accept()
			if err != nil {
				return
			}
			_ = c.Close()
		}
	}()
	defer dead.Close()
	pub, err := ledger.ParsePublicKey(public)
	if err != nil {
		t.Fatal(err)
	}
	agent := "agent:" + ledger.Fingerprint(pub)
	before, err := os.ReadFile(s.path("takedown.db"))
	if err != nil {
		t.Fatal(err)
	}
	plain := s.env
	for key, env := range map[string]string{
		"empty": "", "rsa": "", "locked": "", "other": "", "cut": "", "public": "", "crlf": "", "shared": "", "junk": "", ".": "", "nowhere": "",
		agent: "SSH_AUTH_SOCK=" + s.path("dead"), "agent:SHA256:x": "SSH_AUTH_SOCK=/nowhere", "agent:": "SSH_AUTH_SOCK=",
	} {
		s.env = append(plain[:len(plain):len(plain)], env)
		_, stderr, code := s.run("add", "domain", "a.example", "--key", key)
		lines := strings.Split(strings.TrimSpace(stderr), "\n")
		if code != 12 || len(lines) > 2 || len(lines) == 2 && !strings.HasPrefix(lines[1], "takedown: hint: ") {
			t.Errorf("key %s: exit %d: %s", key, code, stderr)
		}
	}
	if after, _ := os.ReadFile(s.path("takedown.db")); !bytes.Equal(before, after) {
		t.Error("the case file was changed")
	}
}
