package takedown_test

import (
	"errors"
	"strings"
	"testing"

	"takedown/pkg/takedown"
)

func TestAPatternHasOneSpelling(t *testing.T) {
	for in, want := range map[string]string{
		"evil.example":              "domain/evil.example",
		"domain/Evil[.]Example":     "domain/evil.example",
		"*.evil.example":            "domain/*.evil.example",
		"domain/*.Evil[.]Example":   "domain/*.evil.example",
		"*.example":                 "domain/*.example",
		"203.0.113.7":               "server/203.0.113.7",
		"203.0.113.0/24":            "server/203.0.113.0/24",
		"server/203.0.113[.]0/24":   "server/203.0.113.0/24",
		"server/203.0.113.7/32":     "server/203.0.113.7",
		"2001:DB8::/32":             "server/2001:db8::/32",
		"server/nl:Rack7":           "server/nl:rack7",
		"hxxp://evil[.]example":     "url/http://evil.example/",
		"url/http://evil.example/a": "url/http://evil.example/a",
		"account/someone@a.example": "account/email:someone@a.example",
		"suspect/Neo":               "suspect/hk:neo",
		"suspect/vn:Neo":            "suspect/vn:neo",
		"203.0.113.1/24":            "",
		"203.0.113.0/33":            "",
		"::ffff:203.0.113.0/120":    "",
		"*":                         "",
		"*.*.example":               "",
		"a.*.example":               "",
		"evil":                      "",
		"malware/some stealer":      "",
		"order/hk:1":                "",
		"":                          "",
	} {
		got, err := takedown.ParsePattern(in, "hk")
		if want == "" && !errors.Is(err, takedown.ErrInvalid) || want != "" && (err != nil || got != want) {
			t.Errorf("ParsePattern(%q) = %q, %v, want %q", in, got, err, want)
			continue
		}
		if err != nil {
			continue
		}
		if again, err := takedown.ParsePattern(got, "vn"); err != nil || again != got {
			t.Errorf("ParsePattern(%q) = %q, %v", got, again, err)
		}
		if kind, _, _ := strings.Cut(want, "/"); takedown.PatternKind(got) != kind {
			t.Errorf("PatternKind(%q) = %q", got, takedown.PatternKind(got))
		}
	}
}
