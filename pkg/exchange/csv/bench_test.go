package csv_test

import (
	"bytes"
	"fmt"
	"io"
	"iter"
	"testing"

	"takedown/pkg/exchange/csv"
	"takedown/pkg/view"
)

// feed makes a file of n rows as feeds have them: a name and a time that are new
// in each row, and other columns that repeat themselves.
func feed(n int) []byte {
	out := []byte("kind,key,malware,first_seen,registrar\n")
	families := []string{"lumma", "qakbot", "redline", "smokeloader"}
	for i := range n {
		out = fmt.Appendf(out, "domain,q%07x.example,%s,2025-01-05T%02d:%02d:%02dZ,registrar-%d\n", i, families[i%4], i/3600%24, i/60%60, i%60, i%40)
	}
	return out
}

// BenchmarkDecode tells what one row costs.
func BenchmarkDecode(b *testing.B) {
	file := feed(b.N)
	b.SetBytes(int64(len(file) / b.N))
	b.ReportAllocs()
	b.ResetTimer()
	n := 0
	for _, err := range csv.Decode(bytes.NewReader(file), "hk", nil) {
		if err != nil {
			b.Fatal(err)
		}
		n++
	}
	if n != b.N {
		b.Fatalf("%d of %d rows", n, b.N)
	}
}

// BenchmarkEncode tells what one row costs.
func BenchmarkEncode(b *testing.B) {
	r := record(b, "domain/q7zk3v.example", "malware=lumma", "first_seen=2025-01-05T10:00:00Z", "registrar=registrar-3", "tags=a", "tags=b")
	var records iter.Seq2[*view.Record, error] = func(yield func(*view.Record, error) bool) {
		for range b.N {
			if !yield(r, nil) {
				return
			}
		}
	}
	b.ReportAllocs()
	b.ResetTimer()
	if _, err := csv.Encode(io.Discard, &memory{}, records); err != nil {
		b.Fatal(err)
	}
}
