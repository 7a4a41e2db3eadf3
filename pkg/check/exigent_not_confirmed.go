package check

import (
	"fmt"

	"takedown/pkg/takedown"
)

var exigentNotConfirmed = Rule{
	Name: "exigent-not-confirmed", Level: Error, Kinds: acted, Absence: true,
	Why:    "A claim of danger or of consent stands in for an order only until somebody has confirmed it in time.",
	Record: findExigent,
	Good: Example{
		evil, cleared, done("domain/evil.example", "suspend", "2025-02-03T00:00:00Z", "HK", claimed),
		orderOn("domain/evil.example", "domain-suspension"),
		{Verb: "order", Subject: "order/hk:77", Payload: `{"event":"granted","at":"2025-02-04T00:00:00Z","confirms":["hk/lt07:3"]}`},
	},
	Bad: Example{evil, cleared, done("domain/evil.example", "suspend", "2025-02-03T00:00:00Z", "HK", claimed)},
}

const claimed = `,"claimed":{"basis":"exigent","authority":"duty officer","confirm_by":"2025-02-05T00:00:00Z"}`

// findExigent finds claims that no order has confirmed. One that is still in
// time is only noted.
func findExigent(s *subject) ([]Finding, error) {
	acts, err := s.actions()
	var out []Finding
	for i := range acts {
		a := &acts[i]
		if a.Act.Claimed == nil || a.confirmed {
			continue
		}
		f := Finding{Entries: []string{a.ID}, Command: fmt.Sprintf("takedown order granted REFERENCE --at TIME --confirms %s", a.ID)}
		by, err := takedown.ParseInstant(a.Act.Claimed.ConfirmBy)
		f.Message = fmt.Sprintf("%s on a legal claim (%s) by %s, and no order confirmed it by %s", a.said(), a.Act.Claimed.Basis, a.Act.Claimed.Authority, stamp(by))
		if err == nil && s.asOf().Before(by) {
			f.Level = Note
			f.Message = fmt.Sprintf("%s on a legal claim (%s) by %s, which an order has to confirm by %s", a.said(), a.Act.Claimed.Basis, a.Act.Claimed.Authority, stamp(by))
		}
		out = append(out, f)
	}
	return out, err
}
