package report_test

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"takedown/pkg/render"
	"takedown/pkg/report"
	"takedown/pkg/view"
)

var update = flag.Bool("update", false, "write the goldens anew")

// outputs are the forms in which reports are kept to compare.
var outputs = []render.Format{render.TableFormat, render.JSON, render.JSONLines, render.Keys, render.CSV, render.MarkdownFormat}

func TestEachReportIsWrittenAsItsGolden(t *testing.T) {
	for _, r := range report.All() {
		result, err := r.Run(anOperation(t), report.Options{Log: aLog})
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

// aLog is what a court may be told: an entry, one that was taken back, one that
// is withheld, and two that were never sent.
func aLog(yield func(view.Disclosed, error) bool) {
	at := time.Date(2025, 3, 14, 6, 0, 0, 0, time.UTC)
	for _, d := range []view.Disclosed{
		{ID: "hk/lt07:1", Recorded: at, Verb: "act", Subject: "domain/evil.example", Actor: "Wong", At: at, TLP: "AMBER", Says: "suspend done", Size: 1},
		{ID: "hk/lt07:2", Recorded: at.Add(time.Hour), Verb: "note", Subject: "domain/evil.example", Actor: "Wong", TLP: "AMBER", Says: "text seen", Retracted: "hk/lt07:4", Size: 1},
		{ID: "hk/lt07:3", Recorded: at.Add(2 * time.Hour), Verb: "act", Ground: view.BySeal, Size: 1},
		{ID: "vn/pc1:1", Ground: view.ByOriginator, Size: 2},
	} {
		if !yield(d, nil) {
			return
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
