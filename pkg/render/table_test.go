package render

import (
	"bufio"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/olekukonko/tablewriter/pkg/twwidth"
)

// awkward are cells of which the width is not the number of their bytes.
var awkward = []string{
	"", "a", "seized", "re-emerged", "two  spaces ", " x", "漢字 漢字", "e\u0301\u0301", "x\u00a0y", "─│…", "👩\u200d👧 family",
	"a text that goes on for longer than a terminal is wide, with … and — in it, and 漢字 at its end",
}

// awkwardRows have each cell in each column.
func awkwardRows(columns int) (out [][]string) {
	for i := range awkward {
		row := make([]string, columns)
		for j := range row {
			row[j] = awkward[(i+j)%len(awkward)]
		}
		out = append(out, row)
	}
	return out
}

func drawn(t *testing.T, o *Options, columns []string, all [][]string, page int) string {
	t.Helper()
	var b strings.Builder
	out := bufio.NewWriter(&b)
	if err := writeTable(out, columns, all, o, page); err != nil {
		t.Fatal(err)
	}
	if err := out.Flush(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestTheRowsAfterAPageLookLikeThoseOnIt(t *testing.T) {
	columns := []string{"id", "status", "first_seen", "漢字"}
	for _, o := range []Options{
		{}, {NoHeader: true}, {Colour: true}, {Colour: true, NoHeader: true},
		{Width: 40}, {Width: 40, Colour: true}, {Width: 60, NoHeader: true}, {Width: 1},
	} {
		for n := 1; n <= len(columns); n++ {
			want := drawn(t, &o, columns[:n], awkwardRows(n), len(awkward))
			for _, page := range []int{0, 1, 3} {
				if diff := cmp.Diff(want, drawn(t, &o, columns[:n], awkwardRows(n), page)); diff != "" {
					t.Errorf("%+v, %d columns, a page of %d: %s", o, n, page, diff)
				}
			}
		}
	}
}

// A column that is wide only far below is wide from the top.
func TestTheWidestCellOfALongTableMayComeLast(t *testing.T) {
	all := slices.Repeat([][]string{{"a", "b"}}, page+1)
	all = append(all, []string{"long", "b"})
	lines := strings.Split(drawn(t, &Options{}, []string{"x", "y"}, all, page), "\n")
	if lines[0] != "x     y" || lines[1] != "a     b" || lines[page+1] != "a     b" || lines[page+2] != "long  b" {
		t.Errorf("%q", []string{lines[0], lines[1], lines[page+1], lines[page+2]})
	}
}

func TestTheLocaleDoesNotChangeATable(t *testing.T) {
	columns, o := []string{"id", "status"}, Options{Width: 40}
	want := drawn(t, &o, columns, awkwardRows(2), page)
	twwidth.SetEastAsian(true)
	defer twwidth.SetEastAsian(false)
	if diff := cmp.Diff(want, drawn(t, &o, columns, awkwardRows(2), page)); diff != "" {
		t.Error(diff)
	}
}
