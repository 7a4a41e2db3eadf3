package lifecycle

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"takedown/pkg/takedown"
)

// Attempt is an act that is to be judged. What is empty is chosen: the order
// that fits, the provider whose role fits the method, the place of the
// provider.
type Attempt struct {
	Method   string
	At       time.Time
	Agency   string // that acts; empty: the one that has the order on file
	Provider string
	Place    string
	Order    string
	Proof    string // an exhibit, as kind/key, or a reference
	Outcome  string // as it was typed; it changes no gate
}

// Verdict is what one gate says of an act.
type Verdict struct {
	Gate    string
	Met     bool
	Entries []string // that it rests on
	Says    string
	Command string // that would meet it, where one would
}

// Judgement is what all gates say of an act, and what was chosen for it.
type Judgement struct {
	Order    string // key, or empty where none fits
	Grant    string // entry that granted it
	Provider string // key
	Place    string
	Verdicts []Verdict

	// Ambiguous are the providers of which several would do.
	Ambiguous []string

	order *Order
}

// Unmet returns those of the gates that are not met.
func (j *Judgement) Unmet(gates []string) []Verdict {
	var out []Verdict
	for _, v := range j.Verdicts {
		if !v.Met && slices.Contains(gates, v.Gate) {
			out = append(out, v)
		}
	}
	return out
}

// judging is one judgement that is being made.
type judging struct {
	c *Case
	a Attempt
	j Judgement
}

// Judge asks every gate about an act at its own time.
func Judge(c *Case, a Attempt) Judgement {
	g := &judging{c: c, a: a}
	g.provider()
	g.choose()
	if g.a.Agency == "" && g.j.Grant != "" {
		g.a.Agency = AgencyOf(g.j.order.granted(a.At).Origin)
	}
	for _, gate := range Gates {
		v := g.gate(gate)
		v.Gate = gate
		if !v.Met {
			v.Command = g.remedy(gate)
		}
		g.j.Verdicts = append(g.j.Verdicts, v)
	}
	return g.j
}

// roleOf are the parts of providers that can carry out acts on a kind.
var roleOf = map[string][]string{
	"domain": {"registrar", "registry"}, "server": {"hosting"}, "account": {"platform"}, "url": {"platform"},
}

// provider takes the provider that was named, or the only one, or the one
// whose role fits, and from it the place.
func (g *judging) provider() {
	var live, fit []Provided
	for _, p := range g.c.Providers {
		if !p.Since.After(g.a.At) && (p.Until.IsZero() || g.a.At.Before(p.Until)) {
			live = append(live, p)
		}
	}
	if g.a.Provider != "" {
		live = slices.DeleteFunc(live, func(p Provided) bool { return p.Provider != g.a.Provider })
	}
	if len(live) > 1 {
		for _, p := range live {
			if slices.ContainsFunc(roleOf[g.c.ID.Kind], func(r string) bool { return slices.Contains(p.Roles, r) }) {
				fit = append(fit, p)
			}
		}
		live = fit
	}
	g.j.Provider, g.j.Place = g.a.Provider, g.a.Place
	switch {
	case len(live) == 1:
		g.j.Provider = live[0].Provider
		if g.j.Place == "" {
			g.j.Place = live[0].Jurisdiction
		}
	case len(live) > 1:
		for _, p := range live {
			g.j.Ambiguous = append(g.j.Ambiguous, p.Provider)
		}
	}
}

// choose takes the order that was named, or of those that fit the first: not
// sealed, then granted earliest, then by reference. Where none fits it takes
// the one that lacks least, so that a refusal can say what.
func (g *judging) choose() {
	candidates := slices.DeleteFunc(slices.Clone(g.c.Orders), func(o *Order) bool {
		return g.a.Order != "" && o.ID.Key != g.a.Order
	})
	lacks := func(o *Order) (n int) {
		for _, gate := range orderGates {
			if g.has(gate) && !g.orderGate(gate, o).Met {
				n++
			}
		}
		return n
	}
	slices.SortFunc(candidates, func(a, b *Order) int {
		return cmp.Or(cmp.Compare(lacks(a), lacks(b)), g.preference(a, b))
	})
	if len(candidates) == 0 {
		return
	}
	g.j.order = candidates[0]
	if grant := g.j.order.granted(g.a.At); grant != nil {
		g.j.Grant = grant.ID
	}
	if lacks(g.j.order) == 0 {
		g.j.Order = g.j.order.ID.Key
	}
}

func (g *judging) preference(a, b *Order) int {
	sealed := func(o *Order) int {
		if o.IsSealed(g.a.At) {
			return 1
		}
		return 0
	}
	granted := func(o *Order) time.Time {
		if grant := o.granted(g.a.At); grant != nil {
			return grant.At
		}
		return time.Time{}
	}
	return cmp.Or(sealed(a)-sealed(b), granted(a).Compare(granted(b)), strings.Compare(a.ID.Key, b.ID.Key))
}

// has reports whether the method has the gate: where it has not, an order need
// not meet it to be chosen.
func (g *judging) has(gate string) bool { return slices.Contains(GatesOf(g.a.Method), gate) }

func (g *judging) gate(gate string) Verdict {
	switch gate {
	case GateHold:
		return g.hold()
	case GateClaim:
		return g.claim()
	case GateCollateral:
		return g.collateral()
	case GateProof:
		if g.a.Proof != "" {
			return Verdict{Met: true, Says: g.a.Proof + " says that it happened"}
		}
		return Verdict{Says: "no exhibit and no reference of a provider says that it happened"}
	}
	if g.j.order == nil {
		if gate == GatePlace && g.j.Place == "" {
			return Verdict{Says: "nobody knows where the provider must obey"}
		}
		return Verdict{Says: fmt.Sprintf("no order on file covers %s", g.c.ID)}
	}
	return g.orderGate(gate, g.j.order)
}

// orderGate judges one order.
func (g *judging) orderGate(gate string, o *Order) Verdict {
	terms := o.termsAt(g.a.At)
	name := o.name()
	if terms == nil {
		return Verdict{Says: fmt.Sprintf("%s was not granted by %s", name, stamp(g.a.At))}
	}
	entries := []string{terms.Event}
	yes := func(format string, args ...any) Verdict {
		return Verdict{Met: true, Entries: entries, Says: name + " " + fmt.Sprintf(format, args...)}
	}
	no := func(format string, args ...any) Verdict {
		return Verdict{Entries: entries, Says: name + " " + fmt.Sprintf(format, args...)}
	}
	switch gate {
	case GateOrder:
		return g.validity(o, terms, yes, no)
	case GateCovers:
		if terms.Covers {
			return yes("covers it")
		}
		return no("does not cover %s", g.c.ID)
	case GateEffect:
		if len(terms.Effects) == 0 || slices.Contains(terms.Effects, g.a.Method) {
			return yes("allows %s", g.a.Method)
		}
		return no("allows %s and not %s", strings.Join(terms.Effects, " "), g.a.Method)
	case GatePlace:
		return g.place(o, terms, yes, no)
	case GateAddressee:
		if terms.Addressee == "" || terms.Addressee == g.j.Provider {
			return yes("binds the provider")
		}
		return no("is addressed to %s", terms.Addressee)
	}
	return g.tenure(o, yes, no)
}

type saying func(format string, args ...any) Verdict

func (g *judging) validity(o *Order, terms *Terms, yes, no saying) Verdict {
	switch state := o.State(g.a.At); {
	case state == "expired":
		return no("ended at %s", stamp(terms.Until))
	case state != "granted":
		return no("is %s", state)
	case g.a.At.Before(terms.From):
		return no("holds from %s on", stamp(terms.From))
	case terms.Until.IsZero():
		return yes("is granted")
	}
	return yes("is granted until %s", stamp(terms.Until))
}

func (g *judging) place(o *Order, terms *Terms, yes, no saying) Verdict {
	switch {
	case g.j.Place == "":
		return no("cannot be held against a place that nobody knows")
	case o.reaches(g.j.Place, g.a.At):
		return yes("reaches %s", g.j.Place)
	case terms.Jurisdiction == "INTERPOL":
		return no("is an alert of INTERPOL, which reaches no place")
	}
	return no("is one of %s and does not reach %s", terms.Jurisdiction, g.j.Place)
}

func (g *judging) tenure(o *Order, yes, no saying) Verdict {
	_, since := g.c.tenureAt(g.a.At)
	grant := o.granted(g.a.At)
	if grant == nil || grant.At.Before(since) {
		return no("was granted before the new holder of %s", stamp(since))
	}
	return yes("was granted in the present tenure")
}

// Holds returns the holds among facts that nobody has lifted. Only who holds
// can lift.
func Holds(facts []takedown.Fact) []takedown.Fact {
	type lift struct{ agency, hold string }
	lifted := map[lift]bool{}
	var holds []takedown.Fact
	for _, f := range facts {
		switch {
		case f.Hold == nil:
		case f.Hold.Lift != "":
			lifted[lift{AgencyOf(f.Origin), f.Hold.Lift}] = true
		default:
			holds = append(holds, f)
		}
	}
	return slices.DeleteFunc(holds, func(f takedown.Fact) bool { return lifted[lift{AgencyOf(f.Origin), f.ID}] })
}

// hold looks for a hold of another agency that stands.
func (g *judging) hold() Verdict {
	for _, f := range Holds(sortedUntil(g.c.Facts, g.a.At)) {
		if AgencyOf(f.Origin) == g.a.Agency {
			continue
		}
		until, err := takedown.ParseInstant(f.Hold.Until)
		if err == nil && !g.a.At.Before(until) {
			continue
		}
		return Verdict{Entries: []string{f.ID}, Says: fmt.Sprintf("%s asks to keep off: %s", AgencyOf(f.Origin), f.Hold.Contact)}
	}
	return Verdict{Met: true, Says: "no other agency asks to keep off"}
}

func (g *judging) collateral() Verdict {
	var last *takedown.Fact
	for _, f := range g.c.present(g.a.At) {
		if f.Seen != nil && f.Seen.Verdict == takedown.Collateral {
			last = &f
		}
	}
	switch {
	case last == nil:
		return Verdict{Says: "nobody has looked at who else would be hit"}
	case last.Seen.Result == "block":
		return Verdict{Entries: []string{last.ID}, Says: "others would be hit: " + strings.Join(append(last.Seen.Hits, last.Seen.List), " ")}
	}
	return Verdict{Met: true, Entries: []string{last.ID}, Says: "collateral is " + last.Seen.Result}
}

// stamp writes an instant for people, and exactly: a command that says it is
// judged at that instant.
func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339Nano) }
