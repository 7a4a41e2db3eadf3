package cli

import (
	"takedown/pkg/casebook"
	"takedown/pkg/takedown"
)

// demoRecord is one record of the operation that is typed and not imported.
type demoRecord struct {
	id    takedown.ID
	edits []casebook.Edit
}

// demoKey makes a record from pairs of a field and its value.
func demoKey(kind, key string, pairs ...string) demoRecord {
	r := demoRecord{id: takedown.ID{Kind: kind, Key: key}}
	for i := 0; i < len(pairs); i += 2 {
		r.edits = append(r.edits, demoEdit(pairs[i], pairs[i+1]))
	}
	return r
}

func demoEdit(field, text string) casebook.Edit {
	return casebook.Edit{Field: field, Op: "=", Text: text}
}

func addDemo(b *casebook.Batch, list []demoRecord) error {
	for _, r := range list {
		if err := b.Add(r.id, "", r.edits, true); err != nil {
			return err
		}
	}
	return nil
}
