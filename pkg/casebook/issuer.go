package casebook

import (
	"takedown/pkg/takedown"
)

// checkIssuer refuses an issued key whose agency is not on file.
func (b *Batch) checkIssuer(id takedown.ID) error {
	if issuer, ok := issuerOf(id); ok && b.tx.Row("agency", issuer) == nil {
		return &takedown.NotFoundError{ID: takedown.ID{Kind: "agency", Key: issuer}}
	}
	return nil
}

// issuerOf returns the agency that gave a record its name, where one did.
func issuerOf(id takedown.ID) (issuer string, ok bool) {
	k := takedown.KindOf(id.Kind)
	if !k.Issued && !k.Nameable {
		return "", false
	}
	issuer, _, ok = takedown.SplitIssuer(id.Key)
	return issuer, ok && (k.Issued || !isAddress(id.Key))
}

func isAddress(s string) bool {
	_, err := takedown.CanonicalAddress(s)
	return err == nil
}
