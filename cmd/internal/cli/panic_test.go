package cli

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"time"
)

// broken runs a command in which the clock panics, which no case file is to
// blame for.
func broken(t *testing.T, args ...string) (stderr string, code int) {
	t.Helper()
	dir := t.TempDir()
	t.Chdir(dir)
	var out, err bytes.Buffer
	code = Main(IO{
		In: strings.NewReader(""), Out: &out, Err: &err, Args: args, Context: context.Background(),
		Env: func(name string) string {
			if strings.HasPrefix(name, "XDG_") {
				return dir
			}
			return ""
		},
		Now: func() time.Time { panic("no clock") },
	})
	if out.Len() > 0 {
		t.Errorf("printed %q", out.String())
	}
	return err.String(), code
}

func TestAMistakeOfTheProgramIsToldAsOne(t *testing.T) {
	stderr, code := broken(t, "init", "--agency", "hk", "--device", "lt07", "--no-passphrase")
	lines := strings.Split(strings.TrimSpace(stderr), "\n")
	if code != 1 || len(lines) != 2 {
		t.Fatalf("exit %d: %s", code, stderr)
	}
	if !strings.HasPrefix(lines[0], "takedown: internal error at cli/panic_test.go:") || !strings.HasSuffix(lines[0], ": no clock") {
		t.Error(lines[0])
	}
	if !strings.HasPrefix(lines[1], "takedown: hint: ") || !strings.Contains(lines[1], "takedown version") {
		t.Error(lines[1])
	}
	stderr, code = broken(t, "init", "--agency", "hk", "--device", "lt07", "--no-passphrase", "-o", "json")
	if code != 1 || !strings.Contains(stderr, `"code":"internal","exit":1,`) || strings.Contains(stderr, "damaged") {
		t.Errorf("exit %d: %s", code, stderr)
	}
}
