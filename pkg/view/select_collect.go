package view

import (
	"bytes"
	"slices"

	"github.com/go-json-experiment/json"

	"takedown/pkg/ledger"
	"takedown/pkg/takedown"
)

// collector reads from a source what its entries say of each other.
type collector struct {
	policy    Policy
	marks     Marks
	retracted map[string]string

	hot    map[string]takedown.TLP // records that are marked above the ceiling
	orders map[string]*orderSeal   // by name
	called map[string][]string     // names and aliases of records, where the key is not all
	edges  map[string][]string     // from an entry to the earlier ones that it corrects or answers

	events   map[string][]string // of orders, so far
	attempts map[string][]string // acts, by the first of the attempt
	returned map[string][]string // acts that are done, by target
	claimed  map[string][]string // claims, by agency and target
}

// orderSeal is when an order came under seal, and when that was lifted.
type orderSeal struct {
	sealed, lifted Stamp
	entries        map[string]bool
}

func (o *orderSeal) under() bool {
	return o.sealed.Seq > 0 && (o.lifted.Seq == 0 || o.sealed.Compare(&o.lifted) > 0)
}

// collect reads the source, and once more where something was taken back or
// marked anew, which is not known before its end.
func (c *collector) collect(source Source) error {
	var found corrected
	err := c.through(source, found.take)
	if err != nil || len(found.found) == 0 {
		return err
	}
	if c.retracted, c.marks, err = found.say(); err != nil {
		return err
	}
	return c.through(source, func(*Told) error { return nil })
}

func (c *collector) through(source Source, see func(*Told) error) error {
	c.hot, c.orders, c.edges = map[string]takedown.TLP{}, map[string]*orderSeal{}, map[string][]string{}
	c.called, c.events, c.attempts = map[string][]string{}, map[string][]string{}, map[string][]string{}
	c.returned, c.claimed = map[string][]string{}, map[string][]string{}
	for t, err := range source() {
		if err == nil {
			err = see(t)
		}
		if err == nil && c.matters(t) {
			if err = t.Read(); err == nil {
				err = c.read(&t.Entry, c.retracted[t.ID()] == "")
			}
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// matters reports whether an entry can say something of others: most only say
// what a target is, below the ceiling.
func (c *collector) matters(t *Told) bool {
	if !t.says() {
		return t.Verb != "link"
	}
	if t.tlp > c.policy.Ceiling || len(c.marks) > 0 {
		return true
	}
	kind, _, _ := bytes.Cut(t.glance.Subject, []byte{'/'})
	switch string(kind) {
	case "order", "suspect", "malware", "provider", "operation", "agency":
		return true
	}
	return false
}

func (c *collector) read(e *ledger.Entry, counts bool) error {
	switch e.Verb {
	case "add", "set":
		return c.readRecord(e, counts)
	case "retract", "remark", "resolve", "note", "order", "act", "hold", "claim":
		// What was taken back corrects nothing.
		if counts {
			return c.readReference(e)
		}
	}
	return nil
}

func (c *collector) readRecord(e *ledger.Entry, counts bool) error {
	marked := c.marks.Apply(*e)
	tlp, err := takedown.ParseTLP(marked.TLP)
	if err != nil {
		return err
	}
	if counts && tlp > c.policy.Ceiling {
		c.hot[e.Subject] = max(c.hot[e.Subject], tlp)
	}
	id, err := takedown.ParseID(e.Subject)
	if err != nil {
		return err
	}
	switch id.Kind {
	case "order":
		o := c.order(e)
		p, err := ParsePayload(takedown.KindOf("order"), e.Payload)
		if err != nil {
			return err
		}
		if s := StampOf(e); slices.ContainsFunc(p.Set, func(v takedown.Value) bool { return v.Field.Name == "sealed_until" }) && s.Compare(&o.sealed) > 0 {
			o.sealed = s
		}
		return c.calls(e, &p)
	case "suspect", "malware", "provider", "operation", "agency":
		p, err := ParsePayload(takedown.KindOf(id.Kind), e.Payload)
		if err != nil {
			return err
		}
		return c.calls(e, &p)
	}
	return nil
}

// calls remembers under which names a record is known beside its key. Only
// records that may be withheld need any; which those are is not known yet.
func (c *collector) calls(e *ledger.Entry, p *Payload) error {
	if p.Shown != "" {
		c.called[e.Subject] = append(c.called[e.Subject], p.Shown)
	}
	for _, list := range [][]takedown.Value{p.Set, p.Plus} {
		for _, v := range list {
			if v.Field.Name == "name" || v.Field.Name == "aliases" {
				c.called[e.Subject] = append(c.called[e.Subject], v.Text)
			}
		}
	}
	return nil
}

func (c *collector) order(e *ledger.Entry) *orderSeal {
	o := c.orders[e.Subject]
	if o == nil {
		o = &orderSeal{entries: map[string]bool{}}
		c.orders[e.Subject] = o
	}
	o.entries[e.ID()] = true
	return o
}

// reference is what payloads say of other entries and orders.
type reference struct {
	Entry    string   `json:"entry"`
	Dispute  string   `json:"dispute"`
	Event    string   `json:"event"`
	Confirms []string `json:"confirms"`
	Attempt  string   `json:"attempt"`
	Order    string   `json:"order"`
	Method   string   `json:"method"`
	Outcome  string   `json:"outcome"`
	Lift     string   `json:"lift"`
	Answer   string   `json:"answer"`
	With     string   `json:"with"`
}

// readReference notes which earlier entries an entry corrects or answers.
func (c *collector) readReference(e *ledger.Entry) error {
	var p reference
	if err := json.Unmarshal(e.Payload, &p); err != nil {
		return err
	}
	id := e.ID()
	switch e.Verb {
	case "retract", "remark", "resolve":
		c.edge(id, p.Entry)
	case "note":
		c.edge(id, p.Dispute)
	case "hold":
		c.edge(id, p.Lift)
	case "claim":
		c.readClaim(e, &p)
	case "order":
		o := c.order(e)
		if s := StampOf(e); p.Event == "unsealed" && s.Compare(&o.lifted) > 0 {
			o.lifted = s
		}
		c.edge(id, append(p.Confirms, c.events[e.Subject]...)...)
		c.events[e.Subject] = append(c.events[e.Subject], id)
	case "act":
		c.readAct(e, &p)
	}
	return nil
}

func (c *collector) readAct(e *ledger.Entry, p *reference) {
	id := e.ID()
	first := p.Attempt
	if first == "" {
		first = id
	} else {
		c.edge(id, first)
		c.edge(id, c.attempts[first]...)
	}
	c.attempts[first] = append(c.attempts[first], id)
	if p.Method == "return" {
		c.edge(id, c.returned[e.Subject]...)
	} else if p.Outcome == "done" {
		c.returned[e.Subject] = append(c.returned[e.Subject], id)
	}
}

func (c *collector) readClaim(e *ledger.Entry, p *reference) {
	id, own := e.ID(), ledger.Agency(e.Origin)+" "+e.Subject
	if p.Answer != "" {
		c.edge(id, c.claimed[own]...)
		c.edge(id, c.claimed[p.With+" "+e.Subject]...)
	}
	c.claimed[own] = append(c.claimed[own], id)
}

func (c *collector) edge(from string, to ...string) {
	for _, id := range to {
		if id != "" {
			c.edges[from] = append(c.edges[from], id)
		}
	}
}

// underSeal returns the order under seal that an entry is about, names or rests
// on, or "".
func (c *collector) underSeal(e *ledger.Entry) string {
	if len(c.orders) == 0 || slices.Contains(c.policy.Unsealed, AllOrders) {
		return ""
	}
	for _, name := range append([]string{e.Subject}, e.Names...) {
		if o := c.orders[name]; o != nil && o.under() && !slices.Contains(c.policy.Unsealed, name) {
			return name
		}
	}
	for _, id := range e.Basis {
		for name, o := range c.orders {
			if o.entries[id] && o.under() && !slices.Contains(c.policy.Unsealed, name) {
				return name
			}
		}
	}
	return ""
}
