package report_test

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"takedown/pkg/render"
	"takedown/pkg/report"
)

var update = flag.Bool("update", false, "write the goldens anew")

// outputs are the forms in which reports are kept to compare.
var outputs = []render.Format{render.TableFormat, render.JSON, render.JSONLines, render.Keys, render.CSV, render.MarkdownFormat}

func TestEachReportIsWrittenAsItsGolden(t *testing.T) {
	for _, r := range report.All() {
		result, err := r.Run(anOperation(t), report.Options{})
		if err != nil {
			t.Fatal(err)
		}
		for _, format := range outputs {
			path := filepath.Join("../../testdata/report", r.Name+"."+string(format))
			got := written(t, result, format)
			if *update {
				if err := os.WriteFile(path, got, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(path)
			if diff := cmp.Diff(string(want), string(got)); err != nil || diff != "" {
				t.Errorf("%s: %v\n%s", path, err, diff)
			}
		}
	}
}

func written(t *testing.T, r *report.Result, format render.Format) []byte {
	t.Helper()
	var b bytes.Buffer
	table := render.Table{Columns: r.Columns, Rows: r.Rows, Keys: r.Keys, Value: r.Value, Lines: r.Lines}
	if err := table.Write(&b, render.Options{Format: format}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestNoGoldenIsLeftOfAReportThatIsNone(t *testing.T) {
	files, err := os.ReadDir("../../testdata/report")
	if err != nil || len(files) != len(report.All())*len(outputs) {
		t.Errorf("%d files for %d reports: %v", len(files), len(report.All()), err)
	}
}
