package proof

import (
	"bytes"
	"strings"
)

// isShort knows lines that are each an address or a name with its final dot.
// dig +short says nothing else, not even what it was asked for.
func isShort(data []byte) bool {
	lines := shortLines(data)
	for _, line := range lines {
		if !address(line).IsValid() && (!strings.HasSuffix(line, ".") || domainName(line) == "") {
			return false
		}
	}
	return len(lines) > 0 || bytes.HasPrefix(bytes.TrimSpace(data), []byte(";;")) && bytes.Contains(data, []byte(notReached))
}

func shortLines(data []byte) (out []string) {
	for line := range strings.Lines(string(data)) {
		line, _, _ = strings.Cut(line, " from server ") // of +identify
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, ";") {
			out = append(out, line)
		}
	}
	return out
}

// readShort reads addresses, and names that may be aliases or name servers: both
// show a sinkhole.
func readShort(data []byte) (*Reading, error) {
	s := Sight{Answer: &Answer{TimedOut: strings.Contains(string(data), notReached)}}
	for _, line := range shortLines(data) {
		s.addAddress(line)
		if !address(line).IsValid() {
			s.Leads = append(s.Leads, domainName(line))
		}
	}
	s.tidy()
	return &Reading{Method: "dns", Sights: []Sight{s}}, nil
}
