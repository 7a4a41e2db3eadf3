package cli

import (
	"fmt"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"takedown/pkg/casebook"
	"takedown/pkg/lifecycle"
	"takedown/pkg/render"
	"takedown/pkg/takedown"
	"takedown/pkg/view"
)

type whyOptions struct {
	keys   []string
	method string
}

func (o *whyOptions) addFlags(f *pflag.FlagSet) {
	f.StringVar(&o.method, "method", "", "only this `method`")
	addAsOf(f)
}

func newWhy(g *globals) *cobra.Command {
	var o whyOptions
	cmd := &cobra.Command{
		Use: "why KEY…", Short: "Say why a record has its status", GroupID: "look",
		Long: `Say why a record has its status: the facts that hold it up, each with its entry,
who said it and when; what would change it; and for the next act the gates that
are not met, each with the command that meets it. The methods are those of open
attempts, or else those that the covering orders name.`,
		Example: "  takedown why evil.example\n  takedown why evil.example --method suspend -o json\n  takedown why evil.example --as-of 2025-03-14T08:00:00Z",
		Args:    atLeast(1, "which record, as in: takedown why evil.example"),
		RunE: func(_ *cobra.Command, args []string) error {
			o.keys = args
			return runWhy(g, o)
		},
		ValidArgsFunction: completeKeys(g),
	}
	o.addFlags(cmd.Flags())
	return cmd
}

type whyJSON struct {
	ID        string       `json:"id"`
	Status    string       `json:"status,omitzero"`
	AsOf      string       `json:"as_of"`
	KnownAt   string       `json:"known_at"`
	ChangesAt string       `json:"changes_at,omitzero"`
	Because   []becauseOf  `json:"because"`
	Methods   []methodJSON `json:"methods"`

	turns []lifecycle.Turn
}

type becauseOf struct {
	Entry string `json:"entry"`
	Says  string `json:"says"`

	at, who string
}

type methodJSON struct {
	Method   string     `json:"method"`
	Ready    bool       `json:"ready"`
	Order    string     `json:"order,omitzero"`
	Provider string     `json:"provider,omitzero"`
	Gates    []gateJSON `json:"gates"`
}

func runWhy(g *globals, o whyOptions) error {
	if o.method != "" {
		var err error
		if o.method, err = takedown.ParseWord("method", o.method, takedown.Methods()); err != nil {
			return err
		}
	}
	refs, err := g.parseRefs(o.keys)
	if err != nil {
		return err
	}
	return g.read(func(r *casebook.Reader) error {
		all := make([]*whyJSON, 0, len(refs))
		for _, ref := range refs {
			id, err := r.Resolve(ref)
			if err != nil {
				return err
			}
			then, err := r.During(id, ref.Tenure)
			if err != nil {
				return err
			}
			why, err := whyOf(then, id, r.Agency(), o.method)
			if err != nil {
				return err
			}
			all = append(all, why)
		}
		return printWhy(g, all, len(refs) == 1 && o.keys[0] != "-")
	})
}

// whyOf gathers what holds the status of one record up, and what an act of an
// agency would lack.
func whyOf(v view.View, id takedown.ID, agency, method string) (*whyJSON, error) {
	r, err := v.Record(id)
	if err != nil {
		return nil, err
	}
	life, err := view.LifeOf(v, r.ID)
	if err != nil {
		return nil, err
	}
	why := &whyJSON{
		ID: r.Name(), Status: r.Status(), AsOf: view.FormatTime(v.AsOf()), KnownAt: view.FormatTime(v.KnownAt()),
		Because: []becauseOf{}, Methods: []methodJSON{},
	}
	if !life.Changes.IsZero() {
		why.ChangesAt = view.FormatTime(life.Changes)
	}
	said, err := saidAbout(v, r.ID)
	if err != nil {
		return nil, err
	}
	for _, b := range life.Because {
		of := becauseOf{Entry: b.Entry, Says: b.Says}
		if f := said[b.Entry]; f != nil {
			of.at, of.who = view.FormatTime(f.At), f.Stamp.Actor+" for "+f.Stamp.Origin
		}
		why.Because = append(why.Because, of)
	}
	if r.Kind().Target || r.ID.Kind == "suspect" {
		return why, why.judge(v, r.ID, &life, agency, method)
	}
	return why, nil
}

// saidAbout returns the facts about a record and about the orders that cover
// it, by entry.
func saidAbout(v view.View, id takedown.ID) (map[string]*view.Fact, error) {
	ids := []takedown.ID{id}
	orders, err := v.Orders(id)
	if err != nil {
		return nil, err
	}
	for _, o := range orders {
		ids = append(ids, o.ID)
	}
	out := map[string]*view.Fact{}
	for _, id := range ids {
		facts, err := v.Facts(id)
		if err != nil {
			return nil, err
		}
		for i := range facts {
			out[facts[i].ID()] = &facts[i]
		}
	}
	return out, nil
}

// judge asks the gates of the methods that come next.
func (w *whyJSON) judge(v view.View, id takedown.ID, life *lifecycle.Life, agency, method string) error {
	c, err := view.CaseOf(v, id)
	if err != nil {
		return err
	}
	w.turns = c.Turns(life, v.AsOf())
	methods := c.Methods(v.AsOf())
	if method != "" {
		if _, err := takedown.ParseWord("method on a "+id.Kind, method, takedown.MethodsOf[id.Kind]); err != nil {
			return err
		}
		methods = []string{method}
	}
	for _, m := range methods {
		j := lifecycle.Judge(c, lifecycle.Attempt{Method: m, At: v.AsOf(), Agency: agency})
		of := methodJSON{Method: m, Order: named("order", j.Order), Provider: named("provider", j.Provider), Gates: []gateJSON{}}
		for _, verdict := range j.Verdicts {
			for _, gate := range lifecycle.GatesOf(m) {
				if gate == verdict.Gate {
					of.Gates = append(of.Gates, gateOf(verdict))
				}
			}
		}
		of.Ready = len(j.Unmet(lifecycle.GatesFor(m, "sent"))) == 0
		w.Methods = append(w.Methods, of)
	}
	return nil
}

// named returns kind/key, or nothing for no key.
func named(kind, key string) string {
	if key == "" {
		return ""
	}
	return kind + "/" + key
}

func printWhy(g *globals, all []*whyJSON, one bool) error {
	t := render.Table{Columns: []string{"what", "entry", "at", "says"}}
	for _, w := range all {
		t.Keys = append(t.Keys, w.ID)
		t.Rows = append(t.Rows, w.rows(g.options())...)
		line, err := json.Marshal(w)
		if err != nil {
			return err
		}
		t.Lines = append(t.Lines, jsontext.Value(line))
	}
	t.Value = t.Lines
	if one {
		t.Value = t.Lines[0]
	}
	return t.Write(g.Out, g.whole())
}

// rows are the lines of the table: the status, what holds it up, what would
// change it, and what the next act lacks.
func (w *whyJSON) rows(o render.Options) [][]string {
	name := w.ID
	if o.Defangs() {
		name = defanged(name)
	}
	rows := [][]string{{"status", "", w.AsOf, name + " is " + orNothing(w.Status)}}
	for _, b := range w.Because {
		rows = append(rows, []string{"because", b.Entry, b.at, b.Says + by(b.who)})
	}
	for _, turn := range w.turns {
		rows = append(rows, []string{"changes", "", "", turn.When + ": " + turn.Status})
	}
	for i, m := range w.Methods {
		if i > 0 && m.lacksAs(&w.Methods[i-1]) {
			continue // told with the one before
		}
		also := []string{m.Method}
		for _, n := range w.Methods[i+1:] {
			if !n.lacksAs(&m) {
				break
			}
			also = append(also, n.Method)
		}
		rows = append(rows, m.rows(o, strings.Join(also, " "))...)
	}
	return rows
}

// lacksAs reports whether two methods lack the same.
func (m *methodJSON) lacksAs(n *methodJSON) bool {
	return m.Order == n.Order && slices.EqualFunc(m.Gates, n.Gates, func(a, b gateJSON) bool {
		return a.Gate == b.Gate && a.Met == b.Met && (a.Met || a.Says == b.Says)
	})
}

// rows says what a method lacks, and the others that lack the same.
func (m *methodJSON) rows(o render.Options, methods string) [][]string {
	says := methods + ": not ready"
	if m.Ready {
		says = methods + ": ready under " + m.Order
	}
	rows := [][]string{{"next", "", "", says}}
	for _, gate := range m.Gates {
		if !gate.Met {
			rows = append(rows, []string{"  " + gate.Gate, strings.Join(gate.Entries, " "), "", gate.Says})
		}
	}
	if o.Format == render.TableFormat {
		for _, command := range remedies(m.unmet()) {
			rows = append(rows, []string{"  run", "", "", command})
		}
	}
	return rows
}

func (m *methodJSON) unmet() (out []lifecycle.Verdict) {
	for _, gate := range m.Gates {
		if !gate.Met {
			out = append(out, lifecycle.Verdict{Gate: gate.Gate, Command: gate.Command})
		}
	}
	return out
}

func orNothing(status string) string {
	if status == "" {
		return "without a status: nothing follows from facts for its kind"
	}
	return status
}

func by(who string) string {
	if who == "" {
		return ""
	}
	return fmt.Sprintf(" (%s)", who)
}
