package cli

import (
	"fmt"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"takedown/pkg/casebook"
	"takedown/pkg/takedown"
)

type custodyOptions struct {
	factFlags
	keys    []string
	custody takedown.Custody
	file    string
}

func (o *custodyOptions) addFlags(f *pflag.FlagSet) {
	o.factFlags.addFlags(f)
	c := &o.custody
	f.StringVar(&c.From, "from", "", "`who` gives it, or acts")
	f.StringVar(&c.To, "to", "", "`who` gets it")
	f.StringVar(&c.Purpose, "purpose", "", "`text`: what for")
	f.StringVar(&c.Authority, "authority", "", "`text`: on whose word")
	f.StringVar(&c.Place, "place", "", "`text`: where")
	f.StringVar(&c.SealBefore, "seal-before", "", "`number` of the seal that it was under")
	f.StringVar(&c.SealAfter, "seal-after", "", "`number` of the seal that it is under now")
	f.StringVar(&o.file, "file", "", "`file` to hash, when what is handed over is one")
	f.StringVar(&c.SHA256, "sha256", "", "`hash` of what is handed over")
}

func newCustody(g *globals) *cobra.Command {
	var o custodyOptions
	cmd := &cobra.Command{
		Use: "custody EVENT EXHIBIT…", Short: "Write down who has an exhibit", GroupID: "takedown",
		Long: `Write down a step of an exhibit from hand to hand: collect, seal, hand-over,
receive, open, copy, return or destroy. A hand-over is complete when it is
received: these are two entries. Gaps, overlaps, broken seals and changed hashes
are findings of check.`,
		Example: `  takedown custody collect hk:1A --to 'Insp. Wong' --place 'Kwun Tong' --seal-after S-100
  takedown custody hand-over hk:1A --from 'Insp. Wong' --to 'Lab 2' --purpose imaging
  takedown custody receive hk:1A --to 'Lab 2' --seal-before S-100`,
		Args: atLeast(2, "an event and an exhibit, as in: takedown custody collect hk:1A --to 'Insp. Wong'"),
		RunE: func(_ *cobra.Command, args []string) error {
			o.custody.Event, o.keys = args[0], args[1:]
			return runCustody(g, o)
		},
		ValidArgsFunction: completeWordThenKeys(g, takedown.CustodyEvents),
	}
	o.addFlags(cmd.Flags())
	return cmd
}

func runCustody(g *globals, o custodyOptions) error {
	var err error
	if o.custody.Event, err = takedown.ParseWord("event of custody", o.custody.Event, takedown.CustodyEvents); err != nil {
		return err
	}
	if err := o.checkAt(); err != nil {
		return err
	}
	if o.file != "" && o.custody.SHA256 != "" {
		return fmt.Errorf("%w: --file and --sha256 say the same thing: give one", errUsage)
	}
	if o.file != "" {
		sum, err := g.sumFile(o.file)
		if err != nil {
			return err
		}
		o.custody.SHA256 = sum.sha256
	}
	if o.custody.SHA256 != "" {
		f := takedown.Field{Name: "sha256", Type: takedown.SHA256}
		if o.custody.SHA256, err = f.Parse(o.custody.SHA256, ""); err != nil {
			return err
		}
	}
	refs, err := g.parseKind("evidence", o.keys)
	if err != nil {
		return err
	}
	o.custody.At = o.at
	return g.record(&o.recordFlags, false, func(b *casebook.Batch, _ string) error {
		return eachRecord(b, refs, func(id takedown.ID) error { return b.Custody(id, o.custody) })
	})
}
