package cli

import (
	"fmt"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"takedown/pkg/casebook"
	"takedown/pkg/query"
	"takedown/pkg/render"
	"takedown/pkg/report"
	"takedown/pkg/takedown"
)

type reportOptions struct {
	name, where, operation string
	figures                bool
}

func (o *reportOptions) addFlags(f *pflag.FlagSet) {
	f.StringVar(&o.where, "where", "", "`expression` that selects the records to report on")
	f.StringVar(&o.operation, "operation", "", "only records of this `operation`")
	f.BoolVar(&o.figures, "figures", false, "with JSON: say for each figure which selection gives it")
	addAsOf(f)
	addMaxTLP(f, "")
}

func newReport(g *globals) *cobra.Command {
	var o reportOptions
	var names []string
	long := `Print figures as they follow from records and facts. With -o json --figures each
figure of the summary says which selection gives it, and coverage names what no
order covers. --where and --operation narrow every report.
`
	for _, r := range report.All() {
		names = append(names, r.Name)
		long += fmt.Sprintf("\n  %-10s %s", r.Name, r.Short)
	}
	cmd := &cobra.Command{
		Use: "report NAME", Short: "Print figures", GroupID: "record", Long: long,
		Example: "  takedown report summary\n  takedown report summary --operation secure -o json --figures\n  takedown report board",
		Args:    atMost(1), ValidArgs: names,
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) > 0 {
				o.name = args[0]
			}
			return runReport(g, o)
		},
	}
	o.addFlags(cmd.Flags())
	return cmd
}

func runReport(g *globals, o reportOptions) error {
	rep, err := report.ByName(o.name)
	if err != nil {
		return err
	}
	if rep.Name == "public" {
		if g.ceiling != nil && *g.ceiling > takedown.Clear {
			return fmt.Errorf("report public is for everybody and tells CLEAR figures only, so --max-tlp %s is %w", g.ceiling, casebook.ErrRefused)
		}
		g.ceiling = new(takedown.Clear)
	}
	var q *query.Query
	if o.where != "" {
		if q, err = query.Parse(o.where); err != nil {
			return err
		}
	}
	return g.read(func(r *casebook.Reader) error { return printReport(g, rep, r, q, o.figures) })
}

func printReport(g *globals, rep report.Report, r *casebook.Reader, q *query.Query, figures bool) error {
	shape := g.options()
	opts := report.Options{Where: q, Figures: figures, Log: r.Disclosed(g.knownAt, saidInLog(shape.Defangs()))}
	if g.config.Typed("operation") {
		op, err := existingOperation(g, r)
		if err != nil {
			return err
		}
		opts.Operation = op
	}
	result, err := rep.Run(r, opts)
	if err != nil {
		return err
	}
	t := render.Table{Columns: result.Columns, Rows: result.Rows, Keys: result.Keys, Value: result.Value, Lines: result.Lines}
	return t.Write(g.Out, shape)
}
