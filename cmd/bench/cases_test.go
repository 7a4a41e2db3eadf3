package main

import (
	"os/exec"
	"path/filepath"
	"testing"
)

func newTestLab(t *testing.T, tools tools) *lab {
	t.Helper()
	l, err := newLab(t.Context(), tools, filepath.Join(t.TempDir(), "lab"), 10)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func TestEachComparisonHasANameOfItsOwn(t *testing.T) {
	seen := map[string]bool{}
	for _, c := range newTestLab(t, tools{}).comparisons() {
		if seen[c.name] {
			t.Errorf("two comparisons are called %q", c.name)
		}
		seen[c.name] = true
	}
}

// A command line that a later change breaks would otherwise be found only when
// somebody measures.
func TestEachCommandOfOursDoesItsWork(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the program")
	}
	tools, err := build(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	l := newTestLab(t, tools)
	for _, c := range l.comparisons() {
		if _, err := c.ours.once(t.Context()); err != nil {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	if err := l.entries.set("full"); err != nil {
		t.Errorf("the entries as plain text: %v", err)
	}
}

func TestThePeerWritesEachRowOnce(t *testing.T) {
	if _, err := exec.LookPath("sqlite3"); err != nil {
		t.Skip("sqlite3 is not installed")
	}
	l := newTestLab(t, tools{})
	for _, a := range []*action{
		l.inserts("empty", "all.sql", 10), l.inserts("empty", "tuned.sql", 10),
		l.inserts("full", "all.sql", 10), l.inserts("full", "tuned.sql", 10), l.inserts("full", "new1k.sql", 1010),
	} {
		if _, err := a.once(t.Context()); err != nil {
			t.Error(err)
		}
	}
}
