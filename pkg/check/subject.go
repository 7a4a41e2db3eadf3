package check

import (
	"fmt"
	"time"

	"takedown/pkg/lifecycle"
	"takedown/pkg/takedown"
	"takedown/pkg/view"
)

// subject is one record that is judged. What rules ask about it is read once,
// and not at all for the many of which no fact speaks.
type subject struct {
	*view.Record
	run *run

	lifeCase *lifecycle.Case
	judged   []act
	acts     bool // whether judged was filled
}

func (s *subject) asOf() time.Time { return s.run.view.AsOf() }

// word is the name of the record as a word of a command.
func (s *subject) word() string { return takedown.ShellWord(s.Name()) }

// one is the answer of a rule that finds one thing.
func one(entries []string, command, format string, args ...any) []Finding {
	return []Finding{{Entries: entries, Command: command, Message: fmt.Sprintf(format, args...)}}
}

// facts returns the facts, the orders and the providers of the record.
func (s *subject) facts() (*lifecycle.Case, error) {
	var err error
	if s.lifeCase == nil {
		s.lifeCase, err = view.CaseOf(s.run.view, s.ID)
	}
	return s.lifeCase, err
}

// because returns the entries that hold the state up.
func (s *subject) because() ([]string, error) {
	life, err := view.LifeOf(s.run.view, s.ID)
	var out []string
	for _, reason := range life.Because {
		out = append(out, reason.Entry)
	}
	return out, err
}

// act is an act that was judged again at its own time.
type act struct {
	takedown.Fact
	lifecycle.Judgement
	unmet     []lifecycle.Verdict
	confirmed bool // by an order that was granted later
}

// actions returns the acts that had to meet gates, each judged by what is
// known now with the order, the provider and the place that it names.
func (s *subject) actions() ([]act, error) {
	if s.acts || !s.Life.Judged {
		return s.judged, nil
	}
	s.acts = true
	c, err := s.facts()
	if err != nil {
		return nil, err
	}
	for _, f := range c.Facts {
		if f.Act == nil || f.At.After(s.asOf()) || len(lifecycle.GatesFor(f.Act.Method, f.Act.Outcome)) == 0 {
			continue
		}
		a := act{Fact: f}
		if err := s.judge(c, &a); err != nil {
			return nil, err
		}
		s.judged = append(s.judged, a)
	}
	return s.judged, nil
}

// judge asks the gates again. Where the act rests on a legal claim, that claim
// stands in for an order, and so does an order that confirms it later.
func (s *subject) judge(c *lifecycle.Case, a *act) error {
	a.Judgement = lifecycle.Judge(c, lifecycle.Attempt{
		Method: a.Act.Method, At: a.At, Agency: lifecycle.AgencyOf(a.Origin), Place: a.Act.Place,
		Provider: takedown.KeyOf(a.Act.Provider), Order: takedown.KeyOf(a.Act.Order), Proof: a.Act.Exhibit + a.Act.Ref,
	})
	confirmed, err := s.run.confirms()
	if err != nil {
		return err
	}
	a.confirmed = confirmed[a.ID] != ""
	a.unmet = a.Unmet(lifecycle.GatesOfAct(a.Act, a.confirmed))
	return nil
}

// confirms returns the acts that an order confirmed later.
func (r *run) confirms() (map[string]string, error) {
	var err error
	if r.confirmed == nil {
		r.confirmed, err = view.Confirmed(r.view)
	}
	return r.confirmed, err
}

// stamp writes an instant for people.
func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }
