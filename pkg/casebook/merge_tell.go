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
func (m *merger) tell() error {
	for i := range m.out.Origins {
		m.out.Entries += int(m.out.Origins[i].New)
	}
	for _, id := range slices.SortedFunc(maps.Keys(m.touched), takedown.ID.Compare) {
		if err := m.tellRecord(id, m.tx.Row(id.Kind, id.Key), true); err != nil {
			return err
		}
	}
	if m.touched == nil { // they are many: all records are compared with what they were
		for _, k := range takedown.Kinds() {
			for key, row := range m.tx.Rows(k.Name) {
				if err := m.tellRecord(takedown.ID{Kind: k.Name, Key: string(key)}, row, false); err != nil {
					return err
				}
			}
		}
	}
	return m.tellFacts()
}

// tellRecord says whether a record is new, changed or, where the file speaks of
// it, as it was.
func (m *merger) tellRecord(id takedown.ID, row []byte, spoken bool) error {
	if row == nil {
		return nil
	}
	c := &m.out.Counts
	was := m.before.Row(id.Kind, id.Key)
	switch {
	case was == nil:
		c.Added[id.Kind]++
		m.name(&m.out.Added, id)
	case !bytes.Equal(withoutHint(was), withoutHint(row)):
		c.Updated[id.Kind]++
		m.name(&m.out.Changed, id)
	case spoken:
		c.Unchanged[id.Kind]++
	default:
		return nil
	}
	if err := parseRow(&m.record, id, row); err != nil {
		return err
	}
	if m.record.Conflict() {
		c.Conflicting[id.Kind]++
		m.name(&m.out.Conflicting, id)
	}
	return nil
}

func (m *merger) name(list *[]string, id takedown.ID) {
	if m.o.Names {
		*list = append(*list, id.String())
	}
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
