package exchange_test

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"

	"takedown/pkg/exchange"
)

// shared returns the files of a folder of real data, which is never a part of
// this repository.
func shared(t *testing.T, folder string) []string {
	t.Helper()
	dir := os.Getenv("TAKEDOWN_DATA")
	if dir == "" {
		dir = "../../../shared/data"
	}
	files, err := filepath.Glob(filepath.Join(dir, folder, "*"))
	if err != nil || len(files) == 0 {
		t.Skipf("there is no real data in %s: name its folder in TAKEDOWN_DATA", filepath.Join(dir, folder))
	}
	return files
}

// rowOfFeed finds the rows of a feed without reading them: a line that begins
// with a quoted number or time, or the target of an object.
var rowOfFeed = regexp.MustCompile(`(?m)^"\d[^"]*",|"(?:url|ip_address|ioc_value)": ?"[^"]*",\r?\n +"(?:phish_detail_url|port|ioc_type)"`)

func TestEveryRealFeedIsRecognisedAndEachRowIsRead(t *testing.T) {
	for _, file := range shared(t, "feeds") {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		f, err := exchange.Identify(raw[:min(len(raw), 4<<10)], filepath.Base(file))
		if err != nil || !f.Feed {
			t.Errorf("%s is recognised as %q: %v", filepath.Base(file), f.Name, err)
			continue
		}
		rows := 0
		for item, err := range f.Decode(bytes.NewReader(raw), "hk", nil) {
			if err != nil {
				t.Errorf("%s: %v", filepath.Base(file), err)
			}
			if item.Seen == nil {
				rows++
			}
		}
		if want := len(rowOfFeed.FindAll(raw, -1)); rows != want || rows == 0 {
			t.Errorf("%s: %d rows of %d", filepath.Base(file), rows, want)
		}
	}
}

// defanged finds what an author has hidden beyond doubt, and what is a whole
// address by itself.
var defanged = regexp.MustCompile(`[a-zA-Z0-9_-]+(?:\[?\.\]?[a-zA-Z0-9_-]+)*\[\.\][a-zA-Z0-9_-]+(?:\[?\.\]?[a-zA-Z0-9_-]+)*`)

func TestOfRealReportsWhatTheAuthorsHaveHiddenIsFound(t *testing.T) {
	listed, missed := 0, 0
	for _, file := range shared(t, "prose") {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		f, err := exchange.Identify(raw[:min(len(raw), 4<<10)], filepath.Base(file))
		if err != nil || f.Name != "text" {
			t.Fatalf("%s is recognised as %q: %v", filepath.Base(file), f.Name, err)
		}
		var keys []string
		for item, err := range f.Decode(bytes.NewReader(raw), "hk", nil) {
			if err != nil {
				t.Fatal(err)
			}
			keys = append(keys, item.ID.Key)
		}
		for _, typed := range defanged.FindAll(raw, -1) {
			name := bytes.ToLower(bytes.ReplaceAll(bytes.ReplaceAll(typed, []byte("["), nil), []byte("]"), nil))
			listed++
			if !slices.ContainsFunc(keys, func(k string) bool { return bytes.Contains([]byte(k), name) }) {
				missed++
				t.Logf("%s: %s", filepath.Base(file), typed)
			}
		}
	}
	if missed*100 > listed {
		t.Errorf("%d of %d are missed", missed, listed)
	}
}
