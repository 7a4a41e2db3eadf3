package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/user"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/spf13/cobra"

	"takedown/pkg/casebook"
	"takedown/pkg/config"
	"takedown/pkg/render"
	"takedown/pkg/takedown"
)

// globals is what every command may use: the process, and the settings.
type globals struct {
	IO
	started bool        // whether a command was reached, so that an error is none of usage
	writing atomic.Bool // whether the case file was opened for writing
	command string      // its path
	typed   map[string]string
	flags   settingFlags
	config  config.Config
	asOf    time.Time     // that a reading command was asked about; zero: now
	knownAt time.Time     // of the knowledge; zero: now
	ceiling *takedown.TLP // of what is shown; nil: none
}

// settingFlags are the flags that every command has.
type settingFlags struct{ db, actor, key, output, lock string }

func (g *globals) addFlags(root *cobra.Command) {
	f := root.PersistentFlags()
	f.StringVar(&g.flags.db, "db", "", "case `file` (default ./takedown.db)")
	f.StringVar(&g.flags.actor, "actor", "", "`name` of who writes (default the login name)")
	f.StringVar(&g.flags.key, "key", "", "signing key: a `path`, or agent:SHA256:…")
	f.StringVarP(&g.flags.output, "output", "o", "", "`format`: "+strings.Join(render.Formats(), " ")+" (default table)")
	f.StringVar(&g.flags.lock, "lock-timeout", "", "how `long` to wait for another process (default 10s)")
}

// start reads the settings before a command runs.
func (g *globals) start(cmd *cobra.Command) error {
	g.started = true
	if f := cmd.Flags().Lookup("where"); f != nil && f.Changed && strings.TrimSpace(f.Value.String()) == "" {
		return fmt.Errorf("%w: --where is empty and would select everything", errUsage)
	}
	if err := checkNamed(cmd.Flags()); err != nil {
		return err
	}
	g.typed = map[string]string{}
	for flag, key := range map[string]string{"db": "db", "actor": "actor", "key": "key", "output": "output", "lock-timeout": "lock_timeout", "operation": "operation", "tlp": "tlp"} {
		if f := cmd.Flags().Lookup(flag); f != nil && f.Changed {
			g.typed[key] = f.Value.String()
		}
	}
	var err error
	g.config, err = config.Load(g.configDir(), g.Env, g.typed)
	if err != nil {
		return err
	}
	if err := errors.Join(g.readAsOf(cmd), g.readCeiling(cmd)); err != nil {
		return err
	}
	return g.checkSettings(strings.Fields(cmd.Annotations[ownFormats]))
}

// ownFormats is the annotation of a command that names the forms of output that
// it has and others have not.
const ownFormats = "formats"

// checkSettings refuses a bad value wherever it came from, before a command
// runs.
func (g *globals) checkSettings(own []string) error {
	if err := checkFormat(g.config.Get("output"), own); err != nil {
		return err
	}
	if tlp := g.config.Get("tlp"); tlp != "" {
		if _, err := takedown.ParseTLP(tlp); err != nil {
			return err
		}
	}
	_, err := g.lockWait()
	return err
}

// checkFormat refuses a form of output that the command does not have.
func checkFormat(name string, own []string) error {
	if slices.Contains(own, name) {
		return nil
	}
	if _, err := render.ParseFormat(name); err != nil {
		return &takedown.WordError{What: "output format", Word: name, Words: append(render.Formats(), own...)}
	}
	return nil
}

func (g *globals) lockWait() (time.Duration, error) {
	wait, err := takedown.ParseDuration(g.config.Get("lock_timeout"))
	if err != nil {
		return 0, fmt.Errorf("lock timeout: %w", err)
	}
	return wait, nil
}

// jsonErrors reports whether errors are printed as JSON, also before the
// settings could be read.
func (g *globals) jsonErrors() bool {
	format := g.config.Get("output")
	if format == "" {
		format = outputOf(g.Args)
	}
	return format == "json" || format == "jsonl"
}

// outputOf finds -o in the words of a command line that could not be parsed.
func outputOf(args []string) string {
	for i, a := range args {
		switch {
		case (a == "-o" || a == "--output") && i+1 < len(args):
			return args[i+1]
		case strings.HasPrefix(a, "--output="):
			return strings.TrimPrefix(a, "--output=")
		case strings.HasPrefix(a, "-o") && !strings.HasPrefix(a, "--"):
			return strings.TrimPrefix(a, "-o")
		}
	}
	return ""
}

func (g *globals) dir(variable, fallback string) string {
	if dir := g.Env(variable); dir != "" {
		return filepath.Join(dir, "takedown")
	}
	if home := g.Env("HOME"); home != "" {
		return filepath.Join(home, fallback, "takedown")
	}
	return ""
}

func (g *globals) configDir() string { return g.dir("XDG_CONFIG_HOME", ".config") }
func (g *globals) stateDir() string  { return g.dir("XDG_STATE_HOME", ".local/state") }

// warn prints a sentence that is no error.
func (g *globals) warn(text string) {
	fmt.Fprintf(g.Err, "takedown: %s\n", render.Inert(text))
}

func (g *globals) actor() string {
	if a := g.config.Get("actor"); a != "" {
		return a
	}
	if u, err := user.Current(); err == nil && u.Username != "" {
		return u.Username
	}
	return "unknown"
}

// caseEnv is what the process gives to a case.
func (g *globals) caseEnv() (casebook.Env, error) {
	wait, err := g.lockWait()
	if err != nil {
		return casebook.Env{}, err
	}
	host, err := os.Hostname()
	if err != nil {
		host = "unknown host"
	}
	return casebook.Env{
		Now: g.Now, AsOf: g.asOf, Rand: g.Rand, StateDir: g.stateDir(), Lock: wait, Warn: g.warn, Interrupt: g.Context,
		Holder: fmt.Sprintf("process %d on %s (%s)", os.Getpid(), host, g.actor()),
	}, nil
}

// read opens the case file for a reading command.
func (g *globals) read(f func(*casebook.Reader) error) error {
	env, err := g.caseEnv()
	if err != nil {
		return err
	}
	return g.readWith(env, f)
}

// readAt is read for the world as of an instant.
func (g *globals) readAt(t time.Time, f func(*casebook.Reader) error) error {
	env, err := g.caseEnv()
	if err != nil {
		return err
	}
	env.AsOf = t
	return g.readWith(env, f)
}

func (g *globals) readWith(env casebook.Env, f func(*casebook.Reader) error) error {
	r, err := casebook.OpenReader(g.config.Get("db"), env)
	if err != nil {
		return err
	}
	shown, err := g.selected(r)
	if err == nil {
		err = f(shown)
	}
	return errors.Join(err, r.Close())
}

// write opens the case file for a writing command.
func (g *globals) write(said casebook.Said, f func(*casebook.Writer) error) error {
	env, err := g.caseEnv()
	if err != nil {
		return err
	}
	w, err := casebook.OpenWriter(g.config.Get("db"), said, g.signer, env)
	if err != nil {
		return err
	}
	if err := g.beginWriting(); err != nil {
		return errors.Join(err, w.Close())
	}
	return errors.Join(f(w), w.Close())
}

// beginWriting is the point from which on the command is not given up, also when
// it has written and waits for whoever reads its answer: it could not be said
// then that nothing was written. One that was to stop before does not get past
// it.
func (g *globals) beginWriting() error {
	g.writing.Store(true)
	if g.Context.Err() != nil {
		return casebook.ErrInterrupted
	}
	return nil
}

// options says how answers are printed.
func (g *globals) options() render.Options {
	return render.Options{Format: g.format(), Width: g.Width, Defang: "auto", Colour: g.colour()}
}

// whole is options for a table that is never cut to the width of a terminal.
func (g *globals) whole() render.Options {
	o := g.options()
	o.Width = 0
	return o
}

// colour reports whether a person looks at the output who wants colours.
func (g *globals) colour() bool {
	return g.Width > 0 && g.Env("NO_COLOR") == "" && g.Env("TERM") != "dumb"
}

func (g *globals) format() render.Format { return render.Format(g.config.Get("output")) }

// operationKey returns the key that was meant by the name of an operation, or "".
func operationKey(name, agency string) (string, error) {
	if name == "" {
		return "", nil
	}
	id, _, err := takedown.ParseKey(takedown.KindOf("operation"), strings.TrimPrefix(name, "operation/"), agency)
	return id.Key, err
}

// cancelled turns the end of a context into the error of its signal.
func cancelled(ctx context.Context, err error) error {
	if errors.Is(err, casebook.ErrInterrupted) && errors.Is(context.Cause(ctx), ErrTerminated) {
		return fmt.Errorf("%w: nothing was written", errTerminated)
	}
	return err
}

// ErrTerminated is the cause of a context that SIGTERM ended.
var ErrTerminated = errTerminated

// wordsOf returns the names of the commands below one.
func wordsOf(cmd *cobra.Command) []string {
	var out []string
	for _, c := range cmd.Commands() {
		if c.IsAvailableCommand() {
			out = append(out, c.Name())
		}
	}
	slices.Sort(out)
	return out
}
