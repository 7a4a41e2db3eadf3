package cli

import (
	"errors"
	"fmt"

	"takedown/pkg/exchange/sealed"
	"takedown/pkg/ledger"
)

// sealedFormat is the format that is no list of records but the log itself.
const sealedFormat = "sealed"

// sealedError says which file does not verify, or is no sealed case.
func sealedError(file string, err error) error {
	var p *sealed.Problem
	if !errors.As(err, &p) {
		return fmt.Errorf("%s: %w", file, err)
	}
	kind := errMalformed
	switch {
	case errors.Is(err, sealed.ErrAltered):
		kind = errIntegrity
	case errors.Is(err, ledger.ErrVersion):
		return fmt.Errorf("%s:%d: %w", file, p.Line, p.Err)
	}
	return fmt.Errorf("%s:%d: %w: %s", file, p.Line, kind, p.Message)
}
