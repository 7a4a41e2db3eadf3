package ledger

import (
	"fmt"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// words are the payload keys of one verb.
type words struct {
	verb     string
	required []string
	optional []string
}

// verbs is part of the format: a reader of version 1 refuses every verb and
// every payload key that is not here, because it could not tell what it misses.
var verbs = []words{
	say("init", "agency device key", "continues"),
	say("add", "", recordKeys),
	say("set", "", recordKeys),
	say("resolve", "field entry", ""),
	say("link", "rel to", "since until confidence strength source grade role line"),
	say("note", "text", "dispute"),
	say("order", "event at", "document by confirms ref"),
	say("act", "method outcome at", "attempt provider place order ref exhibit requested_by executed_by "+
		"operation unmet claimed handed_to"),
	say("observe", "verdict at", "method from proof result hits list identifies grade"),
	say("hold", "at contact", "until lift"),
	say("hold-reason", "hold reason", ""),
	say("claim", "at", "operation contact answer with"),
	say("drop", "at reason", "of"),
	say("custody", "event at", "from to purpose authority place seal_before seal_after sha256"),
	say("retract", "entry", ""),
	say("remark", "entry tlp", "pap to"),
	say("expunge", "entry authority", ""),
	say("import", "name size sha256 format rows", "source"),
	say("share", "to size root sha256", "where operation max_tlp"),
	say("receipt", "origin body sig sha256", ""),
	say("trust", "event origin key", "from"),
	say("freeze", "at where size sha256", ""),
}

// recordKeys are the payload keys of a change to a record.
const recordKeys = "uuid shown set plus minus clear x source grade observed_at line"

func say(verb, required, optional string) words {
	return words{verb, strings.Fields(required), strings.Fields(optional)}
}

// Verbs returns the names of all verbs in the order of the format's table.
func Verbs() []string {
	names := make([]string, len(verbs))
	for i := range verbs {
		names[i] = verbs[i].verb
	}
	return names
}

// CheckPayload refuses a verb that is not in the table, and a payload that
// lacks a required key of its verb or has one that the verb does not know. It
// does not judge the values.
func CheckPayload(verb string, payload jsontext.Value) error {
	for i := range verbs {
		if verbs[i].verb == verb {
			return verbs[i].check(payload)
		}
	}
	return fmt.Errorf("verb %q: %w", verb, ErrVerb)
}

func (w *words) check(payload []byte) error {
	s := scanner{text: payload}
	var found uint64 // a bit for each required key
	s.object(2, func(name []byte) {
		if i := index(w.required, name); i >= 0 {
			found |= 1 << i
		} else if index(w.optional, name) < 0 {
			s.want(fmt.Sprintf("a key that %s knows, not %q", w.verb, name))
		}
	})
	s.end()
	if s.err != nil {
		return fmt.Errorf("payload of %s %w", w.verb, s.err)
	}
	for i, key := range w.required {
		if found&(1<<i) == 0 {
			return fmt.Errorf("payload of %s lacks %s: %w", w.verb, key, ErrMalformed)
		}
	}
	return nil
}

func index(keys []string, name []byte) int {
	return slices.IndexFunc(keys, func(key string) bool { return key == string(name) })
}

// Verb returns the verb of the table that a text is, without a copy.
func Verb(text []byte) (string, bool) {
	for i := range verbs {
		if verbs[i].verb == string(text) {
			return verbs[i].verb, true
		}
	}
	return "", false
}
