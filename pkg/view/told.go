package view

import (
	"fmt"
	"iter"

	"takedown/pkg/ledger"
	"takedown/pkg/takedown"
)

// Told is an entry and the line that it stands on. Most are not looked at more
// than once: until it was read, an entry has its origin, sequence and verb
// alone. Both are good until the next one.
type Told struct {
	ledger.Entry
	Line []byte

	glance ledger.Glance
	tlp    takedown.TLP
	read   bool
}

// Source yields entries, those of each origin in their order; every call begins
// anew.
type Source func() iter.Seq2[*Told, error]

// Tell is an entry at its place of a log.
func Tell(origin string, seq uint64, line []byte) (Told, error) {
	t := Told{Line: line}
	t.Origin, t.Seq = origin, seq
	g, ok := ledger.Look(line)
	if ok {
		t.Verb, ok = ledger.Verb(g.Verb)
	}
	if ok {
		t.glance = g
		t.tlp, ok = takedown.TLPOf(g.TLP)
	}
	if !ok {
		return t, t.Read()
	}
	return t, nil
}

// Read reads the whole entry, where that was not done before.
func (t *Told) Read() error {
	if t.read {
		return nil
	}
	e, err := ledger.ParseEntry(t.Line)
	if err != nil {
		return fmt.Errorf("entry %s: %w: %w", t.ID(), ErrDamaged, err)
	}
	if e.Origin != t.Origin || e.Seq != t.Seq {
		return fmt.Errorf("entry %s: %w: it says that it is %s", t.ID(), ErrDamaged, e.ID())
	}
	tlp, err := takedown.ParseTLP(e.TLP)
	t.Entry, t.tlp, t.read = e, tlp, true
	t.glance = ledger.Glance{Verb: []byte(e.Verb), Subject: []byte(e.Subject), TLP: []byte(e.TLP), Names: len(e.Names) > 0, To: len(e.To) > 0}
	return err
}

// says reports whether the entry adds or changes a record.
func (t *Told) says() bool { return t.Verb == "add" || t.Verb == "set" }
