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
