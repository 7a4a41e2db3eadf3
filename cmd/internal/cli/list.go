package cli

import (
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"takedown/pkg/casebook"
	"takedown/pkg/query"
	"takedown/pkg/render"
	"takedown/pkg/takedown"
	"takedown/pkg/view"
)

// selectFlags are those of commands that select and shape records.
type selectFlags struct {
	where, operation string
	columns, sort    []string
	limit            int
	noHeader         bool
	defang           string
}

func (o *selectFlags) addFlags(f *pflag.FlagSet) {
	f.StringVar(&o.where, "where", "", "`expression` that selects, such as \"kind == 'domain'\"")
	f.StringVar(&o.operation, "operation", "", "only records of this `operation`")
	f.StringSliceVar(&o.columns, "columns", nil, "`names` of columns, separated by commas")
	f.StringSliceVar(&o.sort, "sort", nil, "`fields` to sort by; -field for the other way round")
	f.IntVar(&o.limit, "limit", 0, "at most `n` records (0: all)")
	f.BoolVar(&o.noHeader, "no-header", false, "leave out the line of column names")
	addAsOf(f)
	f.StringVar(&o.defang, "defang", "auto", "`when`: auto always never")
}

// parse reads the selection before the case file is opened.
func (o *selectFlags) parse() (*query.Query, error) {
	if o.limit < 0 {
		return nil, fmt.Errorf("%w: --limit %d is less than nothing", errUsage, o.limit)
	}
	switch o.defang {
	case "auto", "always", "never":
	default:
		return nil, &takedown.WordError{What: "value of --defang", Word: o.defang, Words: []string{"auto", "always", "never"}}
	}
	for _, c := range o.columns {
		if !slices.Contains(view.Columns(), c) {
			return nil, &takedown.WordError{What: "column", Word: c, Words: view.Columns()}
		}
	}
	for _, key := range o.sort {
		if name := strings.TrimPrefix(key, "-"); !slices.Contains(query.Fields(), name) {
			return nil, &takedown.WordError{What: "field to sort by", Word: name, Words: query.Fields()}
		}
	}
	return query.Parse(o.where)
}

// shape returns how the records are printed.
func (o *selectFlags) shape(g *globals, kinds []string) render.Options {
	r := g.options()
	r.Columns, r.NoHeader, r.Defang, r.Kinds = o.columns, o.noHeader, o.defang, kinds
	return r
}

// selected yields the records that the flags select.
func (o *selectFlags) selected(g *globals, r *casebook.Reader, q *query.Query, kinds []string) (iter.Seq2[*view.Record, error], error) {
	records := q.Select(r, kinds)
	if g.config.Typed("operation") {
		op, err := existingOperation(g, r)
		if err != nil {
			return nil, err
		}
		records = inOperation(records, op)
	}
	if len(o.sort) > 0 {
		records = query.Sort(records, o.sort)
	}
	return query.Limit(records, o.limit), nil
}

// existingOperation returns the key of the operation that was typed.
func existingOperation(g *globals, r *casebook.Reader) (string, error) {
	ref, err := takedown.ParseRef("operation/" + strings.TrimPrefix(g.config.Get("operation"), "operation/"))
	if err != nil {
		return "", err
	}
	id, err := r.Resolve(ref)
	return id.Key, err
}

func inOperation(records iter.Seq2[*view.Record, error], op string) iter.Seq2[*view.Record, error] {
	return func(yield func(*view.Record, error) bool) {
		for r, err := range records {
			if err == nil && !slices.Contains(r.Set("operations"), op) {
				continue
			}
			if !yield(r, err) {
				return
			}
		}
	}
}

type listOptions struct {
	selectFlags
	what string
}

func newList(g *globals) *cobra.Command {
	var o listOptions
	cmd := &cobra.Command{
		Use: "list [KIND|targets|all]", Short: "List records", GroupID: "look",
		Long: `List records: of a kind, the targets (servers, domains, URLs, accounts), or all.
--where selects with one expression: fields by name, == != < > in, and or not,
under(name, 'evil.example'), within(address, '192.0.2.0/24'), has(field),
age(time) > '7d'. Tables show targets defanged; -o json and -o keys do not.`,
		Example: `  takedown list domain --where "under(key, 'evil.example')"
  takedown list targets --where "has(first_seen) and age(first_seen) > '30d'" -o csv
  takedown list -o keys --where "malware == 'lumma'" | takedown set - -f tags+=lumma`,
		Args: atMost(1),
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) > 0 {
				o.what = args[0]
			}
			return runList(g, o)
		},
		ValidArgs: append([]string{"targets", "all"}, takedown.KindNames()...),
	}
	o.addFlags(cmd.Flags())
	return cmd
}

func runList(g *globals, o listOptions) error {
	kinds, err := listKinds(o.what)
	if err != nil {
		return err
	}
	q, err := o.parse()
	if err != nil {
		return err
	}
	return g.read(func(r *casebook.Reader) error {
		records, err := o.selected(g, r, q, kinds)
		if err != nil {
			return err
		}
		return render.Records(g.Out, records, o.shape(g, kinds))
	})
}

// listKinds returns the kinds that a word of list stands for.
func listKinds(what string) ([]string, error) {
	switch what {
	case "", "all":
		return takedown.KindNames(), nil
	case "targets":
		var out []string
		for _, k := range takedown.Kinds() {
			if k.Target {
				out = append(out, k.Name)
			}
		}
		return out, nil
	}
	if k := takedown.KindOf(what); k != nil {
		return []string{k.Name}, nil
	}
	return nil, &takedown.WordError{What: "list", Word: what, Words: append([]string{"targets", "all"}, takedown.KindNames()...)}
}
