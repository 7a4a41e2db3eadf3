//go:build unix

package main

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
)

// answers is what a reader can be told by the case file.
func (s *sandbox) answers(db string) (text string, codes [2]int) {
	a, _, codeA := s.run("export", "--format", "jsonl", "--db", db)
	b, _, codeB := s.run("log", "-o", "jsonl", "--db", db)
	return a + b, [2]int{codeA, codeB}
}

func TestAFlippedBitThatChangesAnAnswerIsReported(t *testing.T) {
	s := filled(t)
	good, err := os.ReadFile(s.path("takedown.db"))
	if err != nil {
		t.Fatal(err)
	}
	want, _ := s.answers("takedown.db")
	rnd := rand.New(rand.NewPCG(1, 2))
	var wait sync.WaitGroup
	limit := make(chan struct{}, 4)
	flips := 2
	if testing.Short() {
		flips = 1
	}
	for page := 0; page < len(good); page += 4096 {
		for n := range flips {
			at := page + rnd.IntN(min(4096, len(good)-page))
			if n == 0 {
				at = page + rnd.IntN(64)
			}
			wait.Add(1)
			limit <- struct{}{}
			go func() {
				defer func() { <-limit; wait.Done() }()
				s.checkFlip(good, at, want)
			}()
		}
	}
	wait.Wait()
}

// checkFlip flips a bit: an answer that is another one, or none, must be
// reported, and no process may die.
func (s *sandbox) checkFlip(good []byte, at int, want string) {
	bad := bytes.Clone(good)
	bad[at] ^= 1 << (at % 8)
	db := fmt.Sprintf("flip%d.db", at)
	if err := os.WriteFile(s.path(db), bad, 0o600); err != nil {
		s.t.Error(err)
		return
	}
	defer os.Remove(s.path(db))
	got, codes := s.answers(db)
	_, stderr, code := s.run("verify", "--db", db)
	for _, c := range append(codes[:], code) {
		if c == 2 || c < 0 {
			s.t.Errorf("byte %d: a process died with %d: %s", at, c, stderr)
		}
	}
	if (got != want || codes != [2]int{}) && code != 4 && code != 10 && code != 13 {
		s.t.Errorf("byte %d: an answer changed (exit %v) and verify says %d: %s", at, codes, code, stderr)
	}
}

func TestACutOffFileIsReported(t *testing.T) {
	s := filled(t)
	good, err := os.ReadFile(s.path("takedown.db"))
	if err != nil {
		t.Fatal(err)
	}
	want, _ := s.answers("takedown.db")
	for size := 0; size < len(good); size += 8192 {
		db := s.path("cut.db")
		if err := os.WriteFile(db, good[:size], 0o600); err != nil {
			t.Fatal(err)
		}
		got, codes := s.answers(db)
		if got == want {
			continue
		}
		for _, code := range codes {
			if code != 4 && code != 10 {
				t.Errorf("cut off at %d of %d bytes: exit %d", size, len(good), code)
			}
		}
	}
}

func TestAFileOfAnotherKindStaysAsItIs(t *testing.T) {
	s := newSandbox(t)
	if err := syscall.Mkfifo(s.path("fifo"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("takedown.db", s.path("link")); err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string]string{
		"text": "hello\n", "sqlite": "SQLite format 3\x00" + strings.Repeat("x", 9000), "zeros": strings.Repeat("\x00", 70000),
	} {
		if err := os.WriteFile(s.path(name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		for _, args := range [][]string{{"list"}, {"verify"}, {"add", "domain", "a.example"}} {
			if _, stderr, code := s.run(append(args, "--db", name)...); code != 10 {
				t.Errorf("%s of a %s file: exit %d: %s", args[0], name, code, stderr)
			}
		}
		if after, _ := os.ReadFile(s.path(name)); string(after) != content {
			t.Errorf("the %s file was changed", name)
		}
	}
	for _, name := range []string{"fifo", "link", "/dev/zero", "."} {
		if _, stderr, code := s.run("list", "--db", name); code != 10 {
			t.Errorf("list of %s: exit %d: %s", name, code, stderr)
		}
	}
}

// The import of 60,000 rows writes bundles in more than one transaction, and
// is killed at a random moment.
func TestAKilledImportLeavesAllRowsOrNone(t *testing.T) {
	kills := 12
	if testing.Short() {
		kills = 3
	}
	s := newSandbox(t)
	s.must("add", "domain", "first.example")
	s.rows("rows.csv", 60_000)
	rnd := rand.New(rand.NewPCG(3, 4))
	for range kills {
		cmd := s.command("import", "rows.csv", "--source", "vendor")
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		waitForBytes(s.path("takedown.db"), rnd.Int64N(12<<20))
		_ = cmd.Process.Kill()
		// It was killed, or was done before: both are fine.
		_ = cmd.Wait()
		out := s.must("report", "summary", "-o", "json")
		none, all := strings.Contains(out, `"domain":1,`), strings.Contains(out, `"domain":60001,`)
		if !none && !all {
			t.Fatalf("neither no row nor all: %s", out)
		}
		if all {
			s.must("verify")
			return
		}
	}
	s.must("verify")
	s.must("import", "rows.csv", "--source", "vendor")
	s.must("verify")
}

// waitForBytes returns once the file is as large as that, or does not grow.
func waitForBytes(path string, size int64) {
	for range 200_000 {
		if info, err := os.Stat(path); err != nil || info.Size() >= size {
			return
		}
	}
}

func TestWritersAtOnceLoseNothing(t *testing.T) {
	s := newSandbox(t)
	var wait sync.WaitGroup
	for w := range 4 {
		wait.Add(1)
		go func() {
			defer wait.Done()
			for n := range 10 {
				if _, stderr, code := s.run("add", "domain", fmt.Sprintf("w%d-%d.example", w, n), "--lock-timeout", "60s"); code != 0 {
					t.Errorf("writer %d: exit %d: %s", w, code, stderr)
				}
			}
		}()
	}
	wait.Wait()
	if got := strings.Count(s.must("list", "domain", "-o", "keys"), "\n"); got != 40 {
		t.Errorf("%d of 40 acknowledged domains are there", got)
	}
	s.must("verify")
}

func TestAFullDiskIsReportedAndLosesNothing(t *testing.T) {
	s := filled(t)
	want, _ := s.answers("takedown.db")
	s.rows("more.csv", 60_000)
	cmd := exec.Command("sh", "-c", "ulimit -f 4000; exec takedown import more.csv --source other")
	cmd.Dir, cmd.Env = s.dir, s.env
	out, _ := cmd.CombinedOutput()
	if code := cmd.ProcessState.ExitCode(); code != 74 {
		t.Errorf("exit %d: %s", code, out)
	}
	s.must("verify")
	if got, _ := s.answers("takedown.db"); got != want {
		t.Error("the answers are others than before")
	}
}

func TestOutputThatCannotBeWrittenIsAnErrorAndAClosedPipeIsNone(t *testing.T) {
	s := filled(t)
	for script, want := range map[string]int{
		"takedown list > /dev/full":                       74,
		"takedown list -o json > /dev/full":               74,
		"takedown export --format csv > /dev/full":        74,
		"takedown log > /dev/full":                        74,
		"takedown --help > /dev/full":                     74,
		"takedown help list > /dev/full":                  74,
		"(takedown list; echo $? >&2) | head -1":          0,
		"(takedown list -o jsonl; echo $? >&2) | head -1": 0,
	} {
		cmd := exec.Command("sh", "-c", script)
		cmd.Dir, cmd.Env = s.dir, s.env
		out, _ := cmd.CombinedOutput()
		if code := cmd.ProcessState.ExitCode(); code != want {
			t.Errorf("%s: exit %d: %s", script, code, out)
		}
	}
}

func TestAnInterruptedImportWritesNothing(t *testing.T) {
	for sig, want := range map[os.Signal]int{os.Interrupt: 130, syscall.SIGTERM: 143} {
		s := newSandbox(t)
		r, w, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		cmd := s.command("import", "-", "--format", "csv")
		cmd.Stdin = r
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		// The import has begun once it has read more than a pipe holds.
		fmt.Fprintln(w, "kind,key")
		for i := range 20_000 {
			fmt.Fprintf(w, "domain,d%d.example\n", i)
		}
		// Nobody closes the pipe: the signal alone ends the wait for a row.
		_ = cmd.Process.Signal(sig)
		_ = cmd.Wait()
		_ = w.Close()
		if code := cmd.ProcessState.ExitCode(); code != want {
			t.Errorf("%v: exit %d, want %d", sig, code, want)
		}
		if out := s.must("list", "domain", "-o", "keys"); out != "" {
			t.Errorf("%v: something was written", sig)
		}
		s.must("verify")
	}
}

func TestACommandThatWaitsForAPipeEndsWhenAskedTo(t *testing.T) {
	s := newSandbox(t)
	var rows strings.Builder
	rows.WriteString("kind,key\n")
	for i := range 3000 {
		fmt.Fprintf(&rows, "domain,d%d.example\n", i)
	}
	if err := os.WriteFile(s.path("rows.csv"), []byte(rows.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	s.must("import", "rows.csv")
	for sig, want := range map[os.Signal]int{os.Interrupt: 130, syscall.SIGTERM: 143} {
		for _, args := range [][]string{{"set", "-", "-f", "tags+=x"}, {"show", "-"}, {"add", "domain", "-"}} {
			if code := s.stoppedReading(sig, args...); code != want {
				t.Errorf("%v of %v: exit %d, want %d", sig, args, code, want)
			}
		}
		if code := s.stoppedWriting(sig, "list", "-o", "jsonl"); code != want {
			t.Errorf("%v of list: exit %d, want %d", sig, code, want)
		}
	}
	if out := s.must("list", "--where", "'x' in tags", "-o", "keys"); out != "" {
		t.Error("something was written")
	}
}

// stoppedReading signals a command that waits for more of its standard input.
func (s *sandbox) stoppedReading(sig os.Signal, args ...string) int {
	r, w, err := os.Pipe()
	if err != nil {
		s.t.Fatal(err)
	}
	defer w.Close()
	cmd := s.command(args...)
	cmd.Stdin = r
	if err := cmd.Start(); err != nil {
		s.t.Fatal(err)
	}
	// It reads once more than a pipe holds could be written.
	_, _ = w.WriteString(strings.Repeat("\n", 200_000))
	_ = cmd.Process.Signal(sig)
	_ = cmd.Wait()
	return cmd.ProcessState.ExitCode()
}

// stoppedWriting signals a command whose output nobody takes any more.
func (s *sandbox) stoppedWriting(sig os.Signal, args ...string) int {
	r, w, err := os.Pipe()
	if err != nil {
		s.t.Fatal(err)
	}
	defer r.Close()
	cmd := s.command(args...)
	cmd.Stdout = w
	if err := errors.Join(cmd.Start(), w.Close()); err != nil {
		s.t.Fatal(err)
	}
	_, _ = r.Read(make([]byte, 1))
	_ = cmd.Process.Signal(sig)
	_ = cmd.Wait()
	return cmd.ProcessState.ExitCode()
}

func TestJunkIsRefusedWithItsPlace(t *testing.T) {
	s := newSandbox(t)
	for name, content := range map[string]string{
		"deep.jsonl":  `{"kind":"domain","key":"a.example","x":{"a":` + strings.Repeat("[", 500_000) + "\n",
		"twice.jsonl": `{"kind":"domain","kind":"server","key":"a.example"}` + "\n",
		"long.jsonl":  `{"kind":"domain","key":"` + strings.Repeat("a", 3<<20) + `"}` + "\n",
		"utf8.jsonl":  "{\"kind\":\"domain\",\"key\":\"\xff.example\"}\n",
		"nul.csv":     "kind,key\ndomain,a\x00b.example\n",
		"ragged.csv":  "kind,key\ndomain,a.example,b\n",
		"open.csv":    "kind,key\ndomain,\"a.example\n",
		"header.csv":  "kind,key,key\ndomain,a.example,b\n",
		"set.csv":     "kind,key,tags\ndomain,a.example,a||b\n",
		"long.csv":    "kind,key,registrar\ndomain,a.example," + strings.Repeat("a", 3<<20) + "\n",
	} {
		if err := os.WriteFile(s.path(name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		_, stderr, code := s.run("import", name, "--format", strings.TrimPrefix(filepath.Ext(name), "."))
		if code != 65 || !strings.Contains(stderr, "line ") {
			t.Errorf("%s: exit %d: %.200s", name, code, stderr)
		}
	}
	if out := s.must("list", "domain", "-o", "keys"); out != "" {
		t.Errorf("something was written: %s", out)
	}
}

// The file was made by the first build that had its layout, and is never made
// again.
func TestACaseFileOfEachLayoutIsReadAndVerifies(t *testing.T) {
	for name, want := range map[string]struct {
		records int
		key     string
		says    []string
	}{
		"v1.db": {294, "neo", []string{`"id":"suspect/hk:Neo"`, `"tlp":"RED"`, `"rel":"operates"`, `"text":"a remark"`}},
		"v2.db": {9, "d1.example", []string{`"status":"verified"`, `"basis":["hk/lt07:14"]`, `"rel":"provided-by"`, `"method":"suspend"`}},
		"v3.db": {306, "both.example", []string{`"registrar":"R2"`, `"conflict":true,"partial":true`, `"fact":"hold"`, `"entry":"vn/pc1:305"`}},
	} {
		raw, err := os.ReadFile("../../testdata/casebook/" + name)
		if err != nil {
			t.Fatal(err)
		}
		s := emptySandbox(t)
		if err := os.WriteFile(s.path(name), raw, 0o600); err != nil {
			t.Fatal(err)
		}
		if out := s.must("verify", "--db", name); !strings.Contains(out, "verified") {
			t.Errorf("%s: verify says %s", name, out)
		}
		if n := strings.Count(s.must("list", "-o", "keys", "--db", name), "\n"); n != want.records {
			t.Errorf("%s: %d records, want %d", name, n, want.records)
		}
		out := s.must("show", want.key, "-o", "json", "--db", name)
		for _, text := range want.says {
			if !strings.Contains(out, text) {
				t.Errorf("%s: %s is missing in %s", name, text, out)
			}
		}
	}
}

// The entries are on disk, and nobody reads the answer.
func TestACommandThatHasWrittenNeverSaysThatNothingWas(t *testing.T) {
	s := newSandbox(t)
	var keys strings.Builder
	for i := range 20_000 {
		fmt.Fprintf(&keys, "d%d.example\n", i)
	}
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	cmd := s.command("add", "domain", "-")
	var stderr bytes.Buffer
	cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader(keys.String()), w, &stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	for strings.Count(s.must("list", "domain", "-o", "keys"), "\n") == 0 {
	}
	ended := make(chan struct{})
	go func() { _ = cmd.Wait(); close(ended) }()
	// The first signal asks it to stop, and the second does not wait for it.
	for range 2 {
		_ = cmd.Process.Signal(os.Interrupt)
		for range 100 {
			s.must("version")
			select {
			case <-ended:
				if strings.Contains(stderr.String(), "nothing was written") {
					t.Errorf("20,000 entries are there, and it says %s", stderr.String())
				}
				return
			default:
			}
		}
	}
	t.Error("the command does not end")
}
