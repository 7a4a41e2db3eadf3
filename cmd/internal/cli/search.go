package cli

import (
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/spf13/cobra"
	"golang.org/x/text/cases"

	"takedown/pkg/casebook"
	"takedown/pkg/render"
	"takedown/pkg/takedown"
	"takedown/pkg/view"
)

func newSearch(g *globals) *cobra.Command {
	var o selectFlags
	cmd := &cobra.Command{
		Use: "search TEXT", Short: "Find a text anywhere", GroupID: "look",
		Long: `Find records by a text in keys, field values, tags, notes and reasons. Case does
not matter, and a defanged text finds the name itself.`,
		Example: "  takedown search lumma\n  takedown search 'evil[.]example' -o json",
		Args:    cobra.MatchAll(atLeast(1, "what to look for, as in: takedown search ashfall"), atMost(1)),
		RunE:    func(_ *cobra.Command, args []string) error { return runSearch(g, o, args[0]) },
	}
	o.addFlags(cmd.Flags())
	return cmd
}

func runSearch(g *globals, o selectFlags, text string) error {
	if strings.TrimSpace(text) == "" {
		return fmt.Errorf("%w: say which text to search for", errUsage)
	}
	q, err := o.parse()
	if err != nil {
		return err
	}
	return g.read(func(r *casebook.Reader) error {
		s, err := newSearcher(r, text)
		if err != nil {
			return err
		}
		records, err := o.selected(g, r, q, nil)
		if err != nil {
			return err
		}
		if f := g.format(); f == render.JSON || f == render.JSONLines {
			return printHits(g, s, records)
		}
		return render.Records(g.Out, s.filter(records), o.shape(g, takedown.KindNames()))
	})
}

// searcher finds a folded text in records.
type searcher struct {
	fold  cases.Caser
	text  string
	noted map[takedown.ID][]string // where it stands in notes and reasons
}

func newSearcher(r *casebook.Reader, text string) (*searcher, error) {
	s := &searcher{fold: cases.Fold(), noted: map[takedown.ID][]string{}}
	s.text = s.folded(takedown.Refang(text))
	for f, err := range r.AllFacts() {
		if err != nil {
			return nil, err
		}
		if s.in(f.Text()) || s.in(f.Why) {
			s.noted[f.Subject] = append(s.noted[f.Subject], f.Verb+" "+f.ID())
		}
	}
	return s, nil
}

// folded is the text without regard to case; plain ASCII takes no detour.
func (s *searcher) folded(text string) string {
	for i := range len(text) {
		if text[i] >= 0x80 {
			return s.fold.String(text)
		}
	}
	return strings.ToLower(text)
}

func (s *searcher) in(text string) bool {
	return len(text) > 0 && strings.Contains(s.folded(text), s.text)
}

// places returns where the text stands in a record.
func (s *searcher) places(r *view.Record) []string {
	var out []string
	if s.in(r.Key()) {
		out = append(out, "key")
	}
	for i := range r.Claims {
		c := &r.Claims[i]
		if c.State == view.Removed || !s.in(c.Value) {
			continue
		}
		place := "fields." + c.Field.Name
		if c.Field.Name == "tags" || c.Field.Name == "operations" {
			place = c.Field.Name
		}
		if !slices.Contains(out, place) {
			out = append(out, place)
		}
	}
	for i := range r.Extras {
		if s.in(r.Extras[i].JSON) || s.in(r.Extras[i].Name) {
			out = append(out, "x."+r.Extras[i].Name)
		}
	}
	if s.in(r.Get("source")) {
		out = append(out, "fields.source")
	}
	return append(out, s.noted[r.ID]...)
}

func (s *searcher) filter(records iter.Seq2[*view.Record, error]) iter.Seq2[*view.Record, error] {
	return func(yield func(*view.Record, error) bool) {
		for r, err := range records {
			if err == nil && len(s.places(r)) == 0 {
				continue
			}
			if !yield(r, err) {
				return
			}
		}
	}
}

// printHits prints the records as JSON, each with where the text was found.
func printHits(g *globals, s *searcher, records iter.Seq2[*view.Record, error]) error {
	t := render.Table{Lines: []any{}}
	for r, err := range records {
		if err != nil {
			return err
		}
		places := s.places(r)
		if len(places) == 0 {
			continue
		}
		matched, err := json.Marshal(places)
		if err != nil {
			return err
		}
		one := r.AppendJSON(nil)
		one = append(append(append(one[:len(one)-1], `,"matched":`...), matched...), '}')
		t.Lines = append(t.Lines, jsontext.Value(one))
	}
	t.Value = t.Lines
	return t.Write(g.Out, g.options())
}
