package check

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"takedown/pkg/lifecycle"
	"takedown/pkg/takedown"
)

// findings returns what one rule finds in an example, under a ceiling of AMBER.
func findings(t *testing.T, rule string, e Example) []Finding {
	t.Helper()
	return findingsOf(t, rule, e, false)
}

// findingsOf is findings for records that are partial or not.
func findingsOf(t *testing.T, rule string, e Example, partial bool) (out []Finding) {
	t.Helper()
	v, err := e.view()
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range v.records {
		r.Partial = partial
	}
	for f, err := range Run(v, v.Late(), takedown.Amber) {
		if err != nil {
			t.Fatal(err)
		}
		if f.Rule == rule {
			out = append(out, f)
		}
	}
	return out
}

func TestEachRuleFindsItsBadExampleAndNotItsGoodOne(t *testing.T) {
	for _, rule := range All() {
		if found := findings(t, rule.Name, rule.Good); len(found) > 0 {
			t.Errorf("%s finds in its good example: %+v", rule.Name, found)
		}
		if found := findings(t, rule.Name, rule.Bad); len(found) == 0 {
			t.Errorf("%s finds nothing in its bad example", rule.Name)
		}
	}
}

func TestEachFindingSaysWhatAndWhereAndHowBad(t *testing.T) {
	for _, rule := range All() {
		for _, f := range findings(t, rule.Name, rule.Bad) {
			if f.Level != rule.Level || f.Subject == "" || f.Message == "" || len(f.Entries) == 0 {
				t.Errorf("%s: %+v", rule.Name, f)
			}
			for _, entry := range f.Entries {
				if !strings.HasPrefix(entry, "hk/lt07:") {
					t.Errorf("%s rests on %q", rule.Name, entry)
				}
			}
			if f.Command != "" && !strings.HasPrefix(f.Command, "takedown ") {
				t.Errorf("%s: command %q", rule.Name, f.Command)
			}
		}
	}
}

func TestEachRuleHasANameALevelAndASentenceOfWhy(t *testing.T) {
	seen := map[string]bool{}
	for _, rule := range All() {
		if !regexp.MustCompile(`^[a-z]+(-[a-z]+)+$`).MatchString(rule.Name) || seen[rule.Name] {
			t.Errorf("name %q", rule.Name)
		}
		seen[rule.Name] = true
		if rule.Level != Error && rule.Level != Warning && rule.Level != Note {
			t.Errorf("%s: level %q", rule.Name, rule.Level)
		}
		if !strings.HasSuffix(rule.Why, ".") || len(rule.Why) < 40 {
			t.Errorf("%s: why %q", rule.Name, rule.Why)
		}
		if (rule.Record == nil) == (rule.Late == nil) {
			t.Errorf("%s looks at records or at the log", rule.Name)
		}
	}
}

// names are the rules that find something in an example.
func names(t *testing.T, e Example) string {
	t.Helper()
	v, err := e.view()
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for f, err := range Run(v, v.Late(), takedown.Red) {
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, f.Rule+":"+string(f.Level))
	}
	return strings.Join(out, " ")
}

func TestOneFaultIsToldOnce(t *testing.T) {
	closed := []Said{seen("down", "2025-02-06T00:00:00Z"), seen("down", "2025-02-13T00:00:00Z")}
	for want, e := range map[string]Example{
		"": suspended("2025-02-03T00:00:00Z", closed...),
		"act-without-order:error": append(Example{evil, cleared,
			done("domain/evil.example", "suspend", "2025-02-03T00:00:00Z", "HK", "")}, closed...),
		"outside-validity:error": suspended("2025-01-31T00:00:00Z", append(closed, Said{
			Verb: "order", Subject: "order/hk:77", Payload: `{"event":"granted","at":"2025-01-20T00:00:00Z"}`},
			Said{Verb: "observe", Subject: "domain/evil.example", Payload: `{"verdict":"collateral","at":"2025-01-20T00:00:00Z","result":"clear"}`})...),
		"arrest-without-warrant:error": arrestWithoutWarrant.Bad,
		"wrong-place:error":            append(wrongPlace.Bad[:5:5], closed...),
	} {
		if got := names(t, e); got != want {
			t.Errorf("found %q, want %q", got, want)
		}
	}
}

func TestAClaimThatIsStillInTimeIsOnlyNoted(t *testing.T) {
	later := strings.Replace(claimed, "2025-02-05", "2025-03-21", 1)
	e := Example{evil, cleared, done("domain/evil.example", "suspend", "2025-03-19T00:00:00Z", "HK", later)}
	if got := names(t, e); got != "exigent-not-confirmed:note" {
		t.Errorf("found %q", got)
	}
}

func TestAGateThatIsMetLaterIsNoFaultAnyMore(t *testing.T) {
	e := append(unmetGates.Bad[:4:4], cleared)
	if found := findings(t, "unmet-gates", e); len(found) > 0 {
		t.Errorf("%+v", found)
	}
}

func TestEachGateHasARuleThatSpeaksOfIt(t *testing.T) {
	known := map[string]bool{}
	for _, rule := range All() {
		known[rule.Name] = true
	}
	for _, gate := range lifecycle.Gates {
		for _, grant := range []string{"", "hk/lt07:3"} {
			for _, method := range []string{"suspend", "arrest"} {
				a := act{Fact: takedown.Fact{Act: &takedown.Act{Method: method}}, Judgement: lifecycle.Judgement{Grant: grant, Place: "HK"}}
				if rule := a.ruleOf(gate); !known[rule] {
					t.Errorf("gate %s of %s: no rule %q", gate, method, rule)
				}
			}
		}
	}
}

func TestFindingsComeByRecordAndThenByRule(t *testing.T) {
	e := Example{
		{Verb: "add", Subject: "domain/b.example", Payload: `{}`},
		{Verb: "add", Subject: "domain/a.example", Payload: `{}`},
		{Verb: "add", Subject: "server/192.0.2.1", Payload: `{}`},
		done("domain/a.example", "suspend", "2025-02-03T00:00:00Z", "HK", ""),
	}
	v, err := e.view()
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for f, err := range Run(v, v.Late(), takedown.Red) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, f.Subject+" "+f.Rule)
	}
	want := []string{
		"server/192.0.2.1 source-missing",
		"domain/a.example act-without-order", "domain/a.example unmet-gates", "domain/a.example never-looked-at", "domain/a.example source-missing",
		"domain/b.example source-missing",
	}
	if !slices.Equal(got, want) {
		t.Errorf("found %q, want %q", got, want)
	}
}

func TestAnEndOfTheRunIsObeyed(t *testing.T) {
	v, err := append(actWithoutOrder.Bad[:3:3], sourceMissing.Bad...).view()
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for range Run(v, v.Late(), takedown.Red) {
		n++
		break
	}
	if n != 1 {
		t.Errorf("%d findings after the end", n)
	}
}

func TestARuleAboutAnAbsenceAnswersUnknownForAPartialRecord(t *testing.T) {
	for _, rule := range All() {
		for _, partial := range []bool{false, true} {
			want := Fail
			if partial && (rule.Absence || rule.Name == "outside-validity" || rule.Name == "custody-gap") {
				want = Unknown
			}
			found := findingsOf(t, rule.Name, rule.Bad, partial)
			if len(found) == 0 {
				t.Errorf("%s finds nothing", rule.Name)
			}
			for _, f := range found {
				if f.Result != want {
					t.Errorf("%s, partial %t: %s, want %s", rule.Name, partial, f.Result, want)
				}
			}
		}
	}
}

func TestWhatIsThereIsWrongInAPartialRecordToo(t *testing.T) {
	ended := suspended("2025-03-01T00:00:00Z")
	ended[len(ended)-1] = done("domain/evil.example", "suspend", "2025-03-01T00:00:00Z", "HK", `,"order":"order/hk:77"`)
	swapped := Example{
		exhibit, handled("collect", "2025-02-03T00:00:00Z", `,"to":"kim","sha256":"`+strings.Repeat("a", 64)+`"`),
		handled("seal", "2025-02-04T00:00:00Z", `,"by":"kim","sha256":"`+strings.Repeat("b", 64)+`"`),
	}
	for rule, e := range map[string]Example{"outside-validity": ended, "custody-gap": swapped} {
		found := findingsOf(t, rule, e, true)
		if len(found) == 0 || found[0].Result != Fail {
			t.Errorf("%s: %+v", rule, found)
		}
	}
	ungranted := Example{orderOn("domain/evil.example", "search-warrant"), collected("2025-02-01T00:00:00Z")}
	if found := findingsOf(t, "evidence-before-order", ungranted, true); len(found) != 1 || found[0].Result != Unknown {
		t.Errorf("evidence-before-order: %+v", found)
	}
}

func TestFactsAboveTheCeilingAreFoundEach(t *testing.T) {
	loud := seen("up", "2025-02-03T00:00:00Z")
	loud.TLP = takedown.AmberStrict
	found := findings(t, "above-ceiling", Example{evil, loud, seen("up", "2025-02-04T00:00:00Z")})
	if len(found) != 1 || found[0].Entries[0] != "hk/lt07:2" || !strings.Contains(found[0].Message, "AMBER+STRICT, above AMBER") {
		t.Errorf("%+v", found)
	}
}
