package cli

import (
	"fmt"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"takedown/pkg/casebook"
	"takedown/pkg/takedown"
	"takedown/pkg/view"
)

// addAsOf adds the flags of reading commands that ask for another instant, of
// the world and of what was known.
func addAsOf(f *pflag.FlagSet) {
	f.String("as-of", "", "the world at this `time`, by all that is known (default now)")
	f.String("known-at", "", "only what this case file had been told by this `time` (default now)")
}

// addMaxTLP adds the ceiling of what a command shows.
func addMaxTLP(f *pflag.FlagSet, value string) {
	f.String("max-tlp", value, "leave out what is marked above this `label`, and all that follows from it")
}

// readAsOf reads the instants that a command was asked about.
func (g *globals) readAsOf(cmd *cobra.Command) (err error) {
	if g.asOf, err = instantFlag(cmd, "as-of"); err != nil {
		return err
	}
	g.knownAt, err = instantFlag(cmd, "known-at")
	return err
}

func instantFlag(cmd *cobra.Command, name string) (time.Time, error) {
	f := cmd.Flags().Lookup(name)
	if f == nil || !f.Changed || f.Value.String() == "now" {
		return time.Time{}, nil
	}
	t, err := takedown.ParseInstant(f.Value.String())
	if err != nil {
		return time.Time{}, fmt.Errorf("--%s: %w", name, err)
	}
	return t.UTC().Truncate(time.Millisecond), nil
}

// readCeiling reads the marking above which a command shows nothing. Rules have
// a ceiling of their own, which is no filter.
func (g *globals) readCeiling(cmd *cobra.Command) error {
	f := cmd.Flags().Lookup("max-tlp")
	if f == nil || f.Value.String() == "" || cmd.Name() == "check" {
		return nil
	}
	tlp, err := takedown.ParseTLP(f.Value.String())
	if err != nil {
		return fmt.Errorf("--max-tlp: %w", err)
	}
	g.ceiling = &tlp
	return nil
}

// selected is the case as a command may show it: all of it, or what follows from
// the entries below its ceiling that were known at its time.
func (g *globals) selected(r *casebook.Reader) (*casebook.Reader, error) {
	if g.ceiling == nil && g.knownAt.IsZero() {
		return r, nil
	}
	p := view.Policy{Ceiling: takedown.Red, Agency: r.Agency()}
	if g.ceiling != nil {
		p.Ceiling = *g.ceiling
	} else {
		p.Unsealed = []string{view.AllOrders}
	}
	return r.Select(p, g.knownAt)
}
