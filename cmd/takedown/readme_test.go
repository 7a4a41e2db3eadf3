package main

import (
	"bytes"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the real output into the README")

const readmePath = "../../README.md"

// varying are parts of an output that no two runs share.
var varying = []*regexp.Regexp{
	regexp.MustCompile(`\d{4}-\d{2}-\d{2}T[0-9:.]+Z`),
	regexp.MustCompile(`SHA256:\S+`),
	regexp.MustCompile(`\b[0-9a-f]{16,64}\b`),
}

func normal(s string) string {
	for _, re := range varying {
		s = re.ReplaceAllString(s, "…")
	}
	return strings.TrimRight(s, "\n")
}

// The commands of each console block are run in order, in one folder, and must
// print what the README says.
func TestTheReadmeShowsWhatTheProgramPrints(t *testing.T) {
	for _, tool := range []string{"ssh-keygen", "jq", "python3"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("%s is not installed", tool)
		}
	}
	raw, err := os.ReadFile(readmePath)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if out, err := exec.Command("go", "build", "-o", filepath.Join(dir, "takedown"), ".").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	auditor(t, string(raw), dir)
	var out bytes.Buffer
	blocks := strings.Split(string(raw), "```console\n")
	out.WriteString(blocks[0])
	for _, block := range blocks[1:] {
		text, rest, _ := strings.Cut(block, "```")
		out.WriteString("```console\n" + runBlock(t, dir, text) + "```" + rest)
	}
	if *update {
		if err := os.WriteFile(readmePath, out.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// auditor puts the script for auditors where the commands run: it is printed
// whole, and is the one that other tests run.
func auditor(t *testing.T, readme, dir string) {
	t.Helper()
	_, text, _ := strings.Cut(readme, "```python\n")
	text, _, _ = strings.Cut(text, "```")
	want, err := os.ReadFile("../../testdata/auditor/root.py")
	if err != nil {
		t.Fatal(err)
	}
	if text != string(want) {
		t.Error("the script for auditors in the README is not testdata/auditor/root.py")
	}
	if err := os.WriteFile(filepath.Join(dir, "root.py"), want, 0o600); err != nil {
		t.Fatal(err)
	}
}

// The workflow in the README runs a check that the program understands.
func TestTheWorkflowOfTheReadmeChecksARepositoryOfExports(t *testing.T) {
	raw, err := os.ReadFile(readmePath)
	if err != nil {
		t.Fatal(err)
	}
	_, command, ok := strings.Cut(string(raw), "- run: takedown check ")
	command, _, _ = strings.Cut(command, "\n")
	if !ok {
		t.Fatal("the README has no workflow")
	}
	s := newSandbox(t)
	s.must("add", "domain", "evil.example", "-f", "source=desk")
	for _, dir := range []string{"exports", "trusted"} {
		if err := os.Mkdir(s.path(dir), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	s.must("export", "-O", "exports/hk.jsonl")
	s.must("trust", "export", "-O", "trusted/allowed_signers")
	s.write("trusted/waivers.csv", "rule,subject,author,reason,expires\n")
	// The machine that runs it has no case file and no folder of a user.
	if err := os.Remove(s.path("takedown.db")); err != nil {
		t.Fatal(err)
	}
	s.env = append(s.env, "HOME=/nonexistent", "XDG_CONFIG_HOME=", "XDG_STATE_HOME=")
	run := func() int {
		cmd := exec.Command("sh", "-c", "takedown check "+command)
		cmd.Dir, cmd.Env = s.dir, s.env
		_ = cmd.Run()
		return cmd.ProcessState.ExitCode()
	}
	if code := run(); code != 0 {
		t.Errorf("a file in order ends with %d", code)
	}
	raw, err = os.ReadFile(s.path("exports/hk.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	s.write("exports/hk.jsonl", strings.Replace(string(raw), `"desk"`, `"dusk"`, 1))
	if code := run(); code != 4 {
		t.Errorf("a file that was changed ends with %d", code)
	}
}

// runBlock runs the commands of a block and returns it with their real output.
func runBlock(t *testing.T, dir, text string) string {
	var out strings.Builder
	for _, part := range strings.Split("\n"+text, "\n$ ")[1:] {
		command, want, _ := strings.Cut(part, "\n")
		got := shell(dir, command)
		if normal(got) != normal(want) && !*update {
			t.Errorf("$ %s\nprints\n%s\nand the README says\n%s", command, got, want)
		}
		out.WriteString("$ " + command + "\n" + got)
	}
	return out.String()
}

func shell(dir, command string) string {
	cmd := exec.Command("sh", "-c", command)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(),
		"PATH="+dir+string(os.PathListSeparator)+os.Getenv("PATH"), "TAKEDOWN_ACTOR=alice", "HOME="+dir, "TZ=UTC",
		"XDG_CONFIG_HOME="+filepath.Join(dir, "config"), "XDG_STATE_HOME="+filepath.Join(dir, "state"))
	// A command that is refused is part of the story: its output is compared,
	// its exit code is the scripts' matter.
	out, _ := cmd.CombinedOutput()
	return string(out)
}
