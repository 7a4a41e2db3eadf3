package casebook

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"takedown/pkg/ledger"
	"takedown/pkg/store"
	"takedown/pkg/takedown"
)

// continued goes on from the case as another origin.
func (c *testCase) continued(origin string) (*testCase, error) {
	c.t.Helper()
	d := newTestCaseOf(c.t, origin)
	must(c.t, os.Remove(d.path))
	d.path = filepath.Join(c.t.TempDir(), "next.db")
	d.env.Now, d.env.StateDir = c.env.Now, c.t.TempDir()
	_, err := Continue(d.path, origin, c.path, ledger.Hash{}.String(), Said{Actor: "kim"}, d.signer, d.env)
	return d, err
}

// shownBut is what the case shows, but for the agency, of which each of its
// origins speaks.
func (c *testCase) shownBut(agency string) string {
	var out []string
	for line := range strings.Lines(c.jsonl()) {
		if !strings.Contains(line, `"key":"`+agency+`"`) {
			out = append(out, line)
		}
	}
	return strings.Join(out, "")
}

func TestAFileThatGoesOnFromAnotherShowsTheSame(t *testing.T) {
	vn, kr := partner(t, "vn/pc1"), partner(t, "kr/a")
	c := receiver(t, vn.testCase, kr.testCase)
	c.write(func(b *Batch) error { return b.Add(domain("ours.example"), "", []Edit{{"tags", "=", "ours"}}, false) })
	some := func(e *ledger.Entry) bool { return e.Seq%7 == 3 }
	c.mustTake(vn.testCase, sealing{withhold: some})
	c.mustTake(kr.testCase, sealing{})
	before, size := c.env.Now(), kr.size
	kr.steps(20, kr.step)
	c.mustTake(kr.testCase, sealing{cuts: []uint64{size}})
	c.write(func(b *Batch) error { return b.Distrust("kr/a", before) }) // the later entries count no more
	c.rotate()
	c.write(func(b *Batch) error { return b.Set(domain("ours.example"), []Edit{{"tags", "+=", "later"}}) })
	c.sound("before")

	d, err := c.continued("hk/lt99")
	if err != nil {
		t.Fatal(err)
	}
	v := d.sound("after")
	if len(v.Others) != 3 {
		t.Errorf("it holds the logs of %d others", len(v.Others))
	}
	if a, b := c.shownBut("hk"), d.shownBut("hk"); a != b {
		t.Errorf("it shows something else:\n%s", firstDifference(a, b))
	}
	// Own is what the agency wrote, also by its other origin.
	d.write(func(b *Batch) error { return b.Set(domain("ours.example"), []Edit{{"tags", "-=", "ours"}}) })
	if r := d.record(domain("ours.example")); strings.Join(r.Set("tags"), " ") != "later" {
		t.Errorf("tags are %v", r.Set("tags"))
	}
	d.mustTake(vn.testCase, sealing{})
	d.sound("after a partner's next file")
}

func TestNothingGoesOnFromADamagedFileOrAsAnotherAgency(t *testing.T) {
	c := newTestCase(t)
	c.write(func(b *Batch) error { return b.Add(domain("evil.example"), "", nil, false) })
	for origin, want := range map[string]error{"vn/pc1": ErrRefused, c.origin(): takedown.ErrExists} {
		if d, err := c.continued(origin); !errors.Is(err, want) || exists(d.path) {
			t.Errorf("as %s: %v", origin, err)
		}
	}
	db, err := store.Open(c.path, store.Options{})
	must(t, err)
	must(t, db.Update(func(tx *store.Tx) error { return tx.DeleteRow("domain", "evil.example") }))
	must(t, db.Close())
	if d, err := c.continued("hk/lt99"); !errors.Is(err, store.ErrDamaged) || exists(d.path) {
		t.Errorf("from a damaged file: %v", err)
	}
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
