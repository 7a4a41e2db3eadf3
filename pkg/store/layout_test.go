package store

import (
	"os"
	"regexp"
	"testing"
)

// The picture of the layout in the package comment names each bucket at the
// start of a line, or before a slash.
func TestThePictureOfTheLayoutShowsTheBuckets(t *testing.T) {
	doc, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, m := range regexp.MustCompile(`(?m)^//\t([a-z]+)`).FindAllStringSubmatch(string(doc), -1) {
		seen[m[1]] = true
	}
	for _, b := range buckets {
		if !seen[string(b)] {
			t.Errorf("bucket %s is not in the picture", b)
		}
		delete(seen, string(b))
	}
	for name := range seen {
		t.Errorf("the picture shows %s, which is no bucket", name)
	}
}

func TestANewFileHasEveryBucketAndNothingUnfound(t *testing.T) {
	db, err := Create(t.TempDir()+"/t.db", Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	err = db.View(func(tx *Tx) error {
		for _, name := range buckets {
			if tx.tx.Bucket(name) == nil {
				t.Errorf("bucket %s is missing", name)
			}
		}
		if err := db.CheckPages(); err != nil {
			t.Error(err)
		}
		if n, first := tx.Unfound(); n > 0 {
			t.Errorf("%d keys are not found, such as %s", n, first)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestAFileOfANewerLayoutIsRefused(t *testing.T) {
	path := t.TempDir() + "/t.db"
	db, err := Create(path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	err = db.Update(func(tx *Tx) error { return tx.tx.Bucket(bucketMeta).Put(keyFormat, []byte("4")) })
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	_, err = Open(path, Options{ReadOnly: true})
	if want := "it has layout 4 and this program reads layouts up to 3"; err == nil || !regexp.MustCompile(want).MatchString(err.Error()) {
		t.Errorf("error %v does not say %q", err, want)
	}
}

func TestABundleIsReadAsItWasPacked(t *testing.T) {
	var lines []byte
	for i := range BundleSize {
		if i > 0 {
			lines = append(lines, '\n')
		}
		lines = append(lines, byte('a'+i%26))
	}
	root, got, err := unpack(NewPacker().Pack([32]byte{1, 2}, lines))
	if err != nil || root != [32]byte{1, 2} || len(got) != BundleSize || string(got[27]) != "b" {
		t.Errorf("root %x, %d lines, error %v", root, len(got), err)
	}
}
