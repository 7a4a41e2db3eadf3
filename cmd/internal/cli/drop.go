package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"takedown/pkg/casebook"
	"takedown/pkg/takedown"
)

type dropOptions struct {
	factFlags
	keys []string
	drop takedown.Drop
}

func (o *dropOptions) addFlags(f *pflag.FlagSet) {
	o.factFlags.addFlags(f)
	f.StringVar(&o.drop.Reason, "reason", "", "`word`: "+strings.Join(takedown.DropReasons, " "))
	f.StringVar(&o.drop.Of, "of", "", "`key` of the record that it is a duplicate of")
}

func newDrop(g *globals) *cobra.Command {
	var o dropOptions
	cmd := &cobra.Command{
		Use: "drop KEY… --reason WORD", Short: "Say that it is no target any more", GroupID: "takedown",
		Long: `Say that a record is no target any more, and why. It stays on file; undo, or a
later act that was done, brings it back.`,
		Example: `  takedown drop shop.example --reason false-positive --why 'the shop was hacked and is clean'
  takedown drop www.evil.example --reason duplicate --of evil.example`,
		Args: atLeast(1, "which target, as in: takedown drop shop.example --reason false-positive"),
		RunE: func(_ *cobra.Command, args []string) error {
			o.keys = args
			return runDrop(g, o)
		},
		ValidArgsFunction: completeKeys(g),
	}
	o.addFlags(cmd.Flags())
	return cmd
}

func runDrop(g *globals, o dropOptions) error {
	var err error
	if o.drop.Reason, err = takedown.ParseWord("reason", o.drop.Reason, takedown.DropReasons); err != nil {
		return err
	}
	if (o.drop.Reason == "duplicate") != (o.drop.Of != "") {
		return fmt.Errorf("%w: a duplicate is one of another record: --reason duplicate --of KEY", errUsage)
	}
	if err := o.checkAt(); err != nil {
		return err
	}
	refs, err := g.parseRefs(o.keys)
	if err != nil {
		return err
	}
	o.drop.At = o.at
	return g.record(&o.recordFlags, false, func(b *casebook.Batch, _ string) error {
		return eachRecord(b, refs, func(id takedown.ID) error { return b.Drop(id, o.drop) })
	})
}
