package main

import (
	"bytes"
	"strings"
	"testing"
)

func TestEntriesAreCopiedByteForByte(t *testing.T) {
	const first, second = `{"v":1,"what":"<é & \u00e9>", "n":1.0}`, `{"v":1}`
	var b bytes.Buffer
	err := copyEntries(&b, strings.NewReader(`{"id":"a:1","entry":`+first+`}`+"\n"+`{"id":"a:2","entry":`+second+`,"note":0}`+"\n"))
	if err != nil || b.String() != first+"\n"+second+"\n" {
		t.Errorf("%q, %v", b.String(), err)
	}
}
