// Command gendocs writes what is made from the code: the completion scripts,
// the tables of exit codes and settings in the README, and, for a release, the
// man pages. With -check it writes nothing and fails when a file is stale.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/cobra/doc"

	"takedown/cmd/internal/cli"
)

func main() {
	check := flag.Bool("check", false, "write nothing; fail when a file is stale")
	man := flag.String("man", "", "write the man pages into `folder`, and nothing else")
	flag.Parse()
	if err := run(*check, *man); err != nil {
		fmt.Fprintf(os.Stderr, "gendocs: %v\n", err)
		os.Exit(1)
	}
}

func run(check bool, man string) error {
	if man != "" {
		return manPages(man)
	}
	files, err := generated(cli.NewRoot())
	if err != nil {
		return err
	}
	var stale []string
	for path, content := range files {
		have, err := os.ReadFile(path)
		if err == nil && bytes.Equal(have, content) {
			continue
		}
		stale = append(stale, path)
		if check {
			continue
		}
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, content, 0o644); err != nil {
			return err
		}
	}
	if check && len(stale) > 0 {
		slices.Sort(stale)
		return fmt.Errorf("stale: %s: run go run ./cmd/gendocs", strings.Join(stale, ", "))
	}
	return nil
}

// generated returns every generated file by its path.
func generated(root *cobra.Command) (map[string][]byte, error) {
	out := map[string][]byte{}
	for name, gen := range map[string]func(*bytes.Buffer) error{
		"takedown.bash": func(b *bytes.Buffer) error { return root.GenBashCompletionV2(b, true) },
		"_takedown":     func(b *bytes.Buffer) error { return root.GenZshCompletion(b) },
		"takedown.fish": func(b *bytes.Buffer) error { return root.GenFishCompletion(b, true) },
		"takedown.ps1":  func(b *bytes.Buffer) error { return root.GenPowerShellCompletionWithDesc(b) },
	} {
		var b bytes.Buffer
		if err := gen(&b); err != nil {
			return nil, err
		}
		out[filepath.Join("completions", name)] = b.Bytes()
	}
	readme, err := os.ReadFile("README.md")
	if err != nil {
		return nil, err
	}
	for name, table := range map[string]string{"exit-codes": cli.ExitTable(), "settings": cli.SettingsTable()} {
		if readme, err = between(readme, name, table); err != nil {
			return nil, err
		}
	}
	out["README.md"] = readme
	return out, nil
}

// between puts a table between the two marks of that name.
func between(text []byte, name, table string) ([]byte, error) {
	open, end := []byte("<!-- "+name+" -->\n"), []byte("<!-- /"+name+" -->")
	before, rest, ok := bytes.Cut(text, open)
	_, after, ok2 := bytes.Cut(rest, end)
	if !ok || !ok2 {
		return nil, fmt.Errorf("README.md: the marks of %s are missing", name)
	}
	return slices.Concat(before, open, []byte(table), end, after), nil
}

// manPages writes one page a command, all of one date so that a release can be
// built again byte for byte.
func manPages(dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	date := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	return doc.GenManTree(cli.NewRoot(), &doc.GenManHeader{Section: "1", Date: &date}, dir)
}
