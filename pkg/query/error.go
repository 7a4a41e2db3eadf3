package query

import (
	"errors"
	"fmt"

	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/file"

	"takedown/pkg/takedown"
)

// Error says where an expression is wrong, and which word would have done.
type Error struct {
	Column  int // 1-based, in characters
	Message string
	Nearest string // a word that may have been meant, or empty
}

func (e *Error) Error() string {
	text := fmt.Sprintf("--where: column %d: %s", e.Column, e.Message)
	if e.Nearest != "" {
		text += fmt.Sprintf(": did you mean %q?", e.Nearest)
	}
	return text
}

// Unwrap makes a wrong expression an invalid value.
func (e *Error) Unwrap() error { return takedown.ErrInvalid }

// at makes an error about a node.
func at(n ast.Node, format string, args ...any) *Error {
	return &Error{Column: n.Location().From + 1, Message: fmt.Sprintf(format, args...)}
}

// unknown makes an error about a word that is none of the words.
func unknown(n ast.Node, what, word string, words []string) *Error {
	e := at(n, "unknown %s %q", what, word)
	if near, distance := takedown.Nearest(word, words); distance <= max(1, len(word)/3) {
		e.Nearest = near
	} else if what == "field" {
		e.Message += fmt.Sprintf(": a text stands in quotes, as in '%s'", word)
	}
	return e
}

// fromLibrary turns an error of expr into ours: its own text goes over several
// lines and points with a caret.
func fromLibrary(err error) error {
	var own *Error
	if errors.As(err, &own) {
		return own
	}
	var located *file.Error
	if errors.As(err, &located) {
		return &Error{Column: located.From + 1, Message: explained(located.Message)}
	}
	return &Error{Column: 1, Message: err.Error()}
}

// explained says what to write in place of what the library did not expect.
func explained(message string) string {
	if message == `unexpected token Operator("=")` {
		return "one = compares nothing: equality is =="
	}
	return message
}
