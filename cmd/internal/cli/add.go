package cli

import (
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"takedown/pkg/casebook"
	"takedown/pkg/takedown"
)

type addOptions struct {
	recordFlags
	kind      string
	keys      []string
	fields    []string
	operation string
	update    bool
}

func (o *addOptions) addFlags(f *pflag.FlagSet) {
	o.recordFlags.addFlags(f)
	f.StringArrayVarP(&o.fields, "field", "f", nil, "`NAME=VALUE`, more than once; @FILE reads the elements of a set")
	f.StringVar(&o.operation, "operation", "", "`operation` that the records belong to")
	f.BoolVar(&o.update, "update", false, "let a new value count where another is there")
}

func newAdd(g *globals) *cobra.Command {
	var o addOptions
	cmd := &cobra.Command{
		Use: "add KIND KEY…", Short: "Put records on file", GroupID: "record",
		Long: `Put targets, suspects, orders and exhibits on file. What is there already is
filled and added to; a value that would change is refused without --update.
KEY may be - to read keys from standard input, one a line.`,
		Example: `  takedown add domain 'evil[.]example' -f registrar=Registrar1 -f tags=phish
  takedown add server 2001:db8::66 -f role=c2
  takedown add suspect neo -f aliases='The One'`,
		Args: atLeast(2, "a kind and a key, as in: takedown add domain evil.example"),
		RunE: func(_ *cobra.Command, args []string) error {
			o.kind, o.keys = args[0], args[1:]
			return runAdd(g, o)
		},
		ValidArgsFunction: completeAdd,
	}
	o.addFlags(cmd.Flags())
	return cmd
}

func runAdd(g *globals, o addOptions) error {
	k, err := takedown.ParseKind(o.kind)
	if err != nil {
		return err
	}
	keys, err := g.words(o.keys)
	if err != nil {
		return err
	}
	for i, key := range keys {
		if kind, rest, ok := takedown.SplitID(key); ok && kind == k.Name {
			keys[i] = rest
		}
		if _, _, err := takedown.ParseKey(k, keys[i], anyIssuer); err != nil && !o.each {
			return err
		}
	}
	edits, err := parseEdits(o.fields, k.ParseField)
	if err != nil {
		return err
	}
	operation := g.config.Get("operation")
	return g.record(&o.recordFlags, true, func(b *casebook.Batch, agency string) error {
		if operation != "" {
			op, err := operationKey(operation, agency)
			if err != nil {
				return err
			}
			edits = append(edits, casebook.Edit{Field: "operations", Op: "=", Text: op})
		}
		for _, key := range keys {
			id, shown, err := takedown.ParseKey(k, key, agency)
			if err := b.Try(err); err != nil {
				return err
			}
			if err != nil {
				continue
			}
			if err := b.Add(id, shown, edits, o.update); err != nil {
				return err
			}
		}
		return nil
	})
}
