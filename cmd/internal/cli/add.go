package cli

import (
	"fmt"
	"slices"
	"strconv"

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
	file      string
	update    bool
}

func (o *addOptions) addFlags(f *pflag.FlagSet) {
	o.recordFlags.addFlags(f)
	f.StringArrayVarP(&o.fields, "field", "f", nil, "`NAME=VALUE`, more than once; @FILE reads the elements of a set")
	f.StringVar(&o.operation, "operation", "", "`operation` that the records belong to")
	f.StringVar(&o.file, "file", "", "of evidence: `file` to hash, of which hash, size and media type are kept")
	f.BoolVar(&o.update, "update", false, "let a new value count where another is there")
}

func newAdd(g *globals) *cobra.Command {
	var o addOptions
	cmd := &cobra.Command{
		Use: "add KIND KEY…", Short: "Put records on file", GroupID: "record",
		Long: `Put targets, suspects, orders and exhibits on file. What is there already is
filled and added to; a value that would change is refused without --update.
KEY may be - to read keys from standard input, one a line. Of the --file of an
exhibit the hash, the size and the media type are kept, and never the content.`,
		Example: `  takedown add domain 'evil[.]example' -f registrar=Registrar1 -f tags=phish
  takedown add server 2001:db8::66 -f role=c2
  takedown add suspect neo -f aliases='The One'
  takedown add evidence 1A --file disk.img`,
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
	if o.file != "" {
		if edits, err = o.addFile(g, k, keys, edits); err != nil {
			return err
		}
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

// addFile adds what is kept of the file of an exhibit. Its name is said in the
// reason of the entry, which is where verify finds it.
func (o *addOptions) addFile(g *globals, k *takedown.Kind, keys []string, edits []casebook.Edit) ([]casebook.Edit, error) {
	switch {
	case k.Name != "evidence":
		return nil, fmt.Errorf("%w: --file goes with evidence, and this is %s", errUsage, k.Name)
	case len(keys) > 1:
		return nil, fmt.Errorf("%w: --file is the file of one exhibit, and these are %d", errUsage, len(keys))
	}
	typed := func(name string) bool {
		return slices.ContainsFunc(edits, func(e casebook.Edit) bool { return e.Field == name })
	}
	if typed("sha256") || typed("size") {
		return nil, fmt.Errorf("%w: --file says what sha256 and size are: leave -f sha256 and -f size out", errUsage)
	}
	sum, err := g.sumFile(o.file)
	if err != nil {
		return nil, err
	}
	edits = append(edits,
		casebook.Edit{Field: "sha256", Op: "=", Text: sum.sha256},
		casebook.Edit{Field: "size", Op: "=", Text: strconv.FormatInt(sum.size, 10)})
	if !typed("media_type") {
		edits = append(edits, casebook.Edit{Field: "media_type", Op: "=", Text: sum.mediaType})
	}
	o.why = sum.told(o.why, "file")
	return edits, nil
}
