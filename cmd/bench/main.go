// Command bench measures takedown side by side with the sqlite3 and openssl
// command lines: whole processes, in turn, in one run, so that the ratios hold
// where the speed of the machine drifts. It prints medians and ratios, and
// whether they meet the goals that the store was designed for.
//
// It is no test: nothing here fails because something was slow, and nothing in
// the test suite measures time. It imports no room of ours, since it measures
// what a user runs.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
)

// options is what was asked for on the command line.
type options struct {
	sizes  []int
	runs   int
	only   *regexp.Regexp
	asJSON bool
	keep   string
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Args[1:], os.Stdout)
	stop()
	if errors.Is(err, flag.ErrHelp) {
		return
	}
	if err != nil {
		fmt.Fprintf(os.Stderr, "bench: %v\n", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, out io.Writer) error {
	o, err := parse(args)
	if err != nil {
		return err
	}
	dir := o.keep
	if dir == "" {
		if dir, err = os.MkdirTemp("", "takedown-bench-"); err != nil {
			return err
		}
		defer os.RemoveAll(dir)
	}
	results, err := measureAll(ctx, o, dir)
	write := writeTable
	if o.asJSON {
		write = writeJSON
	}
	// What was measured before something failed took long, and holds.
	return errors.Join(err, write(out, results))
}

func parse(args []string) (options, error) {
	var o options
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	sizes := flags.String("n", "20000,45000", "`rows` on file, one run for each of these")
	only := flags.String("only", "", "only the comparisons whose name matches this `regexp`")
	flags.IntVar(&o.runs, "runs", 3, "how many `times` each side of a comparison is measured")
	flags.BoolVar(&o.asJSON, "json", false, "print JSON")
	flags.StringVar(&o.keep, "keep", "", "work in this `folder` and leave everything in it")
	if err := flags.Parse(args); err != nil {
		return options{}, err
	}
	if flags.NArg() > 0 || o.runs < 1 {
		return options{}, errors.New("want no arguments, and at least one run")
	}
	for s := range strings.SplitSeq(*sizes, ",") {
		n, err := strconv.Atoi(s)
		if err != nil || n < 1 {
			return options{}, fmt.Errorf("-n %q: not a number of rows", s)
		}
		o.sizes = append(o.sizes, n)
	}
	var err error
	if o.only, err = regexp.Compile(*only); err != nil {
		return options{}, fmt.Errorf("-only: %w", err)
	}
	return o, nil
}

// measureAll makes one lab for each size. A folder that is not kept goes away
// before the next is made: at a million rows it takes gigabytes.
func measureAll(ctx context.Context, o options, dir string) ([]result, error) {
	if o.keep != "" {
		abs, err := filepath.Abs(dir)
		if err != nil {
			return nil, err
		}
		dir = abs
	}
	tools, err := build(ctx, filepath.Join(dir, "bin"))
	if err != nil {
		return nil, err
	}
	var results []result
	for _, rows := range o.sizes {
		lab, err := newLab(ctx, tools, filepath.Join(dir, fmt.Sprintf("rows-%d", rows)), rows)
		if err != nil {
			return results, err
		}
		some, err := lab.measure(o)
		results = append(results, some...)
		if err != nil {
			return results, err
		}
		if o.keep == "" {
			if err := os.RemoveAll(lab.dir); err != nil {
				return results, err
			}
		}
	}
	return results, nil
}
