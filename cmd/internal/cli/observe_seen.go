package cli

import (
	"time"

	"takedown/pkg/casebook"
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

// saw notes what is written down of a record. One that is not on file is left to
// the batch, which refuses it.
func (o *observeOptions) saw(b *casebook.Batch, id takedown.ID, seen *takedown.Observation, rule, why string) {
	r, err := b.View().Record(id)
	if err != nil || r == nil {
		return
	}
	if o.recordFlags.seen == nil {
		o.recordFlags.seen = map[string]seenJSON{}
	}
	s := seenJSON{Verdict: seen.Verdict, Method: seen.Method, Result: seen.Result, List: seen.List, Hits: seen.Hits, Rule: rule, Why: why}
	if at, err := takedown.ParseInstant(seen.At); err == nil {
		s.At = at.UTC().Format(time.RFC3339)
	}
	o.recordFlags.seen[r.Name()] = s
}
