package report_test

import (
	"testing"
	"time"

	"takedown/pkg/takedown"
)

const (
	hour = time.Hour
	day  = 24 * hour
)

// anOperation is a case with acts in it: targets and suspects in every state
// that reports tell apart.
func anOperation(t testing.TB) *memory {
	const in = "operations=hk:it's"
	m := newMemory(
		record(t, "agency/hk", "jurisdiction=HK", in),
		record(t, "agency/vn", "jurisdiction=VN"),
		record(t, "agency/mo", "jurisdiction=MO"),
		record(t, "provider/registrar.example", "roles=registrar", "jurisdiction=VN"),
		record(t, "provider/host.example", "roles=hosting", "jurisdiction=SG"),
		record(t, "order/hk:o1", "type=seizure", "jurisdiction=VN", "valid_until=2026-02-01T00:00:00Z", "covers=domain/*.evil.example", "covers=server/192.0.2.0/24", in),
		record(t, "order/hk:o2", "type=seizure", "jurisdiction=SG", "valid_until=2026-01-01T00:00:00Z", "covers=domain/old.example"),
		record(t, "order/hk:o3", "type=preservation", "jurisdiction=MO", "valid_until=2026-03-01T00:00:00Z", "covers=domain/other.example"),
		record(t, "order/vn:Sealed-4", "type=production", "jurisdiction=VN", "sealed_until=open"),
		record(t, "order/vn:w1", "type=arrest-warrant", "jurisdiction=VN", "covers=suspect/hk:smith", "covers=suspect/hk:neo"),
		record(t, "domain/a.evil.example", in), // closed
		record(t, "domain/b.evil.example", in), // verified
		record(t, "domain/c.evil.example"),     // re-emerged
		record(t, "domain/d.evil.example"),     // sent
		record(t, "domain/other.example", in),  // not covered
		record(t, "domain/old.example"),        // not covered any more
		record(t, "domain/gone.example"),       // dropped
		record(t, "server/192.0.2.1", in),      // seized, not looked at in time
		record(t, "server/192.0.2.2"),          // seized, who knows where
		record(t, "server/198.51.100.9"),       // returned
		record(t, "url/https://evil.example/a", in),
		record(t, "account/email:a@evil.example", in),
		record(t, "suspect/hk:Neo", in),
		record(t, "suspect/hk:Trinity", in),
		record(t, "suspect/hk:Smith", in),
		record(t, "suspect/hk:Cypher"),
		record(t, "suspect/hk:Tank"),
		record(t, "suspect/hk:Mouse"),
		record(t, "evidence/hk:e1", "size=100", in),
		record(t, "evidence/vn:e1", "size=23"),
		record(t, "victims/hk:v1", "country=VN", "identified=1000", "notified=10"),
	)
	granted := takedown.OrderEvent{Event: "granted"}
	for _, o := range []string{"order/hk:o1", "order/hk:o2", "order/vn:sealed-4", "order/vn:w1"} {
		m.tell(t, o, "order", 20*day, granted)
	}
	m.provide(t, "domain/a.evil.example", "provider/registrar.example")
	m.provide(t, "domain/other.example", "provider/registrar.example")
	m.provide(t, "domain/old.example", "provider/host.example")
	actsOnTargets(t, m)
	actsOnSuspects(t, m)
	return m.settle(t)
}

func actsOnTargets(t testing.TB, m *memory) {
	act := func(name, method, outcome string, before time.Duration, agency, place, order string) {
		m.tell(t, name, "act", before, takedown.Act{Method: method, Outcome: outcome, ExecutedBy: agency, Place: place, Order: order})
	}
	see := func(name, verdict string, before time.Duration) {
		m.tell(t, name, "observe", before, takedown.Observation{Verdict: verdict})
	}
	act("domain/a.evil.example", "suspend", "done", 12*day, "hk", "VN", "order/hk:o1")
	see("domain/a.evil.example", "down", 11*day)
	see("domain/a.evil.example", "down", 2*day)
	act("domain/b.evil.example", "sinkhole", "done", 3*day, "vn", "VN", "order/hk:o1")
	see("domain/b.evil.example", "sinkholed", 2*day)
	act("domain/c.evil.example", "suspend", "done", 9*day, "", "VN", "order/hk:o1")
	see("domain/c.evil.example", "up", 2*day)
	act("domain/d.evil.example", "suspend", "sent", day, "vn", "VN", "order/hk:o1")
	m.tell(t, "domain/gone.example", "drop", day, takedown.Drop{Reason: "out-of-scope"})
	act("server/192.0.2.1", "seize", "done", 5*hour, "vn", "VN", "order/hk:o1")
	act("server/192.0.2.2", "seize", "done", hour/2, "hk", "", "")
	act("server/198.51.100.9", "seize", "done", 5*day, "hk", "SG", "")
	act("server/198.51.100.9", "return", "done", 4*day, "hk", "SG", "")
	act("url/https://evil.example/a", "remove", "refused", day, "mo", "MO", "")
	act("account/email:a@evil.example", "close", "planned", day, "hk", "", "")
}

func actsOnSuspects(t testing.TB, m *memory) {
	act := func(name, method string, before time.Duration, agency, place string) {
		m.tell(t, name, "act", before, takedown.Act{Method: method, Outcome: "done", ExecutedBy: agency, Place: place, Order: "order/vn:w1"})
	}
	act("suspect/hk:neo", "arrest", 2*day, "vn", "VN")
	act("suspect/hk:trinity", "arrest", 3*day, "vn", "VN")
	act("suspect/hk:trinity", "charge", 2*day, "hk", "")
	act("suspect/hk:cypher", "arrest", 3*day, "mo", "MO")
	act("suspect/hk:cypher", "free", day, "mo", "MO")
	act("suspect/hk:tank", "arrest", 3*day, "hk", "")
	m.tell(t, "suspect/hk:mouse", "observe", 6*day, takedown.Observation{Verdict: takedown.Identity, Identifies: "a phone"})
}
