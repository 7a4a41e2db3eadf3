package cli

import (
	"fmt"

	"github.com/spf13/cobra"

	"takedown/pkg/casebook"
	"takedown/pkg/ledger"
	"takedown/pkg/takedown"
)

type expungeOptions struct {
	recordFlags
	authority string
}

func newExpunge(g *globals) *cobra.Command {
	var o expungeOptions
	cmd := &cobra.Command{
		Use: "expunge ENTRY... --authority REF", Short: "Drop what an entry says, and keep its hash", GroupID: "share",
		Long: `Drop the bytes of entries that this origin wrote, under an authority: a court's
order, a request that the law grants. The hash of each stays, so that the log
still verifies, and an expunge entry says under which authority it was done. What
the entry said is no more: records, links and facts are made again without it.

The case file is written anew in the same command, and the bytes are in no page
of it afterwards. That needs room on the disk for a second file. Backups, exports
and the copies of partners are out of reach: partners see the expunge entry and
decide by their own law.

An entry that retracts or marks another one goes only together with that one, or
after it. Names of a record also stand in other entries about it: takedown log KEY
lists them.`,
		Example: "  takedown expunge hk/lt07:14 --authority 'HCMP 12/2025' --why 'the informant is protected'\n  takedown expunge hk/lt07:14 hk/lt07:15 --authority 'HCMP 12/2025' --dry-run",
		Args:    atLeast(1, "an entry, as in: takedown expunge hk/lt07:14 --authority 'HCMP 12/2025'"),
		RunE:    func(_ *cobra.Command, args []string) error { return runExpunge(g, o, args) },
	}
	o.addFlags(cmd.Flags())
	cmd.Flags().StringVar(&o.authority, "authority", "", "`reference` of the order or law under which it is done")
	return cmd
}

func runExpunge(g *globals, o expungeOptions, entries []string) error {
	if o.authority == "" {
		return fmt.Errorf("%w: expunge needs the authority under which it is done: --authority 'HCMP 12/2025'", errUsage)
	}
	if err := takedown.CheckText(o.authority); err != nil {
		return fmt.Errorf("--authority: %w", err)
	}
	for _, id := range entries {
		if _, _, err := ledger.ParseEntryID(id); err != nil {
			return fmt.Errorf("%w: %q is no entry such as hk/lt07:12", errUsage, id)
		}
	}
	return g.recordIn(&o.recordFlags, false, func(w *casebook.Writer) (casebook.Commit, error) {
		return w.Expunge(o.dryRun, o.each, entries, o.authority)
	})
}
