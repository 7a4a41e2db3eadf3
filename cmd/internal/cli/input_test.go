package cli

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"takedown/pkg/casebook"
)

// namedPipe makes a pipe to which nobody writes.
func namedPipe(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "pipe")
	tool, err := exec.LookPath("mkfifo")
	if err != nil {
		t.Skip("no mkfifo")
	}
	if err := exec.Command(tool, path).Run(); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestNobodyWaitsForANamedPipeAfterAStop(t *testing.T) {
	path := namedPipe(t)
	ctx, stop := context.WithCancel(context.Background())
	stop()
	if _, err := openInput(&globals{IO: IO{Context: ctx}}, path); !errors.Is(err, casebook.ErrInterrupted) {
		t.Errorf("a pipe without a writer: %v", err)
	}

	ctx, stop = context.WithCancel(context.Background())
	silent, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	in, err := openInput(&globals{IO: IO{Context: ctx}}, path)
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	stop()
	if _, err := in.Read(make([]byte, 1)); !errors.Is(err, casebook.ErrInterrupted) {
		t.Errorf("a writer that is silent: %v", err)
	}
}
