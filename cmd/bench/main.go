// Command bench measures takedown side by side with the sqlite3 and openssl
// command lines: whole processes, in turn, in one run, so that the ratios hold
// where the machine's speed drifts. It prints medians, ratios and the goals
// that they are to meet.
//
// It judges nothing but speed, memory and size, and is no test: nothing in the
// test suite measures time.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
)

type options struct {
	rows   int
	runs   int
	only   *regexp.Regexp
	asJSON bool
	dir    string
}

func main() {
	n := flag.Int("n", 20000, "`rows` of the large import")
	runs := flag.Int("runs", 3, "how `often` each command is measured")
	only := flag.String("only", "", "only cases that match this `regexp`")
	asJSON := flag.Bool("json", false, "print JSON")
	dir := flag.String("dir", "", "work in this `folder` and keep it")
	flag.Parse()
	if err := run(options{*n, *runs, regexp.MustCompile(*only), *asJSON, *dir}); err != nil {
		fmt.Fprintf(os.Stderr, "bench: %v\n", err)
		os.Exit(1)
	}
}

func run(o options) error {
	if o.dir == "" {
		dir, err := os.MkdirTemp("", "takedown-bench-")
		if err != nil {
			return err
		}
		defer os.RemoveAll(dir)
		o.dir = dir
	}
	b := &bench{options: o}
	if err := b.prepare(); err != nil {
		return err
	}
	var results []result
	for _, c := range cases() {
		if !o.only.MatchString(c.name) || c.peer != nil && !b.hasPeer(c) {
			continue
		}
		r, err := b.measure(c)
		if err != nil {
			return fmt.Errorf("%s: %w", c.name, err)
		}
		results = append(results, r)
		if !o.asJSON {
			fmt.Println(r)
		}
	}
	if o.asJSON {
		return json.NewEncoder(os.Stdout).Encode(results)
	}
	return nil
}

// bench is one run over a folder of its own.
type bench struct {
	options
	exe, empty string
}

// prepare builds the program and an empty one, and writes the data.
func (b *bench) prepare() error {
	b.exe, b.empty = filepath.Join(b.dir, "takedown"), filepath.Join(b.dir, "empty")
	if err := build(b.exe, "./cmd/takedown"); err != nil {
		return err
	}
	source := filepath.Join(b.dir, "empty.go")
	if err := os.WriteFile(source, []byte("package main\n\nfunc main() {}\n"), 0o600); err != nil {
		return err
	}
	if err := build(b.empty, source); err != nil {
		return err
	}
	return writeData(b.dir, b.rows)
}

func build(out, what string) error {
	if msg, err := exec.Command("go", "build", "-o", out, what).CombinedOutput(); err != nil {
		return fmt.Errorf("build %s: %w: %s", what, err, msg)
	}
	return nil
}

// hasPeer reports whether the peer's program is installed, and says so where
// it is not.
func (b *bench) hasPeer(c testCase) bool {
	if c.needs == "" {
		return true
	}
	if _, err := exec.LookPath(c.needs); err != nil {
		fmt.Fprintf(os.Stderr, "%s is left out: %s is not installed\n", c.name, c.needs)
		return false
	}
	return true
}
