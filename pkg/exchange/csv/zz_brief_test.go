package csv_test

import (
	"bytes"
	"fmt"
	"testing"

	"takedown/pkg/exchange/csv"
)

func BenchmarkBrief(b *testing.B) {
	out := []byte("kind,key,malware,first_seen,registrar\n")
	for i := range b.N {
		out = fmt.Appendf(out, "domain,q%06x.example,lumma,2025-01-05T10:00:00Z,registrar-%d\n", i, i%10)
	}
	b.ReportAllocs()
	b.ResetTimer()
	n := 0
	for _, err := range csv.Decode(bytes.NewReader(out), "hk", nil) {
		if err != nil {
			b.Fatal(err)
		}
		n++
	}
}
