package casebook

import (
	"testing"

	"takedown/pkg/ledger"
	"takedown/pkg/takedown"
)

func TestAFileMakesItsRecordsLinksAndFactsStricterAndNeverFreer(t *testing.T) {
	c := newTestCase(t)
	told, free := domain("told.example"), domain("free.example")
	items := func(yield func(takedown.Item, error) bool) {
		_ = yield(takedown.Item{Line: 1, ID: told, TLP: takedown.Green}, nil) &&
			yield(takedown.Item{Line: 2, ID: free}, nil) &&
			yield(takedown.Item{Line: 3, ID: told, Rel: "related-to", To: free, TLP: takedown.Red}, nil) &&
			yield(takedown.Item{Line: 4, ID: told, Note: "for you alone", TLP: takedown.AmberStrict}, nil) &&
			yield(takedown.Item{Line: 5, ID: free, Note: "for partners"}, nil)
	}
	w := c.writer()
	_, err := w.Import(items, ImportOptions{Name: "a.json", Format: "test", Hash: func() (string, int64) { return ledger.Hash{}.String(), 1 }})
	must(t, err)
	must(t, w.Close())
	r := c.reader()
	for _, want := range []struct {
		id  takedown.ID
		tlp takedown.TLP
	}{{told, takedown.AmberStrict}, {free, takedown.Amber}} {
		facts, err := r.Facts(want.id)
		must(t, err)
		if len(facts) != 1 || facts[0].TLP != want.tlp {
			t.Errorf("the note on %s is %v", want.id, facts)
		}
		links, err := r.Links(want.id)
		must(t, err)
		if len(links) != 1 || links[0].TLP != takedown.Red {
			t.Errorf("the link of %s is %v", want.id, links)
		}
	}
	must(t, r.Close())
}
