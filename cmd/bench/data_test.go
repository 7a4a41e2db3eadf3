package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestRowsAreManyAndDifferentAndInNoOrder(t *testing.T) {
	var keys []string
	bytes := 0
	for _, first := range []int{0, firstOf45k, firstOf1k} {
		for i := range 5000 {
			line := row(first + i)
			bytes += len(line)
			fields := strings.Split(line, ",")
			if len(fields) != strings.Count(header, ",")+1 || fields[1] != key(first+i) {
				t.Fatalf("row %d is %q", first+i, line)
			}
			keys = append(keys, fields[1])
		}
	}
	if slices.IsSorted(keys) {
		t.Error("the rows are sorted")
	}
	slices.Sort(keys)
	if n := len(slices.Compact(keys)); n != 15000 {
		t.Errorf("%d different keys of 15000", n)
	}
	if mean := float64(bytes) / 15000; mean < 66 || mean > 70 {
		t.Errorf("a row has %.1f bytes", mean)
	}
}

func TestAFileOfRowsIsAlwaysTheSame(t *testing.T) {
	path := filepath.Join(t.TempDir(), "rows.csv")
	if err := writeRows(path, 3, 2); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if want := header + row(3) + row(4); string(got) != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
