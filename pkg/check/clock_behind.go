package check

import (
	"fmt"

	"takedown/pkg/view"
)

var clockBehind = Rule{
	Name: "clock-behind", Level: Note,
	Why:  "A clock that stood before the last entry makes every time of that machine doubtful.",
	Late: lateFinding,
	Good: Example{evil},
	Bad:  Example{evil, {Verb: "set", Subject: "domain/evil.example", Payload: `{"set":{"registrar":"R"}}`, Clock: "2025-01-01T00:00:00Z"}},
}

func lateFinding(l *view.Late) Finding {
	return Finding{
		Subject: l.Subject, Entries: []string{l.First},
		Message: fmt.Sprintf("the clock stood at %s, before the entry that came before: %d recorded at %s", stamp(l.Clock), l.Entries, stamp(l.Recorded)),
	}
}
