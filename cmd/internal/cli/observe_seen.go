package cli

import (
	"time"

	"takedown/pkg/casebook"
	"takedown/pkg/proof"
	"takedown/pkg/takedown"
)

// seenJSON is what the answer of observe says of an entry: the verdict that was
// taken, and, where it was not typed, why it is that one.
type seenJSON struct {
	Verdict string `json:"verdict,omitzero"`
	At      string `json:"at,omitzero"`
	Method  string `json:"method,omitzero"`
	Result  string `json:"result,omitzero"` // of collateral
	List    string `json:"list,omitzero"`

	Hits []string `json:"hits,omitzero"` // who else would be hit
	Rule string   `json:"rule,omitzero"` // by which it follows from the file
	Why  string   `json:"why,omitzero"`
}

// write writes down what was seen of a record, and notes it for an answer in JSON.
// The finding is that of which the verdict was taken, or none.
func (o *observeOptions) write(b *casebook.Batch, id takedown.ID, seen takedown.Observation, found proof.Finding) error {
	if o.recordFlags.seen != nil {
		o.note(b, id, &seen, found)
	}
	return b.Observe(id, seen)
}

// note leaves a record that is not on file to the batch, which refuses it.
func (o *observeOptions) note(b *casebook.Batch, id takedown.ID, seen *takedown.Observation, found proof.Finding) {
	r, err := b.View().Record(id)
	if err != nil || r == nil {
		return
	}
	s := seenJSON{Verdict: seen.Verdict, Method: seen.Method, Result: seen.Result, List: seen.List, Hits: seen.Hits, Rule: found.Rule, Why: found.Why}
	if at, err := takedown.ParseInstant(seen.At); err == nil {
		s.At = at.UTC().Format(time.RFC3339)
	}
	o.recordFlags.seen[r.Name()] = s
}
