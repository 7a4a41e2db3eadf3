package sealed_test

import (
	"bytes"
	"errors"
	"testing"

	"takedown/pkg/exchange/sealed"
)

// Whatever the bytes are, a reader ends with a problem in a line of the file,
// and what it accepts has every line that it counts.
func FuzzVerify(f *testing.F) {
	file := mixed(f, 6)
	f.Add(file)
	f.Add([]byte{})
	for _, line := range lines(file) {
		f.Add(append(bytes.Clone(lines(file)[0]), line...))
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		report, err := sealed.Verify(bytes.NewReader(file), sealed.Options{Roots: map[string][]uint64{"hk/lt07": {1, 3}}})
		var p *sealed.Problem
		switch {
		case err == nil && report.Lines != bytes.Count(file, []byte{'\n'}):
			t.Errorf("%d lines are counted", report.Lines)
		case err != nil && !errors.As(err, &p):
			t.Errorf("it gives no problem: %v", err)
		case err != nil && (p.Line < 1 || p.Line > 1+bytes.Count(file, []byte{'\n'})):
			t.Errorf("line %d is named, which the file has not", p.Line)
		}
	})
}
