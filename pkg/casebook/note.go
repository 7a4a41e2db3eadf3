package casebook

import (
	"fmt"

	"takedown/pkg/ledger"
	"takedown/pkg/takedown"
)

// Note writes down a remark about a record; dispute names an entry that it
// contradicts.
func (b *Batch) Note(id takedown.ID, text, dispute string) error {
	return b.Try(b.note(id, text, dispute))
}

func (b *Batch) note(id takedown.ID, text, dispute string) error {
	r, err := b.existing(id)
	if err != nil {
		return err
	}
	if dispute != "" {
		if err := b.checkEntry(dispute); err != nil {
			return err
		}
	}
	return b.fact(r, "note", notePayload(text, dispute))
}

func notePayload(text, dispute string) []byte {
	p := append([]byte(`{"text":`), ledger.AppendString(nil, text)...)
	if dispute != "" {
		p = append(append(p, `,"dispute":`...), ledger.AppendString(nil, dispute)...)
	}
	return append(p, '}')
}

func (b *Batch) checkEntry(id string) error {
	origin, seq, err := ledger.ParseEntryID(id)
	if err != nil {
		return fmt.Errorf("entry %q: %w: %w", id, takedown.ErrInvalid, err)
	}
	_, err = b.cache.log.line(ref{origin, seq})
	return err
}
