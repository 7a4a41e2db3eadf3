package cli

import (
	"fmt"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"takedown/pkg/casebook"
	"takedown/pkg/ledger"
	"takedown/pkg/takedown"
)

type noteOptions struct {
	recordFlags
	keys    []string
	text    string
	dispute string
}

func (o *noteOptions) addFlags(f *pflag.FlagSet) {
	o.recordFlags.addFlags(f)
	f.StringVar(&o.dispute, "dispute", "", "`entry` that the remark contradicts")
}

func newNote(g *globals) *cobra.Command {
	var o noteOptions
	cmd := &cobra.Command{
		Use: "note KEY… TEXT", Short: "Write down a remark", GroupID: "record",
		Example: `  takedown note evil.example 'the registrar called back, they will look into it'
  takedown note evil.example --dispute vn/pc1:4 'our own query shows another registrar'`,
		Args: atLeast(2, "a record and a text, as in: takedown note evil.example 'seen on a forum'"),
		RunE: func(_ *cobra.Command, args []string) error {
			o.keys, o.text = args[:len(args)-1], args[len(args)-1]
			return runNote(g, o)
		},
		ValidArgsFunction: completeKeys(g),
	}
	o.addFlags(cmd.Flags())
	return cmd
}

func runNote(g *globals, o noteOptions) error {
	if err := takedown.CheckText(o.text); err != nil {
		return fmt.Errorf("note: %w", err)
	}
	if o.dispute != "" {
		if _, _, err := ledger.ParseEntryID(o.dispute); err != nil {
			return fmt.Errorf("%w: --dispute %q is no entry such as hk/lt07:12", errUsage, o.dispute)
		}
	}
	refs, err := g.parseRefs(o.keys)
	if err != nil {
		return err
	}
	return g.record(&o.recordFlags, false, func(b *casebook.Batch, _ string) error {
		return eachRecord(b, refs, func(id takedown.ID) error { return b.Note(id, o.text, o.dispute) })
	})
}
