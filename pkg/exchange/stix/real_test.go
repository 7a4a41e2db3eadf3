package stix_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"takedown/pkg/exchange/stix"
)

// Every file of the folder is read without an error, and what it says is the
// same each time; the values are in nobody's repository.
func TestRealFilesAreReadWithoutAnError(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(shared(t), "stix", "*.json"))
	if err != nil || len(files) == 0 {
		t.Fatal("there are no files", err)
	}
	for _, name := range files {
		raw, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if !stix.Identify(raw[:min(len(raw), 4<<10)], name) {
			t.Errorf("%s is not recognised", name)
		}
		got := read(t, string(raw))
		if len(got) == 0 {
			t.Errorf("%s says nothing", name)
		}
		for _, line := range got {
			if strings.HasPrefix(line, "error: ") {
				t.Errorf("%s: %s", name, line)
			}
		}
	}
}
