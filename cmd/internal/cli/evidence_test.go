package cli

import (
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"takedown/pkg/casebook"
)

func TestTheHashDecidesAndTheNameTellsWhatWasAltered(t *testing.T) {
	exhibits := []exhibit{
		{id: "evidence/hk:1A", sha256: "aa", file: "disk.img", entry: "hk/lt07:2"},
		{id: "evidence/hk:1B", sha256: "bb", file: "phone.bin"},
		{id: "evidence/hk:1C", sha256: "aa"},
		{id: "evidence/hk:1D"},
		{id: "evidence/hk:1E", sha256: "ee", file: "disk.img"},
	}
	files := []foundFile{
		{name: "copy/renamed.img", sha256: "aa"},
		{name: "disk.img", sha256: "ff"},
		{name: "link", sha256: noFile},
		{name: "notes.txt", sha256: "cc"},
		{name: "sub/disk.img", sha256: "ee"},
	}
	var got []string
	rows := matchEvidence(exhibits, files)
	for _, r := range rows {
		got = append(got, strings.TrimSpace(r.Exhibit+" "+r.File+" "+r.Result))
	}
	want := []string{
		"evidence/hk:1A copy/renamed.img verified",
		"evidence/hk:1A disk.img altered",
		"evidence/hk:1B phone.bin missing",
		"evidence/hk:1C copy/renamed.img verified",
		"evidence/hk:1D  unhashed",
		"evidence/hk:1E sub/disk.img verified",
		"evidence/hk:1E disk.img altered",
		"link skipped",
		"notes.txt unknown",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	problems := evidenceProblems(rows)
	if len(problems) != 2 || problems[0].Entry != "hk/lt07:2" || problems[0].Problem != "evidence" {
		t.Errorf("problems %+v", problems)
	}
}

// Names are the hardest part of a manifest: what we write, the tool of others
// has to read.
func TestSha256sumReadsWhatIsWrittenForIt(t *testing.T) {
	tool, err := exec.LookPath("sha256sum")
	if err != nil {
		t.Skip("there is no sha256sum here")
	}
	dir := t.TempDir()
	g := &globals{IO: IO{Context: t.Context()}}
	names := []string{"plain", "two  spaces", "new\nline", `back\slash`, `\first`, "-dash", "*star", "tab\t", "bücher", "\x1b[31m", "return\r"}
	for _, name := range names {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("content of "+name), 0o600); err != nil {
			t.Skip("this file system has no such names:", err)
		}
	}
	files, err := g.hashFolder(dir)
	if err != nil || len(files) != len(names) {
		t.Fatal(len(files), err)
	}
	var exhibits []exhibit
	for _, f := range files {
		exhibits = append(exhibits, exhibit{id: "evidence/hk:" + f.name, sha256: f.sha256})
	}
	check := func() (string, error) {
		cmd := exec.CommandContext(t.Context(), tool, "-c", "--strict")
		cmd.Dir, cmd.Stdin = dir, strings.NewReader(string(manifest(matchEvidence(exhibits, files))))
		out, err := cmd.CombinedOutput()
		return string(out), err
	}
	if out, err := check(); err != nil || strings.Count(out, ": OK") != len(names) {
		t.Errorf("%v\n%s", err, out)
	}
	if err := os.WriteFile(filepath.Join(dir, `back\slash`), []byte("altered"), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := check(); err == nil || strings.Count(out, ": FAILED") != 1 {
		t.Errorf("an altered file was not found: %v\n%s", err, out)
	}
}

func TestALinkIsNoFileOfTheFolder(t *testing.T) {
	dir, outside := t.TempDir(), t.TempDir()
	for _, path := range []string{filepath.Join(outside, "secret"), filepath.Join(dir, "inside")} {
		if err := os.WriteFile(path, []byte("content"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for name, to := range map[string]string{"a": filepath.Join(outside, "secret"), "b": "inside", "c": outside} {
		if err := os.Symlink(to, filepath.Join(dir, name)); err != nil {
			t.Skip("no links here:", err)
		}
	}
	g := &globals{IO: IO{Context: t.Context()}}
	files, err := g.hashFolder(dir)
	if err != nil || len(files) != 4 {
		t.Fatalf("%+v %v", files, err)
	}
	for _, f := range files {
		if (f.sha256 == noFile) != (f.name != "inside") {
			t.Errorf("%s has the hash %s", f.name, f.sha256)
		}
	}
}

// endless is a file that ends the context when it is read for the third time.
type endless struct {
	reads int
	stop  func()
}

func (e *endless) Read(p []byte) (int, error) {
	if e.reads++; e.reads == 3 {
		e.stop()
	}
	if e.reads > 100 {
		return 0, io.EOF
	}
	return len(p), nil
}

func TestWhoStopsWaitsForNoHash(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	g := &globals{IO: IO{Context: ctx}}
	file := &endless{stop: stop}
	if _, err := g.sum(file, 0, nil); !errors.Is(err, casebook.ErrInterrupted) || file.reads != 3 {
		t.Errorf("read %d times: %v", file.reads, err)
	}
	if _, err := g.hashFolder(t.TempDir()); !errors.Is(err, casebook.ErrInterrupted) {
		t.Errorf("a folder was hashed: %v", err)
	}
}

// The bytes are read once, whatever is kept of them.
func TestAFileIsReadOnceForAllThatIsKept(t *testing.T) {
	g := &globals{IO: IO{Context: t.Context()}}
	text := "%PDF-1.7\n" + strings.Repeat("x", 100_000)
	var told uint64
	s, err := g.sum(strings.NewReader(text), uint64(len(text)), func(done, _ uint64) { told = done })
	if err != nil || s.size != int64(len(text)) || s.mediaType != "application/pdf" || told != uint64(len(text)) || len(s.sha256) != 64 {
		t.Errorf("%+v, told %d: %v", s, told, err)
	}
}
