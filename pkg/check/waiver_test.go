package check

import (
	"strings"
	"testing"
	"time"
)

const waiverHeader = WaiverHeader + "\n"

func TestAWaiverWithASlipIsRefusedWithItsLine(t *testing.T) {
	good := "source-missing,domain/evil.example,kim,known from the court file,2025-04-30\n"
	for text, want := range map[string]string{
		"":                               "line 1: it is empty",
		"rule,subject,author,reason\n":   "line 1: the column expires is missing",
		"rule,rule\n":                    "line 1: the column rule is there twice",
		"rule,subjects\n":                `line 1: "subjects" is no column of waivers`,
		waiverHeader + good + "a,b\n":    "line 3: wrong number of fields",
		waiverHeader + "a\"b,,,,\n":      "line 2: bare",
		waiverHeader + "# x\nnone,,,,\n": `line 3: rule: "none" is no rule`,
		waiverHeader + good + good[:15]:  "line 3: wrong number",
		waiverHeader + strings.Replace(good, "kim", " ", 1):                                 "line 2: author: it is empty",
		waiverHeader + strings.Replace(good, "known from the court file", "", 1):            "line 2: reason: it is empty",
		waiverHeader + strings.Replace(good, "2025-04-30", "", 1):                           "line 2: expires: it is empty",
		waiverHeader + strings.Replace(good, "2025-04-30", "30.4.2025", 1):                  `line 2: expires: "30.4.2025" is no date`,
		waiverHeader + strings.Replace(good, "2025-04-30", "2025-02-30", 1):                 `line 2: expires: "2025-02-30" is no date`,
		waiverHeader + strings.Replace(good, "domain/evil.example", "evil.example", 1):      "line 2: subject",
		waiverHeader + strings.Replace(good, "domain/evil.example", "suspect/neo", 1):       "names no issuer",
		waiverHeader + strings.Replace(good, "domain/evil.example", "domain/-", 1):          "line 2: subject",
		waiverHeader + "source-missing,case,kim,\"" + strings.Repeat("x", maxWaivers) + `"`: "it is longer than",
	} {
		_, err := ParseWaivers(strings.NewReader(text))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.80q: %.200v, want %s", text, err, want)
		}
	}
}

func TestAWaiverHoldsForItsRuleAndItsRecordUntilItsDay(t *testing.T) {
	day := func(text string) time.Time {
		at, err := time.Parse(time.RFC3339, text)
		if err != nil {
			t.Fatal(err)
		}
		return at
	}
	list, err := ParseWaivers(strings.NewReader("expires,rule,subject,author,reason\n" +
		"2025-03-01,source-missing,domain/Evil.Example,kim,old\n" +
		"2025-04-30,source-missing,domain/evil.example,kim,\"new, and longer\"\n" +
		"2025-04-30,act-without-order,hk/lt07:3,kim,one act\n"))
	if err != nil {
		t.Fatal(err)
	}
	missing := Finding{Rule: "source-missing", Subject: "domain/evil.example", Entries: []string{"hk/lt07:1"}}
	act := Finding{Rule: "act-without-order", Subject: "domain/evil.example", Entries: []string{"hk/lt07:3"}}
	other := Finding{Rule: "act-without-order", Subject: "domain/evil.example", Entries: []string{"hk/lt07:4"}}
	for _, c := range []struct {
		f    *Finding
		at   string
		line int
	}{
		{&missing, "2025-02-28T23:59:59Z", 2},
		{&missing, "2025-03-01T00:00:00Z", 3},
		{&missing, "2025-04-30T00:00:00Z", 0},
		{&act, "2025-03-01T00:00:00Z", 4},
		{&other, "2025-03-01T00:00:00Z", 0},
	} {
		line := 0
		if w := list.Of(c.f, day(c.at)); w != nil {
			line = w.Line
		}
		if line != c.line {
			t.Errorf("%s of %v at %s: line %d, want %d", c.f.Rule, c.f.Entries, c.at, line, c.line)
		}
	}
	if !list.List[0].Matched || !list.List[2].Matched {
		t.Error("a waiver that spoke of a finding counts as idle")
	}
}
