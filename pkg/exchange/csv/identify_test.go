package csv_test

import (
	"testing"

	"takedown/pkg/exchange/csv"
)

func TestAFileIsCSVByItsNameOrItsHeader(t *testing.T) {
	for _, c := range []struct {
		head, name string
		want       bool
	}{
		{"anything at all", "a.csv", true},
		{"a\tb", "A.TSV", true},
		{"", "a.csv", true},
		{"\xff\xfea\x00", "a.csv", true},
		{"kind,key,malware\n", "-", true},
		{"\xef\xbb\xbfkind;key\r\n", "", true},
		{"domain,first_seen\nevil.example,2025-01-01T00:00:00Z\n", "", true},
		{"kind,key,our own column\n", "", false},
		{"key\nevil.example\n", "", false},
		{"The name, which is evil.example\n", "", false},
		{"{\"kind\":1}", "a.csv", false},
		{"[{}]", "a.csv", false},
		{"a\x00b", "a.csv", false},
		{"", "", false},
	} {
		if got := csv.Identify([]byte(c.head), c.name); got != c.want {
			t.Errorf("%q of %q: %v", c.name, c.head, got)
		}
	}
}
