package cli

import (
	"fmt"
	"io"
	"strings"

	"filippo.io/age"
	"filippo.io/age/agessh"

	"takedown/pkg/casebook"
	"takedown/pkg/takedown"
)

// encrypted writes what seal makes for the eyes of the recipients only.
func (x *exporter) encrypted(r *casebook.Reader, f io.Writer, to []string, seal func(io.Writer) ([32]byte, error)) (sum [32]byte, err error) {
	var recipients []age.Recipient
	for _, code := range to {
		list, err := ageRecipients(r, code)
		if err != nil {
			return sum, err
		}
		recipients = append(recipients, list...)
	}
	w, err := age.Encrypt(f, recipients...)
	if err != nil {
		return sum, fmt.Errorf("encrypting: %w", err)
	}
	if sum, err = seal(w); err != nil {
		return sum, err
	}
	return sum, w.Close()
}

// ageRecipients reads the age_recipient of an agency: one of age's own, or a line
// of an SSH public key.
func ageRecipients(r *casebook.Reader, code string) ([]age.Recipient, error) {
	rec, err := r.Record(takedown.ID{Kind: "agency", Key: code})
	if err != nil {
		return nil, err
	}
	text := ""
	if rec != nil {
		text = strings.TrimSpace(rec.Get("age_recipient"))
	}
	if text == "" {
		return nil, fmt.Errorf("agency/%s has no age_recipient to encrypt for: takedown set agency/%s -f age_recipient=age1…: %w", code, code, casebook.ErrRefused)
	}
	if strings.HasPrefix(text, "ssh-") {
		one, err := agessh.ParseRecipient(text)
		if err != nil {
			return nil, fmt.Errorf("age_recipient of agency/%s: %v: %w", code, err, takedown.ErrInvalid)
		}
		return []age.Recipient{one}, nil
	}
	list, err := age.ParseRecipients(strings.NewReader(text))
	if err != nil {
		return nil, fmt.Errorf("age_recipient of agency/%s: %v: %w", code, err, takedown.ErrInvalid)
	}
	return list, nil
}
