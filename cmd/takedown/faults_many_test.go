package main

import (
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
)

func TestReadersBesideWritersSeeWholeCommands(t *testing.T) {
	s := newSandbox(t)
	var writers, readers sync.WaitGroup
	done := make(chan struct{})
	for w := range 4 {
		writers.Go(func() {
			for n := range 25 {
				// Two records in one command: a reader sees both or none.
				a, b := fmt.Sprintf("w%d-%d-a.example", w, n), fmt.Sprintf("w%d-%d-b.example", w, n)
				if _, stderr, code := s.run("add", "domain", a, b, "--lock-timeout", "60s"); code != 0 {
					t.Errorf("writer %d: exit %d: %s", w, code, stderr)
				}
			}
		})
	}
	for range 2 {
		readers.Go(func() {
			for {
				select {
				case <-done:
					return
				default:
				}
				out, stderr, code := s.run("list", "domain", "-o", "keys", "--lock-timeout", "60s")
				if code != 0 || strings.Count(out, "-a.") != strings.Count(out, "-b.") {
					t.Errorf("reader: exit %d, half a command in %q: %s", code, out, stderr)
					return
				}
			}
		})
	}
	writers.Wait()
	close(done)
	readers.Wait()
	if n := strings.Count(s.must("list", "domain", "-o", "keys"), "\n"); n != 200 {
		t.Errorf("%d of 200 acknowledged domains are there", n)
	}
	s.must("verify")
}

func TestOneFileImportedByManyAtOnceIsThereOnce(t *testing.T) {
	s := newSandbox(t)
	s.rows("rows.csv", 5000)
	var wait sync.WaitGroup
	for range 4 {
		wait.Go(func() {
			if _, stderr, code := s.run("import", "rows.csv", "--source", "vendor"); code != 0 && code != 11 {
				t.Errorf("exit %d: %s", code, stderr)
			}
		})
	}
	wait.Wait()
	if n := strings.Count(s.must("list", "domain", "-o", "keys"), "\n"); n != 5000 {
		t.Errorf("%d records", n)
	}
	// init, the agency, 5,000 rows and the import itself.
	if n := strings.Count(s.must("log", "-o", "keys"), "\n"); n != 5003 {
		t.Errorf("%d entries", n)
	}
	s.must("verify")
}

func TestARestoredBackupIsRefusedAndACopyElsewhereIsTold(t *testing.T) {
	s := newSandbox(t)
	backup, err := os.ReadFile(s.path("takedown.db"))
	if err != nil {
		t.Fatal(err)
	}
	s.must("add", "domain", "a.example")
	if err := os.WriteFile(s.path("old.db"), backup, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"verify"}, {"add", "domain", "b.example"}, {"import", "rows.csv"}, {"undo"}, {"note", "agency/hk", "x"}} {
		if _, stderr, code := s.run(append(args, "--db", "old.db")...); code != 4 || !strings.Contains(stderr, "rolled back") {
			t.Errorf("%v of a backup: exit %d: %s", args, code, stderr)
		}
	}
	if after, _ := os.ReadFile(s.path("old.db")); string(after) != string(backup) {
		t.Error("a refused command changed the file")
	}
	// Reading a backup is nobody's harm.
	s.must("list", "--db", "old.db")

	other := t.TempDir()
	s.env = append(s.env, "XDG_STATE_HOME="+other)
	_, stderr, code := s.run("add", "domain", "b.example", "--db", "old.db")
	if code != 0 || !strings.Contains(stderr, "nothing tells whether") {
		t.Errorf("a copy without state: exit %d: %s", code, stderr)
	}
	// The fork is as long as the file and not the same.
	if _, stderr, code := s.run("add", "domain", "c.example"); code != 4 {
		t.Errorf("beside a fork: exit %d: %s", code, stderr)
	}
}
