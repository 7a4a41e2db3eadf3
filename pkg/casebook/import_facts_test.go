package casebook

import (
	"testing"

	"takedown/pkg/ledger"
	"takedown/pkg/takedown"
)

func TestAFileCanSayWhatWasSeenAndTheSameFileAgainSaysNothing(t *testing.T) {
	c := newTestCase(t)
	evil := domain("told.example")
	items := func(yield func(takedown.Item, error) bool) {
		_ = yield(takedown.Item{Line: 3, ID: evil, Note: "it was told so"}, nil) &&
			yield(takedown.Item{Line: 1, ID: evil}, nil) &&
			yield(takedown.Item{Line: 2, ID: evil, Seen: &takedown.Observation{Verdict: "up", At: "2025-03-01T08:00:00+08:00", From: "feed"}}, nil)
	}
	o := ImportOptions{Name: "a.json", Format: "test", Hash: func() (string, int64) { return ledger.Hash{}.String(), 1 }}
	for _, want := range []struct{ entries, facts int }{{4, 2}, {0, 0}} { // one is that of the file
		w := c.writer()
		counts, err := w.Import(items, o)
		must(t, err)
		must(t, w.Close())
		if counts.Entries != want.entries || counts.FactsAdded != want.facts {
			t.Errorf("%d entries and %d facts, want %+v", counts.Entries, counts.FactsAdded, want)
		}
	}
	r := c.reader()
	if _, problems := r.Verify(nil); len(problems) > 0 {
		t.Error(problems)
	}
	must(t, r.Close())
}
