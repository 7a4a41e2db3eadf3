package casebook

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"takedown/pkg/lifecycle"
	"takedown/pkg/takedown"
	"takedown/pkg/view"
)

// Act is an act as a command says it. Keys are typed ones; what is empty is
// chosen, and At empty means now.
type Act struct {
	takedown.Act
	Unmet bool // keep it although gates are not met
}

// GateError is returned when an act is refused. It carries what every gate
// says, so that each can be met.
type GateError struct {
	ID    takedown.ID
	Act   takedown.Act
	Unmet []lifecycle.Verdict
}

func (e *GateError) Error() string {
	gates := map[string][]string{}
	var says []string
	for _, v := range e.Unmet {
		if gates[v.Says] == nil {
			says = append(says, v.Says)
		}
		gates[v.Says] = append(gates[v.Says], v.Gate)
	}
	for i, s := range says {
		says[i] = strings.Join(gates[s], ", ") + ": " + s
	}
	return fmt.Sprintf("%s %s is refused: %s", e.Act.Method, e.ID, strings.Join(says, "; "))
}

// Unwrap makes a refused act one of its own exit code.
func (e *GateError) Unwrap() error { return ErrGate }

// Act writes down a step of an attempt. What is planned or sent, and what is
// done, has to meet its gates; what has happened can always be recorded with
// Unmet and a reason.
func (b *Batch) Act(id takedown.ID, a Act) error { return b.Try(b.act(id, a)) }

func (b *Batch) act(id takedown.ID, a Act) error {
	r, err := b.existing(id)
	if err != nil {
		return err
	}
	if a.Method, err = takedown.ParseWord("method on a "+id.Kind, a.Method, takedown.MethodsOf[id.Kind]); err != nil {
		return err
	}
	if a.At, err = b.instant(a.At); err != nil {
		return err
	}
	if err := b.actNames(&a.Act); err != nil {
		return err
	}
	at, err := takedown.ParseInstant(a.At)
	if err != nil {
		return err
	}
	c, err := b.caseOf(id, &a.Act)
	if err != nil {
		return err
	}
	j := lifecycle.Judge(c, lifecycle.Attempt{
		Method: a.Method, At: at, Agency: b.agency, Provider: takedown.KeyOf(a.Provider), Place: a.Place, Order: takedown.KeyOf(a.Order),
		Proof: cmp.Or(a.Exhibit, a.Ref), Outcome: a.Outcome,
	})
	if err := b.gates(id, &a, &j); err != nil {
		return err
	}
	if a.Order == "" && j.Order != "" {
		a.Order = "order/" + j.Order
	}
	if a.Provider == "" && j.Provider != "" {
		a.Provider = "provider/" + j.Provider
	}
	a.Place = cmp.Or(a.Place, j.Place)
	a.ExecutedBy = cmp.Or(a.ExecutedBy, b.agency)
	if a.Attempt == "" {
		if try := lifecycle.OpenTry(c.Facts, a.Method, a.Provider, at); try != nil {
			a.Attempt = try.ID
		}
	}
	return b.tell(r, "act", &a.Act, a.Order, a.Provider, a.Exhibit, a.Operation)
}

// caseOf gathers what an act is judged by. A provider that was typed is the one
// that carries it out, whoever else provides the target; an order that was
// typed is asked although it does not cover the target.
func (b *Batch) caseOf(id takedown.ID, a *takedown.Act) (*lifecycle.Case, error) {
	c, err := view.CaseOf(b.view, id)
	if err != nil {
		return nil, err
	}
	if a.Provider != "" {
		r, err := b.record(takedown.ID{Kind: "provider", Key: takedown.KeyOf(a.Provider)})
		if err != nil {
			return nil, err
		}
		c.Providers = []lifecycle.Provided{{Provider: r.ID.Key, Jurisdiction: r.Get("jurisdiction")}}
	}
	if key := takedown.KeyOf(a.Order); key != "" && !slices.ContainsFunc(c.Orders, func(o *lifecycle.Order) bool { return o.ID.Key == key }) {
		o, err := b.view.Order(key)
		if err != nil {
			return nil, err
		}
		c.Orders = append(c.Orders, o)
	}
	return c, nil
}

// gates refuses an act that does not meet its gates, unless it is kept with
// their names.
func (b *Batch) gates(id takedown.ID, a *Act, j *lifecycle.Judgement) error {
	unmet := j.Unmet(lifecycle.GatesOfAct(&a.Act, false))
	if len(unmet) > 0 && len(j.Ambiguous) > 0 && a.Provider == "" {
		e := &takedown.AmbiguousError{Key: "the provider of " + id.String()}
		for _, p := range j.Ambiguous {
			e.Candidates = append(e.Candidates, takedown.ID{Kind: "provider", Key: p})
		}
		return e
	}
	switch {
	case len(unmet) == 0:
		return nil
	case !a.Unmet:
		return &GateError{id, a.Act, unmet}
	case b.said.Why == "":
		return fmt.Errorf("an act with unmet gates needs its reason: say --why: %w", takedown.ErrInvalid)
	}
	for _, v := range unmet {
		a.Act.Unmet = append(a.Act.Unmet, v.Gate)
	}
	return nil
}

// instant returns a typed time, or that of the batch.
func (b *Batch) instant(typed string) (string, error) {
	if typed == "" {
		return view.FormatTime(b.recorded), nil
	}
	f := takedown.Field{Name: "at", Type: takedown.Instant}
	return f.Parse(typed, b.agency)
}

// actNames turns the typed names of an act into kind/key of records that are
// on file, and agencies into their codes.
func (b *Batch) actNames(a *takedown.Act) (err error) {
	if a.Provider, err = b.named("provider", a.Provider); err != nil {
		return err
	}
	if a.Order, err = b.named("order", a.Order); err != nil {
		return err
	}
	if a.Exhibit, err = b.named("evidence", a.Exhibit); err != nil {
		return err
	}
	if a.Operation, err = b.named("operation", a.Operation); err != nil {
		return err
	}
	if a.Place != "" {
		if a.Place, err = takedown.ParseJurisdiction(a.Place); err != nil {
			return err
		}
	}
	for _, agency := range []*string{&a.RequestedBy, &a.ExecutedBy, &a.HandedTo} {
		if *agency, err = b.agencyNamed(*agency); err != nil {
			return err
		}
	}
	if a.Attempt != "" {
		return b.checkEntry(a.Attempt)
	}
	return nil
}

// named returns kind/key of the record of a kind that was typed; nothing stays
// nothing.
func (b *Batch) named(kind, typed string) (string, error) {
	if typed == "" {
		return "", nil
	}
	ref, err := takedown.ParseRef(kind + "/" + strings.TrimPrefix(typed, kind+"/"))
	if err != nil {
		return "", err
	}
	id, err := b.Resolve(ref)
	return id.String(), err
}

// agencyNamed returns the code of an agency that is on file.
func (b *Batch) agencyNamed(typed string) (string, error) {
	name, err := b.named("agency", typed)
	return takedown.KeyOf(name), err
}
