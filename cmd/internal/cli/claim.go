package cli

import (
	"fmt"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"takedown/pkg/casebook"
	"takedown/pkg/takedown"
)

type claimOptions struct {
	factFlags
	keys         []string
	claim        takedown.Claim
	yield, waive bool
	operation    string
}

func (o *claimOptions) addFlags(f *pflag.FlagSet) {
	o.factFlags.addFlags(f)
	f.StringVar(&o.claim.Contact, "contact", "", "`who` to ask")
	f.StringVar(&o.operation, "operation", "", "`operation` for which it is claimed")
	f.BoolVar(&o.yield, "yield", false, "end one's own claim")
	f.BoolVar(&o.waive, "waive", false, "keep the claim on file, but block no one; needs --why")
	f.StringVar(&o.claim.With, "coordinate", "", "`agency` with which it is agreed; it has to say the same")
}

func newClaim(g *globals) *cobra.Command {
	var o claimOptions
	cmd := &cobra.Command{
		Use: "claim KEY…", Short: "Say that a target is ours", GroupID: "takedown",
		Long: `Say that one's own agency, or an operation of it, works on a target. Two claims
block every act on it until one yields or waives, or both say that they
coordinate.`,
		Example: `  takedown claim evil.example --operation hk:longwater --contact 'desk 4'
  takedown claim evil.example --coordinate vn
  takedown claim evil.example --waive --why 'agreed by telephone'`,
		Args: atLeast(1, "which target, as in: takedown claim evil.example"),
		RunE: func(_ *cobra.Command, args []string) error {
			o.keys = args
			return runClaim(g, o)
		},
		ValidArgsFunction: completeKeys(g),
	}
	o.addFlags(cmd.Flags())
	return cmd
}

func runClaim(g *globals, o claimOptions) error {
	answers := 0
	for answer, said := range map[string]bool{"yield": o.yield, "waive": o.waive, "coordinate": o.claim.With != ""} {
		if said {
			o.claim.Answer = answer
			answers++
		}
	}
	switch {
	case answers > 1:
		return fmt.Errorf("%w: say one of --yield, --waive and --coordinate", errUsage)
	case o.waive && o.why == "":
		return fmt.Errorf("%w: --waive needs --why", errUsage)
	}
	if err := o.checkAt(); err != nil {
		return err
	}
	refs, err := g.parseRefs(o.keys)
	if err != nil {
		return err
	}
	o.claim.At, o.claim.Operation = o.at, g.config.Get("operation")
	return g.record(&o.recordFlags, false, func(b *casebook.Batch, _ string) error {
		return eachRecord(b, refs, func(id takedown.ID) error { return b.Claim(id, o.claim) })
	})
}
