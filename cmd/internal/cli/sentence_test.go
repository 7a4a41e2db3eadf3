package cli

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"

	"takedown/pkg/takedown"
	"takedown/pkg/view"
)

// payloads has one of each fact.
var payloads = map[string]any{
	"note": &struct {
		Text    string `json:"text"`
		Dispute string `json:"dispute"`
	}{},
	"order":   &takedown.OrderEvent{},
	"act":     &takedown.Act{},
	"observe": &takedown.Observation{},
	"hold":    &takedown.Hold{},
	"hold-reason": &struct {
		Hold   string `json:"hold"`
		Reason string `json:"reason"`
	}{},
	"claim":   &takedown.Claim{},
	"drop":    &takedown.Drop{},
	"custody": &takedown.Custody{},
}

// mark fills every member of a payload but its time, which stands elsewhere,
// and returns what it put in.
func mark(v reflect.Value, marks *[]string) {
	for i := range v.NumField() {
		field := v.Field(i)
		text := fmt.Sprintf("m%d.", len(*marks))
		switch {
		case v.Type().Field(i).Name == "At":
			continue
		case field.Kind() == reflect.Pointer:
			field.Set(reflect.New(field.Type().Elem()))
			mark(field.Elem(), marks)
			continue
		case field.Kind() == reflect.Slice:
			field.Set(reflect.ValueOf([]string{text}))
		default:
			field.SetString(text)
		}
		*marks = append(*marks, text)
	}
}

func TestEachMemberOfAFactIsInItsSentence(t *testing.T) {
	for _, verb := range takedown.FactVerbs {
		payload := payloads[verb]
		if payload == nil {
			t.Errorf("there is no sentence for %s", verb)
			continue
		}
		var marks []string
		mark(reflect.ValueOf(payload).Elem(), &marks)
		said := saying(t, verb, payload, "the reason")
		for i, m := range marks {
			if !strings.Contains(said, m) {
				t.Errorf("%s does not say its member %d: %q", verb, i, said)
			}
		}
		if !strings.HasSuffix(said, "; the reason") {
			t.Errorf("%s does not say why: %q", verb, said)
		}
	}
}

func saying(t *testing.T, verb string, payload any, why string) string {
	t.Helper()
	raw, err := json.Marshal(payload)
	if err != nil {
		t.Fatal(err)
	}
	said, err := sentence(&view.Fact{Verb: verb, Data: raw, Why: why})
	if err != nil {
		t.Fatal(err)
	}
	return said
}

func TestASentenceReadsWell(t *testing.T) {
	for _, c := range []struct {
		verb    string
		payload any
		want    string
	}{
		{"act", &takedown.Act{Method: "suspend", Outcome: "done", Provider: "provider/registrar1.example", Place: "VN", Order: "order/hk:123/2025", ExecutedBy: "vn"},
			"suspend done at registrar1.example in VN under order hk:123/2025 by vn"},
		{"act", &takedown.Act{Method: "lock", Outcome: "planned"}, "lock planned"},
		{"act", &takedown.Act{Method: "seize", Outcome: "done", Exhibit: "evidence/hk:1A", Unmet: []string{"order", "covers"}},
			"seize done (exhibit hk:1A, unmet order covers)"},
		{"act", &takedown.Act{Method: "seize", Outcome: "done", Claimed: &takedown.Claimed{Basis: "exigent", Authority: "DPP", ConfirmBy: "2025-03-15T06:00:00Z"}},
			"seize done, claimed as exigent by DPP to be confirmed by 2025-03-15T06:00:00Z"},
		{"observe", &takedown.Observation{Verdict: "down", Method: "dig", From: "AS64500"}, "down (dig, from AS64500)"},
		{"observe", &takedown.Observation{Verdict: "up"}, "up"},
		{"observe", &takedown.Observation{Verdict: "collateral", Result: "block", Hits: []string{"domain/shop.example"}, List: "tops"},
			"collateral block of domain/shop[.]example (tops)"},
		{"observe", &takedown.Observation{Verdict: "collateral", Result: "warn", Hits: []string{"domain/a.example", "domain/b.example", "domain/c.example", "domain/d.example", "domain/e.example", "domain/f.example", "domain/g.example"}},
			"collateral warn of domain/a[.]example, domain/b[.]example, domain/c[.]example, domain/d[.]example, domain/e[.]example and 2 more"},
		{"observe", &takedown.Observation{Verdict: "identity", Identifies: "a passport", Grade: "B2"}, "identity: a passport (grade B2)"},
		{"order", &takedown.OrderEvent{Event: "superseded", By: "order/hk:2"}, "superseded by order hk:2"},
		{"order", &takedown.OrderEvent{Event: "granted", Confirms: []string{"hk/lt07:9"}}, "granted, confirms hk/lt07:9"},
		{"hold", &takedown.Hold{Contact: "desk 4", Until: "2025-03-15T06:00:00Z"}, "keep off until 2025-03-15T06:00:00Z, contact desk 4"},
		{"hold", &takedown.Hold{Contact: "desk 4", Lift: "hk/lt07:9"}, "lifts hk/lt07:9, contact desk 4"},
		{"claim", &takedown.Claim{Operation: "operation/hk:longwater", Contact: "desk 4"}, "ours for operation hk:longwater, contact desk 4"},
		{"claim", &takedown.Claim{Answer: "coordinate", With: "vn"}, "coordinate with vn"},
		{"drop", &takedown.Drop{Reason: "duplicate", Of: "domain/evil.example"}, "duplicate of domain/evil[.]example"},
		{"custody", &takedown.Custody{Event: "hand-over", From: "Wong", To: "Lab 2", Purpose: "imaging", SealBefore: "S1"},
			"hand-over from Wong to Lab 2 for imaging (seal before S1)"},
	} {
		if got := saying(t, c.verb, c.payload, ""); got != c.want {
			t.Errorf("%s: %q, want %q", c.verb, got, c.want)
		}
	}
}
