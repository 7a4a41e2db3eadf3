package main

import (
	"os"
	"path/filepath"
	"testing"
)

func TestADeskIsPutBackAfterItWasChanged(t *testing.T) {
	made := 0
	d := &desk{dir: filepath.Join(t.TempDir(), "desk")}
	file := filepath.Join(d.dir, "file")
	d.states = map[string]func() error{"full": func() error {
		made++
		if err := d.clear(); err != nil {
			return err
		}
		return os.WriteFile(file, []byte("as made"), 0o600)
	}}
	a := action{desk: d, state: "full", measure: sizeOf(file)}
	for range 3 {
		s, err := a.once(t.Context())
		if err != nil || s.Bytes != 7 {
			t.Fatalf("%+v, %v", s, err)
		}
		if err := os.WriteFile(file, []byte("changed by a command"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if made != 1 {
		t.Errorf("the state was made %d times", made)
	}
}

func TestADeskThatIsKeptIsNotCopied(t *testing.T) {
	d := &desk{dir: t.TempDir(), now: "full"}
	a := action{desk: d, state: "full", keeps: true, measure: sizeOf(d.dir)}
	if _, err := a.once(t.Context()); err != nil || d.now != "full" {
		t.Errorf("%q, %v", d.now, err)
	}
}
