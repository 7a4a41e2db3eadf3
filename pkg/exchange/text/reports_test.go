package text_test

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"takedown/pkg/exchange/text"
)

// reports are the files of testdata/reports, which are written as publishers
// write. Beside each stands a file with its name and .key: the line and the
// record of each thing that its author lists.
func reports(t *testing.T) []string {
	t.Helper()
	keys, err := filepath.Glob("testdata/reports/*.key")
	if err != nil || len(keys) == 0 {
		t.Fatalf("no reports: %v", err)
	}
	for i, k := range keys {
		keys[i] = strings.TrimSuffix(k, ".key")
	}
	return keys
}

// listedIn returns what the author of a report lists, in the words of foundIn.
func listedIn(t *testing.T, report string) map[string]bool {
	t.Helper()
	key, err := os.ReadFile(report + ".key")
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]bool{}
	for line := range strings.Lines(string(key)) {
		out[strings.TrimSuffix(line, "\n")] = true
	}
	return out
}

// foundIn returns the line and the record of each thing that is read.
func foundIn(t *testing.T, report string) map[string]bool {
	t.Helper()
	f, err := os.Open(report)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	out := map[string]bool{}
	for item, err := range (text.Format{}).Decode(f, "hk") {
		if err != nil {
			t.Fatal(err)
		}
		if item.Skipped == "" {
			out[fmt.Sprintf("%d %s", item.Line, item.ID)] = true
		}
	}
	return out
}

func TestOfAReportAllIsReadThatItsAuthorListsAndNothingElse(t *testing.T) {
	for _, report := range reports(t) {
		t.Run(filepath.Base(report), func(t *testing.T) {
			listed, found := listedIn(t, report), foundIn(t, report)
			for _, what := range slices.Sorted(maps.Keys(listed)) {
				if !found[what] {
					t.Errorf("%s is missed", what)
				}
			}
			for _, what := range slices.Sorted(maps.Keys(found)) {
				if !listed[what] {
					t.Errorf("%s is invented", what)
				}
			}
		})
	}
}

func TestTheReportsAreOfManyKinds(t *testing.T) {
	n, kinds := 0, map[string]bool{}
	for _, report := range reports(t) {
		for what := range listedIn(t, report) {
			n++
			_, record, _ := strings.Cut(what, " ")
			kind, _, _ := strings.Cut(record, "/")
			kinds[kind+" of "+filepath.Ext(report)] = true
		}
	}
	if n < 500 || len(kinds) < 12 {
		t.Errorf("they list %d things: %v", n, slices.Sorted(maps.Keys(kinds)))
	}
}
