package store

import (
	"errors"
	"fmt"
)

var (
	// ErrNoCase is returned when there is no file, or one of another kind.
	ErrNoCase = errors.New("no case file")

	// ErrExists is returned when a new case file would replace a file.
	ErrExists = errors.New("file exists")

	// ErrLocked is returned when another process has the file open and the
	// wait for it is over.
	ErrLocked = errors.New("case file is in use")

	// ErrVersion is returned for a case file of another layout.
	ErrVersion = errors.New("case file was written by another version")

	// ErrDamaged is returned for a file that is cut off, or whose bytes
	// cannot be what was written.
	ErrDamaged = errors.New("case file is damaged")

	// ErrInternal is what is made of a panic that does not come from the bytes
	// of a file: the program has a mistake.
	ErrInternal = errors.New("internal error")

	// ErrDisk is returned when writing failed. What the command meant to
	// write may or may not be there; the next command reads what is true.
	ErrDisk = errors.New("may or may not be written")
)

// LockedError names who has the file open, as far as that is known.
type LockedError struct{ Path, Holder string }

func (e *LockedError) Error() string {
	if e.Holder == "" {
		return fmt.Sprintf("%s: %s by another process", e.Path, ErrLocked)
	}
	return fmt.Sprintf("%s: %s by %s", e.Path, ErrLocked, e.Holder)
}

func (e *LockedError) Unwrap() error { return ErrLocked }
