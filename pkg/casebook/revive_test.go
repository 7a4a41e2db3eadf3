package casebook

import (
	"testing"

	"takedown/pkg/ledger"
	"takedown/pkg/takedown"
)

// TestARecordThatIsAddedAgainHasItsFactsAndItsState does so by hand and by
// import, for a target, an order and a provider.
func TestARecordThatIsAddedAgainHasItsFactsAndItsState(t *testing.T) {
	target, order, provider := domain("evil.example"), takedown.ID{Kind: "order", Key: "hk:o"}, takedown.ID{Kind: "provider", Key: "r.example"}
	fields := map[takedown.ID][]Edit{
		target: nil, order: {{"type", "=", "seizure"}, {"jurisdiction", "=", "HK"}, {"covers", "=", "domain/evil.example"}},
		provider: {{"jurisdiction", "=", "HK"}},
	}
	for undone, edits := range fields {
		for _, byImport := range []bool{false, true} {
			c := newTestCase(t)
			added := map[takedown.ID]string{}
			for id, edits := range fields {
				added[id] = c.write(func(b *Batch) error { return b.Add(id, "", edits, false) }).Batch
			}
			c.write(func(b *Batch) error { return b.Link(target, "provided-by", provider, nil) })
			c.write(func(b *Batch) error {
				return b.Observe(target, takedown.Observation{Verdict: takedown.Collateral, Result: "clear"})
			})
			c.write(func(b *Batch) error { return b.Order(order, takedown.OrderEvent{Event: "granted"}, nil) })
			if got := c.record(target).Status(); got != "authorised" {
				t.Fatalf("%s before", got)
			}
			c.write(func(b *Batch) error { return b.Undo(added[undone]) })
			if r := c.record(target); r != nil && r.Status() != "identified" {
				t.Errorf("without %s it is %s", undone, r.Status())
			}
			if byImport {
				c.importOne(undone, edits)
			} else {
				c.write(func(b *Batch) error { return b.Add(undone, "", edits, false) })
			}
			// What an order says by a grant is what stood before it, and
			// that was taken back.
			want := "authorised"
			if undone == order {
				want = "identified"
			}
			if got := c.record(target).Status(); got != want {
				t.Errorf("%s was added again, import %t: %s, want %s", undone, byImport, got, want)
			}
			if _, problems := c.reader().Verify(nil); len(problems) > 0 {
				t.Errorf("%s, import %t: %v", undone, byImport, problems)
			}
		}
	}
}

func (c *testCase) importOne(id takedown.ID, edits []Edit) {
	c.t.Helper()
	items := func(yield func(takedown.Item, error) bool) {
		it := takedown.Item{Line: 1, ID: id}
		for _, e := range edits {
			it.Values = append(it.Values, takedown.Value{Field: takedown.KindOf(id.Kind).Field(e.Field), Text: e.Text})
		}
		yield(it, nil)
	}
	w := c.writer()
	_, err := w.Import(items, ImportOptions{Name: "a.csv", Format: "csv", Hash: func() (string, int64) { return ledger.Hash{}.String(), 1 }})
	must(c.t, err)
	must(c.t, w.Close())
}

func TestAnOrderOfWhichTheEventIsWrongIsLeftOutWhole(t *testing.T) {
	c := newTestCase(t)
	order := takedown.ID{Kind: "order", Key: "hk:o"}
	c.write(func(b *Batch) error {
		return b.Add(order, "", []Edit{{"type", "=", "seizure"}, {"jurisdiction", "=", "HK"}}, false)
	})
	w := c.writer()
	commit, err := w.Write(false, true, func(b *Batch) error {
		return b.Order(order, takedown.OrderEvent{Event: "granted", At: "2025-03-14T00:00:00Z"}, []Edit{{"valid_until", "=", "2025-03-13T00:00:00Z"}})
	})
	must(t, err)
	must(t, w.Close())
	if len(commit.Left) != 1 || len(commit.Entries) != 0 {
		t.Errorf("%d left out, and written were %v", len(commit.Left), commit.Entries)
	}
}
