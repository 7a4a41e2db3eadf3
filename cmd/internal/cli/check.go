package cli

import (
	"fmt"
	"slices"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"takedown/pkg/check"
	"takedown/pkg/render"
	"takedown/pkg/takedown"
)

type checkOptions struct {
	listRules bool
	maxTLP    string
	partial   string
	waivers   string
	signers   string
}

// partialWords say what an answer that depends on what is withheld leads to.
var partialWords = []string{"ok", "fail"}

func (o *checkOptions) addFlags(f *pflag.FlagSet) {
	addAsOf(f)
	f.BoolVar(&o.listRules, "list-rules", false, "print the rules, each with its level and why it matters")
	f.StringVar(&o.maxTLP, "max-tlp", "", "nothing may be marked above this `marking`")
	f.StringVar(&o.partial, "partial", "ok", "what unknown leads to, where entries are withheld: ok or fail")
	f.StringVar(&o.signers, "signers", "", "allowed_signers `file` that says whose signatures count, in place of a case file")
	f.StringVar(&o.waivers, "waivers", "", "CSV `file` of findings that are borne with: "+check.WaiverHeader)
}

func newCheck(g *globals) *cobra.Command {
	var o checkOptions
	cmd := &cobra.Command{
		Use: "check [FILE…]", Short: "Check that the facts obey the rules", GroupID: "prove",
		Long: `Verify the case file, or each FILE, and then judge what is in it by every rule:
whether what was done was lawful, whether somebody looked at it since, and
whether the exhibits would hold in court. Acts are judged again at their own time
by all that is known now; a FILE is looked at as of its last entry, so that its
answer stays the same.

It ends with 3 when a rule of level error or warning is broken, with 0 when
there are only notes, and with 4 when the file does not verify; then no rule is
asked. Of several files the worst code counts. -o wide also prints the command
that helps with each finding.

Where entries are withheld, a rule that misses something answers unknown, which
leaves the code alone unless --partial fail is said. --max-tlp AMBER asks that
nothing is marked above AMBER.

A FILE is a sealed case, - for one on standard input, or a case file. A sealed
case needs no case file, key or folder of yours: --signers says whose signatures
count. Without it those count that your case file trusts, where there is one.

A file of waivers has a line for each finding that is borne with, and says who
bears with it, why, and until which day; subject is kind/key or the id of an
entry. From that day on the finding counts again.

  ` + check.WaiverHeader + `
  source-missing,domain/evil.example,kim,named in the court file,2025-04-30

-o github prints workflow commands, sarif SARIF 2.1.0 with the worst 5,000
findings, and junit a suite for each file with a test for each rule.`,
		Example: `  takedown check
  takedown check --list-rules
  takedown check -o jsonl | jq -r .command
  takedown check exports/* --signers allowed_signers --waivers waivers.csv -o github`,
		Annotations: map[string]string{ownFormats: string(githubFormat + " " + sarifFormat + " " + junitFormat)},
		RunE:        func(_ *cobra.Command, args []string) error { return runCheck(g, o, args) },
	}
	o.addFlags(cmd.Flags())
	return cmd
}

func runCheck(g *globals, o checkOptions, args []string) error {
	if o.listRules {
		return listRules(g, args)
	}
	c, err := newChecker(g, o)
	if err != nil {
		return err
	}
	if len(args) == 0 {
		// A case file that cannot be opened is an error as in any command; a
		// FILE that cannot is a part of the answer.
		s, err := g.caseSource(g.config.Get("db"), false)
		if err != nil {
			return err
		}
		return c.run([]*checked{{source: s, name: s.name}})
	}
	paths, err := matching(args)
	if err != nil {
		return err
	}
	judge, err := g.judge(o.signers)
	if err != nil {
		return err
	}
	var files []*checked
	for _, path := range paths {
		s, err := g.sourceOf(path, judge)
		files = append(files, &checked{source: s, name: path, err: err})
	}
	return c.run(files)
}

// newChecker reads what the flags say.
func newChecker(g *globals, o checkOptions) (*checker, error) {
	c := &checker{g: g, ceiling: takedown.Red, partialFails: o.partial == "fail"}
	if !slices.Contains(partialWords, o.partial) {
		return nil, &takedown.WordError{What: "answer to --partial", Word: o.partial, Words: partialWords}
	}
	var err error
	if o.maxTLP != "" {
		if c.ceiling, err = takedown.ParseTLP(o.maxTLP); err != nil {
			return nil, err
		}
	}
	if o.waivers != "" {
		c.waiverFile = o.waivers
		c.waivers, err = readWaivers(o.waivers)
	}
	return c, err
}

// listRules prints the rules in the order in which they are asked.
func listRules(g *globals, args []string) error {
	if len(args) > 0 {
		return fmt.Errorf("%w: --list-rules looks at no file, and %q is one", errUsage, args[0])
	}
	if own := g.format(); slices.Contains([]render.Format{githubFormat, sarifFormat, junitFormat}, own) {
		return fmt.Errorf("%w: -o %s prints findings, and --list-rules finds nothing", errUsage, own)
	}
	type ruleJSON struct {
		Rule  string `json:"rule"`
		Level string `json:"level"`
		Why   string `json:"why"`
	}
	t := render.Table{Columns: []string{"rule", "level", "why"}, Lines: []any{}}
	for _, r := range check.All() {
		t.Rows = append(t.Rows, []string{r.Name, string(r.Level), r.Why})
		t.Keys = append(t.Keys, r.Name)
		t.Lines = append(t.Lines, ruleJSON{r.Name, string(r.Level), r.Why})
	}
	t.Value = t.Lines
	return t.Write(g.Out, g.whole())
}
