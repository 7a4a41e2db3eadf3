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
	for _, tool := range []string{"ssh-keygen", "jq"} {
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
