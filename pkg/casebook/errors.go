package casebook

import (
	"errors"
	"fmt"

	"takedown/pkg/takedown"
)

var (
	// ErrRolledBack is returned when the case file is behind, or beside, what
	// this user last wrote for its origin: a restored backup or a copy.
	ErrRolledBack = errors.New("case file was rolled back or copied")

	// ErrKey is returned when the signing key is missing or another one.
	ErrKey = errors.New("signing key is missing or wrong")

	// ErrInterrupted is returned when the user stopped the command; nothing
	// of it was written.
	ErrInterrupted = errors.New("interrupted: nothing was written")

	// ErrGate is returned for an act while a gate is unmet.
	ErrGate = errors.New("a gate is not met")

	// ErrRefused is returned for a change that the log does not allow.
	ErrRefused = errors.New("refused")

	// ErrForked is returned when an origin has signed two logs of which none
	// goes on from the other: a key in two hands, a copy or a backup.
	ErrForked = errors.New("two logs of one origin")

	errNotHere = fmt.Errorf("%w: what it says is not here, since it was withheld or expunged", takedown.ErrNotFound)

	errNoEntry = fmt.Errorf("%w: there is no such entry", takedown.ErrNotFound)
)

// ExistsError says that a value is there already, and which.
type ExistsError struct {
	ID              takedown.ID
	Field, Old, New string
}

func (e *ExistsError) Error() string {
	return fmt.Sprintf("%s: %s is %q and would become %q: %v", e.ID, e.Field, e.Old, e.New, takedown.ErrExists)
}

func (e *ExistsError) Unwrap() error { return takedown.ErrExists }
