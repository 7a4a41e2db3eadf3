package view

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"takedown/pkg/ledger"
	"takedown/pkg/takedown"
)

// Gather folds the entries of a source into rows, and judges every record at an
// instant. It goes through the source twice, since an entry can be taken back
// or marked anew by a later one.
func Gather(source Source, now time.Time) (*Memory, error) {
	g := gatherer{
		m:      &Memory{stage: NewStage(), facts: map[string][]factRow{}, covers: map[string][]OrderCover{}, counts: map[CountKey]int{}},
		orders: map[takedown.ID][]ledger.Entry{}, resolves: map[takedown.ID][]Resolve{},
	}
	var err error
	if g.retracted, g.marks, err = corrections(source); err != nil {
		return nil, err
	}
	for t, err := range source() {
		if err == nil {
			err = g.told(t)
		}
		if err != nil {
			return nil, err
		}
	}
	if err := errors.Join(g.foldOrders(), g.decide()); err != nil {
		return nil, err
	}
	g.m.settle()
	if err := g.judge(now); err != nil {
		return nil, err
	}
	return g.m, g.count()
}

// gatherer makes rows of entries.
type gatherer struct {
	m         *Memory
	retracted map[string]string
	marks     Marks
	orders    map[takedown.ID][]ledger.Entry
	resolves  map[takedown.ID][]Resolve // which may come before their record does
	record    Record
	buffer    []byte
}

// corrections reads which entries of a source count no more, and which are
// marked anew.
func corrections(source Source) (map[string]string, Marks, error) {
	var c corrected
	for t, err := range source() {
		if err == nil {
			err = c.take(t)
		}
		if err != nil {
			return nil, nil, err
		}
	}
	return c.say()
}

// corrected collects the entries that take others back or mark them anew.
type corrected struct{ found []ledger.Entry }

func (c *corrected) take(t *Told) error {
	if t.Verb != "retract" && t.Verb != "remark" {
		return nil
	}
	if err := t.Read(); err != nil {
		return err
	}
	e := t.Entry
	e.Payload = bytes.Clone(e.Payload)
	c.found = append(c.found, e)
	return nil
}

func (c *corrected) say() (retracted map[string]string, marks Marks, err error) {
	if retracted, err = Retracted(c.found); err == nil {
		marks, err = MarksOf(c.found)
	}
	return retracted, marks, err
}

func (g *gatherer) told(t *Told) error {
	if err := t.Read(); err != nil {
		return err
	}
	if t.Recorded.After(g.m.last) {
		g.m.last = t.Recorded
	}
	if err := g.fold(t); err != nil {
		return fmt.Errorf("entry %s: %w", t.ID(), err)
	}
	return nil
}

func (g *gatherer) fold(t *Told) error {
	if t.Subject == "case" {
		if t.Verb == "import" {
			g.m.facts["case"] = append(g.m.facts["case"], factRow{t.Recorded.UnixMilli(), t.ID(), bytes.Clone(t.Line)})
		}
		return nil
	}
	id, err := takedown.ParseID(t.Subject)
	if err != nil {
		return err
	}
	if id.Kind == "order" {
		e := t.Entry
		e.Payload = bytes.Clone(e.Payload)
		g.orders[id] = append(g.orders[id], e)
		return nil
	}
	if g.retracted[t.ID()] != "" {
		return nil
	}
	line, err := g.marks.apply(&t.Entry, t.Line)
	if err != nil {
		return err
	}
	switch {
	case t.Verb == "add" || t.Verb == "set":
		return g.claim(id, &t.Entry)
	case t.Verb == "resolve":
		x, err := ParseResolve(takedown.KindOf(id.Kind), &t.Entry)
		g.resolves[id] = append(g.resolves[id], x)
		return err
	case t.Verb == "link":
		l, err := ParseLink(&t.Entry)
		g.m.putLink(&l, bytes.Clone(line))
		return err
	case slices.Contains(takedown.FactVerbs, t.Verb):
		f, err := ParseFact(&t.Entry)
		g.m.putFact(&f, line)
		return err
	}
	return nil
}

func (g *gatherer) claim(id takedown.ID, e *ledger.Entry) error {
	p, err := ParsePayload(takedown.KindOf(id.Kind), e.Payload)
	if err != nil {
		return err
	}
	tlp, err := takedown.ParseTLP(e.TLP)
	if err != nil {
		return err
	}
	r := &g.record
	if row := g.m.stage.Get(id); row != nil {
		if err := readRow(r, id, row); err != nil {
			return err
		}
	} else {
		*r = Record{ID: id, Stamps: r.Stamps[:0], Claims: r.Claims[:0], Extras: r.Extras[:0]}
	}
	r.Apply(e.Verb, &p, StampOf(e), tlp, e.PAP)
	g.buffer = g.m.put(r, g.buffer)
	return nil
}

// decide keeps with each record the words of agencies about it.
func (g *gatherer) decide() error {
	for id, list := range g.resolves {
		row := g.m.stage.Get(id)
		if row == nil {
			continue
		}
		r := &g.record
		if err := readRow(r, id, row); err != nil {
			return err
		}
		for _, x := range list {
			r.Decide(x)
		}
		g.buffer = g.m.put(r, g.buffer)
	}
	return nil
}

// foldOrders folds orders, of which there are few, each at once: what an event
// freezes depends on the order of entries across the origins of an agency.
func (g *gatherer) foldOrders() error {
	for _, id := range slices.SortedFunc(maps.Keys(g.orders), takedown.ID.Compare) {
		s, err := Fold(id, g.orders[id])
		if err != nil {
			return err
		}
		if s.Record != nil {
			g.buffer = g.m.put(s.Record, g.buffer)
		}
		for _, c := range s.Covers {
			g.m.covers[c.Pattern] = append(g.m.covers[c.Pattern], OrderCover{c.Pattern, id.Key, c.Event})
		}
		if err := g.putRest(&s); err != nil {
			return err
		}
	}
	return nil
}

func (g *gatherer) putRest(s *Subject) error {
	for i := range s.Links {
		line, err := g.line(&s.Links[i].Stamp, g.orders[s.ID])
		if err != nil {
			return err
		}
		g.m.putLink(&s.Links[i], line)
	}
	for i := range s.Facts {
		line, err := g.line(&s.Facts[i].Stamp, g.orders[s.ID])
		if err != nil {
			return err
		}
		g.m.putFact(&s.Facts[i], line)
	}
	return nil
}

// line returns the line of one of the entries, as it is marked by now.
func (g *gatherer) line(s *Stamp, entries []ledger.Entry) ([]byte, error) {
	i := slices.IndexFunc(entries, func(e ledger.Entry) bool { return e.Origin == s.Origin && e.Seq == s.Seq })
	e := entries[i]
	if _, err := g.marks.apply(&e, nil); err != nil {
		return nil, err
	}
	return e.Append(nil)
}

// judge gives every record that facts, orders or other records speak of its
// state.
func (g *gatherer) judge(now time.Time) error {
	s := NewSnapshot(g.m, Moment{Now: now})
	for _, id := range g.judgeable() {
		r, err := s.row(id)
		if err != nil {
			return err
		}
		if r == nil {
			continue
		}
		if r.Life, err = LifeOf(&s, id); err != nil {
			return err
		}
		g.buffer = g.m.put(r, g.buffer)
	}
	return nil
}

func (g *gatherer) judgeable() []takedown.ID {
	ids := map[takedown.ID]bool{}
	for _, k := range takedown.Kinds() {
		if !k.Target && k.Name != "order" && k.Name != "evidence" {
			continue
		}
		for name := range g.m.FactSubjects(k.Name) {
			ids[takedown.ID{Kind: k.Name, Key: name[len(k.Name)+1:]}] = true
		}
	}
	for key := range g.m.Rows("suspect") {
		ids[takedown.ID{Kind: "suspect", Key: string(key)}] = true
	}
	for _, l := range g.m.links {
		if l.end.In && l.end.Rel == "successor-of" {
			if id, err := takedown.ParseID(l.end.Subject); err == nil {
				ids[id] = true
			}
		}
	}
	return slices.SortedFunc(maps.Keys(ids), takedown.ID.Compare)
}

// count adds up the counters.
func (g *gatherer) count() error {
	s := NewSnapshot(g.m, Moment{})
	for _, k := range takedown.Kinds() {
		for r, err := range s.Records(k.Name) {
			if err != nil {
				return err
			}
			for key := range CounterKeys(r) {
				g.m.counts[key]++
			}
		}
	}
	return nil
}
