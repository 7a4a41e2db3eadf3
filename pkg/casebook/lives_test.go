package casebook

import (
	"testing"

	"takedown/pkg/takedown"
)

// TestAStateFollowsEachThingThatItRestsOn goes on step by step: after each the
// stored state is the one of the log.
func TestAStateFollowsEachThingThatItRestsOn(t *testing.T) {
	target, provider := domain("evil.example"), takedown.ID{Kind: "provider", Key: "r.example"}
	us, ours := takedown.ID{Kind: "order", Key: "hk:us"}, takedown.ID{Kind: "order", Key: "hk:ours"}
	add := func(id takedown.ID, edits ...Edit) func(*Batch) error {
		return func(b *Batch) error { return b.Add(id, "", edits, false) }
	}
	event := func(id takedown.ID, event string, edits ...Edit) func(*Batch) error {
		return func(b *Batch) error { return b.Order(id, takedown.OrderEvent{Event: event}, edits) }
	}
	set := func(id takedown.ID, edits ...Edit) func(*Batch) error {
		return func(b *Batch) error { return b.Set(id, edits) }
	}
	undo := func(b *Batch) error { return b.Undo("") }
	c := newTestCase(t)
	for _, step := range []struct {
		says, want string
		write      func(*Batch) error
	}{
		{"the target", "identified", add(target)},
		{"nobody else is hit", "identified", func(b *Batch) error {
			return b.Observe(target, takedown.Observation{Verdict: takedown.Collateral, Result: "clear"})
		}},
		{"a provider", "identified", add(provider, Edit{"jurisdiction", "=", "HK"})},
		{"it provides the target", "identified", func(b *Batch) error { return b.Link(target, "provided-by", provider, nil) }},
		{"an order of elsewhere", "identified", add(us, Edit{"type", "=", "seizure"}, Edit{"jurisdiction", "=", "US"}, Edit{"covers", "=", "domain/*.example"}, Edit{"covers", "=", "domain/evil.example"})},
		{"is granted", "identified", event(us, "granted")},
		{"a draft that leaves the target out", "identified", set(us, Edit{"covers", "-=", "domain/*.example"}, Edit{"covers", "-=", "domain/evil.example"})},
		{"an order that executes it", "identified", add(ours, Edit{"type", "=", "mlat"}, Edit{"jurisdiction", "=", "HK"}, Edit{"executes", "=", "hk:us"})},
		{"is granted, too", "authorised", event(ours, "granted")},
		{"and revoked", "identified", event(ours, "revoked")},
		{"which was wrong", "authorised", undo},
		{"the provider moves", "identified", set(provider, Edit{"jurisdiction", "=", "VN"})},
		{"and back", "authorised", set(provider, Edit{"jurisdiction", "=", "HK"})},
		{"the draft is frozen", "identified", event(us, "extended")},
		{"which was wrong, too", "authorised", undo},
		{"the order of elsewhere is revoked", "identified", event(us, "revoked")},
	} {
		c.write(func(b *Batch) error { b.said.Wide, b.said.Why = true, "test"; return step.write(b) })
		if got := c.record(target).Status(); got != step.want {
			t.Errorf("%s: %s, want %s", step.says, got, step.want)
		}
		r, err := OpenReader(c.path, c.env)
		must(t, err)
		if _, problems := r.Verify(nil); len(problems) > 0 {
			t.Errorf("%s: %v", step.says, problems)
		}
		must(t, r.Close())
	}
}
