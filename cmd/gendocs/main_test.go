package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestGeneratedFilesAreFresh(t *testing.T) {
	t.Chdir("../..")
	if err := run(true, ""); err != nil {
		t.Error(err)
	}
}

const staleReadme = "before\n<!-- settings -->\nold\n<!-- /settings -->\nbetween\n<!-- exit-codes -->\n<!-- /exit-codes -->\nafter\n"

func TestStaleFilesAreNamedAndOnlyThenWritten(t *testing.T) {
	t.Chdir(t.TempDir())
	if err := os.WriteFile("README.md", []byte(staleReadme), 0o600); err != nil {
		t.Fatal(err)
	}
	err := run(true, "")
	for _, name := range []string{"README.md", filepath.Join("completions", "_takedown"), filepath.Join("completions", "takedown.ps1")} {
		if err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s is not named in %v", name, err)
		}
	}
	if raw, err := os.ReadFile("README.md"); err != nil || string(raw) != staleReadme {
		t.Errorf("a check wrote %q, %v", raw, err)
	}
	if err := run(false, ""); err != nil {
		t.Fatal(err)
	}
	if err := run(true, ""); err != nil {
		t.Errorf("stale after writing: %v", err)
	}
}

func TestTextAroundATableStays(t *testing.T) {
	got, err := between([]byte(staleReadme), "settings", "| new |\n")
	if want := strings.Replace(staleReadme, "old\n", "| new |\n", 1); err != nil || string(got) != want {
		t.Errorf("%q, %v", got, err)
	}
	if _, err := between([]byte(staleReadme), "commands", ""); err == nil || !strings.Contains(err.Error(), "commands") {
		t.Errorf("missing marks are not reported: %v", err)
	}
}

func TestManPagesAreAlwaysTheSame(t *testing.T) {
	first, second := t.TempDir(), t.TempDir()
	for _, dir := range []string{first, second} {
		if err := run(false, dir); err != nil {
			t.Fatal(err)
		}
	}
	pages, err := os.ReadDir(first)
	if err != nil || len(pages) < 2 {
		t.Fatalf("%d pages, %v", len(pages), err)
	}
	for _, page := range pages {
		a, _ := os.ReadFile(filepath.Join(first, page.Name()))
		b, _ := os.ReadFile(filepath.Join(second, page.Name()))
		if len(a) == 0 || string(a) != string(b) {
			t.Errorf("%s differs between two runs", page.Name())
		}
	}
}
