package lifecycle

import (
	"time"

	"takedown/pkg/takedown"
)

// Covering returns the orders that cover the record at an instant: they are in
// force then, and were granted in its present tenure. An order that covers it
// may still not reach the place of an act, or not allow its method.
func (c *Case) Covering(t time.Time) []*Order {
	_, since := c.tenureAt(t)
	var out []*Order
	for _, o := range c.Orders {
		terms, grant := o.termsAt(t), o.granted(t)
		if terms != nil && terms.Covers && o.inForce(t) && grant != nil && !grant.At.Before(since) {
			out = append(out, o)
		}
	}
	return out
}

// PlaceAt returns where the provider of a target must obey at an instant, or
// nothing where that is not known or several providers would do.
func (c *Case) PlaceAt(t time.Time) string {
	g := &judging{c: c, a: Attempt{At: t}}
	g.provider()
	return g.j.Place
}

// Ends returns when an order ends by what it says at an instant; zero where it
// has no end, or was never granted.
func (o *Order) Ends(t time.Time) time.Time {
	if terms := o.termsAt(t); terms != nil {
		return terms.Until
	}
	return time.Time{}
}

// Executor returns the agency that carried an act out: the one that it names,
// or else the one that wrote it down.
func Executor(f *takedown.Fact) string {
	if f.Act.ExecutedBy != "" {
		return f.Act.ExecutedBy
	}
	return AgencyOf(f.Origin)
}
