package main

import (
	"bytes"
	"encoding/json"
	"testing"
)

func someResults() []result {
	yes, no := true, false
	return []result{
		{Rows: 20, Name: "import", Figure: 0.5, Unit: "×", Goal: 0.25, Met: &no, Ours: sample{1.5, 1.25, 150, 0}, Peer: &sample{3, 2.5, 8, 0}},
		{Rows: 20, Name: "file size", Figure: 0.25, Unit: "×", Goal: 0.4, Met: &yes, Ours: sample{Bytes: 25}, Peer: &sample{Bytes: 100}},
		{Rows: 1000, Name: "list", Figure: 0.125, Unit: "s", Ours: sample{0.125, 0.0625, 20, 0}},
	}
}

func TestTableHasABlockForEachSize(t *testing.T) {
	var b bytes.Buffer
	if err := writeTable(&b, someResults()); err != nil {
		t.Fatal(err)
	}
	const want = `
20 rows    figure  goal             ours: s  cpu     MB   peer: s  cpu     MB
import     0.5 ×   ≤ 0.25  NOT MET  1.5000   1.2500  150  3.0000   2.5000  8
file size  0.25 ×  ≤ 0.4   met      -        -       -    -        -       -

1000 rows  figure   goal     ours: s  cpu     MB  peer: s  cpu  MB
list       0.125 s  -     -  0.1250   0.0625  20  -        -    -
`
	if b.String() != want {
		t.Errorf("got:\n%s\nwant:\n%s", b.String(), want)
	}
}

func TestJSONSaysOnlyWhatIsKnown(t *testing.T) {
	var b bytes.Buffer
	if err := writeJSON(&b, someResults()); err != nil {
		t.Fatal(err)
	}
	var got []map[string]any
	if err := json.Unmarshal(b.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	if got[0]["met"] != false || got[1]["met"] != true {
		t.Errorf("verdicts are %v and %v", got[0]["met"], got[1]["met"])
	}
	for _, key := range []string{"met", "goal", "peer"} {
		if value, ok := got[2][key]; ok {
			t.Errorf("%s is %v where there is none", key, value)
		}
	}
	b.Reset()
	if err := writeJSON(&b, nil); err != nil || b.String() != "[]\n" {
		t.Errorf("no results are %q, %v", b.String(), err)
	}
}
