package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"takedown/pkg/casebook"
	"takedown/pkg/exchange"
	"takedown/pkg/query"
	"takedown/pkg/render"
	"takedown/pkg/takedown"
	"takedown/pkg/view"
)

type exportOptions struct {
	selectFlags
	format, file, loss string
	sealedOptions
}

func (o *exportOptions) addFlags(f *pflag.FlagSet) {
	f.StringVar(&o.format, "format", sealedFormat, "`name` of the format: "+strings.Join(exportFormats(), " "))
	f.StringVar(&o.where, "where", "", "`expression` that selects the records")
	f.StringVar(&o.operation, "operation", "", "only records of this `operation`")
	f.StringVarP(&o.file, "file", "O", "", "write to `file` in place of standard output")
	f.StringVar(&o.loss, "loss", "", "write to `file` what the format could not carry")
	addAsOf(f)
	addMaxTLP(f, "AMBER")
	o.sealedOptions.addFlags(f)
}

func encodes(f exchange.Format) bool { return f.Encode != nil }

func newExport(g *globals) *cobra.Command {
	var o exportOptions
	cmd := &cobra.Command{
		Use: "export", Short: "Write a sealed case, or records in another format", GroupID: "share",
		Long: `Write a sealed case: the signed log, in which every entry that may not leave is
its hash alone. Whoever gets it can check without takedown's case file, key or
network that nothing was altered and nothing was cut off.

With --to it is for other agencies: their names are in the file, entries that
are limited to others stay here, and that the file was given is written into
the log. Without --to it is a copy of which nobody is told.

--format writes the records in a format that other programs read. What it could
not carry is summed up on standard error, and in full with --loss.

What is marked above --max-tlp is left out before anything is worked out, so
that no status, count or time can tell of it.`,
		Example: `  takedown export -O case.jsonl
  takedown export --to vn -O for-vn.jsonl
  takedown export --to vn --since acked --encrypt -O for-vn.age
  takedown export --per-agency out/
  takedown export --format csv --max-tlp GREEN -O case.csv`,
		Args: atMost(0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			o.toTyped = cmd.Flags().Changed("to")
			return runExport(g, o)
		},
	}
	o.addFlags(cmd.Flags())
	return cmd
}

func runExport(g *globals, o exportOptions) error {
	if err := o.checkSealed(); err != nil {
		return err
	}
	if o.loss != "" {
		// Nothing leaves whose loss could not be told afterwards.
		if err := checkMakeable(o.loss); err != nil {
			return err
		}
	}
	format, err := exchange.ByName(o.format)
	if o.format == sealedFormat || err == nil && format.Encode != nil && o.given() {
		return exportLog(g, o, format)
	}
	if err != nil || format.Encode == nil {
		return &takedown.WordError{What: "format to export", Word: o.format, Words: exportFormats()}
	}
	o.defang = "never"
	q, err := o.parse()
	if err != nil {
		return err
	}
	return g.read(func(r *casebook.Reader) error {
		loss, err := exportTo(g, r, format, q, &o)
		if err != nil {
			return err
		}
		return tellLoss(g, loss, o.loss)
	})
}

func exportTo(g *globals, r *casebook.Reader, format exchange.Format, q *query.Query, o *exportOptions) ([]view.Loss, error) {
	records, err := o.selected(g, r, q, nil)
	if err != nil {
		return nil, err
	}
	if o.file == "" {
		return format.Encode(g.Out, r, records)
	}
	f, err := createOutput(o.file)
	if err != nil {
		return nil, err
	}
	loss, err := format.Encode(f, r, records)
	return loss, finishOutput(f, err)
}

// tellLoss says what the format could not carry: a count of each on standard
// error, and all of it in a file, which is empty where nothing was lost.
func tellLoss(g *globals, loss []view.Loss, path string) error {
	var parts []string
	var full strings.Builder
	for _, l := range loss {
		parts = append(parts, fmt.Sprintf("%d %s", l.Count, l.What))
		fmt.Fprintf(&full, "%s\t%d\n", l.What, l.Count)
		for _, name := range l.Names {
			fmt.Fprintf(&full, "\t%s\n", render.Inert(name))
		}
	}
	if len(parts) > 0 {
		g.warn("not in this format: " + strings.Join(parts, ", "))
	}
	if path == "" {
		return nil
	}
	return writeOutput(path, []byte(full.String()))
}
