package cli

import (
	"bytes"
	"errors"
	"iter"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"takedown/pkg/config"
	"takedown/pkg/takedown"
	"takedown/pkg/view"
)

// partialView is a view of which entries are withheld.
type partialView struct{ view.View }

func (v partialView) Records(kind string) iter.Seq2[*view.Record, error] {
	return func(yield func(*view.Record, error) bool) {
		for r, err := range v.View.Records(kind) {
			if r != nil {
				r.Partial = true
			}
			if !yield(r, err) {
				return
			}
		}
	}
}

// workedCase is the program with a case file in which a domain was suspended
// without an order, and nobody looked.
func workedCase(t *testing.T) (g *globals, path string) {
	t.Helper()
	dir := t.TempDir()
	path = filepath.Join(dir, "t.db")
	env := map[string]string{"HOME": dir, "TAKEDOWN_DB": path, "TAKEDOWN_ACTOR": "alice"}
	io := IO{
		Env: func(name string) string { return env[name] }, Context: t.Context(),
		Now: func() time.Time { return time.Date(2025, 3, 14, 6, 0, 0, 0, time.UTC) },
	}
	for _, line := range []string{
		"init --agency hk --device lt07 --no-passphrase",
		"add domain evil.example -f source=vendor",
		"act suspend evil.example --at 2025-03-02T00:00:00Z --place HK --ref R1 --unmet --why urgent",
	} {
		var said bytes.Buffer
		io.Args, io.Out, io.Err = strings.Fields(line), &said, &said
		if code := Main(io); code != 0 {
			t.Fatalf("%s: exit %d: %s", line, code, said.String())
		}
	}
	return &globals{IO: io}, path
}

func TestUnknownAloneIsNoNoUnlessItIsSaidSo(t *testing.T) {
	for _, format := range []string{"json", "github", "junit", "sarif", "table"} {
		for _, fails := range []bool{false, true} {
			g, path := workedCase(t)
			var stdout, stderr bytes.Buffer
			g.Out, g.Err = &stdout, &stderr
			var err error
			if g.config, err = config.Load(t.TempDir(), g.Env, map[string]string{"output": format}); err != nil {
				t.Fatal(err)
			}
			s, err := g.caseSource(path, true)
			if err != nil {
				t.Fatal(err)
			}
			whole := s.view
			s.view = func() (view.View, iter.Seq2[view.Late, error]) {
				v, late := whole()
				return partialView{v}, late
			}
			c := checker{g: g, ceiling: takedown.Red, partialFails: fails}
			if err := c.run([]*checked{{source: s, name: path}}); errors.Is(err, errViolations) != fails || !fails && err != nil {
				t.Errorf("%s, --partial fail %t: %v", format, fails, err)
			}
			want := map[string]string{
				"json": `"rule":"act-without-order","level":"error","result":"unknown"`, "github": "::notice ", "junit": "<skipped ", "sarif": `"kind":"open","level":"none"`,
				"table": "error (unknown)",
			}
			if fails {
				want["github"], want["junit"] = "::error ", "<failure "
			}
			if !strings.Contains(stdout.String(), want[format]) {
				t.Errorf("%s, --partial fail %t: %.800s", format, fails, stdout.String())
			}
		}
	}
}
