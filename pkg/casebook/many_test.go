package casebook

import (
	"errors"
	"testing"

	"takedown/pkg/takedown"
)

// manyFacts are the commands that write facts about many records, by name, the
// second record being one of which it is refused.
func manyFacts() map[string]struct {
	ids   []takedown.ID
	write func(b *Batch, id takedown.ID) error
} {
	type command = struct {
		ids   []takedown.ID
		write func(b *Batch, id takedown.ID) error
	}
	domains := ids("domain", "a.example", "gone.example", "b.example")
	return map[string]command{
		"act": {ids("domain", "a.example", "blocked.example", "b.example"), func(b *Batch, id takedown.ID) error {
			return b.Act(id, Act{Act: takedown.Act{Method: "suspend", Outcome: "sent", Place: "HK"}})
		}},
		"order": {ids("order", "hk:o", "hk:gone", "hk:p"), func(b *Batch, id takedown.ID) error {
			return b.Order(id, takedown.OrderEvent{Event: "granted"}, []Edit{{"effects", "+=", "suspend"}})
		}},
		"observe": {domains, func(b *Batch, id takedown.ID) error { return b.Observe(id, takedown.Observation{Verdict: "up"}) }},
		"hold":    {domains, func(b *Batch, id takedown.ID) error { return b.Hold(id, takedown.Hold{Contact: "desk"}, "a tap") }},
		"lift":    {ids("domain", "a.example", "blocked.example", "b.example"), func(b *Batch, id takedown.ID) error { return b.Lift(id, "") }},
		"claim":   {domains, func(b *Batch, id takedown.ID) error { return b.Claim(id, takedown.Claim{}) }},
		"drop":    {domains, func(b *Batch, id takedown.ID) error { return b.Drop(id, takedown.Drop{Reason: "duplicate"}) }},
		"custody": {ids("evidence", "hk:1a", "hk:gone", "hk:1b"), func(b *Batch, id takedown.ID) error {
			return b.Custody(id, takedown.Custody{Event: "collect", To: "Wong"})
		}},
	}
}

// manyCase has all records of manyFacts but those that are gone; of
// blocked.example others would be hit, and nobody holds it.
func manyCase(t *testing.T) *testCase {
	c := newTestCase(t)
	c.write(func(b *Batch) error {
		for _, id := range ids("domain", "a.example", "b.example") {
			must(t, b.Add(id, "", nil, false))
			must(t, b.Hold(id, takedown.Hold{Contact: "desk"}, ""))
			must(t, b.Observe(id, takedown.Observation{Verdict: takedown.Collateral, Result: "clear"}))
		}
		must(t, b.Add(domain("blocked.example"), "", nil, false))
		must(t, b.Observe(domain("blocked.example"), takedown.Observation{Verdict: takedown.Collateral, Result: "block"}))
		for _, id := range ids("order", "hk:o", "hk:p") {
			must(t, b.Add(id, "", []Edit{{"type", "=", "seizure"}, {"jurisdiction", "=", "HK"}, {"covers", "=", "domain/a.example"}, {"covers", "=", "domain/b.example"}}, false))
			must(t, b.Order(id, takedown.OrderEvent{Event: "granted"}, nil))
		}
		must(t, b.Add(takedown.ID{Kind: "evidence", Key: "hk:1a"}, "", nil, false))
		return b.Add(takedown.ID{Kind: "evidence", Key: "hk:1b"}, "", nil, false)
	})
	return c
}

// size is how many entries the case file has.
func (c *testCase) size() uint64 {
	c.t.Helper()
	r, err := OpenReader(c.path, c.env)
	must(c.t, err)
	defer func() { _ = r.Close() }()
	return r.head.Head.Size
}

func TestAFactAboutManyIsWrittenOfAllOrOfNone(t *testing.T) {
	c := manyCase(t)
	for name, cmd := range manyFacts() {
		size := c.size()
		all := func(b *Batch) error {
			for _, id := range cmd.ids {
				if err := cmd.write(b, id); err != nil {
					return err
				}
			}
			return nil
		}
		try := func(dry, each bool) (Commit, error) {
			w := c.writer()
			defer func() { must(t, w.Close()) }()
			return w.Write(dry, each, all)
		}
		if _, err := try(false, false); err == nil || !errors.Is(err, takedown.ErrNotFound) && !errors.Is(err, ErrGate) {
			t.Errorf("%s: %v", name, err)
		}
		commit, err := try(true, true)
		if err != nil || len(commit.Left) != 1 || len(commit.Entries) < 2 || !commit.DryRun {
			t.Errorf("%s, dry: %v, %d left out, %d entries", name, err, len(commit.Left), len(commit.Entries))
		}
		if now := c.size(); now != size {
			t.Errorf("%s: nothing was to be written, and %d entries are", name, now-size)
		}
		would := len(commit.Entries)
		if commit, err = try(false, true); err != nil || len(commit.Left) != 1 || len(commit.Entries) != would {
			t.Errorf("%s, each: %v, %d left out, %d entries, want %d", name, err, len(commit.Left), len(commit.Entries), would)
		}
		for _, e := range commit.Entries {
			if e.Subject == cmd.ids[1].String() {
				t.Errorf("%s: %s was written of the one that is refused", name, e.ID)
			}
		}
		if now := c.size(); now != size+uint64(would) {
			t.Errorf("%s: %d entries more, want %d", name, now-size, would)
		}
	}
	if _, problems := c.reader().Verify(nil); len(problems) > 0 {
		t.Error(problems)
	}
}
