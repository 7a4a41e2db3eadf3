package sealed_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// auditor runs the script of the appendix for auditors over a file.
func auditor(t *testing.T, file []byte) (out string, err error) {
	t.Helper()
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("there is no python3")
	}
	path := filepath.Join(t.TempDir(), "a.case")
	if err := os.WriteFile(path, file, 0o600); err != nil {
		t.Fatal(err)
	}
	raw, err := exec.Command(python, "../../../testdata/auditor/root.py", path).CombinedOutput()
	return string(raw), err
}

func TestAnotherLanguageComesToTheSameRoots(t *testing.T) {
	for _, size := range []int{1, 2, 7, 8, 61, 64, 65} {
		file := mixed(t, size)
		out, err := auditor(t, file)
		if err != nil || strings.Count(out, " as signed\n") != 3 || strings.Contains(out, "NOT") {
			t.Errorf("of %d entries it says %s: %v", size, out, err)
		}
	}
}

func TestAnotherLanguageSeesWhatWasAltered(t *testing.T) {
	file := mixed(t, 61)
	for from, to := range map[string]string{"seen 20": "seen 21", `"hashes":["`: `"hashes":["00`} {
		at := bytes.Index(file, []byte(from))
		altered := bytes.Clone(file)
		copy(altered[at:], to)
		if out, err := auditor(t, altered); err == nil {
			t.Errorf("with %q it says %s", to, out)
		}
	}
}
