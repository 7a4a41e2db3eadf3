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
	f.StringVar(&o.operation, "operation", "", "only what is of this `operation`")
	f.StringSliceVar(&o.columns, "columns", nil, "`names` of columns, separated by commas")
	f.StringSliceVar(&o.sort, "sort", nil, "`fields` to sort by; -field for the other way round")
	f.IntVar(&o.limit, "limit", 0, "at most `n` (0: all)")
	f.BoolVar(&o.noHeader, "no-header", false, "leave out the line of column names")
	addAsOf(f)
	addMaxTLP(f, "")
	f.StringVar(&o.defang, "defang", "auto", "`when`: auto always never")
}

// parse reads the selection before the case file is opened.
func (o *selectFlags) parse() (*query.Query, error) {
	if err := o.check(view.Columns(), query.Fields()); err != nil {
		return nil, err
	}
	return query.Parse(o.where)
}

// check refuses what is wrong whatever is selected, and names that are none of
// the columns or of the fields to sort by.
func (o *selectFlags) check(columns, fields []string) error {
	if o.limit < 0 {
		return fmt.Errorf("%w: --limit %d is less than nothing", errUsage, o.limit)
	}
	switch o.defang {
	case "auto", "always", "never":
	default:
		return &takedown.WordError{What: "value of --defang", Word: o.defang, Words: []string{"auto", "always", "never"}}
	}
	for _, c := range o.columns {
		if !slices.Contains(columns, c) {
			return &takedown.WordError{What: "column", Word: c, Words: columns}
		}
	}
	for _, key := range o.sort {
		if name := strings.TrimPrefix(key, "-"); !slices.Contains(fields, name) {
			return &takedown.WordError{What: "field to sort by", Word: name, Words: fields}
		}
	}
	return nil
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
		Use: "list [KIND|targets|all|facts]", Short: "List records or facts", GroupID: "look",
		Long: `List records: of a kind, the targets (servers, domains, URLs, accounts), or all.
--where selects with one expression: fields by name, == != < > in, and or not,
under(name, 'evil.example'), within(address, '192.0.2.0/24'), has(field),
age(time) > '7d'. Tables show targets defanged; -o json and -o keys do not.

list facts has what was granted, done, seen, claimed and noted, in the order in
which it happened; -o keys prints the entries. Its fields are those of the JSON
of a fact and of its data: fact subject at actor method outcome order verdict …,
names of records as they stand there, as in order == 'order/hk:123/2025'.`,
		Example: `  takedown list domain --where "under(key, 'evil.example')"
  takedown list targets --where "has(first_seen) and age(first_seen) > '30d'" -o csv
  takedown list -o keys --where "malware == 'lumma'" | takedown set - -f tags+=lumma
  takedown list facts --where "fact == 'act' and outcome == 'done' and age(at) < '7d'"`,
		Args: atMost(1),
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) > 0 {
				o.what = args[0]
			}
			return runList(g, o)
		},
		ValidArgs: listWords(),
	}
	o.addFlags(cmd.Flags())
	return cmd
}

// listWords are the words of list, in the order in which people are told of
// them.
func listWords() []string {
	return append([]string{"targets", "all", factsWord}, takedown.KindNames()...)
}

func runList(g *globals, o listOptions) error {
	if o.what == factsWord {
		return listFacts(g, &o.selectFlags)
	}
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
	return nil, &takedown.WordError{What: "list", Word: what, Words: listWords()}
}
