package cli

import (
	"fmt"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"takedown/pkg/takedown"
)

// addAsOf adds the flag of reading commands that asks for another instant.
func addAsOf(f *pflag.FlagSet) {
	f.String("as-of", "", "the world at this `time`, by all that is known now (default now)")
}

// readAsOf reads the instant that a command was asked about.
func (g *globals) readAsOf(cmd *cobra.Command) error {
	f := cmd.Flags().Lookup("as-of")
	if f == nil || !f.Changed || f.Value.String() == "now" {
		return nil
	}
	t, err := takedown.ParseInstant(f.Value.String())
	if err != nil {
		return fmt.Errorf("--as-of: %w", err)
	}
	g.asOf = t.UTC().Truncate(time.Millisecond)
	return nil
}
