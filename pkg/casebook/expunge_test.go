package casebook

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"slices"
	"testing"
	"time"

	"takedown/pkg/ledger"
	"takedown/pkg/store"
	"takedown/pkg/takedown"
)

func (c *testCase) expunge(ids ...string) Commit {
	c.t.Helper()
	w := c.writer()
	commit, err := w.Expunge(false, false, ids, "HCMP 12/2025")
	must(c.t, err)
	must(c.t, w.Close())
	return commit
}

// rebuiltEqual sees that the log makes the view that is stored.
func (c *testCase) rebuiltEqual(when string) {
	c.t.Helper()
	c.sound(when)
	_, differed, err := Rebuild(c.path, c.env)
	must(c.t, err)
	if differed != 0 {
		c.t.Fatalf("%s: the rebuild made %d other rows", when, differed)
	}
}

func (c *testCase) hasText(text string) bool {
	c.t.Helper()
	raw, err := os.ReadFile(c.path)
	must(c.t, err)
	return bytes.Contains(raw, []byte(text))
}

// addMany writes n domains in one command.
func (c *testCase) addMany(name string, n int) {
	c.t.Helper()
	c.write(func(b *Batch) error {
		for i := range n {
			if err := b.Add(domain(fmt.Sprintf("%s%d.example", name, i)), "", []Edit{{"registrar", "=", fmt.Sprintf("Heron%d", i)}}, false); err != nil {
				return err
			}
		}
		return nil
	})
}

// look opens the file for a moment.
func (c *testCase) look(f func(*Reader)) {
	c.t.Helper()
	r, err := OpenReader(c.path, c.env)
	must(c.t, err)
	f(r)
	must(c.t, r.Close())
}

// left are the sequences of what is left out of the own log.
func (c *testCase) left() (out []uint64) {
	c.t.Helper()
	c.look(func(r *Reader) {
		for p, err := range r.Lines(r.Origin()) {
			must(c.t, err)
			if p.Line == nil {
				out = append(out, p.Seq)
			}
		}
	})
	return out
}

func TestExpungedPlacesOfBundleAndTailStayInTheTreeWhileTheLogGoesOn(t *testing.T) {
	c := newTestCase(t)
	c.addMany("d", 298) // 300 entries: a bundle, and a tail of 44
	var before ledger.Head
	c.look(func(r *Reader) { before = r.Own().Head })
	gone := []uint64{3, 10, 11, 255, 256, 257, 280, 299, 300}
	var ids []string
	for _, seq := range gone {
		ids = append(ids, ledger.EntryID("hk/lt07", seq))
	}
	c.expunge(ids...)
	if got := c.left(); !slices.Equal(got, gone) {
		t.Fatalf("left out: %v, want %v", got, gone)
	}
	c.look(func(r *Reader) {
		if root, err := rootAt(r.tx, "hk/lt07", before.Size); err != nil || root != before.Root {
			t.Errorf("the first 300 entries make another root than before: %v", err)
		}
	})
	if rec := c.record(domain("d0.example")); rec != nil {
		t.Error("a record whose only entry was expunged is there")
	}
	v := c.sound("after it")
	if v.Expunged != uint64(len(gone)) || v.Entries != v.Head.Head.Size-v.Expunged {
		t.Errorf("%d expunged, %d entries of %d", v.Expunged, v.Entries, v.Head.Head.Size)
	}
	// One by one and many at once, over the borders of bundles with gaps.
	for i := range 3 {
		c.addMany(fmt.Sprintf("e%d-", i), 90)
		c.rebuiltEqual(fmt.Sprint("more ", i))
	}
	c.expunge("hk/lt07:400", "hk/lt07:12")
	c.addMany("f", 600)
	c.rebuiltEqual("over several bundles")
	if got := c.left(); !slices.Equal(got, []uint64{3, 10, 11, 12, 255, 256, 257, 280, 299, 300, 400}) {
		t.Errorf("left out: %v", got)
	}
}

func TestAnExpungeEntryThatFillsTheBundleOfItsEntryDropsItAllTheSame(t *testing.T) {
	for n := 252; n <= 256; n++ {
		c := newTestCase(t)
		c.addMany("d", n-2)
		c.expunge(ledger.EntryID("hk/lt07", uint64(n)), ledger.EntryID("hk/lt07", uint64(n-1)))
		if got := c.left(); !slices.Equal(got, []uint64{uint64(n - 1), uint64(n)}) {
			t.Errorf("of %d entries are left out: %v", n, got)
		}
		c.rebuiltEqual(fmt.Sprint(n))
	}
}

func TestWhatAnyEntrySaidIsNoMoreOnceItIsExpunged(t *testing.T) {
	c := newTestCase(t)
	a, b := domain("a.example"), domain("b.example")
	order, neo, cypher := ids("order", "hk:o1")[0], ids("suspect", "hk:neo")[0], ids("suspect", "hk:cypher")[0]
	c.write(func(w *Batch) error { return w.Add(a, "", []Edit{{"registrar", "=", "Kestrel"}}, false) })
	c.write(func(w *Batch) error { return w.Add(b, "", nil, false) })
	c.write(func(w *Batch) error { return w.Set(a, []Edit{{"registrar", "=", "Heron"}}) })
	c.write(func(w *Batch) error { return w.Note(a, "Osprey", "") })
	c.write(func(w *Batch) error { return w.Link(a, "successor-of", b, nil) })
	for _, id := range []takedown.ID{neo, cypher} {
		c.write(func(w *Batch) error { return w.Add(id, "", nil, false) })
	}
	c.write(func(w *Batch) error { return w.Link(neo, "same-as", cypher, nil) })
	c.write(func(w *Batch) error {
		return w.Add(order, "", []Edit{{"type", "=", "seizure"}, {"jurisdiction", "=", "HK"}, {"covers", "=", "domain/a.example"}}, false)
	})
	c.write(func(w *Batch) error {
		return w.Order(order, takedown.OrderEvent{Event: "granted", At: "2025-03-14T06:00:00Z"}, nil)
	})
	for range 2 {
		c.write(func(w *Batch) error {
			w.said.Why = "urgent"
			return w.Act(a, Act{Unmet: true, Act: takedown.Act{Method: "sinkhole", Outcome: "done", At: "2025-03-14T07:00:00Z", Place: "HK", Ref: "R", Order: "hk:o1"}})
		})
	}
	c.rebuiltEqual("before")
	size, copied := c.size(), c.copied()
	// Each by itself, in both orders: all of them in the end.
	for seq := uint64(3); seq <= size; seq++ {
		c.expunge(ledger.EntryID("hk/lt07", seq))
		c.rebuiltEqual(fmt.Sprint("up to ", seq))
		copied.expunge(ledger.EntryID("hk/lt07", size+3-seq))
		copied.rebuiltEqual(fmt.Sprint("down to ", size+3-seq))
	}
	for _, x := range []*testCase{c, copied} {
		for _, word := range []string{"Kestrel", "Heron", "Osprey", "a.example", "cypher", "seizure"} {
			if x.hasText(word) {
				t.Errorf("%s is in the file", word)
			}
		}
		r := x.reader()
		for range r.tx.AllCovers() {
			t.Error("an order covers something")
		}
		for range r.tx.Links("") {
			t.Error("a link is left")
		}
		for name := range r.tx.Subjects() {
			t.Errorf("the entries of %s are listed", name)
		}
	}
}

func TestRandomCommandsAndWhatIsExpungedOfThem(t *testing.T) {
	w := newWalk(t)
	w.base()
	for range 6 {
		w.steps(15, w.step)
		writer := w.writer()
		for range 6 {
			w.now = w.now.Add(time.Hour)
			id := ledger.EntryID("hk/lt07", 3+w.Uint64N(w.size))
			w.told = append(w.told, "expunge "+id)
			c, err := writer.Expunge(false, false, []string{id}, "X")
			if err == nil {
				w.size = c.Head.Size
			} else if !errors.Is(err, ErrRefused) && !errors.Is(err, takedown.ErrNotFound) {
				t.Fatal(err)
			}
			w.told[len(w.told)-1] += fmt.Sprint(err)
		}
		must(t, writer.Close())
		w.check()
	}
	w.rebuiltEqual("in the end")
}

func TestWhatIsMissingWithoutAnExpungeEntryIsAnIntegrityFailure(t *testing.T) {
	c := newTestCase(t)
	c.addMany("d", 298)
	c.expunge("hk/lt07:20")
	alter := func(f func(tx *store.Tx) error) []Problem {
		x := c.copied()
		db, err := store.Open(x.path, store.Options{})
		must(t, err)
		must(t, db.Update(f))
		must(t, db.Close())
		r := x.reader()
		_, problems := r.Verify(nil)
		return problems
	}
	problems := alter(func(tx *store.Tx) error {
		line := bytes.Clone(tx.TailEntry("hk/lt07", 299))
		if err := tx.PutGone("hk/lt07", store.Gone{Seq: 299, Size: 1, Root: ledger.LeafHash(line)}); err != nil {
			return err
		}
		return tx.DeleteTailEntry("hk/lt07", 299)
	})
	if len(problems) == 0 || problems[0].Entry != "hk/lt07:299" || problems[0].Problem != "missing" {
		t.Errorf("left out and not said why: %v", problems)
	}
	problems = alter(func(tx *store.Tx) error {
		for g := range tx.GoneFrom("hk/lt07", 20) {
			return tx.DeleteGone("hk/lt07", g)
		}
		return nil
	})
	if len(problems) == 0 || problems[0].Problem != "missing" {
		t.Errorf("an expunged entry without its hash: %v", problems)
	}
	problems = alter(func(tx *store.Tx) error {
		return tx.PutGone("hk/lt07", store.Gone{Seq: 20, Size: 1, Root: ledger.Hash{1}})
	})
	if len(problems) == 0 || problems[0].Problem != "altered" {
		t.Errorf("an expunged entry with another hash: %v", problems)
	}
}

func TestAPartnersFileDoesNotBringAnExpungedEntryBack(t *testing.T) {
	hk, vn := newTestCase(t), newTestCaseOf(t, "vn/pc1")
	hk.trust("vn/pc1", vn.signer.PublicKey())
	vn.trust("hk/lt07", hk.signer.PublicKey())
	hk.write(func(b *Batch) error { return b.Add(domain("evil.example"), "", nil, false) })
	hk.write(func(b *Batch) error { return b.Note(domain("evil.example"), "Kestrel", "") })
	vn.mustTake(hk, sealing{})
	hk.expunge("hk/lt07:5")
	hk.mustTake(vn, sealing{origins: []string{"vn/pc1", "hk/lt07"}})
	if hk.hasText("Kestrel") || !slices.Equal(hk.left(), []uint64{5}) {
		t.Error("it came back")
	}
	hk.rebuiltEqual("with the partner's log")
	// The partner sees the expunge entry, and keeps what it holds.
	vn.mustTake(hk, sealing{})
	vn.rebuiltEqual("the partner")
	if !vn.hasText("Kestrel") {
		t.Error("the partner's copy was changed")
	}
	// Who gets the log afterwards counts it as expunged.
	jp := newTestCaseOf(t, "jp/d1")
	jp.trust("hk/lt07", hk.signer.PublicKey())
	jp.mustTake(hk, sealing{})
	v := jp.sound("who gets it later")
	if len(v.Others) != 1 || v.Others[0].Expunged != 1 || v.Others[0].Withheld != 0 {
		t.Errorf("%+v", v.Others)
	}
}
