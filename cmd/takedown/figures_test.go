package main

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// worked is a case in which things were granted, done and seen.
func worked(t *testing.T) *sandbox {
	s := filled(t)
	s.must("set", "hk", "-f", "jurisdiction=HK")
	s.must("add", "agency", "vn", "-f", "jurisdiction=VN")
	s.must("add", "operation", "secure")
	s.must("set", "d1.example", "d2.example", "neo", "-f", "operations+=secure")
	s.must("add", "evidence", "1A", "-f", "size=100")
	s.must("add", "victims", "b1", "-f", "identified=10", "-f", "notified=7")
	s.must("add", "order", "o1", "-f", "type=seizure", "-f", "jurisdiction=VN", "-f", "covers=domain/d1.example", "-f", "valid_until=2035-01-01T00:00:00Z")
	s.must("order", "granted", "o1", "--at", "2025-01-01T00:00:00Z")
	act := func(at string, args ...string) {
		s.must(append([]string{"act", "--at", at, "--unmet", "--why", "test"}, args...)...)
	}
	act("2025-01-02T00:00:00Z", "suspend", "d1.example", "--place", "VN", "--executed-by", "vn")
	act("2025-01-02T00:00:00Z", "sinkhole", "d2.example", "d3.example", "--place", "HK")
	act("2025-01-02T00:00:00Z", "suspend", "d4.example", "d5.example")
	s.must("observe", "sinkholed", "d2.example", "--at", "2025-01-03T00:00:00Z")
	s.must("observe", "up", "d4.example", "--at", "2025-01-09T00:00:00Z")
	act("2025-01-05T00:00:00Z", "return", "d5.example", "--ref", "x")
	s.must("drop", "d6.example", "--reason", "out-of-scope", "--at", "2025-01-02T00:00:00Z")
	s.must("add", "suspect", "Trinity")
	act("2025-01-02T00:00:00Z", "arrest", "neo", "--place", "VN", "--executed-by", "vn")
	act("2025-01-02T00:00:00Z", "arrest", "trinity")
	return s
}

func TestTheSelectionOfEachFigureGivesListAsMany(t *testing.T) {
	s := worked(t)
	for _, args := range [][]string{{}, {"--operation", "secure"}, {"--where", "key != 'd3.example'"}} {
		var report struct {
			Figures []struct {
				Name, List, Where, Sum, Distinct string
				Value                            int
				RecordsSHA256                    string `json:"records_sha256"`
			}
		}
		s.decode(&report, append([]string{"report", "summary", "--figures"}, args...)...)
		if len(report.Figures) < 25 {
			t.Errorf("%d figures", len(report.Figures))
		}
		for _, f := range report.Figures {
			var records []struct {
				ID     string
				Fields map[string]any
			}
			list := []string{"list", f.List}
			if f.Where != "" {
				list = append(list, "--where", f.Where)
			}
			s.decode(&records, list...)
			ids, sum, distinct := []string{}, 0, map[any]bool{}
			for _, r := range records {
				ids = append(ids, r.ID)
				n, _ := r.Fields[f.Sum].(float64)
				sum += int(n)
				distinct[r.Fields[f.Distinct]] = true
			}
			slices.Sort(ids)
			value := len(ids)
			switch {
			case f.Sum != "":
				value = sum
			case f.Distinct != "":
				value = len(distinct)
			}
			if hash := fmt.Sprintf("%x", sha256.Sum256([]byte(strings.Join(ids, "\n")))); value != f.Value || hash != f.RecordsSHA256 {
				t.Errorf("%+v: list gives %d with %s", f, value, hash)
			}
		}
	}
}

// decode reads the JSON answer of a command.
func (s *sandbox) decode(into any, args ...string) {
	s.t.Helper()
	if err := json.Unmarshal([]byte(s.must(append(args, "-o", "json")...)), into); err != nil {
		s.t.Fatalf("%q: %v", args, err)
	}
}
