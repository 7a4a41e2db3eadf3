package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/crypto/ssh"

	"takedown/pkg/casebook"
	"takedown/pkg/report"
	"takedown/pkg/takedown"
)

func newDemo(g *globals) *cobra.Command {
	return &cobra.Command{
		Use: "demo [DIR]", Short: "Make a synthetic operation and report on it", GroupID: "tool",
		Long: `Replay a synthetic operation of about 20,000 targets in 26 jurisdictions, from
the first lists to two weeks after the day of action, in a folder of its own (a
new temporary one, where none is named), and print its summary as of then.
Nobody and nothing in it exists, and most of it went well: check says what did
not. It comes with a throw-away key, and neither the configuration nor the state
folder is touched.`,
		Args: atMost(1),
		RunE: func(_ *cobra.Command, args []string) error {
			dir := ""
			if len(args) > 0 {
				dir = args[0]
			}
			return runDemo(g, dir)
		},
	}
}

// demoOrigin writes the demo, for the agency that leads the operation.
const demoOrigin = "hk/demo"

// demoKeyFile is the throw-away key that signs it.
const demoKeyFile = "demo_key"

func runDemo(g *globals, dir string) error {
	dir, err := demoDir(dir)
	if err != nil {
		return err
	}
	signer, err := makeKey(filepath.Join(dir, demoKeyFile), demoOrigin, nil)
	if err != nil {
		return err
	}
	path := filepath.Join(dir, "demo.db")
	if err := fillDemo(g, dir, path, signer); err != nil {
		return err
	}
	env := casebook.Env{Now: g.Now, AsOf: demoEnd, Warn: g.warn, Interrupt: g.Context}
	if err := reportDemo(g, path, env); err != nil {
		return err
	}
	g.sayNext(dir, path)
	return nil
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

// fillDemo writes the case file with a clock of its own, which stands at the
// time of the chapter that is told.
func fillDemo(g *globals, dir, path string, signer ssh.Signer) error {
	t := &demoTeller{dir: dir, demo: newDemoOperation(), now: demoBegin}
	env := casebook.Env{Now: func() time.Time { return t.now }, Rand: g.Rand, Warn: g.warn, Interrupt: g.Context}
	said := casebook.Said{Actor: "demo"}
	if _, err := casebook.Init(path, demoOrigin, said, signer, env); err != nil {
		return err
	}
	var err error
	t.w, err = casebook.OpenWriter(path, said, func(string, string) (ssh.Signer, error) { return signer, nil }, env)
	if err != nil {
		return err
	}
	return errors.Join(t.tell(), t.w.Close())
}

func reportDemo(g *globals, path string, env casebook.Env) error {
	r, err := casebook.OpenReader(path, env)
	if err != nil {
		return err
	}
	summary, err := report.ByName("summary")
	if err == nil {
		err = printReport(g, summary, r, nil, false)
	}
	return errors.Join(err, r.Close())
}

// sayNext names commands that show what else is in the case. They ask about the
// end of the story, so that their answers stay the same.
func (g *globals) sayNext(dir, path string) {
	db := takedown.ShellWord(path)
	key := takedown.ShellWord(filepath.Join(dir, demoKeyFile))
	end := demoEnd.Format(time.RFC3339)
	fmt.Fprintf(g.Err, `
The operation is in %[1]s. Try next:
  takedown --db %[1]s why %[4]s --as-of %[3]s
  takedown --db %[1]s --key %[2]s act null-route %[5]s --ref T-1 --at %[3]s
  takedown --db %[1]s due --as-of %[3]s
  takedown --db %[1]s check --as-of %[3]s
  takedown --db %[1]s report board --as-of %[3]s
  takedown --db %[1]s report summary --as-of %[6]s
`, db, key, end, demoLapsing, demoShared, demoDay.Add(12*time.Hour).Format(time.RFC3339))
}
