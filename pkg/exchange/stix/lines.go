package stix

import (
	"errors"
	"fmt"

	"takedown/pkg/takedown"
)

// maxPiece is the longest object, in bytes.
const maxPiece = 1 << 20

var errLong = fmt.Errorf("the object is longer than %d bytes: %w", maxPiece, takedown.ErrInvalid)

// explain makes an error of the decoder one of the file, which ends with it.
func (s *stream) explain(err error) error {
	if errors.Is(err, errLong) {
		return fmt.Errorf("after line %d: %w", s.in.At(s.in.Ended()), errLong)
	}
	return s.in.Explain(err)
}
