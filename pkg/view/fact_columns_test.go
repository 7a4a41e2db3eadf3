package view

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"takedown/pkg/takedown"
)

// payloads are the payloads of facts, as the nouns have them.
var payloads = []any{
	takedown.Act{}, takedown.Claimed{}, takedown.OrderEvent{}, takedown.Observation{},
	takedown.Hold{}, takedown.Claim{}, takedown.Drop{}, takedown.Custody{},
}

func TestEveryMemberOfAPayloadIsAColumn(t *testing.T) {
	for _, p := range payloads {
		for f := range reflect.TypeOf(p).Fields() {
			name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
			if name == "at" || name == "basis" {
				continue // the one is that of the fact, the other is called claimed
			}
			at := slices.IndexFunc(FactMembers, func(m FactMember) bool { return m.Name == name })
			if at < 0 {
				t.Errorf("%T.%s is no column", p, name)
				continue
			}
			if FactMembers[at].List != (f.Type.Kind() == reflect.Slice) {
				t.Errorf("%T.%s is a list in one place and none in the other", p, name)
			}
		}
	}
}

func TestNoTwoColumnsOfAFactHaveOneName(t *testing.T) {
	seen := map[string]bool{}
	for _, c := range FactColumns() {
		if seen[c] {
			t.Errorf("there are two columns %s", c)
		}
		seen[c] = true
	}
}

func TestAColumnHasWhatThePayloadSays(t *testing.T) {
	f := &Fact{
		Subject: takedown.ID{Kind: "domain", Key: "evil.example"}, Verb: "act", Stamp: Stamp{Origin: "hk/lt07", Seq: 7, Actor: "alice"},
		At: time.Date(2025, 3, 12, 1, 0, 0, 0, time.UTC), Basis: []string{"hk/lt07:3"},
		Data: []byte(`{"method":"suspend","outcome":"done","at":"2025-03-12T09:00:00+08:00","ref":"a \"b\"","unmet":["order","proof"],` +
			`"claimed":{"basis":"exigent","authority":"Supt. Ho","confirm_by":"2025-03-13T09:00:00+08:00"}}`),
	}
	for column, want := range map[string]string{
		"id": "hk/lt07:7", "fact": "act", "subject": "domain/evil.example", "kind": "domain", "at": "2025-03-12T01:00:00.000Z",
		"method": "suspend", "ref": `a "b"`, "unmet": "order,proof", "claimed": "exigent", "authority": "Supt. Ho",
		"confirm_by": "2025-03-13T09:00:00+08:00", "basis": "hk/lt07:3", "tenure": "1", "verdict": "", "counts": "true",
	} {
		if got := strings.Join(f.Column(column), ","); got != want {
			t.Errorf("%s is %q, want %q", column, got, want)
		}
	}
}
