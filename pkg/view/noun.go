package view

import (
	"fmt"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"

	"takedown/pkg/ledger"
	"takedown/pkg/lifecycle"
	"takedown/pkg/takedown"
)

// Noun returns the fact with its payload read. A note has none to read.
func (f *Fact) Noun() (takedown.Fact, error) {
	n := takedown.Fact{ID: f.ID(), Subject: f.Subject, Verb: f.Verb, At: f.At, Origin: f.Stamp.Origin, Seq: f.Stamp.Seq}
	var into any
	switch f.Verb {
	case "act":
		n.Act = &takedown.Act{}
		into = n.Act
	case "order":
		n.Event = &takedown.OrderEvent{}
		into = n.Event
	case "observe":
		n.Seen = &takedown.Observation{}
		into = n.Seen
	case "hold":
		n.Hold = &takedown.Hold{}
		into = n.Hold
	case "claim":
		n.Claim = &takedown.Claim{}
		into = n.Claim
	case "drop":
		n.Drop = &takedown.Drop{}
		into = n.Drop
	case "custody":
		n.Custody = &takedown.Custody{}
		into = n.Custody
	default:
		return n, nil
	}
	if err := json.Unmarshal(f.Data, into); err != nil {
		return n, fmt.Errorf("fact %s: %w: %w", f.ID(), ledger.ErrMalformed, err)
	}
	return n, nil
}

// Nouns reads the payloads of facts; notes are left out.
func Nouns(facts []Fact) ([]takedown.Fact, error) {
	out := make([]takedown.Fact, 0, len(facts))
	for i := range facts {
		if facts[i].Verb == "note" || facts[i].Verb == "hold-reason" {
			continue
		}
		n, err := facts[i].Noun()
		if err != nil {
			return nil, err
		}
		out = append(out, n)
	}
	return out, nil
}

// freezing are the events that freeze the fields of an order.
var freezing = []string{"granted", "extended"}

// Freeze returns the terms that an event gives an order, and the patterns that
// it then covers: the fields as the event's own origin has claimed them so
// far. Other events give none.
func Freeze(r *Record, f *Fact) (terms *lifecycle.Terms, covers []string, err error) {
	n, err := f.Noun()
	if err != nil || n.Event == nil || !slices.Contains(freezing, n.Event.Event) {
		return nil, nil, err
	}
	own := func(name string) string { return r.ownValue(name, f.Stamp.Origin) }
	terms = &lifecycle.Terms{
		Event: f.ID(), At: f.At, Type: own("type"), Jurisdiction: own("jurisdiction"),
		Addressee: own("addressee"), Executes: own("executes"), Sealed: own("sealed_until") != "",
		Effects: r.elementsOf("effects", f.Stamp.Origin),
	}
	if from, err := takedown.ParseInstant(own("valid_from")); err == nil {
		terms.From = from.UTC()
	}
	if until, err := takedown.ParseInstant(own("valid_until")); err == nil {
		terms.Until = until.UTC()
	}
	covers = r.elementsOf("covers", f.Stamp.Origin)
	if terms.Executes != "" {
		covers = append(covers, "order/"+terms.Executes)
	}
	return terms, covers, nil
}

// ownValue returns what an origin itself claims for a field that is no set.
func (r *Record) ownValue(name, origin string) string {
	f := r.Kind().Field(name)
	for i := range r.Claims {
		if c := &r.Claims[i]; c.Field.Number == f.Number && c.State == Stands && r.Stamps[c.Stamp].Origin == origin {
			return c.Value
		}
	}
	return ""
}

// elementsOf returns the elements of a set that an origin's agency claims.
func (r *Record) elementsOf(name, origin string) []string {
	f := r.Kind().Field(name)
	var out []string
	for i := range r.Claims {
		c := &r.Claims[i]
		if c.Field.Number == f.Number && c.State == Stands && ledger.Agency(r.Stamps[c.Stamp].Origin) == ledger.Agency(origin) {
			out = append(out, c.Value)
		}
	}
	slices.Sort(out)
	return out
}

// CaseOf gathers what the state of a target or suspect follows from.
func CaseOf(v View, id takedown.ID) (*lifecycle.Case, error) {
	facts, err := v.Facts(id)
	if err != nil {
		return nil, err
	}
	c := &lifecycle.Case{ID: id}
	if c.Facts, err = Nouns(facts); err != nil {
		return nil, err
	}
	if c.Orders, err = v.Orders(id); err != nil {
		return nil, err
	}
	links, err := v.Links(id)
	if err != nil {
		return nil, err
	}
	for i := range links {
		l := &links[i]
		switch {
		case l.Rel == "provided-by" && l.From == id:
			p, err := providedBy(v, l)
			if err != nil {
				return nil, err
			}
			c.Providers = append(c.Providers, p)
		case l.Rel == "successor-of" && l.To == id:
			c.SucceededBy = append(c.SucceededBy, l.FromName())
		}
	}
	slices.Sort(c.SucceededBy)
	return c, nil
}

func providedBy(v View, l *Link) (lifecycle.Provided, error) {
	p := lifecycle.Provided{Provider: l.To.Key}
	if t, err := takedown.ParseInstant(l.Since); err == nil {
		p.Since = t
	}
	if t, err := takedown.ParseInstant(l.Until); err == nil {
		p.Until = t
	}
	r, err := v.Record(l.To)
	if r == nil || err != nil {
		return p, err
	}
	p.Jurisdiction = r.Get("jurisdiction")
	if p.Roles = r.Set("roles"); l.Role != "" {
		p.Roles = []string{l.Role}
	}
	return p, nil
}

// LifeOf returns the state of a record at the instant of the view. A record of
// which no fact and no order speaks has none of its own.
func LifeOf(v View, id takedown.ID) (lifecycle.Life, error) {
	switch {
	case id.Kind == "order":
		o, err := OrderOf(v, id)
		if err != nil || o == nil || len(o.Events) == 0 {
			return lifecycle.Life{}, err
		}
		return lifecycle.OrderLife(o, v.AsOf()), nil
	case id.Kind == "evidence":
		facts, err := v.Facts(id)
		if err != nil {
			return lifecycle.Life{}, err
		}
		nouns, err := Nouns(facts)
		return lifecycle.EvidenceLife(nouns, v.AsOf()), err
	case id.Kind != "suspect" && !takedown.KindOf(id.Kind).Target:
		return lifecycle.Life{}, nil
	}
	c, err := CaseOf(v, id)
	if err != nil {
		return lifecycle.Life{}, err
	}
	return lifeOf(c, v), nil
}

func lifeOf(c *lifecycle.Case, v View) lifecycle.Life {
	switch {
	case c.ID.Kind == "suspect" && len(c.Facts)+len(c.Orders) > 0:
		return lifecycle.SuspectLife(c, v.AsOf())
	case c.ID.Kind != "suspect" && len(c.Facts)+len(c.SucceededBy) > 0:
		return lifecycle.TargetLife(c, v.AsOf())
	}
	return lifecycle.Life{}
}

// OrderOf returns an order with its events and terms, or nil where it is not
// on file.
func OrderOf(v View, id takedown.ID) (*lifecycle.Order, error) {
	r, err := v.Record(id)
	if r == nil || err != nil {
		return nil, err
	}
	facts, err := v.Facts(id)
	if err != nil {
		return nil, err
	}
	o := &lifecycle.Order{ID: r.ID, Name: r.Name(), Terms: slices.Clone(r.Terms)}
	o.Events, err = Nouns(facts)
	return o, err
}

// Explain fills in what facts about one record rest on: the tenure in which
// they happened, and for an act the grant of its order.
func Explain(v View, id takedown.ID, facts []Fact) error {
	c, err := CaseOf(v, id)
	if err != nil {
		return err
	}
	for i := range facts {
		f := &facts[i]
		f.Tenure = c.TenureOf(f.At)
		n, err := f.Noun()
		if err != nil {
			return err
		}
		if n.Act == nil || n.Act.Order == "" {
			continue
		}
		at := slices.IndexFunc(c.Orders, func(o *lifecycle.Order) bool { return o.ID.Key == strings.TrimPrefix(n.Act.Order, "order/") })
		if at >= 0 {
			if grant := c.Orders[at].GrantAt(f.At); grant != "" {
				f.Basis = []string{grant}
			}
		}
	}
	return nil
}
