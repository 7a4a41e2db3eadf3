package check

import "takedown/pkg/lifecycle"

var custodyGap = Rule{
	Name: "custody-gap", Level: Error, Kinds: []string{"evidence"},
	Why:    "An exhibit whose way from hand to hand has a hole proves nothing in court.",
	Record: findCustodyGap,
	Good: Example{
		exhibit, handled("collect", "2025-02-03T00:00:00Z", `,"to":"kim"`),
		handled("hand-over", "2025-02-04T00:00:00Z", `,"from":"kim","to":"lee"`), handled("receive", "2025-02-04T01:00:00Z", `,"to":"lee"`),
	},
	Bad: Example{
		exhibit, handled("collect", "2025-02-03T00:00:00Z", `,"to":"kim"`), handled("receive", "2025-02-04T01:00:00Z", `,"to":"lee"`),
	},
}

var exhibit = Said{Verb: "add", Subject: "evidence/hk:1A", Payload: `{"set":{"media_type":"application/octet-stream"}}`}

// handled is a step of custody.
func handled(event, at, more string) Said {
	return Said{Verb: "custody", Subject: "evidence/hk:1A", Payload: `{"event":"` + event + `","at":"` + at + `"` + more + `}`}
}

func findCustodyGap(s *subject) ([]Finding, error) {
	if !s.Life.Judged {
		return nil, nil
	}
	c, err := s.facts()
	if err != nil {
		return nil, err
	}
	var out []Finding
	for _, f := range lifecycle.CustodyOf(c.Facts, s.Get("sha256"), s.asOf()).Findings {
		out = append(out, Finding{
			// A step that is not there can explain all but another hash.
			absent:  f.Problem != "changed-hash",
			Entries: f.Entries, Message: f.Problem + ": " + f.Says, Command: "takedown custody EVENT " + s.word() + " --at TIME",
		})
	}
	return out, nil
}
