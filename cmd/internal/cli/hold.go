package cli

import (
	"fmt"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"takedown/pkg/casebook"
	"takedown/pkg/takedown"
)

type holdOptions struct {
	factFlags
	keys   []string
	hold   takedown.Hold
	reason string
	lift   bool
}

func (o *holdOptions) addFlags(f *pflag.FlagSet) {
	o.factFlags.addFlags(f)
	f.StringVar(&o.hold.Contact, "contact", "", "`who` to ask")
	f.StringVar(&o.hold.Until, "until", "", "`time` until which it stands")
	f.StringVar(&o.reason, "reason", "", "`text` that says why, in an entry of its own that is RED")
	f.BoolVar(&o.lift, "lift", false, "end the holds of one's own agency")
}

func newHold(g *globals) *cobra.Command {
	var o holdOptions
	cmd := &cobra.Command{
		Use: "hold KEY…", Short: "Ask the others to keep off", GroupID: "takedown",
		Long: `Ask the other agencies to keep off a target: while the hold stands, their acts
on it are refused. Only who holds it lifts it.`,
		Example: `  takedown hold 203.0.113.7 --contact 'desk 4, +852 5550 0100' --reason 'a tap runs until Friday'
  takedown hold --lift 203.0.113.7`,
		Args: atLeast(1, "which target, as in: takedown hold evil.example --contact 'desk 4'"),
		RunE: func(_ *cobra.Command, args []string) error {
			o.keys = args
			return runHold(g, o)
		},
		ValidArgsFunction: completeKeys(g),
	}
	o.addFlags(cmd.Flags())
	return cmd
}

func runHold(g *globals, o holdOptions) error {
	switch {
	case o.lift && (o.hold.Contact != "" || o.reason != "" || o.hold.Until != ""):
		return fmt.Errorf("%w: --lift ends a hold and takes nothing else", errUsage)
	case !o.lift && o.hold.Contact == "":
		return fmt.Errorf("%w: say who is to be asked with --contact", errUsage)
	}
	if err := checkTimes(map[string]string{"at": o.at, "until": o.hold.Until}); err != nil {
		return err
	}
	refs, err := g.parseRefs(o.keys)
	if err != nil {
		return err
	}
	o.hold.At = o.at
	return g.record(&o.recordFlags, false, func(b *casebook.Batch, _ string) error {
		return eachRecord(b, refs, func(id takedown.ID) error {
			if o.lift {
				return b.Lift(id, o.at)
			}
			return b.Hold(id, o.hold, o.reason)
		})
	})
}
