package cli

import (
	"fmt"

	"github.com/go-json-experiment/json/jsontext"

	"takedown/pkg/casebook"
	"takedown/pkg/render"
	"takedown/pkg/view"
)

// quarantineJSON is what a sealed case would bring.
type quarantineJSON struct {
	Origins     []casebook.MergedOrigin `json:"origins"`
	Added       []string                `json:"added"`
	Changed     []string                `json:"changed"`
	Conflicting []string                `json:"conflicting"`
	Claims      []jsontext.Value        `json:"claims"`
	Holds       []jsontext.Value        `json:"holds"`
}

// printQuarantine shows what a sealed case would bring, and what of it stands in
// the way of the own agency.
func printQuarantine(g *globals, m *casebook.Merged) error {
	opts := g.options()
	v := quarantineJSON{m.Origins, m.Added, m.Changed, m.Conflicting, factsJSON(m.Claims), factsJSON(m.Holds)}
	t := render.Table{Columns: []string{"what", "record", "entry", "says"}, Value: v}
	for _, list := range []struct {
		what string
		keys []string
	}{{"new", m.Added}, {"changed", m.Changed}, {"conflict", m.Conflicting}} {
		for _, key := range list.keys {
			t.Rows = append(t.Rows, []string{list.what, shownName(key, opts.Defangs()), "", ""})
			if list.what != "conflict" {
				t.Keys = append(t.Keys, key)
			}
		}
	}
	for _, facts := range [][]view.Fact{m.Claims, m.Holds} {
		for i := range facts {
			said, err := sentence(&facts[i])
			if err != nil {
				return err
			}
			t.Rows = append(t.Rows, []string{facts[i].Verb, shownName(facts[i].Subject.String(), opts.Defangs()), facts[i].ID(), said})
		}
	}
	if f := g.format(); f != render.JSON && f != render.JSONLines {
		for _, o := range m.Origins {
			g.warn(fmt.Sprintf("dry run: nothing was written, %d entries of %s would be new, of %d", o.New, o.Origin, o.Size))
		}
	}
	return t.Write(g.Out, opts)
}

func shownName(name string, defang bool) string {
	if defang {
		return defanged(name)
	}
	return name
}

func factsJSON(facts []view.Fact) []jsontext.Value {
	out := []jsontext.Value{}
	for i := range facts {
		out = append(out, facts[i].AppendJSON(nil))
	}
	return out
}
