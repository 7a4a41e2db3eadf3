package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"
	"golang.org/x/crypto/ssh"

	"takedown/pkg/casebook"
	"takedown/pkg/report"
	"takedown/pkg/takedown"
)

func newDemo(g *globals) *cobra.Command {
	return &cobra.Command{
		Use: "demo [DIR]", Short: "Make a synthetic operation and report on it", GroupID: "tool",
		Long: `Make a case file with a synthetic operation of about 2,000 targets in a folder of
its own (a new temporary one, where none is named), and print its summary.
Nobody and nothing in it exists. It comes with a throw-away key, and neither
the configuration nor the state folder is touched.`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			dir := ""
			if len(args) > 0 {
				dir = args[0]
			}
			return runDemo(g, dir)
		},
	}
}

// demoOrigin writes the demo.
const demoOrigin = "hk/demo"

func runDemo(g *globals, dir string) error {
	dir, err := demoDir(dir)
	if err != nil {
		return err
	}
	signer, err := makeKey(filepath.Join(dir, "demo_key"), demoOrigin, nil)
	if err != nil {
		return err
	}
	path := filepath.Join(dir, "demo.db")
	env := casebook.Env{Now: g.Now, Rand: g.Rand, Warn: g.warn, Interrupt: g.Context}
	if err := fillDemo(path, signer, env); err != nil {
		return err
	}
	return reportDemo(g, path, env)
}

// demoDir makes the folder, or takes an empty one.
func demoDir(dir string) (string, error) {
	if dir == "" {
		return os.MkdirTemp("", "takedown-demo-")
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", err
	}
	inside, err := os.ReadDir(dir)
	if err == nil && len(inside) > 0 {
		err = fmt.Errorf("the folder %s is not empty: %w", dir, fs.ErrExist)
	}
	return dir, err
}

func fillDemo(path string, signer ssh.Signer, env casebook.Env) error {
	said := casebook.Said{Actor: "demo"}
	if _, err := casebook.Init(path, demoOrigin, said, signer, env); err != nil {
		return err
	}
	w, err := casebook.OpenWriter(path, said, func(string, string) (ssh.Signer, error) { return signer, nil }, env)
	if err != nil {
		return err
	}
	return errors.Join(writeDemo(w), w.Close())
}

func writeDemo(w *casebook.Writer) error {
	d := newDemoOperation()
	_, err := w.Write(false, false, func(b *casebook.Batch) error {
		for _, r := range d.frame() {
			if err := b.Add(r.id, r.shown, r.edits, true); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	_, err = w.Import(items(d.targets()), casebook.ImportOptions{
		Name: "demo.csv", Format: "csv", Source: "demo", Operation: demoOperationKey,
		Hash: func() (string, int64) { return demoHash, 0 },
	})
	if err != nil {
		return err
	}
	_, err = w.Write(false, false, func(b *casebook.Batch) error {
		for _, l := range d.links() {
			if err := b.Link(l.from, l.rel, l.to, l.edits); err != nil {
				return err
			}
		}
		return nil
	})
	return err
}

// items yields records as the items of an import.
func items(records []demoRecord) iter.Seq2[takedown.Item, error] {
	return func(yield func(takedown.Item, error) bool) {
		for i, r := range records {
			item, err := r.item(i + 2)
			if !yield(item, err) {
				return
			}
		}
	}
}

func reportDemo(g *globals, path string, env casebook.Env) error {
	r, err := casebook.OpenReader(path, env)
	if err != nil {
		return err
	}
	defer func() { _ = r.Close() }()
	summary, err := report.ByName("summary")
	if err != nil {
		return err
	}
	if err := printReport(g, summary, r, nil, false); err != nil {
		return err
	}
	at := shellWord(path)
	fmt.Fprintf(g.Err, `
The operation is in %s. Try next:
  takedown --db %s list targets --limit 10
  takedown --db %s list domain --where "role == 'c2' and malware == 'ashfall'"
  takedown --db %s show 203.0.113.7
  takedown --db %s search ashfall --limit 5
  takedown --db %s verify
`, at, at, at, at, at, at)
	return nil
}
