package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// sandbox is a folder with a case file and the environment of its user.
type sandbox struct {
	t   *testing.T
	dir string
	env []string
}

func emptySandbox(t *testing.T) *sandbox {
	t.Helper()
	dir := t.TempDir()
	return &sandbox{t, dir, append(os.Environ(), "HOME="+dir, "XDG_CONFIG_HOME="+dir, "XDG_STATE_HOME="+dir, "TAKEDOWN_ACTOR=alice")}
}

func newSandbox(t *testing.T) *sandbox {
	t.Helper()
	s := emptySandbox(t)
	s.must("init", "--agency", "hk", "--device", "lt07", "--no-passphrase")
	return s
}

func (s *sandbox) path(name string) string { return filepath.Join(s.dir, name) }

func (s *sandbox) command(args ...string) *exec.Cmd {
	cmd := exec.Command("takedown", args...)
	cmd.Dir, cmd.Env = s.dir, s.env
	return cmd
}

// run returns what a command prints and its exit code.
func (s *sandbox) run(args ...string) (stdout, stderr string, code int) {
	cmd := s.command(args...)
	var out, err bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &err
	// The exit code says all that the error would.
	_ = cmd.Run()
	return out.String(), err.String(), cmd.ProcessState.ExitCode()
}

func (s *sandbox) must(args ...string) string {
	s.t.Helper()
	out, stderr, code := s.run(args...)
	if code != 0 {
		s.t.Fatalf("takedown %s: exit %d: %s", strings.Join(args, " "), code, stderr)
	}
	return out
}

// rows writes a table of n domains.
func (s *sandbox) rows(name string, n int) {
	s.t.Helper()
	var b strings.Builder
	b.WriteString("kind,key,malware,registrar\n")
	for i := range n {
		fmt.Fprintf(&b, "domain,d%d.example,family%d,registrar-%d\n", i*7919%n, i%7, i%13)
	}
	if err := os.WriteFile(s.path(name), []byte(b.String()), 0o600); err != nil {
		s.t.Fatal(err)
	}
}

// filled is a case file with bundles, a tail, links, notes and an undo.
func filled(t *testing.T) *sandbox {
	s := newSandbox(t)
	s.rows("rows.csv", 300)
	s.must("import", "rows.csv", "--source", "vendor")
	s.must("add", "suspect", "Neo", "-f", "aliases=The One")
	s.must("link", "neo", "operates", "d1.example", "d2.example")
	s.must("note", "d3.example", "a remark")
	s.must("set", "d4.example", "-f", "tags+=x")
	s.must("undo")
	return s
}
