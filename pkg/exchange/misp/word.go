package misp

import (
	"fmt"
	"strconv"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"takedown/pkg/takedown"
)

// word is a text, a number or a truth value, as versions of MISP write the same
// member in one way or the other.
type word string

// UnmarshalJSONFrom takes any scalar; null is no word.
func (w *word) UnmarshalJSONFrom(d *jsontext.Decoder) error {
	switch d.PeekKind() {
	case '"', '0', 't', 'f', 'n':
	default:
		return errScalar
	}
	t, err := d.ReadToken()
	if err != nil {
		return err
	}
	*w = ""
	if t.Kind() != 'n' {
		*w = word(t.String())
	}
	return nil
}

var errScalar = fmt.Errorf("it is no text, number or truth value: %w", takedown.ErrInvalid)

// isTrue reports whether the word is one of those for yes.
func (w word) isTrue() bool { return w == "1" || w == "true" }

// list is a list of scalars, or a single one in its place.
type list []string

// UnmarshalJSONFrom takes an array of scalars, or one alone.
func (l *list) UnmarshalJSONFrom(d *jsontext.Decoder) error {
	*l = nil
	if d.PeekKind() != '[' {
		var w word
		if err := w.UnmarshalJSONFrom(d); err != nil || w == "" {
			return err
		}
		*l = list{string(w)}
		return nil
	}
	if _, err := d.ReadToken(); err != nil {
		return err
	}
	for d.PeekKind() != ']' {
		var w word
		if err := w.UnmarshalJSONFrom(d); err != nil {
			return err
		}
		*l = append(*l, string(w))
	}
	_, err := d.ReadToken()
	return err
}

// orNothing reads an object, and an empty list as one without members, as PHP
// writes it.
func orNothing(d *jsontext.Decoder, into any) error {
	if d.PeekKind() != '[' {
		return json.UnmarshalDecode(d, into)
	}
	if _, err := d.ReadToken(); err != nil {
		return err
	}
	if d.PeekKind() != ']' {
		return errObject
	}
	_, err := d.ReadToken()
	return err
}

var errObject = fmt.Errorf("it is a list and no object: %w", takedown.ErrInvalid)

// instant reads a time as MISP writes it: seconds since 1970, or RFC 3339.
func (w word) instant() (string, error) {
	if n, err := strconv.ParseInt(string(w), 10, 64); err == nil {
		if n < 0 || n > maxUnix {
			return "", fmt.Errorf("%d is no time in seconds since 1970: %w", n, takedown.ErrInvalid)
		}
		return time.Unix(n, 0).UTC().Format(time.RFC3339), nil
	}
	t, err := takedown.ParseInstant(string(w))
	if err != nil {
		return "", err
	}
	return t.Format(time.RFC3339Nano), nil
}

// maxUnix is the end of the year 9999.
const maxUnix = 253402300799
