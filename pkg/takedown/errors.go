package takedown

import (
	"errors"
	"fmt"
	"strings"
)

var (
	// ErrInvalid is returned for a value that its type does not allow: a
	// name that is no domain, a word outside its vocabulary, a bad time.
	ErrInvalid = errors.New("not valid")

	// ErrNotFound is returned when a key that was named is not on file.
	ErrNotFound = errors.New("not on file")

	// ErrExists is returned when a value that is already there would change
	// without being told to.
	ErrExists = errors.New("already there with other values")
)

// AmbiguousError carries the records that a key could mean.
type AmbiguousError struct {
	Key        string
	Candidates []ID
}

func (e *AmbiguousError) Error() string {
	names := make([]string, len(e.Candidates))
	for i, id := range e.Candidates {
		names[i] = id.String()
	}
	return fmt.Sprintf("%q could be %s", e.Key, strings.Join(names, " or "))
}

// WordError says that a word is none of those that would do, and carries them.
type WordError struct {
	What  string // what the word should have been: "kind", "field of domain"
	Word  string
	Words []string
}

func (e *WordError) Error() string {
	if e.Word == "" {
		return fmt.Sprintf("say which %s: it is one of %s", e.What, strings.Join(e.Words, " "))
	}
	return fmt.Sprintf("%q is no %s: it is one of %s", e.Word, e.What, strings.Join(e.Words, " "))
}

// Unwrap makes every wrong word an invalid value.
func (e *WordError) Unwrap() error { return ErrInvalid }

// NotFoundError carries the record that is missing.
type NotFoundError struct{ ID ID }

func (e *NotFoundError) Error() string { return fmt.Sprintf("%s is %s", e.ID, ErrNotFound) }

// Unwrap makes a missing record a thing not found.
func (e *NotFoundError) Unwrap() error { return ErrNotFound }
