package sealed

import (
	"github.com/go-json-experiment/json"

	"takedown/pkg/ledger"
)

// rotation notes an entry by which the origin names its next key. The head of
// the log that ends with it proves that the old key said so.
func (s *sectionReader) rotation(e *ledger.Entry) error {
	if e.Verb != "trust" {
		return nil
	}
	var p struct {
		Event  string `json:"event"`
		Origin string `json:"origin"`
		Key    string `json:"key"`
	}
	if err := json.Unmarshal(e.Payload, &p); err != nil || p.Event != "rotate" || p.Origin != e.Origin {
		return nil
	}
	if len(s.Rotated) >= maxOrigins {
		return malformed("it has more than %d keys", maxOrigins)
	}
	s.Rotated = append(s.Rotated, Rotation{s.tree.Size(), s.tree.Root(), p.Key})
	return nil
}
