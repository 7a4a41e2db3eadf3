package cli

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"takedown/pkg/casebook"
	"takedown/pkg/exchange"
	"takedown/pkg/graph"
	"takedown/pkg/render"
	"takedown/pkg/takedown"
)

// drawings are the forms of output that are formats of exchange, too.
var drawings = []string{"dot", "mermaid", "graphml"}

type graphOptions struct {
	keys         []string
	depth, limit int
	limited      bool // somebody typed the limit
}

func (o *graphOptions) addFlags(f *pflag.FlagSet) {
	f.IntVar(&o.depth, "depth", 0, "how many links away: `n` (default 1; between two records, any)")
	f.IntVar(&o.limit, "limit", 0, "at most `n` neighbours by one relation, or paths (default 20 for eyes, else all; 0: all)")
	addAsOf(f)
	addMaxTLP(f, "")
}

func newGraph(g *globals) *cobra.Command {
	var o graphOptions
	cmd := &cobra.Command{
		Use: "graph KEY [KEY]", Short: "Show neighbours, or the paths between two records", GroupID: "look",
		Long: `Show what is linked to a record, by relation and direction, and with --depth what
is linked to that. Of two records, show the shortest paths between them, whichever
way the links point.

In tables and drawings a relation of the record shows at most 20 neighbours, one of
its neighbours 10, and so on, and all together at most 200 records; what is left out
is counted. --limit says another number, and then all records are shown that it
allows. Other outputs have everything. --as-of leaves out links that did not stand
then.

-o dot, mermaid and graphml draw the picture; a whole selection is drawn by
takedown export.`,
		Example: "  takedown graph evil.example\n  takedown graph neo --depth 2 -o dot | dot -Tsvg > neo.svg\n  takedown graph suspect/hk:neo 203.0.113.7",
		Args:    cobra.MatchAll(atLeast(1, "which record, as in: takedown graph evil.example"), atMost(2)),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.keys, o.limited = args, cmd.Flags().Changed("limit")
			return runGraph(g, o)
		},
		Annotations:       map[string]string{ownFormats: strings.Join(drawings, " ")},
		ValidArgsFunction: completeKeys(g),
	}
	o.addFlags(cmd.Flags())
	return cmd
}

func runGraph(g *globals, o graphOptions) error {
	if o.depth < 0 || o.limit < 0 {
		return fmt.Errorf("%w: --depth and --limit are counts", errUsage)
	}
	refs := make([]takedown.Ref, len(o.keys))
	for i, key := range o.keys {
		var err error
		if refs[i], err = takedown.ParseRef(key); err != nil {
			return err
		}
		if refs[i].Tenure > 0 {
			return fmt.Errorf("%w: links have no tenure: --as-of shows those of a time", errUsage)
		}
	}
	return g.read(func(r *casebook.Reader) error {
		p, ids, err := o.picture(g, r, refs)
		if err != nil {
			return err
		}
		if err := printPicture(g, r, p, ids, o.depth); err != nil {
			return err
		}
		o.tellLeft(g, p, len(ids) > 1)
		return nil
	})
}

// picture finds what was asked for.
func (o *graphOptions) picture(g *globals, r *casebook.Reader, refs []takedown.Ref) (*graph.Picture, []takedown.ID, error) {
	var ids []takedown.ID
	for _, ref := range refs {
		id, err := r.Resolve(ref)
		if err != nil {
			return nil, nil, err
		}
		// A record that is one with another is shown under that name.
		one, err := r.Record(id)
		if err != nil {
			return nil, nil, err
		}
		ids = append(ids, one.ID)
	}
	bounds := graph.Options{Depth: o.depth, Limit: o.limit, At: g.asOf}
	if !o.limited && (g.forEyes() || slices.Contains(drawings, string(g.format()))) {
		bounds.Limit, bounds.Total = 20, 200
	}
	if len(ids) > 1 {
		p, err := graph.Between(r, ids[0], ids[1], bounds)
		return p, ids, err
	}
	bounds.Depth = max(1, o.depth)
	p, err := graph.Around(r, ids[0], bounds)
	return p, ids, err
}

// forEyes reports whether people read the output.
func (g *globals) forEyes() bool {
	switch g.format() {
	case render.TableFormat, render.Wide, render.MarkdownFormat:
		return true
	}
	return false
}

// printPicture writes the picture in the form that was asked for.
func printPicture(g *globals, r *casebook.Reader, p *graph.Picture, ids []takedown.ID, depth int) error {
	switch name := string(g.format()); {
	case slices.Contains(drawings, name):
		format, err := exchange.ByName(name)
		if err != nil {
			return err
		}
		// What has no place in a drawing is told by an export.
		_, err = format.Encode(g.Out, p.Drawing(r), p.Records())
		return err
	case g.format() == render.TableFormat && len(ids) > 1:
		return render.Tree(g.Out, pathTrees(p), g.options())
	case g.format() == render.TableFormat:
		return render.Tree(g.Out, []render.TreeNode{neighbourTree(p.Nodes[0])}, g.options())
	}
	t := pictureTable(p, ids, depth)
	return t.Write(g.Out, g.whole())
}

// tellLeft says what the picture does not show.
func (o *graphOptions) tellLeft(g *globals, p *graph.Picture, paths bool) {
	switch {
	case paths && len(p.Paths) == 0:
		g.warn("no path leads from one to the other" + asOfText(g.asOf))
	case p.Left > 0 && paths:
		g.warn(fmt.Sprintf("%d more paths are as short: --limit 0 shows all", p.Left))
	case p.Left > 0:
		g.warn(fmt.Sprintf("%d neighbours are left out, and what is behind them: --limit 0 shows all", p.Left))
	}
}

func asOfText(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return " by links that stood then"
}
