package cli

import (
	"errors"
	"fmt"

	"takedown/pkg/exchange/sealed"
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
	// A version that this program does not know is malformed as well: a changed
	// byte can make one.
	kind := errMalformed
	if errors.Is(err, sealed.ErrAltered) {
		kind = errIntegrity
	}
	return fmt.Errorf("%s: %w: %s", at, kind, p.Message)
}
