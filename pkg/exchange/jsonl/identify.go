package jsonl

import (
	"bytes"
	"path"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"takedown/pkg/takedown"
)

// Identify reports whether a file begins with an object that is a record, a
// link or a fact, alone or in an array. A file of nothing has only its name.
func Identify(head []byte, name string) bool {
	head = bytes.TrimPrefix(head, mark)
	if len(bytes.Trim(head, space)) == 0 {
		ext := strings.ToLower(path.Ext(name))
		return ext == ".jsonl" || ext == ".ndjson"
	}
	d := jsontext.NewDecoder(bytes.NewReader(head))
	if d.PeekKind() == '[' {
		_, _ = d.ReadToken() // it is there
	}
	if t, err := d.ReadToken(); err != nil || t.Kind() != '{' {
		return false
	}
	for d.PeekKind() == '"' {
		t, err := d.ReadToken()
		if err != nil {
			return false
		}
		label := t.String()
		value, err := d.ReadValue()
		if err != nil {
			return false
		}
		if tells(label, value) {
			return true
		}
	}
	return false
}

// tells reports whether a member is one that objects of other formats, which
// have ids and kinds of their own, do not have.
func tells(name string, value jsontext.Value) bool {
	text, err := scalar(value)
	if err != nil {
		return false
	}
	switch name {
	case "kind":
		return takedown.KindOf(text) != nil
	case "id", "subject":
		_, _, ok := takedown.SplitID(text)
		return ok
	case "rel":
		_, err := takedown.ParseRelation(text)
		return err == nil
	}
	return false
}
