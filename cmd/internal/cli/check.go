package cli

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"takedown/pkg/casebook"
	"takedown/pkg/check"
	"takedown/pkg/render"
	"takedown/pkg/takedown"
)

type checkOptions struct {
	listRules bool
	maxTLP    string
	partial   string
}

// partialWords say what an answer that depends on what is withheld leads to.
var partialWords = []string{"ok", "fail"}

func (o *checkOptions) addFlags(f *pflag.FlagSet) {
	addAsOf(f)
	f.BoolVar(&o.listRules, "list-rules", false, "print the rules, each with its level and why it matters")
	f.StringVar(&o.maxTLP, "max-tlp", "", "nothing may be marked above this `marking`")
	f.StringVar(&o.partial, "partial", "ok", "what unknown leads to, where entries are withheld: ok or fail")
}

func newCheck(g *globals) *cobra.Command {
	var o checkOptions
	cmd := &cobra.Command{
		Use: "check", Short: "Check that the facts obey the rules", GroupID: "prove",
		Long: `Verify the case file, and then judge what is in it by every rule: whether what
was done was lawful, whether somebody looked at it since, and whether the
exhibits would hold in court. Acts are judged again at their own time by all
that is known now.

It ends with 3 when a rule of level error or warning is broken, with 0 when
there are only notes, and with 4 when the file does not verify; then no rule is
asked. -o wide also prints the command that helps with each finding.

Where entries are withheld, a rule that misses something answers unknown, which
leaves the code alone unless --partial fail is said. --max-tlp AMBER asks that
nothing is marked above AMBER.`,
		Example: "  takedown check\n  takedown check --list-rules\n  takedown check -o jsonl | jq -r .command",
		Args:    atMost(0),
		RunE:    func(*cobra.Command, []string) error { return runCheck(g, o) },
	}
	o.addFlags(cmd.Flags())
	return cmd
}

func runCheck(g *globals, o checkOptions) error {
	if o.listRules {
		return listRules(g)
	}
	ceiling, err := o.parse()
	if err != nil {
		return err
	}
	return g.read(func(r *casebook.Reader) error {
		return checkCase(g, r, &checker{ceiling: ceiling, partialFails: o.partial == "fail"})
	})
}

// parse returns the ceiling that was typed; RED is none.
func (o *checkOptions) parse() (takedown.TLP, error) {
	if !slices.Contains(partialWords, o.partial) {
		return 0, &takedown.WordError{What: "answer to --partial", Word: o.partial, Words: partialWords}
	}
	if o.maxTLP == "" {
		return takedown.Red, nil
	}
	return takedown.ParseTLP(o.maxTLP)
}

// checker asks the rules as the flags say.
type checker struct {
	ceiling      takedown.TLP
	partialFails bool
}

// fails reports whether a finding makes the answer no.
func (c *checker) fails(f *check.Finding) bool {
	return f.Level != check.Note && (f.Result == check.Fail || c.partialFails)
}

// listRules prints the rules in the order in which they are asked.
func listRules(g *globals) error {
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

// checkCase verifies the file and, where it is what was signed, asks the rules.
func checkCase(g *globals, r *casebook.Reader, c *checker) error {
	progress, end := g.progress("verify")
	_, problems := r.Verify(progress)
	end()
	p := newFindings(g, r)
	if len(problems) > 0 {
		if err := errors.Join(p.begin(4), p.end()); err != nil {
			return err
		}
		return fmt.Errorf("%s %w: %s", p.file, errIntegrity, problems[0].Message)
	}
	if p.options.Format == render.JSON {
		code, err := c.foretold(r)
		if err == nil {
			err = p.begin(code)
		}
		if err != nil {
			return err
		}
	}
	if err := p.all(r, c); err != nil {
		return err
	}
	return p.verdict()
}

// foretold returns the exit code that the rules will lead to: JSON says it
// before the findings, which are too many to keep in memory. One that breaks a
// rule is enough to know, so that only a case in good order is judged twice.
func (c *checker) foretold(r *casebook.Reader) (int, error) {
	for f, err := range check.Run(r, r.Late(), c.ceiling) {
		if err != nil {
			return 0, err
		}
		if c.fails(&f) {
			return 3, nil
		}
	}
	return 0, nil
}

// all prints what the rules find.
func (p *findings) all(r *casebook.Reader, c *checker) error {
	v, end := p.g.counting("check", r)
	defer end()
	for f, err := range check.Run(v, r.Late(), c.ceiling) {
		if err == nil {
			if c.fails(&f) {
				p.fails++
			}
			err = p.add(&f)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// verdict ends the answer, and is an error where the answer is no.
func (p *findings) verdict() error {
	if err := p.end(); err != nil {
		return err
	}
	text := p.text()
	if p.fails > 0 {
		return fmt.Errorf("%s %w: %s", p.file, errViolations, text)
	}
	p.g.warn(fmt.Sprintf("%d rules: %s", len(check.All()), text))
	return nil
}

// text counts the findings by level.
func (p *findings) text() string {
	var parts []string
	for _, level := range []check.Level{check.Error, check.Warning, check.Note} {
		switch n := p.levels[level]; n {
		case 0:
		case 1:
			parts = append(parts, "1 "+string(level))
		default:
			parts = append(parts, fmt.Sprintf("%d %ss", n, level))
		}
	}
	if p.unknown > 0 {
		parts = append(parts, fmt.Sprintf("%d unknown", p.unknown))
	}
	if len(parts) == 0 {
		return "nothing found"
	}
	return strings.Join(parts, ", ")
}
