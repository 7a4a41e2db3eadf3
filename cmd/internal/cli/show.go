package cli

import (
	"fmt"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/spf13/cobra"

	"takedown/pkg/casebook"
	"takedown/pkg/ledger"
	"takedown/pkg/render"
	"takedown/pkg/takedown"
	"takedown/pkg/view"
)

func newShow(g *globals) *cobra.Command {
	cmd := &cobra.Command{
		Use: "show KEY…", Short: "Show all that is known of a record", GroupID: "look",
		Long: `Show all that is known of a record: its fields, its links, the facts about it,
and who claims what: from which entry, and from which line of which file. Of an
exhibit it says where it is and who has it, and what does not fit in its
custody.`,
		Example:           "  takedown show evil.example\n  takedown show suspect/hk:neo -o json | jq .links",
		Args:              atLeast(1, "which record, as in: takedown show evil.example"),
		RunE:              func(_ *cobra.Command, args []string) error { return runShow(g, args) },
		ValidArgsFunction: completeKeys(g),
	}
	addAsOf(cmd.Flags())
	return cmd
}

func runShow(g *globals, keys []string) error {
	refs, err := g.parseRefs(keys)
	if err != nil {
		return err
	}
	return g.read(func(r *casebook.Reader) error {
		var all []shown
		for _, ref := range refs {
			s, err := lookAt(r, ref)
			if err != nil {
				return err
			}
			all = append(all, s)
		}
		return printShown(g, all, len(keys) == 1 && keys[0] != "-")
	})
}

// shown is all that is known of one record.
type shown struct {
	record *view.Record
	links  []view.Link
	facts  []view.Fact
	from   map[string]casebook.Provenance // by entry

	custody *custodyJSON // of an exhibit
}

func lookAt(r *casebook.Reader, ref takedown.Ref) (s shown, err error) {
	id, err := r.Resolve(ref)
	if err != nil {
		return s, err
	}
	if r, err = r.During(id, ref.Tenure); err != nil {
		return s, err
	}
	if s.record, err = r.Record(id); err != nil {
		return s, err
	}
	if s.links, err = r.Links(id); err != nil {
		return s, err
	}
	if s.facts, err = r.Facts(id); err != nil {
		return s, err
	}
	if len(s.facts) > 0 {
		if err := view.Explain(r, id, s.facts); err != nil {
			return s, err
		}
	}
	if ref.Tenure > 0 {
		s.facts = slices.DeleteFunc(s.facts, func(f view.Fact) bool { return f.Tenure != ref.Tenure })
	}
	if s.custody, err = custodyOf(s.record, s.facts, r.AsOf()); err != nil {
		return s, err
	}
	s.from = map[string]casebook.Provenance{}
	for i := range s.record.Stamps {
		entry := s.record.Stamps[i].ID()
		p, ok, err := r.Provenance(entry)
		if err != nil {
			return s, err
		}
		if ok {
			s.from[entry] = p
		}
	}
	return s, nil
}

// printShown prints one object where one key was typed, else an array.
func printShown(g *globals, all []shown, single bool) error {
	o := g.options()
	if o.Format == render.JSON || o.Format == render.JSONLines {
		return printShownJSON(g, all, single)
	}
	// Nothing of a record is cut off, however narrow the terminal.
	o.Width = 0
	for i, s := range all {
		if i > 0 && o.Format == render.TableFormat {
			fmt.Fprintln(g.Out)
		}
		t := render.Show(s.record, o)
		rows, err := s.rows()
		if err != nil {
			return err
		}
		t.Rows = append(t.Rows, rows...)
		o.NoHeader = o.NoHeader || i > 0 && o.Format != render.TableFormat
		if err := t.Write(g.Out, o); err != nil {
			return err
		}
	}
	return nil
}

func printShownJSON(g *globals, all []shown, single bool) error {
	t := render.Table{Lines: []any{}}
	for _, s := range all {
		t.Lines = append(t.Lines, jsontext.Value(s.appendJSON(nil)))
	}
	t.Value = t.Lines
	if single {
		t.Value = t.Lines[0]
	}
	return t.Write(g.Out, g.options())
}

// rows are what show adds to the fields: who has an exhibit, links, facts,
// claims and files.
func (s *shown) rows() (out [][]string, err error) {
	out = s.custody.rows()
	for i := range s.links {
		l := &s.links[i]
		what := l.Rel + " " + defanged(l.ToName())
		if l.From != s.record.ID {
			what = defanged(l.FromName()) + " " + l.Rel + " it"
		}
		out = append(out, []string{"link", what + linkDetail(l)})
	}
	for i := range s.facts {
		f := &s.facts[i]
		said, err := sentence(f)
		if err != nil {
			return nil, err
		}
		out = append(out, []string{f.Verb, said + "  (" + f.ID() + ", " + f.Stamp.Actor + ", " + view.FormatTime(f.At) + ")"})
	}
	if s.record.Conflict() {
		for i := range s.record.Claims {
			c := &s.record.Claims[i]
			st := &s.record.Stamps[c.Stamp]
			if c.Field.Merge == takedown.Latest {
				out = append(out, []string{"claim", c.Field.Name + " " + c.Value + sourceDetail(st)})
			}
		}
	}
	for i := range s.record.Stamps {
		st := &s.record.Stamps[i]
		if p, ok := s.from[st.ID()]; ok {
			out = append(out, []string{"from", fmt.Sprintf("%s line %d, sha256 %s  (%s)", p.File, p.Line, p.SHA256, st.ID())})
		}
	}
	return out, nil
}

// defanged writes kind/key so that nobody follows it by a click.
func defanged(name string) string {
	kind, key, _ := strings.Cut(name, "/")
	return kind + "/" + render.Defang(kind, key)
}

func sourceDetail(s *view.Stamp) string {
	if s.Source == "" {
		return "  (" + s.ID() + ")"
	}
	return "  (" + s.ID() + ", " + s.Source + ")"
}

func linkDetail(l *view.Link) string {
	var parts []string
	for _, name := range []string{"since", "until", "strength", "confidence", "role", "source", "grade"} {
		if v := l.Get(name); v != "" {
			parts = append(parts, name+" "+v)
		}
	}
	return "  (" + strings.Join(append(parts, l.ID()), ", ") + ")"
}

// appendJSON appends the record's own JSON with links, facts and claims.
func (s *shown) appendJSON(dst []byte) []byte {
	dst = s.record.AppendJSON(dst)
	dst = s.custody.appendJSON(dst[:len(dst)-1])
	dst = append(dst, `,"links":[`...)
	for i := range s.links {
		direction := "out"
		if s.links[i].From != s.record.ID {
			direction = "in"
		}
		dst = comma(dst, i)
		dst = s.links[i].AppendJSON(dst, direction)
	}
	dst = append(dst, `],"facts":[`...)
	for i := range s.facts {
		dst = comma(dst, i)
		dst = s.facts[i].AppendJSON(dst)
	}
	dst = append(dst, `],"claims":{`...)
	dst = s.appendClaims(dst)
	dst = append(dst, `},"files":[`...)
	n := 0
	for i := range s.record.Stamps {
		entry := s.record.Stamps[i].ID()
		p, ok := s.from[entry]
		if !ok {
			continue
		}
		dst = comma(dst, n)
		dst = appendFile(dst, entry, p)
		n++
	}
	return append(dst, "]}"...)
}

func comma(dst []byte, i int) []byte {
	if i > 0 {
		return append(dst, ',')
	}
	return dst
}

// appendClaims appends the claims about each field; elements that were taken
// back are none.
func (s *shown) appendClaims(dst []byte) []byte {
	var last *takedown.Field
	for i := range s.record.Claims {
		c := &s.record.Claims[i]
		if c.State == view.Removed {
			continue
		}
		switch {
		case c.Field == last:
			dst = append(dst, ',')
		case last != nil:
			dst = append(dst, "],"...)
			fallthrough
		default:
			dst = append(ledger.AppendString(dst, c.Field.Name), `:[`...)
		}
		last = c.Field
		dst = appendClaim(dst, s.record, c)
	}
	if last != nil {
		dst = append(dst, ']')
	}
	return dst
}

func appendClaim(dst []byte, r *view.Record, c *view.Claim) []byte {
	st := &r.Stamps[c.Stamp]
	dst = view.AppendShown(append(dst, `{"value":`...), c.Field, c.Value)
	dst = ledger.AppendString(append(dst, `,"entry":`...), st.ID())
	dst = ledger.AppendString(append(dst, `,"origin":`...), st.Origin)
	dst = ledger.AppendString(append(dst, `,"recorded":`...), view.FormatTime(st.Time()))
	if st.ObservedAt != "" {
		dst = ledger.AppendString(append(dst, `,"observed_at":`...), st.ObservedAt)
	}
	if st.Source != "" {
		dst = ledger.AppendString(append(dst, `,"source":`...), st.Source)
	}
	return append(fmt.Appendf(dst, `,"shown":%t`, r.Shows(c)), '}')
}

func appendFile(dst []byte, entry string, p casebook.Provenance) []byte {
	dst = ledger.AppendString(append(dst, `{"entry":`...), entry)
	dst = ledger.AppendString(append(dst, `,"file":`...), p.File)
	dst = ledger.AppendString(append(dst, `,"sha256":`...), p.SHA256)
	dst = ledger.AppendString(append(dst, `,"format":`...), p.Format)
	return fmt.Appendf(dst, `,"line":%d}`, p.Line)
}
