package casebook

import (
	"slices"

	"takedown/pkg/ledger"
	"takedown/pkg/takedown"
	"takedown/pkg/view"
)

// putFacts writes what the file says of records that are on file by now, but for
// what is known already: a second import of the file says nothing.
func (im *importer) putFacts(b *Batch) error {
	slices.SortStableFunc(im.facts, func(a, b takedown.Item) int { return a.ID.Compare(b.ID) })
	for i := range im.facts {
		item := &im.facts[i]
		b.least = item.TLP
		before := len(b.written)
		if err := im.putFact(b, item); err != nil {
			if err := im.bad(&takedown.RowError{Line: item.Line, Raw: item.Raw, Err: err}); err != nil {
				return err
			}
		}
		im.counts.FactsAdded += len(b.written) - before
		im.counts.Entries += len(b.written) - before
	}
	b.least = takedown.Clear
	return nil
}

func (im *importer) putFact(b *Batch, item *takedown.Item) error {
	known, err := b.saidBefore(item)
	if known || err != nil {
		return err
	}
	if item.Note != "" {
		return b.note(item.ID, item.Note, "")
	}
	return b.observe(item.ID, *item.Seen)
}

// saidBefore reports whether the own agency has written the fact of an item down
// already.
func (b *Batch) saidBefore(item *takedown.Item) (bool, error) {
	for line := range b.tx.Facts(item.ID.String()) {
		f, err := view.ReadFact(line)
		if err != nil {
			return false, err
		}
		if ledger.Agency(f.Stamp.Origin) != b.agency {
			continue
		}
		if item.Note != "" {
			if f.Verb == "note" && f.Text() == item.Note {
				return true, nil
			}
			continue
		}
		if f.Verb != "observe" {
			continue
		}
		n, err := f.Noun()
		if err != nil {
			return false, err
		}
		at, err := takedown.ParseInstant(item.Seen.At)
		if err == nil && at.Equal(f.At) && n.Seen.Verdict == item.Seen.Verdict && n.Seen.From == item.Seen.From && n.Seen.Method == item.Seen.Method {
			return true, nil
		}
	}
	return false, nil
}
