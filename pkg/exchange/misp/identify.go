package misp

import (
	"bytes"
	"takedown/pkg/exchange/lines"

	"github.com/go-json-experiment/json/jsontext"
)

const space = " \t\r\n"

// Identify reports whether a file begins as an event of MISP does, alone or in
// a list.
func Identify(head []byte, _ string) bool {
	head = bytes.TrimLeft(bytes.TrimPrefix(head, lines.Mark), space)
	if !bytes.HasPrefix(head, []byte("{")) && !bytes.HasPrefix(head, []byte("[")) {
		return false
	}
	return isEvent(jsontext.NewDecoder(bytes.NewReader(head)), 0)
}

// maxWraps is how deep an event may stand: in an answer, its list, and an
// object of its own.
const maxWraps = 4

// isEvent reports whether the next value is an event, as far as it can be seen.
func isEvent(d *jsontext.Decoder, depth int) bool {
	if depth > maxWraps {
		return false
	}
	switch d.PeekKind() {
	case '[':
		_, _ = d.ReadToken() // it was peeked at
		return d.PeekKind() == '{' && isEvent(d, depth+1)
	case '{':
		_, _ = d.ReadToken()
		return hasEvent(d, depth)
	}
	return false
}

// hasEvent reports whether the members that come next are those of an event or
// of what stands around one.
func hasEvent(d *jsontext.Decoder, depth int) bool {
	said := 0
	for d.PeekKind() == '"' {
		t, err := d.ReadToken()
		if err != nil {
			return false
		}
		switch name := t.String(); name {
		case "Event":
			return d.PeekKind() == '{'
		case "response":
			return isAnswer(d, depth)
		case "Attribute", "Object", "Orgc":
			return true
		default:
			if eventMembers[name] {
				said++
			}
		}
		if said >= enoughMembers {
			return true
		}
		if d.SkipValue() != nil {
			return false
		}
	}
	return false
}

// isAnswer reports whether the next value is the list of an answer, which may be
// empty.
func isAnswer(d *jsontext.Decoder, depth int) bool {
	if d.PeekKind() != '[' {
		return isEvent(d, depth+1)
	}
	_, _ = d.ReadToken() // it was peeked at
	return d.PeekKind() == ']' || isEvent(d, depth+2)
}

// enoughMembers of these make an object an event of MISP, and one of another
// program has not so many of them.
const enoughMembers = 3

var eventMembers = map[string]bool{
	"info": true, "threat_level_id": true, "analysis": true, "orgc_id": true, "org_id": true,
	"publish_timestamp": true, "extends_uuid": true, "sharing_group_id": true, "attribute_count": true,
	"proposal_email_lock": true, "event_id": true, "to_ids": true,
}
