package cli

import (
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"takedown/pkg/render"
	"takedown/pkg/view"
)

func newDiff(g *globals) *cobra.Command {
	return &cobra.Command{
		Use: "diff A B", Short: "Compare two times, or sealed cases", GroupID: "look",
		Long: `Compare the world as of two times, each an instant with its offset, or now:
which records have another status, tenure, flag or count of returns, and which
links began or ended. Fields have no time at which they count, and show the same
in both.

A side can be the FILE of a sealed case, or - for one on standard input: as of its
latest head, and compared in everything it says, with fields, markings, and the
links and facts of which only one side has the entry. What is withheld from a file
is missing there. A file that is not intact is refused; who signed it is asked by
takedown verify FILE. Two files need no case file.

Exit 3 says that the two differ, 0 that they do not.`,
		Example: "  takedown diff 2025-03-14T06:00:00+08:00 now\n  takedown diff 2025-03-14T06:00:00Z 2025-11-14T06:00:00Z -o json\n  takedown diff old.case new.case",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 2 {
				return fmt.Errorf("%w: say two times or files, as in: takedown diff 2025-03-14T06:00:00Z now", errUsage)
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error { return runDiff(g, args[0], args[1]) },
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return []string{"now"}, cobra.ShellCompDirectiveDefault
		},
	}
}

func runDiff(g *globals, textA, textB string) error {
	if textA == "-" && textB == "-" {
		return fmt.Errorf("%w: standard input can be read for one side only", errUsage)
	}
	now := g.Now()
	a, err := parseSide(textA, now)
	if err != nil {
		return err
	}
	b, err := parseSide(textB, now)
	if err != nil {
		return err
	}
	// While the first view is open nobody writes, so that both are of one log.
	return a.open(g, func(va *view.Snapshot) error {
		return b.open(g, func(vb *view.Snapshot) error {
			d, err := a.compare(&b, va, vb)
			if err != nil {
				return err
			}
			return printDiff(g, d, a.name(), b.name())
		})
	})
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

func printDiff(g *globals, d *view.Diff, a, b string) error {
	v := diffJSON{a, b, []string{}, []string{}, []changeJSON{}}
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

// itemCells are the cells of a record, a link or a fact that only one side has.
func itemCells(i *view.Item) (record, rel, to string) {
	switch {
	case i.Record != "":
		return i.Record, "", ""
	case i.Fact != nil:
		said, err := sentence(i.Fact)
		if err != nil {
			said = i.Fact.Text()
		}
		return i.Fact.Subject.String(), i.Fact.Verb, said
	}
	return i.Link.FromName(), i.Link.Rel, i.Link.ToName()
}
