package cli

import (
	"fmt"

	"github.com/spf13/cobra"

	"takedown/pkg/casebook"
	"takedown/pkg/ledger"
	"takedown/pkg/view"
)

func newRemark(g *globals) *cobra.Command {
	var o recordFlags
	cmd := &cobra.Command{
		Use: "remark ENTRY... --tlp MARKING", Short: "Release or raise an entry", GroupID: "share",
		Long: `Give entries of one's own agency another marking. The entries stay as they were
signed; the remark goes with them, and its marking is the one that counts.

An entry has at least the marking of the records that it names. To release one
of them alone, whatever its record is marked, is what this command is for. With
--for the entry may go to these agencies and to nobody else.`,
		Example: "  takedown remark hk/lt07:14 --tlp AMBER --why 'cleared by the prosecutor'\n  takedown remark hk/lt07:20 --tlp RED --for vn",
		Args:    atLeast(1, "an entry, as in: takedown remark hk/lt07:14 --tlp AMBER"),
		RunE:    func(_ *cobra.Command, args []string) error { return runRemark(g, o, args) },
	}
	o.addFlags(cmd.Flags())
	return cmd
}

func runRemark(g *globals, o recordFlags, entries []string) error {
	if !g.config.Typed("tlp") {
		return fmt.Errorf("%w: remark needs the marking that the entry is to have: --tlp AMBER", errUsage)
	}
	for _, id := range entries {
		if _, _, err := ledger.ParseEntryID(id); err != nil {
			return fmt.Errorf("%w: %q is no entry such as hk/lt07:12", errUsage, id)
		}
	}
	said, err := o.said(g)
	if err != nil {
		return err
	}
	m := view.Mark{TLP: said.TLP.String(), PAP: said.PAP, To: said.To}
	return g.record(&o, false, func(b *casebook.Batch, _ string) error {
		for _, id := range entries {
			if err := b.Try(b.Remark(id, m)); err != nil {
				return err
			}
		}
		return nil
	})
}
