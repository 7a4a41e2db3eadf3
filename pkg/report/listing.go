package report

import (
	"time"

	"takedown/pkg/takedown"
	"takedown/pkg/view"
)

// listing is the answer of a report that is made of rows. Rows are never null.
type listing[Row any] struct {
	Report  string `json:"report"`
	AsOf    string `json:"as_of"`
	KnownAt string `json:"known_at"`
	Rows    []Row  `json:"rows"`
}

func newListing[Row any](name string, v view.View) listing[Row] {
	return listing[Row]{Report: name, AsOf: view.FormatTime(v.AsOf()), KnownAt: view.FormatTime(v.KnownAt()), Rows: []Row{}}
}

// lines are the rows one by one.
func (l *listing[Row]) lines() []any {
	out := make([]any, len(l.Rows))
	for i := range l.Rows {
		out[i] = l.Rows[i]
	}
	return out
}

// instant writes a time of an answer; what is not known is empty.
func instant(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return view.FormatTime(t)
}

// minute writes a time for people, who have no use for its seconds.
func minute(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2006-01-02T15:04Z")
}

// eachTold calls f for the selected targets and suspects of which facts speak,
// with the facts. Nobody is asked about the others: in a large case most
// targets were only found.
func (s selection) eachTold(f func(r *view.Record, facts []takedown.Fact) error) error {
	for r, err := range s.records(append(kindsOf("targets"), "suspect"), "") {
		if err != nil {
			return err
		}
		if !r.Life.Judged {
			continue
		}
		facts, err := s.view.Facts(r.ID)
		if err != nil {
			return err
		}
		nouns, err := view.Nouns(facts)
		if err != nil {
			return err
		}
		if err := f(r, nouns); err != nil {
			return err
		}
	}
	return nil
}
