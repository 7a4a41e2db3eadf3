package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// tools are the programs that were built for this run.
type tools struct {
	takedown string
	empty    string // a Go program that does nothing
}

// build makes the programs as a release makes them.
func build(ctx context.Context, dir string) (tools, error) {
	t := tools{filepath.Join(dir, "takedown"), filepath.Join(dir, "empty")}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return tools{}, err
	}
	source := filepath.Join(dir, "empty.go")
	if err := os.WriteFile(source, []byte("package main\n\nfunc main() {}\n"), 0o600); err != nil {
		return tools{}, err
	}
	for out, what := range map[string]string{t.takedown: "takedown/cmd/takedown", t.empty: source} {
		cmd := exec.CommandContext(ctx, "go", "build", "-trimpath", "-ldflags", "-s -w", "-o", out, what)
		cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
		if said, err := cmd.CombinedOutput(); err != nil {
			return tools{}, fmt.Errorf("build %s: %w: %s", what, err, said)
		}
	}
	return t, nil
}

// lab is where all comparisons at one size are made: the data, and a desk for
// each side.
type lab struct {
	tools
	ctx        context.Context
	dir        string
	rows       int
	ours, peer *desk
	entries    *desk // where the entries lie as plain text
	sealedDesk *desk // where the sealed case lies
}

// newLab makes the folder, which must not be there, and writes the data.
func newLab(ctx context.Context, t tools, dir string, rows int) (*lab, error) {
	if err := os.Mkdir(dir, 0o700); err != nil {
		return nil, err
	}
	l := &lab{tools: t, ctx: ctx, dir: dir, rows: rows}
	l.ours = &desk{dir: filepath.Join(dir, "ours"), states: map[string]func() error{"empty": l.makeEmpty, "full": l.makeFull}}
	l.peer = &desk{dir: filepath.Join(dir, "sqlite"), states: map[string]func() error{"empty": l.makeEmptySQL, "full": l.makeFullSQL}}
	l.entries = &desk{dir: filepath.Join(dir, "entries"), states: map[string]func() error{"full": l.makeEntries}}
	l.sealedDesk = &desk{dir: filepath.Join(dir, "sealed"), states: map[string]func() error{"full": l.makeSealed}}
	for _, f := range []struct {
		name         string
		first, count int
	}{{"all.csv", 0, rows}, {"new45k.csv", firstOf45k, 45_000}, {"new1k.csv", firstOf1k, 1_000}} {
		if err := writeRows(filepath.Join(dir, f.name), f.first, f.count); err != nil {
			return nil, err
		}
	}
	if err := writeBundle(filepath.Join(dir, "bundle.json")); err != nil {
		return nil, err
	}
	return l, l.writeScripts()
}

// takedown is a process of ours on its desk. The key stays outside of the
// desk, since it is the same in every state. Nothing of the caller's
// environment reaches the process, so that nobody's settings are measured.
func (l *lab) takedown(args ...string) process {
	return process{
		program: l.tools.takedown, args: args, dir: l.ours.dir,
		env: []string{
			"XDG_CONFIG_HOME=" + filepath.Join(l.dir, "config"),
			"XDG_STATE_HOME=" + filepath.Join(l.ours.dir, "state"),
			"TAKEDOWN_ACTOR=alice",
		},
	}
}

func (l *lab) importing(file string) process {
	return l.takedown("import", "../"+file, "--source", "feed", "-o", "json")
}

func (l *lab) makeEmpty() error {
	if err := l.ours.clear(); err != nil {
		return err
	}
	_, err := l.takedown("init", "--agency", "hk", "--device", "bench", "--no-passphrase").measure(l.ctx)
	return err
}

func (l *lab) makeFull() error {
	if err := l.ours.set("empty"); err != nil {
		return err
	}
	_, err := l.importing("all.csv").measure(l.ctx)
	return err
}

// measure makes every comparison that was asked for.
func (l *lab) measure(o options) ([]result, error) {
	var results []result
	for _, c := range l.comparisons() {
		if !o.only.MatchString(c.name) {
			continue
		}
		if missing := c.missing(); missing != "" {
			fmt.Fprintf(os.Stderr, "bench: %s is not installed: left out %q\n", missing, c.name)
			continue
		}
		fmt.Fprintf(os.Stderr, "bench: %d rows: %s\n", l.rows, c.name)
		r, err := l.compare(c, o.runs)
		if err != nil {
			return results, fmt.Errorf("%s: %w", c.name, err)
		}
		results = append(results, r)
	}
	return append(results, peakOf(results, l.rows)...), nil
}

// missing names the program that a comparison needs and this machine lacks.
func (c comparison) missing() string {
	for _, program := range strings.Fields(c.needs) {
		if _, err := exec.LookPath(program); err != nil {
			return program
		}
	}
	return ""
}
