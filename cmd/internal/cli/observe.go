package cli

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"takedown/pkg/casebook"
	"takedown/pkg/collateral"
	"takedown/pkg/takedown"
)

type observeOptions struct {
	factFlags
	keys  []string
	seen  takedown.Observation
	proof string
}

func (o *observeOptions) addFlags(f *pflag.FlagSet) {
	o.factFlags.addFlags(f)
	s := &o.seen
	f.StringVar(&s.Method, "method", "", "`how` it was seen, such as dig or curl")
	f.StringVar(&s.From, "from", "", "`place` from where it was seen")
	f.StringVar(&o.proof, "proof", "", "`file` that proves it, of which name, size and hash are kept")
	f.StringVar(&s.Result, "result", "", "of collateral: "+strings.Join(takedown.CollateralResults, " "))
	f.StringSliceVar(&s.Hits, "hits", nil, "of collateral: `keys` of what else would be hit")
	f.StringVar(&s.List, "list", "", "of collateral: `name` of the list that said so; without --result: look only into lists with it in their name")
	f.StringVar(&s.Identifies, "identifies", "", "of identity: `text` that says what identifies the suspect")
	f.StringVar(&s.Grade, "grade", "", "of identity: `grade` on the Admiralty scale, A1 to F6")
}

// verdicts are the words of observe.
func verdicts() []string {
	return append(slices.Clone(takedown.Verdicts), takedown.Collateral, takedown.Identity)
}

func newObserve(g *globals) *cobra.Command {
	var o observeOptions
	cmd := &cobra.Command{
		Use: "observe VERDICT KEY…", Short: "Write down what was seen", GroupID: "takedown",
		Long: `Write down what was seen of a target: up, down, sinkholed, suspended, parked,
banner, unknown, or new-holder, with which a new tenure begins: orders, acts and
observations of the one before do not reach into it. Collateral says who else
would be hit, and identity what identifies a suspect.

Collateral without --result looks into the warning lists: a few that are built
in, those of takedown import --format warninglist, the public suffixes, and how
many names of this case lead to an address. What is listed itself is block, what
stands under it is warn, and the list that said so is kept.`,
		Example: `  takedown observe down evil.example --method dig --from AS64500 --proof dig.txt
  takedown observe collateral evil.example 203.0.113.7
  takedown observe collateral 203.0.113.7 --result block --hits shop.example
  takedown observe new-holder evil.example --at 2026-01-05T00:00:00Z
  takedown observe identity hk:neo --identifies 'passport in the name of …' --grade B2`,
		Args: atLeast(2, "a verdict and a record, as in: takedown observe down evil.example"),
		RunE: func(_ *cobra.Command, args []string) error {
			o.seen.Verdict, o.keys = args[0], args[1:]
			return runObserve(g, o)
		},
		ValidArgsFunction: completeWordThenKeys(g, verdicts()),
	}
	o.addFlags(cmd.Flags())
	return cmd
}

func runObserve(g *globals, o observeOptions) error {
	var err error
	if o.seen.Verdict, err = takedown.ParseWord("verdict", o.seen.Verdict, verdicts()); err != nil {
		return err
	}
	if err := o.check(); err != nil {
		return err
	}
	refs, err := g.parseRefs(o.keys)
	if err != nil {
		return err
	}
	if o.proof != "" {
		sum, err := g.sumFile(o.proof)
		if err != nil {
			return err
		}
		o.seen.Proof = sum.sha256
		o.why = sum.told(o.why, "proof")
	}
	o.seen.At = o.at
	var judged map[takedown.ID]collateral.Verdict
	if o.seen.Verdict == takedown.Collateral && o.seen.Result == "" {
		if judged, err = judgeCollateral(g, refs, o.seen.List); err != nil {
			return err
		}
	}
	return g.record(&o.recordFlags, false, func(b *casebook.Batch, _ string) error {
		return eachRecord(b, refs, func(id takedown.ID) error {
			seen := o.seen
			if v, ok := judged[id]; ok {
				seen.Result, seen.List = v.Result, v.List
			}
			return b.Observe(id, seen)
		})
	})
}

func (o *observeOptions) check() (err error) {
	s := &o.seen
	switch {
	case s.Verdict == takedown.Collateral && s.Result == "" && len(s.Hits) > 0:
		return fmt.Errorf("%w: --hits goes with --result: %s", errUsage, strings.Join(takedown.CollateralResults, " "))
	case s.Verdict != takedown.Collateral && (s.Result != "" || len(s.Hits) > 0 || s.List != ""):
		return fmt.Errorf("%w: --result, --hits and --list go with collateral", errUsage)
	case s.Verdict == takedown.Identity && s.Identifies == "":
		return fmt.Errorf("%w: say what identifies the suspect with --identifies", errUsage)
	case s.Verdict != takedown.Identity && (s.Identifies != "" || s.Grade != ""):
		return fmt.Errorf("%w: --identifies and --grade go with identity", errUsage)
	case s.Verdict == takedown.NewHolder && o.at == "":
		return fmt.Errorf("%w: say since when there is a new holder with --at", errUsage)
	}
	if s.Result != "" {
		if s.Result, err = takedown.ParseWord("result", s.Result, takedown.CollateralResults); err != nil {
			return err
		}
	}
	if s.Grade != "" {
		if s.Grade, err = takedown.ParseGrade(s.Grade); err != nil {
			return err
		}
	}
	return o.checkAt()
}
