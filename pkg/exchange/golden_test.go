package exchange_test

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"takedown/pkg/exchange"
)

var update = flag.Bool("update", false, "write the goldens")

// What is only written cannot be held against what is read again.
func TestWhatIsOnlyWrittenLooksAsItsGoldenSays(t *testing.T) {
	each(t, func(f exchange.Format) bool { return writes(f) && !reads(f) }, func(t *testing.T, f exchange.Format) {
		got, _ := encode(t, f, sample(t))
		file := filepath.Join("../../testdata/exchange", f.Name, "export."+f.Name)
		if *update {
			if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(file, got, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if string(got) != string(want) {
			t.Errorf("%s differs:\n%s", file, got)
		}
	})
}
