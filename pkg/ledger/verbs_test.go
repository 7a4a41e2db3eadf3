package ledger_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/go-json-experiment/json/jsontext"

	"takedown/pkg/ledger"
)

// payloads has the required keys of each verb, in the words of the format.
var payloads = map[string]string{
	"init":        `{"agency":"hk","device":"lt07","key":"k"}`,
	"add":         `{}`,
	"set":         `{}`,
	"resolve":     `{"field":"f","entry":"e"}`,
	"link":        `{"rel":"r","to":"t"}`,
	"note":        `{"text":"t"}`,
	"order":       `{"event":"e","at":"a"}`,
	"act":         `{"method":"m","outcome":"o","at":"a"}`,
	"observe":     `{"verdict":"v","at":"a"}`,
	"hold":        `{"at":"a","contact":"c"}`,
	"hold-reason": `{"hold":"h","reason":"r"}`,
	"claim":       `{"at":"a"}`,
	"drop":        `{"at":"a","reason":"r"}`,
	"custody":     `{"event":"e","at":"a"}`,
	"retract":     `{"entry":"e"}`,
	"remark":      `{"entry":"e","tlp":"t"}`,
	"expunge":     `{"entry":"e","authority":"a"}`,
	"import":      `{"name":"n","size":1,"sha256":"s","format":"f","rows":1}`,
	"share":       `{"to":["vn"],"size":1,"root":"r","sha256":"s"}`,
	"receipt":     `{"origin":"o","body":"b","sig":"s","sha256":"s"}`,
	"trust":       `{"event":"e","origin":"o","key":"k"}`,
	"freeze":      `{"at":"a","where":"w","size":1,"sha256":"s"}`,
}

func TestEveryVerbTakesItsPayload(t *testing.T) {
	if got := len(ledger.Verbs()); got != len(payloads) {
		t.Errorf("%d verbs, %d examples", got, len(payloads))
	}
	for _, verb := range ledger.Verbs() {
		payload, ok := payloads[verb]
		if !ok {
			t.Errorf("%s has no example", verb)
		}
		if err := ledger.CheckPayload(verb, jsontext.Value(payload)); err != nil {
			t.Error(err)
		}
	}
}

func TestEveryRequiredPayloadKeyIsMissed(t *testing.T) {
	for verb, payload := range payloads {
		members := strings.Split(strings.Trim(payload, "{}"), ",")
		if members[0] == "" {
			continue
		}
		for i := range members {
			rest := append(append([]string{}, members[:i]...), members[i+1:]...)
			cut := "{" + strings.Join(rest, ",") + "}"
			if err := ledger.CheckPayload(verb, jsontext.Value(cut)); !errors.Is(err, ledger.ErrMalformed) {
				t.Errorf("%s %s: %v", verb, cut, err)
			}
		}
	}
}

func TestUnknownWordsAreRefused(t *testing.T) {
	for verb, payload := range payloads {
		more := strings.Replace(payload, "{", `{"Extra":{"method":1},`, 1)
		more = strings.Replace(more, ",}", "}", 1)
		err := ledger.CheckPayload(verb, jsontext.Value(more))
		if !errors.Is(err, ledger.ErrMalformed) || !strings.Contains(err.Error(), `"Extra"`) {
			t.Errorf("%s: %v", verb, err)
		}
	}
	for _, payload := range []string{"", "[]", "{} ", "{}{}", `{"set":{},"set":{}}`} {
		if err := ledger.CheckPayload("add", jsontext.Value(payload)); !errors.Is(err, ledger.ErrMalformed) {
			t.Errorf("%q: %v", payload, err)
		}
	}
	for _, verb := range []string{"", "Act", "act ", "seize"} {
		if err := ledger.CheckPayload(verb, jsontext.Value(`{}`)); !errors.Is(err, ledger.ErrVerb) {
			t.Errorf("%q: %v", verb, err)
		}
	}
}

func TestOptionalPayloadKeysAreTaken(t *testing.T) {
	for verb, payload := range map[string]string{
		"add":    `{"uuid":"u","shown":"s","set":{"any":1},"plus":{},"minus":{},"clear":[],"x":{},"source":"s","grade":"A1","observed_at":"o","line":7}`,
		"act":    `{"method":"m","outcome":"o","at":"a","claimed":{"basis":"exigent"},"handed_to":"h"}`,
		"remark": `{"entry":"e","tlp":"t","pap":"p","to":[]}`,
		"hold":   `{"at":"a","contact":"c","until":"u","lift":true}`,
	} {
		if err := ledger.CheckPayload(verb, jsontext.Value(payload)); err != nil {
			t.Error(err)
		}
	}
}
