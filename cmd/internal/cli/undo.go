package cli

import (
	"fmt"

	"github.com/spf13/cobra"

	"takedown/pkg/casebook"
	"takedown/pkg/ledger"
)

type undoOptions struct {
	recordFlags
	what string
}

func newUndo(g *globals) *cobra.Command {
	var o undoOptions
	cmd := &cobra.Command{
		Use: "undo [BATCH|ENTRY]", Short: "Retract what was written", GroupID: "record",
		Long: `Retract a batch or an entry of one's own agency; without argument, the last
batch that the actor wrote from this origin and that still counts. Nothing is
removed: a retract entry is added, and undoing that one brings the old one back.`,
		Example: `  takedown undo
  takedown undo 'hk/lt07#12' --why 'wrong file'
  takedown undo hk/lt07:14`,
		Args: atMost(1),
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) > 0 {
				o.what = args[0]
			}
			return runUndo(g, o)
		},
	}
	o.addFlags(cmd.Flags())
	return cmd
}

func runUndo(g *globals, o undoOptions) error {
	_, _, noEntry := ledger.ParseEntryID(o.what)
	_, _, noBatch := ledger.ParseBatchID(o.what)
	if o.what != "" && noEntry != nil && noBatch != nil {
		return fmt.Errorf("%w: %q is no batch such as hk/lt07#12 and no entry such as hk/lt07:12", errUsage, o.what)
	}
	return g.record(&o.recordFlags, false, func(b *casebook.Batch, _ string) error { return b.Undo(o.what) })
}
