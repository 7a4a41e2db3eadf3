package lifecycle

import (
	"cmp"
	"slices"
	"strings"
	"testing"
	"time"

	"takedown/pkg/takedown"
)

// gateRows is the table of the model, written down once more, for the methods
// that have not all gates.
var gateRows = map[string]string{
	"arrest": "order covers effect place hold claim proof", "search": "order covers effect place hold claim proof",
	"surrender": "order covers effect place hold claim proof",
	"return":    "proof", "free": "proof", "clear": "proof", "clean-notify": "proof", "charge": "proof", "convict": "proof",
	"acquit": "proof", "discharge": "proof", "interview": "proof", "locate": "",
}

func TestEachMethodHasTheGatesOfItsRow(t *testing.T) {
	all := "order covers effect place addressee hold claim collateral tenure proof"
	for _, method := range takedown.Methods() {
		want, ok := gateRows[method]
		if !ok {
			want = all
		}
		for _, outcome := range takedown.Outcomes {
			gates := ""
			switch outcome {
			case "done":
				gates = want
			case "sent":
				gates = strings.TrimSpace(strings.TrimSuffix(want, "proof"))
			}
			if got := strings.Join(GatesFor(method, outcome), " "); got != gates {
				t.Errorf("%s %s: %s, want %s", method, outcome, got, gates)
			}
		}
	}
	for method := range gateRows {
		if !slices.Contains(takedown.Methods(), method) {
			t.Errorf("%s is no method", method)
		}
	}
}

// gateCase is a way in which a gate is met, or is not.
type gateCase struct {
	name, gate string
	kind       string // empty: domain
	facts      string
	orders     map[string]string
	providers  []Provided
	attempt    Attempt // method suspend and place HK where empty
	at         string
	met        bool
}

func (c *gateCase) verdict(t *testing.T) Verdict {
	t.Helper()
	s := story(t, cmp.Or(c.kind, "domain"), c.facts)
	for _, key := range slices.Sorted(func(yield func(string) bool) {
		for k := range c.orders {
			if !yield(k) {
				return
			}
		}
	}) {
		s.Orders = append(s.Orders, orderOf(t, key, c.orders[key]))
	}
	s.Orders = slices.DeleteFunc(s.Orders, func(o *Order) bool {
		return slices.ContainsFunc(s.Orders, func(executed *Order) bool {
			if o != executed && len(o.Terms) > 0 && o.Terms[0].Executes == executed.ID.Key {
				executed.ExecutedBy = append(executed.ExecutedBy, o)
				return true
			}
			return false
		})
	})
	s.Providers = c.providers
	a := c.attempt
	a.Method, a.Agency, a.At = cmp.Or(a.Method, "suspend"), "hk", hours(t, cmp.Or(c.at, "10h"))
	if a.Place == "" && c.providers == nil {
		a.Place = "HK"
	}
	if a.Place == "nowhere" {
		a.Place = ""
	}
	return verdictOf(s, c.gate, a)
}

func one(text string) map[string]string { return map[string]string{"o": text} }

// euStart is how long after the day European orders bind anybody.
var euStart = time.Date(2026, 8, 18, 0, 0, 0, 0, time.UTC).Sub(day)

func TestEachGateIsMetWhenTheModelSaysSo(t *testing.T) {
	for _, c := range []gateCase{
		{name: "no order", gate: "order"},
		{name: "granted", gate: "order", orders: one("1h granted"), met: true},
		{name: "granted at the instant of the act", gate: "order", orders: one("10h granted"), met: true},
		{name: "granted a moment later", gate: "order", orders: one("10h1s granted")},
		{name: "a moment before it holds", gate: "order", orders: one("1h granted from=10h1s")},
		{name: "at the instant from which it holds", gate: "order", orders: one("1h granted from=10h"), met: true},
		{name: "a moment before it ends", gate: "order", orders: one("1h granted until=10h1s"), met: true},
		{name: "at the instant at which it ends", gate: "order", orders: one("1h granted until=10h")},
		{name: "holds from before it was granted on", gate: "order", orders: one("5h granted from=1h"), at: "4h"},
		{name: "requested", gate: "order", orders: one("1h requested\n20h granted")},
		{name: "submitted", gate: "order", orders: one("1h submitted\n20h granted")},
		{name: "refused", gate: "order", orders: one("1h granted\n2h refused")},
		{name: "revoked", gate: "order", orders: one("1h granted\n10h revoked")},
		{name: "revoked later", gate: "order", orders: one("1h granted\n10h1s revoked"), met: true},
		{name: "superseded", gate: "order", orders: one("1h granted\n2h superseded")},
		{name: "revoked and granted anew", gate: "order", orders: one("1h granted\n2h revoked\n3h granted"), met: true},
		{name: "extended before it ended", gate: "order", orders: one("1h granted until=9h\n2h extended until=11h"), met: true},
		{name: "an extension is no grant", gate: "order", orders: one("1h extended")},
		{name: "an extension does not bring a revoked order back", gate: "order", orders: one("1h granted\n2h revoked\n3h extended")},
		{name: "an extension that is asked for", gate: "order", orders: one("1h granted\n2h requested\n3h submitted"), met: true},
		{name: "under seal", gate: "order", orders: one("1h granted sealed"), met: true},

		{name: "covered", gate: "covers", orders: one("1h granted"), met: true},
		{name: "not covered", gate: "covers", orders: one("1h granted not\n20h extended")},
		{name: "covered by the extension", gate: "covers", orders: one("1h granted not\n10h extended"), met: true},
		{name: "the earlier list counts for earlier acts", gate: "covers", orders: one("1h granted\n20h extended not"), met: true},
		{name: "the later list leaves it out", gate: "covers", orders: one("1h granted\n10h extended not")},

		{name: "no effects named", gate: "effect", orders: one("1h granted"), met: true},
		{name: "this effect named", gate: "effect", orders: one("1h granted effects=sinkhole,suspend"), met: true},
		{name: "another effect named", gate: "effect", orders: one("1h granted effects=sinkhole")},

		{name: "its own place", gate: "place", orders: one("1h granted in=HK"), met: true},
		{name: "another place", gate: "place", orders: one("1h granted in=VN")},
		{name: "a part of its place", gate: "place", orders: one("1h granted in=US"), attempt: Attempt{Place: "US-CA"}, met: true},
		{name: "the whole of its place", gate: "place", orders: one("1h granted in=US-CA"), attempt: Attempt{Place: "US"}},
		{name: "another part", gate: "place", orders: one("1h granted in=US-CA"), attempt: Attempt{Place: "US-C"}},
		{name: "Hong Kong is not inside China", gate: "place", orders: one("1h granted in=CN"), attempt: Attempt{Place: "HK"}},
		{name: "Macao is not inside China", gate: "place", orders: one("1h granted in=CN"), attempt: Attempt{Place: "MO"}},
		{name: "INTERPOL reaches nothing", gate: "place", orders: one("1h granted in=INTERPOL"), attempt: Attempt{Place: "FR"}},
		{name: "nor itself", gate: "place", orders: one("1h granted in=INTERPOL"), attempt: Attempt{Place: "INTERPOL"}},
		{name: "an unknown place", gate: "place", orders: one("1h granted"), attempt: Attempt{Place: "nowhere"}},
		{name: "EPOC before it applies", gate: "place", orders: one("1h granted in=EU type=epoc"), attempt: Attempt{Place: "FR"}, at: (euStart - 1).String()},
		{name: "EPOC from when it applies", gate: "place", orders: one("1h granted in=EU type=epoc"), attempt: Attempt{Place: "FR"}, at: euStart.String(), met: true},
		{name: "EPOC-PR in Ireland", gate: "place", orders: one("1h granted in=EU type=epoc-pr"), attempt: Attempt{Place: "IE"}, at: euStart.String(), met: true},
		{name: "EPOC never in Denmark", gate: "place", orders: one("1h granted in=EU type=epoc"), attempt: Attempt{Place: "DK"}, at: "100000h"},
		{name: "EPOC not in Switzerland", gate: "place", orders: one("1h granted in=EU type=epoc"), attempt: Attempt{Place: "CH"}, at: "100000h"},
		{name: "another order of the Union", gate: "place", orders: one("1h granted in=EU type=seizure"), attempt: Attempt{Place: "FR"}, at: "100000h"},
		{name: "EPOC of a Member State in another", gate: "place", orders: one("1h granted in=DE type=epoc"), attempt: Attempt{Place: "FR"}, at: "100000h"},
		{name: "executed by an order of the place", gate: "place", orders: map[string]string{"o": "1h granted in=US", "x": "2h granted in=HK type=mlat executes=o"}, met: true},
		{name: "not yet executed", gate: "place", orders: map[string]string{"o": "1h granted in=US", "x": "11h granted in=HK type=mlat executes=o"}},
		{name: "executed until the instant", gate: "place", orders: map[string]string{"o": "1h granted in=US", "x": "2h granted in=HK executes=o until=10h"}},
		{name: "executed and revoked", gate: "place", orders: map[string]string{"o": "1h granted in=US", "x": "2h granted in=HK executes=o\n3h revoked"}},
		{name: "executed elsewhere", gate: "place", orders: map[string]string{"o": "1h granted in=US", "x": "2h granted in=VN executes=o"}},
		{name: "the provider's place", gate: "place", orders: one("1h granted in=VN"), providers: []Provided{{Provider: "r.example", Jurisdiction: "VN"}}, met: true},
		{name: "a typed place wins over the provider's", gate: "place", orders: one("1h granted in=HK"), attempt: Attempt{Place: "HK"}, providers: []Provided{{Provider: "r.example", Jurisdiction: "VN"}}, met: true},
		{name: "a provider of the past", gate: "place", orders: one("1h granted in=VN"), providers: []Provided{{Provider: "r.example", Jurisdiction: "VN", Until: day.Add(10 * time.Hour)}}},
		{name: "a provider from the instant on", gate: "place", orders: one("1h granted in=VN"), providers: []Provided{{Provider: "r.example", Jurisdiction: "VN", Since: day.Add(10 * time.Hour)}}, met: true},

		{name: "no addressee", gate: "addressee", orders: one("1h granted"), met: true},
		{name: "the addressee is the provider", gate: "addressee", orders: one("1h granted to=r.example"), providers: []Provided{{Provider: "r.example"}}, met: true},
		{name: "the addressee is another", gate: "addressee", orders: one("1h granted to=r.example"), providers: []Provided{{Provider: "s.example"}}},
		{name: "the addressee and no provider", gate: "addressee", orders: one("1h granted to=r.example")},

		{name: "no hold", gate: "hold", met: true},
		{name: "a hold of another agency", gate: "hold", facts: "1h hold by=vn"},
		{name: "a hold at the instant", gate: "hold", facts: "10h hold by=vn"},
		{name: "a hold of later", gate: "hold", facts: "11h hold by=vn", met: true},
		{name: "a hold of one's own", gate: "hold", facts: "1h hold", met: true},
		{name: "a hold that is over", gate: "hold", facts: "1h hold by=vn until=10h", met: true},
		{name: "a hold that is not over", gate: "hold", facts: "1h hold by=vn until=10h1s"},
		{name: "a hold that was lifted", gate: "hold", facts: "1h hold by=vn\n2h hold lift=e1 by=vn", met: true},
		{name: "a hold that is lifted later", gate: "hold", facts: "1h hold by=vn\n11h hold lift=e1 by=vn"},
		{name: "a hold that another one than its holder lifted", gate: "hold", facts: "1h hold by=vn\n2h hold lift=e1"},
		{name: "one of two holds was lifted", gate: "hold", facts: "1h hold by=vn\n1h hold by=vn\n2h hold lift=e1 by=vn"},

		{name: "no claim", gate: "claim", met: true},
		{name: "one claim", gate: "claim", facts: "1h claim by=vn", met: true},
		{name: "two agencies", gate: "claim", facts: "1h claim\n2h claim by=vn"},
		{name: "two operations", gate: "claim", facts: "1h claim op=operation/a\n2h claim op=operation/b"},
		{name: "an agency and its operation", gate: "claim", facts: "1h claim\n2h claim op=operation/a", met: true},
		{name: "one yields", gate: "claim", facts: "1h claim\n2h claim by=vn\n3h claim yield by=vn", met: true},
		{name: "one yields and claims again", gate: "claim", facts: "1h claim\n2h claim by=vn\n3h claim yield\n4h claim"},
		{name: "one yields later", gate: "claim", facts: "1h claim\n2h claim by=vn\n11h claim yield by=vn"},
		{name: "one waives", gate: "claim", facts: "1h claim\n2h claim by=vn\n3h claim waive", met: true},
		{name: "one operation waives", gate: "claim", facts: "1h claim op=operation/a\n2h claim op=operation/b\n3h claim waive op=operation/b", met: true},
		{name: "an operation that claims nothing waives", gate: "claim", facts: "1h claim op=operation/a\n2h claim op=operation/b\n3h claim waive op=operation/c"},
		{name: "one says that they coordinate", gate: "claim", facts: "1h claim\n2h claim by=vn\n3h claim coordinate with=vn"},
		{name: "the other says so", gate: "claim", facts: "1h claim\n2h claim by=vn\n3h claim coordinate with=hk by=vn"},
		{name: "both say that they coordinate", gate: "claim", facts: "1h claim\n2h claim by=vn\n3h claim coordinate with=vn\n4h claim coordinate with=hk by=vn", met: true},
		{name: "they coordinate with a third", gate: "claim", facts: "1h claim\n2h claim by=vn\n3h claim coordinate with=us\n4h claim coordinate with=hk by=vn"},
		{name: "two coordinate and a third claims", gate: "claim", facts: "1h claim\n2h claim by=vn\n3h claim coordinate with=vn\n4h claim coordinate with=hk by=vn\n5h claim by=us"},

		{name: "nobody looked", gate: "collateral"},
		{name: "clear", gate: "collateral", facts: "1h see collateral result=clear", met: true},
		{name: "warn", gate: "collateral", facts: "1h see collateral result=warn", met: true},
		{name: "block", gate: "collateral", facts: "1h see collateral result=block"},
		{name: "clear and then block", gate: "collateral", facts: "1h see collateral result=clear\n2h see collateral result=block"},
		{name: "block and then clear", gate: "collateral", facts: "1h see collateral result=block\n10h see collateral result=clear", met: true},
		{name: "block later", gate: "collateral", facts: "1h see collateral result=clear\n11h see collateral result=block", met: true},
		{name: "looked at under another holder", gate: "collateral", facts: "1h see collateral result=clear\n2h see new-holder"},
		{name: "looked at when the new holder came", gate: "collateral", facts: "2h see collateral result=clear\n2h see new-holder", met: true},

		{name: "granted in this tenure", gate: "tenure", facts: "1h see new-holder", orders: one("1h granted"), met: true},
		{name: "granted in an earlier one", gate: "tenure", facts: "1h see new-holder", orders: one("59m59s granted")},
		{name: "granted earlier and extended in this one", gate: "tenure", facts: "2h see new-holder", orders: one("1h granted\n3h extended")},
		{name: "granted anew in this one", gate: "tenure", facts: "2h see new-holder", orders: one("1h granted\n3h granted"), met: true},
		{name: "the new holder comes later", gate: "tenure", facts: "11h see new-holder", orders: one("1h granted"), met: true},

		{name: "no proof", gate: "proof"},
		{name: "a reference", gate: "proof", attempt: Attempt{Proof: "R-1"}, met: true},
	} {
		if v := c.verdict(t); v.Met != c.met || v.Gate != c.gate {
			t.Errorf("%s, %s: met %t, want %t: %s", c.gate, c.name, v.Met, c.met, v.Says)
		}
	}
}

func TestTheOrderOfAnActIsTheOneThatFits(t *testing.T) {
	for _, c := range []struct {
		name   string
		orders map[string]string
		want   string
	}{
		{"none", nil, ""},
		{"the only one", map[string]string{"a": "1h granted"}, "a"},
		{"one that fits all before one granted earlier", map[string]string{"a": "1h granted in=VN", "b": "2h granted"}, "b"},
		{"one without seal before one granted earlier", map[string]string{"a": "1h granted sealed", "b": "2h granted"}, "b"},
		{"a sealed one before none", map[string]string{"a": "1h granted sealed", "b": "2h granted in=VN"}, "a"},
		{"one that was unsealed", map[string]string{"a": "1h granted sealed\n3h unsealed", "b": "2h granted"}, "a"},
		{"the one granted earliest", map[string]string{"a": "2h granted", "b": "1h granted"}, "b"},
		{"of two of one instant the first by reference", map[string]string{"b": "1h granted", "a": "1h granted"}, "a"},
		{"none of two that lack something each", map[string]string{"a": "1h granted in=VN", "b": "1h granted effects=sinkhole"}, ""},
	} {
		s := story(t, "domain", "")
		for key, text := range c.orders {
			s.Orders = append(s.Orders, orderOf(t, key, text))
		}
		j := Judge(s, Attempt{Method: "suspend", At: day.Add(10 * time.Hour), Place: "HK", Agency: "hk"})
		if j.Order != c.want {
			t.Errorf("%s: %q, want %q", c.name, j.Order, c.want)
		}
	}
}

func TestAnOrderThatIsNamedIsTheOneThatIsJudged(t *testing.T) {
	s := story(t, "domain", "")
	s.Orders = []*Order{orderOf(t, "a", "1h granted"), orderOf(t, "b", "2h granted until=3h")}
	j := Judge(s, Attempt{Method: "suspend", At: day.Add(10 * time.Hour), Place: "HK", Agency: "hk", Order: "b"})
	if unmet := j.Unmet([]string{GateOrder}); j.Order != "" || len(unmet) != 1 || !strings.Contains(unmet[0].Says, "order/b") {
		t.Errorf("%q: %v", j.Order, unmet)
	}
}

func TestTheProviderOfAnActIsTheOneWhosePartFits(t *testing.T) {
	registrar := Provided{Provider: "r.example", Roles: []string{"registrar"}, Jurisdiction: "HK"}
	dns := Provided{Provider: "d.example", Roles: []string{"dns"}, Jurisdiction: "VN"}
	registry := Provided{Provider: "y.example", Roles: []string{"registry"}, Jurisdiction: "US"}
	past := Provided{Provider: "p.example", Roles: []string{"registrar"}, Until: day}
	for _, c := range []struct {
		name            string
		live            []Provided
		typed           string
		provider, place string
		ambiguous       int
	}{
		{name: "none"},
		{name: "the only one, whatever its part", live: []Provided{dns}, provider: "d.example", place: "VN"},
		{name: "the one whose part fits", live: []Provided{dns, registrar}, provider: "r.example", place: "HK"},
		{name: "one of the past is none", live: []Provided{past, registrar}, provider: "r.example", place: "HK"},
		{name: "several whose part fits", live: []Provided{registrar, registry, dns}, ambiguous: 2},
		{name: "several of which none fits", live: []Provided{dns, {Provider: "h.example", Roles: []string{"hosting"}}}},
		{name: "the one that was typed", live: []Provided{registrar, registry}, typed: "y.example", provider: "y.example", place: "US"},
	} {
		s := story(t, "domain", "")
		s.Providers = c.live
		j := Judge(s, Attempt{Method: "suspend", At: day, Provider: c.typed})
		if j.Provider != c.provider || j.Place != c.place || len(j.Ambiguous) != c.ambiguous {
			t.Errorf("%s: %q in %q, ambiguous %v", c.name, j.Provider, j.Place, j.Ambiguous)
		}
	}
}

func TestATargetIsAuthorisedWhileEveryGateButProofIsMet(t *testing.T) {
	s := story(t, "domain", "0h see collateral result=clear\n5h hold by=vn until=6h\n8h see new-holder")
	s.Orders = []*Order{orderOf(t, "o", "1h granted from=2h until=7h effects=suspend")}
	s.Providers = []Provided{{Provider: "r.example", Jurisdiction: "HK"}}
	for at, want := range map[string]string{
		"0h": "identified", "1h": "identified", "1h59m59s": "identified", "2h": "authorised", "5h": "identified",
		"6h": "authorised", "6h59m59s": "authorised", "7h": "identified", "9h": "identified",
	} {
		l := TargetLife(s, hours(t, at))
		if l.Status != want {
			t.Errorf("at %s: %s, want %s", at, l.Status, want)
		}
		if want == "authorised" && !l.Times[Authorised].Equal(day.Add(2*time.Hour)) {
			t.Errorf("at %s: authorised since %s", at, l.Times[Authorised])
		}
	}
	s.Orders[0].Terms[0].Effects = []string{"lock"}
	if l := TargetLife(s, hours(t, "2h")); l.Status != "identified" {
		t.Errorf("by a method that makes no state: %s", l.Status)
	}
}
