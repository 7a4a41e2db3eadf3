package jsonl

import (
	"bytes"
	"errors"
	"io"
	"path"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"takedown/pkg/exchange/lines"
	"takedown/pkg/takedown"
)

// Identify reports whether a file begins with an object that is a record, a
// link or a fact, alone or in an array. Of one that begins with no object the
// name decides, and arrays in arrays are taken whatever the name, so that the
// decoder says where they are wrong and nobody reads them as prose.
func Identify(head []byte, name string) bool {
	head = bytes.TrimLeft(bytes.TrimPrefix(head, lines.Mark), space)
	d := jsontext.NewDecoder(bytes.NewReader(head))
	isArray := bytes.HasPrefix(head, []byte("["))
	if isArray {
		_, _ = d.ReadToken() // it is there
	}
	switch d.PeekKind() {
	case '{':
		return isOurs(d)
	case '[':
		return isArray && isBareArray(d) || hasExtension(name)
	}
	return hasExtension(name)
}

func hasExtension(name string) bool {
	ext := strings.ToLower(path.Ext(name))
	return ext == ".jsonl" || ext == ".ndjson"
}

// isBareArray reports whether there is no text in what begins with an array,
// as far as it can be seen. A wiki link is no JSON, and strings may be
// indicators that prose is made of.
func isBareArray(d *jsontext.Decoder) bool {
	for {
		t, err := d.ReadToken()
		switch {
		case err != nil:
			return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
		case t.Kind() == '{':
			return true
		case t.Kind() == '"':
			return false
		}
	}
}

// isOurs reports whether the object that comes next is one that we write.
func isOurs(d *jsontext.Decoder) bool {
	_, _ = d.ReadToken() // it was peeked at
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
