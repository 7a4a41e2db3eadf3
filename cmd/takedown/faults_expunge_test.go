package main

import (
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
)

func TestWritersBesideAnExpungeLoseNothing(t *testing.T) {
	s := newSandbox(t)
	for n := range 10 {
		s.must("add", "domain", fmt.Sprintf("kestrel%d.example", n))
	}
	var all sync.WaitGroup
	for w := range 3 {
		all.Go(func() {
			for n := range 10 {
				if _, stderr, code := s.run("add", "domain", fmt.Sprintf("w%d-%d.example", w, n), "--lock-timeout", "60s"); code != 0 {
					t.Errorf("writer %d: exit %d: %s", w, code, stderr)
				}
			}
		})
	}
	all.Go(func() {
		for n := range 10 {
			if _, stderr, code := s.run("expunge", fmt.Sprintf("hk/lt07:%d", n+3), "--authority", "X", "--lock-timeout", "60s"); code != 0 {
				t.Errorf("expunge: exit %d: %s", code, stderr)
			}
		}
	})
	all.Wait()
	if n := strings.Count(s.must("list", "domain", "-o", "keys"), "\n"); n != 30 {
		t.Errorf("%d of 30 acknowledged domains are there", n)
	}
	if out := s.must("verify"); !strings.Contains(out, "10 expunged") {
		t.Error(out)
	}
	raw, err := os.ReadFile(s.path("takedown.db"))
	if err != nil || strings.Contains(string(raw), "kestrel") {
		t.Error("an expunged name is in the file", err)
	}
}

func TestALargeImportGoesOnOverWhatWasExpunged(t *testing.T) {
	s := newSandbox(t)
	s.rows("few.csv", 300)
	s.must("import", "few.csv", "--source", "vendor")
	s.must("expunge", "hk/lt07:5", "hk/lt07:258", "hk/lt07:300", "--authority", "X")
	var b strings.Builder
	b.WriteString("kind,key\n")
	for i := range 60_000 { // more than go into one transaction
		fmt.Fprintf(&b, "domain,m%d.example\n", i)
	}
	if err := os.WriteFile(s.path("many.csv"), []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	s.must("import", "many.csv", "--source", "vendor")
	if out := s.must("verify"); !strings.Contains(out, "verified, 3 expunged") {
		t.Error(out)
	}
	if _, stderr, code := s.run("verify", "--rebuild"); code != 0 || !strings.Contains(stderr, "all equal") {
		t.Errorf("exit %d: %s", code, stderr)
	}
	s.must("expunge", "hk/lt07:30000", "--authority", "X")
	s.must("export", "--format", "sealed", "--max-tlp", "RED", "-O", "copy.case")
	s.must("verify", "--repair", "--from", "copy.case")
	if out := s.must("verify"); !strings.Contains(out, "verified, 4 expunged") {
		t.Error(out)
	}
}
