package cli

import (
	"fmt"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"takedown/pkg/casebook"
	"takedown/pkg/render"
	"takedown/pkg/takedown"
	"takedown/pkg/view"
)

func newDiff(g *globals) *cobra.Command {
	return &cobra.Command{
		Use: "diff A B", Short: "Compare two times", GroupID: "look",
		Long: `Compare the world as of two times, each an instant with its offset, or now:
which records have another status, tenure, flag or count of returns, and which
links began or ended. Fields have no time at which they count, and show the same
in both. Exit 3 says that the two differ, 0 that they do not.`,
		Example: "  takedown diff 2025-03-14T06:00:00+08:00 now\n  takedown diff 2025-03-14T06:00:00Z 2025-11-14T06:00:00Z -o json",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 2 {
				return fmt.Errorf("%w: say two times, as in: takedown diff 2025-03-14T06:00:00Z now", errUsage)
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error { return runDiff(g, args[0], args[1]) },
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return []string{"now"}, cobra.ShellCompDirectiveNoFileComp
		},
	}
}

func runDiff(g *globals, textA, textB string) error {
	now := g.Now()
	a, err := parseTime(textA, now)
	if err != nil {
		return err
	}
	b, err := parseTime(textB, now)
	if err != nil {
		return err
	}
	// While the first view is open nobody writes, so that both are of one log.
	return g.readAt(a, func(ra *casebook.Reader) error {
		return g.readAt(b, func(rb *casebook.Reader) error {
			d, err := view.Compare(ra, rb)
			if err != nil {
				return err
			}
			return printDiff(g, d, a, b)
		})
	})
}

// parseTime reads an instant, or now.
func parseTime(text string, now time.Time) (time.Time, error) {
	if text == "now" {
		return now, nil
	}
	t, err := takedown.ParseInstant(text)
	if err != nil {
		return t, fmt.Errorf("%w; say an instant such as 2025-03-14T06:00:00Z, or now", err)
	}
	return t, nil
}

// diffJSON is the answer of diff.
type diffJSON struct {
	A       string       `json:"a"`
	B       string       `json:"b"`
	Added   []string     `json:"added"`
	Removed []string     `json:"removed"`
	Changed []changeJSON `json:"changed"`
}

type changeJSON struct {
	ID    string `json:"id"`
	Field string `json:"field"`
	A     string `json:"a"`
	B     string `json:"b"`
}

func printDiff(g *globals, d *view.Diff, a, b time.Time) error {
	v := diffJSON{view.FormatTime(a), view.FormatTime(b), []string{}, []string{}, []changeJSON{}}
	t := render.Table{Columns: []string{"what", "record", "field", "a", "b"}}
	for _, c := range d.Changed {
		v.Changed = append(v.Changed, changeJSON(c))
		t.Rows = append(t.Rows, []string{"changed", c.ID, c.Field, c.A, c.B})
		t.Keys = append(t.Keys, c.ID)
	}
	for i := range d.Removed {
		v.Removed = append(v.Removed, d.Removed[i].ID())
		record, rel, to := itemCells(&d.Removed[i])
		t.Rows = append(t.Rows, []string{"removed", record, rel, to, ""})
		t.Keys = append(t.Keys, record)
	}
	for i := range d.Added {
		v.Added = append(v.Added, d.Added[i].ID())
		record, rel, to := itemCells(&d.Added[i])
		t.Rows = append(t.Rows, []string{"added", record, rel, "", to})
		t.Keys = append(t.Keys, record)
	}
	slices.Sort(t.Keys)
	t.Keys, t.Value = slices.Compact(t.Keys), v
	if err := t.Write(g.Out, g.options()); err != nil || d.IsEmpty() {
		return err
	}
	return fmt.Errorf("%w: %d changed, %d removed, %d added", errDiffers, len(d.Changed), len(d.Removed), len(d.Added))
}

// itemCells are the cells of a record or a link that only one side has.
func itemCells(i *view.Item) (record, rel, to string) {
	if i.Record != "" {
		return i.Record, "", ""
	}
	return i.Link.FromName(), i.Link.Rel, i.Link.ToName()
}
