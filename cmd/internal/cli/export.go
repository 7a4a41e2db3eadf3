package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"takedown/pkg/casebook"
	"takedown/pkg/exchange"
	"takedown/pkg/query"
	"takedown/pkg/takedown"
	"takedown/pkg/view"
)

type exportOptions struct {
	selectFlags
	format, file, loss string
}

func (o *exportOptions) addFlags(f *pflag.FlagSet) {
	f.StringVar(&o.format, "format", "", "`name` of the format: "+strings.Join(formatNames(encodes), " "))
	f.StringVar(&o.where, "where", "", "`expression` that selects the records")
	f.StringVar(&o.operation, "operation", "", "only records of this `operation`")
	f.StringVarP(&o.file, "file", "O", "", "write to `file` in place of standard output")
	f.StringVar(&o.loss, "loss", "", "write to `file` what the format could not carry")
	addAsOf(f)
	addMaxTLP(f, "AMBER")
}

func encodes(f exchange.Format) bool { return f.Encode != nil }

func newExport(g *globals) *cobra.Command {
	var o exportOptions
	cmd := &cobra.Command{
		Use: "export --format NAME", Short: "Write records to a file", GroupID: "share",
		Long: `Write the selected records in a format that other programs read. What the
format could not carry is summed up on standard error, and in full with --loss.
What is marked above --max-tlp is left out before anything is worked out, so
that no status, count or time can tell of it.`,
		Example: "  takedown export --format csv -O case.csv\n  takedown export --format jsonl --where \"kind == 'domain'\" | gzip > domains.gz",
		Args:    atMost(0),
		RunE:    func(*cobra.Command, []string) error { return runExport(g, o) },
	}
	o.addFlags(cmd.Flags())
	return cmd
}

func runExport(g *globals, o exportOptions) error {
	format, err := exchange.ByName(o.format)
	if err != nil || format.Encode == nil {
		return &takedown.WordError{What: "format to export", Word: o.format, Words: formatNames(encodes)}
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

// tellLoss says what the format could not carry.
func tellLoss(g *globals, loss []view.Loss, path string) error {
	if len(loss) == 0 {
		return nil
	}
	var parts []string
	var full strings.Builder
	for _, l := range loss {
		parts = append(parts, fmt.Sprintf("%d %s", l.Count, l.What))
		fmt.Fprintf(&full, "%s\t%d\n", l.What, l.Count)
	}
	g.warn("not in this format: " + strings.Join(parts, ", "))
	if path == "" {
		return nil
	}
	return writeOutput(path, []byte(full.String()))
}
