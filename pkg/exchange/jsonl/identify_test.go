package jsonl_test

import (
	"strings"
	"testing"

	"takedown/pkg/exchange/jsonl"
)

func TestAFileIsRecognisedByItsFirstObject(t *testing.T) {
	for _, c := range []struct {
		head, name string
		want       bool
	}{
		{`{"id":"domain/evil.example","kind":"domain"`, "", true},
		{"\xef\xbb\xbf \n[\n {\"kind\":\"domain\",\"ke", "", true},
		{`{"our":{"own":[1]},"kind":"domain"}`, "a.txt", true},
		{`{"id":"hk/lt07:9","from":"a","rel":"resolves-to"}`, "", true},
		{`{"id":"hk/lt07:9","fact":"note","subject":"domain/evil.example"}`, "", true},
		{"", "a.jsonl", true},
		{"\n", "A.NDJSON", true},
		{"", "a.json", false},
		{"[]", "a.json", false},
		{`{"type":"bundle","id":"bundle--5d0092c5-5f74-4287-9642-33f4c354e56d","objects":[]}`, "a.jsonl", false},
		{`{"t":"case","format":"takedown-case@v1"}`, "a.jsonl", false},
		{`{"Event":{"kind":"domain"}}`, "", false},
		{`{"kind":"Deployment"}`, "", false},
		{`{"kind":["domain"]}`, "", false},
		{`{"kind`, "", false},
		{"{", "", false},
		{"[1]", "", false},
		{strings.Repeat("[", 4096), "", true},
		{strings.Repeat("[", 4096), "a.txt", true},
		{" [\n[ [1,2], []", "", true},
		{`[[{"a":1}]]`, "", true},
		{"[[evil.example]]", "", false},
		{`[["evil.example"]]`, "", false},
		{"[[evil.example]]", "a.jsonl", true},
		{"evil.example\n", "a.jsonl", true},
		{"[1]", "a.jsonl", true},
		{"kind,key\n", "", false},
	} {
		if got := jsonl.Identify([]byte(c.head), c.name); got != c.want {
			t.Errorf("%q of %q: %v", c.name, c.head, got)
		}
	}
}
