package cli

import (
	"errors"
	"fmt"

	"takedown/pkg/exchange/sealed"
	"takedown/pkg/ledger"
)

// sealedFormat is the format that is no list of records but the log itself.
const sealedFormat = "sealed"

// sealedError says which file does not verify, or is no sealed case. Without a
// name it is for who names the file himself.
func sealedError(file string, err error) error {
	var p *sealed.Problem
	if !errors.As(err, &p) {
		return fmt.Errorf("%s: %w", file, err)
	}
	at := fmt.Sprintf("line %d", p.Line)
	if file != "" {
		at = fmt.Sprintf("%s:%d", file, p.Line)
	}
	kind := errMalformed
	switch {
	case errors.Is(err, sealed.ErrAltered):
		kind = errIntegrity
	case errors.Is(err, ledger.ErrVersion):
		return fmt.Errorf("%s: %w", at, p.Err)
	}
	return fmt.Errorf("%s: %w: %s", at, kind, p.Message)
}
