package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"takedown/pkg/casebook"
	"takedown/pkg/takedown"
)

type actOptions struct {
	factFlags
	keys                        []string
	act                         casebook.Act
	basis, authority, confirmBy string
	operation                   string
}

func (o *actOptions) addFlags(f *pflag.FlagSet) {
	o.factFlags.addFlags(f)
	a := &o.act
	f.StringVar(&a.Outcome, "outcome", "done", "`word`: "+strings.Join(takedown.Outcomes, " "))
	f.StringVar(&a.Provider, "provider", "", "`provider` that carries it out (default the one whose part fits)")
	f.StringVar(&a.Place, "place", "", "`jurisdiction` in which it happens (default the provider's)")
	f.StringVar(&a.Order, "order", "", "`order` that it rests on (default the one that fits)")
	f.StringVar(&a.Ref, "ref", "", "the provider's `reference` that proves it")
	f.StringVar(&a.Exhibit, "exhibit", "", "`exhibit` that proves it")
	f.StringVar(&a.RequestedBy, "requested-by", "", "`agency` that asked for it")
	f.StringVar(&a.ExecutedBy, "executed-by", "", "`agency` that carried it out (default one's own)")
	f.StringVar(&a.HandedTo, "handed-to", "", "`agency` that a suspect was handed to")
	f.StringVar(&a.Attempt, "attempt", "", "`entry` of the first act of the attempt (default the newest open one)")
	f.StringVar(&o.operation, "operation", "", "`operation` in which it was done")
	f.StringVar(&o.basis, "basis", "", "legal claim in place of an order: "+strings.Join(takedown.Bases, " "))
	f.StringVar(&o.authority, "authority", "", "`who` makes that claim")
	f.StringVar(&o.confirmBy, "confirm-by", "", "`time` by which an order has to confirm it")
	f.BoolVar(&a.Unmet, "unmet", false, "keep it with the names of its unmet gates; needs --why")
}

func newAct(g *globals) *cobra.Command {
	var o actOptions
	cmd := &cobra.Command{
		Use: "act METHOD KEY…", Short: "Write down what was done", GroupID: "takedown",
		Long: `Write down a step against a target or a suspect: that it is planned, that a
provider was asked, that it was done, refused or failed. What is sent or done is
refused (23) while a gate is unmet; every such gate is named, with the command
that meets it. What has happened can always be recorded: --unmet --why.

` + methodHelp(),
		Example: `  takedown act suspend evil.example --outcome sent
  takedown act seize 203.0.113.7 --at 2025-03-14T06:00:00+08:00 --exhibit 1A
  takedown act arrest hk:neo --place VN --executed-by vn --ref 77/2025`,
		Args: atLeast(2, "a method and a record, as in: takedown act suspend evil.example"),
		RunE: func(_ *cobra.Command, args []string) error {
			o.act.Method, o.keys = args[0], args[1:]
			return runAct(g, o)
		},
		ValidArgsFunction: completeWordThenKeys(g, takedown.Methods()),
	}
	o.addFlags(cmd.Flags())
	return cmd
}

func methodHelp() string {
	var b strings.Builder
	for _, kind := range []string{"domain", "server", "account", "url", "suspect"} {
		fmt.Fprintf(&b, "%-8s %s\n", kind, strings.Join(takedown.MethodsOf[kind], " "))
	}
	return strings.TrimRight(b.String(), "\n")
}

func runAct(g *globals, o actOptions) error {
	var err error
	if o.act.Method, err = takedown.ParseWord("method", o.act.Method, takedown.Methods()); err != nil {
		return err
	}
	if o.act.Outcome, err = takedown.ParseWord("outcome", o.act.Outcome, takedown.Outcomes); err != nil {
		return err
	}
	if err := o.checkAt(); err != nil {
		return err
	}
	if err := o.claimed(); err != nil {
		return err
	}
	if o.act.Unmet && o.why == "" {
		return fmt.Errorf("%w: --unmet needs --why: the reason is kept with the act", errUsage)
	}
	refs, err := g.parseRefs(o.keys)
	if err != nil {
		return err
	}
	o.act.At, o.act.Operation = o.at, g.config.Get("operation")
	return g.record(&o.recordFlags, false, func(b *casebook.Batch, _ string) error {
		return eachRecord(b, refs, func(id takedown.ID) error { return b.Act(id, o.act) })
	})
}

// claimed reads the legal claim that stands in for an order. All of it has to
// be said: nobody makes it by accident.
func (o *actOptions) claimed() error {
	if o.basis == "" && o.authority == "" && o.confirmBy == "" {
		return nil
	}
	if o.basis == "" || o.authority == "" || o.confirmBy == "" {
		return fmt.Errorf("%w: a legal claim takes all of --basis, --authority and --confirm-by", errUsage)
	}
	basis, err := takedown.ParseWord("basis", o.basis, takedown.Bases)
	if err != nil {
		return err
	}
	if err := checkTimes(map[string]string{"confirm-by": o.confirmBy}); err != nil {
		return err
	}
	o.act.Claimed = &takedown.Claimed{Basis: basis, Authority: o.authority, ConfirmBy: o.confirmBy}
	return nil
}
