package casebook

import (
	"bytes"
	"maps"
	"slices"

	"takedown/pkg/ledger"
	"takedown/pkg/takedown"
	"takedown/pkg/view"
)

// tell says what the file has changed, record by record.
func (m *merger) tell(b *Batch) error {
	c := &m.out.Counts
	*c = Counts{Added: map[string]int{}, Updated: map[string]int{}, Unchanged: map[string]int{}, Conflicting: map[string]int{}, LinksAdded: c.LinksAdded, Commit: c.Commit}
	for i := range m.out.Origins {
		c.Entries += int(m.out.Origins[i].New)
	}
	m.out.Added, m.out.Changed, m.out.Conflicting = []string{}, []string{}, []string{}
	for _, id := range slices.SortedFunc(maps.Keys(m.touched), takedown.ID.Compare) {
		if err := m.tellRecord(b, id); err != nil {
			return err
		}
	}
	return m.tellFacts()
}

func (m *merger) tellRecord(b *Batch, id takedown.ID) error {
	was := withoutHint(m.before.Row(id.Kind, id.Key))
	r, err := b.record(id)
	if r == nil || err != nil {
		return err
	}
	c, name := &m.out.Counts, id.String()
	switch {
	case was == nil:
		c.Added[id.Kind]++
		m.out.Added = append(m.out.Added, name)
	case !bytes.Equal(was, withoutHint(m.tx.Row(id.Kind, id.Key))):
		c.Updated[id.Kind]++
		m.out.Changed = append(m.out.Changed, name)
	default:
		c.Unchanged[id.Kind]++
	}
	if r.Conflict() {
		c.Conflicting[id.Kind]++
		m.out.Conflicting = append(m.out.Conflicting, name)
	}
	return nil
}

// note counts a new link, and keeps a claim or a hold of another agency.
func (m *merger) note(e *ledger.Entry) error {
	switch e.Verb {
	case "link":
		m.out.LinksAdded++
	case "claim", "hold":
		if ledger.Agency(e.Origin) == ledger.Agency(m.w.id.Origin) {
			return nil
		}
		f, err := view.ParseFact(e)
		m.facts = append(m.facts, f)
		return err
	}
	return nil
}

// tellFacts tells of new claims and holds of other agencies on records of which
// the own one has spoken before.
func (m *merger) tellFacts() error {
	known := cache{tx: m.before, log: newLogReader(m.before)}
	m.out.Claims, m.out.Holds = []view.Fact{}, []view.Fact{}
	for _, f := range m.facts {
		before, err := known.refs(f.Subject)
		if err != nil {
			return err
		}
		ours := slices.ContainsFunc(before, func(r ref) bool { return ledger.Agency(r.origin) == ledger.Agency(m.w.id.Origin) })
		switch {
		case ours && f.Verb == "claim":
			m.out.Claims = append(m.out.Claims, f)
		case ours:
			m.out.Holds = append(m.out.Holds, f)
		}
	}
	return nil
}
