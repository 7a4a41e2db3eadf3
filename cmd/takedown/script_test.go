package main

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/spf13/cobra"

	"takedown/cmd/internal/cli"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"takedown": func() { os.Exit(run(scriptClock())) }})
}

// scriptClock starts at a fixed time and stands a second later at each command
// of a script.
func scriptClock() func() time.Time {
	if os.Getenv("TAKEDOWN_TEST_CLOCK") == "" {
		return time.Now
	}
	path := os.Getenv("TAKEDOWN_TEST_CLOCK")
	raw, err := os.ReadFile(path)
	if err != nil {
		panic(err)
	}
	n, err := strconv.Atoi(strings.TrimSpace(string(raw)))
	if err != nil {
		panic(err)
	}
	// The commands of a pipe read it at once, and none may find it empty.
	next := path + strconv.Itoa(os.Getpid())
	if err := os.WriteFile(next, []byte(strconv.Itoa(n+1)), 0o600); err != nil {
		panic(err)
	}
	if err := os.Rename(next, path); err != nil {
		panic(err)
	}
	now := time.Date(2025, 3, 14, 6, 0, n, 0, time.UTC)
	return func() time.Time { return now }
}

const scriptDir = "../../testdata/script"

func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: scriptDir, RequireExplicitExec: true, RequireUniqueNames: true,
		Setup: func(e *testscript.Env) error {
			clock := filepath.Join(e.WorkDir, ".clock")
			for k, v := range map[string]string{
				"HOME": e.WorkDir, "XDG_CONFIG_HOME": filepath.Join(e.WorkDir, ".config"),
				"XDG_STATE_HOME": filepath.Join(e.WorkDir, ".state"), "TAKEDOWN_ACTOR": "alice", "TAKEDOWN_TEST_CLOCK": clock,
			} {
				e.Setenv(k, v)
			}
			return os.WriteFile(clock, []byte("0"), 0o600)
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"exits": exits},
	})
}

// exits runs a command that must return that exit code: exits 20 takedown …
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE COMMAND…")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	err = ts.Exec(args[1], args[2:]...)
	got := 0
	var exit *exec.ExitError
	switch {
	case errors.As(err, &exit):
		got = exit.ExitCode()
	case err != nil:
		ts.Fatalf("%v", err)
	}
	if got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
}

func TestEachCommandHasAScript(t *testing.T) {
	for _, c := range cli.NewRoot().Commands() {
		if c.Hidden {
			continue
		}
		if _, err := os.Stat(filepath.Join(scriptDir, c.Name()+".txtar")); err != nil {
			t.Errorf("%s has no script: %v", c.Name(), err)
		}
	}
}

func TestEachCommandSaysWhatItDoes(t *testing.T) {
	for _, c := range cli.NewRoot().Commands() {
		if c.Hidden {
			continue
		}
		if c.Short == "" || c.GroupID == "" || c.RunE == nil {
			t.Errorf("%s has no short text, no group or does nothing", c.Name())
		}
	}
}

// reading are command lines that must leave the case file as it is. A command
// is in it or writes.
var reading = [][]string{
	{"list"}, {"list", "-o", "wide"}, {"list", "-o", "csv"}, {"list", "facts", "-o", "json"}, {"show", "evil.example"}, {"search", "evil"}, {"log"},
	{"log", "evil.example", "-o", "json"}, {"report", "summary"},
	{"report", "summary", "-o", "json", "--figures"}, {"report", "coverage"}, {"report", "agency"}, {"report", "orders"},
	{"report", "suspects"}, {"report", "board"}, {"report", "public"}, {"report", "disclosure"}, {"export", "--format", "csv"}, {"export", "--format", "jsonl"}, {"export", "--format", "stix"}, {"export", "--format", "misp"},
	{"verify"}, {"config"}, {"schema", "record"}, {"completion", "bash"}, {"version"}, {"help"},
	{"why", "evil.example"}, {"list", "--as-of", "2025-01-01T00:00:00Z"}, {"__complete", "show", "ev"}, {"show", "nobody.example"}, {"list", "--where", "nonsense == 1"},
	{"check"}, {"check", "-o", "json"}, {"check", "--list-rules"}, {"check", "t.db", "--max-tlp", "GREEN"},
	{"check", "-o", "github"}, {"check", "-o", "sarif"}, {"check", "-o", "junit"},
	{"due"}, {"due", "-o", "ics"},
	{"graph", "evil.example"}, {"graph", "evil.example", "-o", "dot"}, {"export", "--format", "rpz"}, {"export", "--format", "dot"},
	{"verify", "--evidence", "."}, {"verify", "t.db"}, {"verify", "nobody.case", "--signers", "nobody"},
	{"diff", "2025-03-14T06:00:00Z", "now"},
	{"trust", "list"}, {"trust", "export"},
}

var writing = []string{"add", "set", "link", "note", "undo", "remark", "expunge", "import", "init", "demo",
	"order", "act", "observe", "hold", "claim", "drop", "custody", "trust"}

func TestReadersLeaveEveryByteAsItIs(t *testing.T) {
	dir := t.TempDir()
	env := append(os.Environ(), "HOME="+dir, "XDG_CONFIG_HOME="+dir, "XDG_STATE_HOME="+dir, "TAKEDOWN_DB="+filepath.Join(dir, "t.db"))
	takedown := func(args ...string) {
		cmd := exec.Command("takedown", args...)
		cmd.Env, cmd.Dir = env, dir
		// Some of the commands are refused; what counts is the file.
		_ = cmd.Run()
	}
	takedown("init", "--agency", "hk", "--no-passphrase")
	takedown("add", "domain", "evil.example", "-f", "tags=a")
	takedown("note", "evil.example", "seen")
	// A time of long ago shows a write that leaves the same bytes, too.
	past := time.Date(2001, 2, 3, 4, 5, 6, 0, time.UTC)
	if err := os.Chtimes(filepath.Join(dir, "t.db"), past, past); err != nil {
		t.Fatal(err)
	}
	before, modified := contentAndTime(t, filepath.Join(dir, "t.db"))
	for _, args := range reading {
		takedown(args...)
		after, then := contentAndTime(t, filepath.Join(dir, "t.db"))
		if after != before || !then.Equal(modified) {
			t.Fatalf("takedown %s changed the case file", strings.Join(args, " "))
		}
	}
	if left, _ := filepath.Glob(filepath.Join(dir, "t.db?*")); len(left) > 0 {
		t.Errorf("readers left %v", left)
	}
}

func contentAndTime(t *testing.T, path string) (content string, modified time.Time) {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw), info.ModTime()
}

// unscripted are exit codes that no script can come to: what fits nothing else,
// what is never returned, and signals, which [TestAnInterruptedImportWritesNothing]
// sends.
var unscripted = []string{"1", "2", "130", "143"}

func TestEachExitCodeHasABlockInAScript(t *testing.T) {
	raw, err := os.ReadFile(filepath.Join(scriptDir, "exit_codes.txtar"))
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range strings.Split(cli.ExitTable(), "\n")[2:] {
		fields := strings.Fields(row)
		if len(fields) < 2 || slices.Contains(unscripted, fields[1]) {
			continue
		}
		if !strings.Contains(string(raw), "exits "+fields[1]+" ") {
			t.Errorf("exit code %s is in the table and in no script", fields[1])
		}
	}
}

func TestEachCommandIsKnownToReadOrToWrite(t *testing.T) {
	var readers []string
	for _, args := range reading {
		readers = append(readers, args[0])
	}
	walk := func(c *cobra.Command) {
		if !slices.Contains(readers, c.Name()) && !slices.Contains(writing, c.Name()) {
			t.Errorf("%s is neither among the readers nor among the writers", c.Name())
		}
	}
	for _, c := range cli.NewRoot().Commands() {
		if !c.Hidden {
			walk(c)
		}
	}
}

func TestEachSchemaHasAnAnswer(t *testing.T) {
	tried := []string{"record", "fact", "import_sealed"}
	for _, a := range answers {
		tried = append(tried, a.schema)
	}
	files, err := filepath.Glob("../internal/cli/schema/*.json")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, f := range files {
		if name := strings.TrimSuffix(filepath.Base(f), ".json"); !slices.Contains(tried, name) {
			t.Errorf("no command line answers to the schema %s", name)
		}
	}
}
