package stix

import (
	"bytes"
	"takedown/pkg/exchange/lines"

	"github.com/go-json-experiment/json/jsontext"
)

// Identify reports whether a file begins with a bundle or with an object that
// has the id of STIX, alone or in a list.
func Identify(head []byte, _ string) bool {
	head = bytes.TrimLeft(bytes.TrimPrefix(head, lines.Mark), space)
	d := jsontext.NewDecoder(bytes.NewReader(head))
	if d.PeekKind() == '[' {
		_, _ = d.ReadToken() // it was peeked at
	}
	return isOurs(d, true)
}

// isOurs looks at the members of the object that comes next as far as they can
// be seen.
func isOurs(d *jsontext.Decoder, outer bool) bool {
	if d.PeekKind() != '{' {
		return false
	}
	_, _ = d.ReadToken() // it was peeked at
	kind, id := "", ""
	for d.PeekKind() == '"' {
		t, err := d.ReadToken()
		if err != nil {
			return false
		}
		name := t.String()
		if outer && name == "objects" && d.PeekKind() == '[' {
			_, _ = d.ReadToken() // it was peeked at
			return kind == "bundle" || isOurs(d, false)
		}
		v, err := d.ReadValue()
		if err != nil {
			return kind == "bundle"
		}
		switch name {
		case "type":
			kind, _ = unquote(v)
		case "id":
			id, _ = unquote(v)
		}
		if kind != "" && isID(id, kind) {
			return true
		}
	}
	return kind == "bundle"
}
