package main

import (
	"bytes"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// TestAuditorsComeToTheRootsOfExports runs the script of the appendix for
// auditors over files of the command, each of which leaves other places out.
func TestAuditorsComeToTheRootsOfExports(t *testing.T) {
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("there is no python3")
	}
	audit := func(path string) (string, error) {
		out, err := exec.Command(python, "../../testdata/auditor/root.py", path).CombinedOutput()
		return string(out), err
	}
	s := worked(t)
	s.must("add", "domain", "r1.example", "r2.example", "r3.example", "--tlp", "RED")
	s.must("add", "domain", "g1.example", "g2.example", "--tlp", "GREEN")
	s.must("note", "r1.example", "a word", "--tlp", "RED")
	for name, args := range map[string]string{
		"whole.case": "--max-tlp RED", "amber.case": "--max-tlp AMBER", "green.case": "--max-tlp GREEN", "clear.case": "--max-tlp CLEAR",
		"some.case": "--where key=='d1.example'", "first.case": "--to vn --max-tlp AMBER",
	} {
		s.must(append([]string{"export", "-O", name}, strings.Fields(args)...)...)
		if out, err := audit(s.path(name)); err != nil || strings.Count(out, " as signed\n") != 1 {
			t.Errorf("%s: %v: %s", name, err, out)
		}
	}
	file, err := os.ReadFile(s.path("amber.case"))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(file, []byte(`"t":"withheld"`)) {
		t.Fatal("nothing is left out of the file")
	}
	changed := bytes.Replace(file, []byte("family3"), []byte("family4"), 1)
	if err := os.WriteFile(s.path("changed.case"), changed, 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := audit(s.path("changed.case")); err == nil || !strings.Contains(out, "NOT as signed") {
		t.Errorf("of a changed line it says %s", out)
	}
}
