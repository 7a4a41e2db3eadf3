package cli

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"takedown/pkg/casebook"
	"takedown/pkg/proof"
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
		Use: "observe [VERDICT] KEY…", Short: "Write down what was seen", GroupID: "takedown",
		Long: `Write down what was seen of a target: up, down, sinkholed, suspended, parked,
banner, unknown, or new-holder, with which a new tenure begins: orders, acts and
observations of the one before do not reach into it. Collateral says who else
would be hit, and identity what identifies a suspect.

The file of --proof is read where it is the output of dig (also +short and
+yaml), an answer of RDAP in JSON, what curl -i or curl -v shows, or the XML of
nmap (-oX). Then the verdict may be left out: that of the file is taken, and why
is told and kept; with -o json each entry says which verdict it has, by which rule
and why. Its time and the method are filled in where they are not typed. A typed
verdict that the file denies, and a file about another name, are refused (65). Of
any other file, and of one above 4 MiB, only name, size and hash are kept. Nothing
is ever asked or visited.

Who takes names over is declared with a tag: takedown add provider sinkhole.example
-f tags=sinkhole means every name server and alias below that name; a domain with
the tag means itself, and a server its address. So do the tags seizure and
parking; an exhibit with the tag seizure is the page of a banner, by its hash.

Collateral without --result looks into the warning lists: a few that are built
in, those of takedown import --format warninglist, and the public suffixes. What
is listed itself is block, what stands under it is warn. Then it looks into the
case: a compromised target, a name that was registered more than a year before
it was first seen, one that somebody else has parked or sinkholed, and an address
that ten names or more lead to are warn. What said so is kept, and who would be
hit.`,
		Example: `  takedown observe down evil.example --method dig --from AS64500 --proof dig.txt
  takedown observe evil.example --proof rdap.json
  takedown observe collateral evil.example 203.0.113.7
  takedown observe collateral 203.0.113.7 --result block --hits shop.example
  takedown observe new-holder evil.example --at 2026-01-05T00:00:00Z
  takedown observe identity hk:neo --identifies 'passport in the name of …' --grade B2`,
		Args: atLeast(1, wantsVerdict),
		RunE: func(_ *cobra.Command, args []string) error {
			if o.keys = args; !o.leavesVerdict() {
				o.seen.Verdict, o.keys = args[0], args[1:]
			}
			return runObserve(g, o)
		},
		ValidArgsFunction: completeObserve(g),
	}
	o.addFlags(cmd.Flags())
	return cmd
}

// completeObserve offers the verdicts, and keys, too, where a file may give the
// verdict.
func completeObserve(g *globals) cobra.CompletionFunc {
	words := completeWordThenKeys(g, verdicts())
	return func(cmd *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective) {
		out, directive := words(cmd, args, typed)
		if len(args) == 0 && cmd.Flags().Changed("proof") {
			out = append(slices.Clone(out), keysOnFile(g, cmd, typed)...)
		}
		return out, directive
	}
}

const wantsVerdict = "a verdict and a record, as in: takedown observe down evil.example"

// leavesVerdict reports whether the verdict is left to the file of --proof: the
// first word is then none, and has what only keys have.
func (o *observeOptions) leavesVerdict() bool {
	if o.proof == "" {
		return false
	}
	_, err := takedown.ParseWord("verdict", o.keys[0], verdicts())
	return err != nil && (len(o.keys) == 1 || o.keys[0] == "-" || strings.ContainsAny(o.keys[0], ".:/"))
}

func runObserve(g *globals, o observeOptions) (err error) {
	if o.proof == "-" {
		return fmt.Errorf("%w: --proof - names no file: what proves something is kept as one", errUsage)
	}
	if o.seen.Verdict != "" || o.proof == "" {
		if o.seen.Verdict, err = takedown.ParseWord("verdict", o.seen.Verdict, verdicts()); err != nil {
			return err
		}
	}
	if len(o.keys) == 0 {
		return fmt.Errorf("%w: say %s", errUsage, wantsVerdict)
	}
	if err := o.check(); err != nil {
		return err
	}
	refs, err := g.parseRefs(o.keys)
	if err != nil {
		return err
	}
	o.seen.At = o.at
	if g.jsonErrors() {
		o.recordFlags.seen = map[string]seenJSON{}
	}
	tell := func(b *casebook.Batch, id takedown.ID) error { return o.write(b, id, o.seen, proof.Finding{}) }
	if o.proof != "" {
		shown, err := g.readProof(&o)
		if err != nil {
			return err
		}
		tell = shown.observe
	}
	if o.seen.Verdict == takedown.Collateral && o.seen.Result == "" {
		judged, err := judgeCollateral(g, refs, o.seen.List)
		if err != nil {
			return err
		}
		tell = func(b *casebook.Batch, id takedown.ID) error {
			seen := o.seen
			if v, ok := judged[id]; ok {
				seen.Result, seen.List = v.Result, v.Says()
				for _, hit := range v.Hits {
					seen.Hits = append(seen.Hits, hit.String())
				}
			}
			return o.write(b, id, seen, proof.Finding{})
		}
	}
	return g.record(&o.recordFlags, false, func(b *casebook.Batch, _ string) error {
		return eachRecord(b, refs, func(id takedown.ID) error { return tell(b, id) })
	})
}

var errSinceWhen = fmt.Errorf("%w: say since when there is a new holder with --at", errUsage)

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
	case s.Verdict == takedown.NewHolder && o.at == "" && o.proof == "":
		return errSinceWhen
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
