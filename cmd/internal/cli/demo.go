package cli

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"
	"golang.org/x/crypto/ssh"

	"takedown/pkg/casebook"
	"takedown/pkg/exchange"
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
	if err := fillDemo(dir, path, signer, env); err != nil {
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

func fillDemo(dir, path string, signer ssh.Signer, env casebook.Env) error {
	said := casebook.Said{Actor: "demo"}
	if _, err := casebook.Init(path, demoOrigin, said, signer, env); err != nil {
		return err
	}
	w, err := casebook.OpenWriter(path, said, func(string, string) (ssh.Signer, error) { return signer, nil }, env)
	if err != nil {
		return err
	}
	return errors.Join(writeDemo(w, dir), w.Close())
}

func writeDemo(w *casebook.Writer, dir string) error {
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
	if err := importDemo(w, d.targets(), filepath.Join(dir, "demo.csv")); err != nil {
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

// importDemo writes the targets to a file and reads them from it, so that show
// names a file, a hash and a line that can be looked at.
func importDemo(w *casebook.Writer, targets []demoRecord, path string) error {
	table, err := demoTable(targets)
	if err != nil {
		return err
	}
	if err := writeNew(path, table); err != nil {
		return err
	}
	format, err := exchange.ByName("csv")
	if err != nil {
		return err
	}
	h := &hashed{r: bytes.NewReader(table), sum: sha256.New()}
	_, err = w.Import(format.Decode(h, w.Agency(), nil), casebook.ImportOptions{
		Name: filepath.Base(path), Format: format.Name, Source: "demo", Operation: demoOperationKey, Hash: h.finish,
	})
	return err
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
	at := takedown.ShellWord(path)
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
