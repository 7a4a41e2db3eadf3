package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"takedown/pkg/casebook"
	"takedown/pkg/render"
	"takedown/pkg/takedown"
)

// recordFlags are those of every command that writes entries.
type recordFlags struct {
	why, tlp, pap string
	to            []string
	dryRun, each  bool

	seen map[string]seenJSON // by the name of the record: what observe writes down
}

func (o *recordFlags) addFlags(f *pflag.FlagSet) {
	f.StringVar(&o.why, "why", "", "`reason` kept with the entries")
	f.StringVar(&o.tlp, "tlp", "", "`marking`: "+strings.Join(takedown.TLPNames(), " "))
	f.StringVar(&o.pap, "pap", "", "permissible `actions`: "+strings.Join(takedown.PAPNames, " "))
	f.StringSliceVar(&o.to, "for", nil, "only these `agencies` may get the entries")
	f.BoolVar(&o.dryRun, "dry-run", false, "show what would be written, and write nothing")
	f.BoolVar(&o.each, "each", false, "write the good ones and list the rest (exit 3)")
}

// said parses what the flags say of every entry. A marking from the
// environment or the configuration never goes below the default of what is
// written: only a typed one does.
func (o *recordFlags) said(g *globals) (casebook.Said, error) {
	s := casebook.Said{Actor: g.actor(), Why: o.why}
	if err := takedown.CheckText(s.Actor); err != nil {
		return s, fmt.Errorf("actor: %w", err)
	}
	if text := g.config.Get("tlp"); text != "" {
		tlp, err := takedown.ParseTLP(text)
		if err != nil {
			return s, err
		}
		s.TLP, s.Typed = &tlp, g.config.Typed("tlp")
	}
	if o.pap != "" {
		pap, err := takedown.ParsePAP(o.pap)
		if err != nil {
			return s, err
		}
		s.PAP = pap
	}
	for _, a := range o.to {
		code, err := takedown.CanonicalAgency(a)
		if err != nil {
			return s, fmt.Errorf("--for: %w", err)
		}
		s.To = append(s.To, code)
	}
	return s, nil
}

// record runs a batch of changes and prints what was written.
func (g *globals) record(o *recordFlags, idsFirst bool, build func(*casebook.Batch, string) error) error {
	return g.recordIn(o, idsFirst, func(w *casebook.Writer) (casebook.Commit, error) {
		return w.Write(o.dryRun, o.each, func(b *casebook.Batch) error { return build(b, w.Agency()) })
	})
}

// recordIn is record for a change that is written in its own way.
func (g *globals) recordIn(o *recordFlags, idsFirst bool, write func(*casebook.Writer) (casebook.Commit, error)) error {
	said, err := o.said(g)
	if err != nil {
		return err
	}
	var c casebook.Commit
	err = g.write(said, func(w *casebook.Writer) (err error) {
		c, err = write(w)
		return err
	})
	if err != nil {
		return err
	}
	if err := g.printCommit(&c, idsFirst, o.seen); err != nil {
		return err
	}
	for _, left := range c.Left {
		if g.jsonErrors() {
			break // they are in the answer
		}
		g.warn("left out: " + left.Error())
	}
	if len(c.Left) > 0 {
		return fmt.Errorf("%w: %d", errIncomplete, len(c.Left))
	}
	return nil
}

// writtenJSON is the answer of a command that writes.
type writtenJSON struct {
	Batch   string         `json:"batch"`
	Entries []writtenEntry `json:"entries"`
	Head    headJSON       `json:"head"`
	DryRun  bool           `json:"dry_run,omitzero"`
	Left    []string       `json:"left,omitzero"`
}

type writtenEntry struct {
	ID      string `json:"id"`
	Subject string `json:"subject"`
	seenJSON
}

type headJSON struct {
	Size uint64 `json:"size"`
	Root string `json:"root"`
}

// printCommit prints what was written: record ids first for add, entry ids for
// the others. Seen is what observe writes down, and nil for all others.
func (g *globals) printCommit(c *casebook.Commit, idsFirst bool, seen map[string]seenJSON) error {
	v := writtenJSON{Batch: c.Batch, Entries: []writtenEntry{}, Head: headJSON{c.Head.Size, c.Head.Root.String()}, DryRun: c.DryRun}
	t := render.Table{Columns: []string{"entry", "record"}, Keys: c.Subjects}
	for _, e := range c.Entries {
		v.Entries = append(v.Entries, writtenEntry{e.ID, e.Subject, seen[e.Subject]})
		t.Rows = append(t.Rows, []string{e.ID, e.Subject})
	}
	for _, err := range c.Left {
		v.Left = append(v.Left, err.Error())
	}
	t.Value = v
	o := g.options()
	if o.Format != render.TableFormat {
		return t.Write(g.Out, o)
	}
	return g.printLines(c, idsFirst)
}

// printLines prints one id a line, as people and shells like it best.
func (g *globals) printLines(c *casebook.Commit, idsFirst bool) error {
	if c.DryRun {
		g.warn(fmt.Sprintf("dry run: nothing was written, %d entries would be", len(c.Entries)))
	}
	lines := c.Subjects
	if !idsFirst {
		lines = nil
		for _, e := range c.Entries {
			lines = append(lines, e.ID)
		}
	}
	for _, line := range lines {
		if _, err := fmt.Fprintln(g.Out, render.Inert(line)); err != nil {
			return err
		}
	}
	return nil
}

// atLeast refuses fewer arguments with a sentence that says what is missing.
func atLeast(n int, what string) cobra.PositionalArgs {
	return func(_ *cobra.Command, args []string) error {
		if len(args) < n {
			return fmt.Errorf("%w: say %s", errUsage, what)
		}
		return nil
	}
}

// atMost refuses more arguments than a command has a use for.
func atMost(n int) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) <= n {
			return nil
		}
		if n == 0 {
			return fmt.Errorf("%w: %s takes no word, and %q is one", errUsage, cmd.Name(), args[0])
		}
		return fmt.Errorf("%w: %s takes %d at most, and %q is one more: a text with blanks stands in quotes", errUsage, cmd.Name(), n, args[n])
	}
}
