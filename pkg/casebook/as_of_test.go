package casebook

import (
	"testing"
	"time"

	"takedown/pkg/takedown"
)

func TestAReaderShowsTheWorldAsOfAnInstant(t *testing.T) {
	c := newTestCase(t)
	id := takedown.ID{Kind: "domain", Key: "evil.example"}
	act := Act{Act: takedown.Act{Method: "suspend", Outcome: "done", At: "2025-03-01T00:00:00Z", Unmet: []string{}}, Unmet: true}
	c.write(func(b *Batch) error {
		must(t, b.Add(id, "", nil, false))
		b.said.Why = "seen on the day"
		return b.Act(id, act)
	})
	for at, want := range map[string]string{
		"":                     "suspended",
		"2025-02-28T23:59:59Z": "identified",
		"2025-03-01T00:00:00Z": "suspended",
		"2026-03-01T00:00:00Z": "suspended",
	} {
		env := c.env
		if at != "" {
			env.AsOf, _ = time.Parse(time.RFC3339, at)
		}
		r, err := OpenReader(c.path, env)
		must(t, err)
		record, err := r.Record(id)
		must(t, err)
		if record.Status() != want {
			t.Errorf("as of %q it is %s, want %s", at, record.Status(), want)
		}
		counts, err := r.Count("", "domain")
		must(t, err)
		if counts[want] != 1 {
			t.Errorf("as of %q the counters say %v, want one %s", at, counts, want)
		}
		if !env.AsOf.IsZero() && !r.AsOf().Equal(env.AsOf) {
			t.Errorf("the view is as of %s, want %s", r.AsOf(), env.AsOf)
		}
		must(t, r.Close())
	}
}
