package view

import (
	"errors"
	"fmt"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

var errShape = errors.New("not of the form that is expected there")

// The payload of an entry is compact JSON in its one spelling: package ledger
// reads no other. So it can be taken apart by looking for quotes and brackets,
// which takes a tenth of the time of a decoder. It is one string, of which all
// names and values are parts, so that they cost no memory of their own.

// members calls f for each member of a JSON object.
func members(raw string, f func(name, v string) error) error {
	return inside(raw, '{', '}', func(rest string) (int, error) {
		n := valueEnd(rest)
		if n == 0 || rest[0] != '"' || n == len(rest) || rest[n] != ':' {
			return 0, errShape
		}
		name, err := text(rest[:n])
		if err != nil {
			return 0, err
		}
		end := n + 1 + valueEnd(rest[n+1:])
		if err := f(name, rest[n+1:end]); err != nil {
			return 0, fmt.Errorf("%s: %w", name, err)
		}
		return end, nil
	})
}

// array calls f for each element of a JSON array.
func array(raw string, f func(v string) error) error {
	return inside(raw, '[', ']', func(rest string) (int, error) {
		n := valueEnd(rest)
		return n, f(rest[:n])
	})
}

// inside calls one for each part between brackets; it returns how long the part
// is.
func inside(raw string, open, end byte, one func(rest string) (int, error)) error {
	if len(raw) < 2 || raw[0] != open || raw[len(raw)-1] != end {
		return errShape
	}
	for rest := raw[1 : len(raw)-1]; len(rest) > 0; {
		n, err := one(rest)
		if err != nil {
			return err
		}
		if n == 0 || n < len(rest) && (rest[n] != ',' || n+1 == len(rest)) {
			return errShape
		}
		rest = rest[min(n+1, len(rest)):]
	}
	return nil
}

// valueEnd returns where the JSON value at the start of b ends.
func valueEnd(b string) int {
	depth := 0
	for i := 0; i < len(b); i++ {
		switch b[i] {
		case '"':
			if i += stringEnd(b[i:]); depth == 0 {
				return min(i+1, len(b))
			}
		case '{', '[':
			depth++
		case '}', ']':
			if depth--; depth <= 0 {
				return i + 1 + depth
			}
		case ',':
			if depth == 0 {
				return i
			}
		}
	}
	return len(b)
}

// stringEnd returns where the closing quote of a JSON string is.
func stringEnd(b string) int {
	for i := 1; i < len(b); i++ {
		switch b[i] {
		case '\\':
			i++
		case '"':
			return i
		}
	}
	return len(b)
}

// text returns the string that a JSON string stands for.
func text(v string) (string, error) {
	if len(v) < 2 || v[0] != '"' || v[len(v)-1] != '"' {
		return "", errShape
	}
	if strings.IndexByte(v, '\\') < 0 {
		return v[1 : len(v)-1], nil
	}
	b, err := jsontext.AppendUnquote(nil, v)
	return string(b), err
}
