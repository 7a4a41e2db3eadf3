package casebook

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"takedown/pkg/ledger"
	"takedown/pkg/store"
)

// sealedCopy is what a sealed export of the case would bring.
func (c *testCase) sealedCopy(o sealing) Sealed {
	c.t.Helper()
	w := newTestCaseOf(c.t, "jp/d1").writer()
	s := c.seal(o, w)
	must(c.t, w.Close())
	return s
}

// alter changes the file behind the back of the casebook.
func (c *testCase) alter(f func(tx *store.Tx) error) {
	c.t.Helper()
	db, err := store.Open(c.path, store.Options{})
	must(c.t, err)
	must(c.t, db.Update(f))
	must(c.t, db.Close())
}

func (c *testCase) isDamaged() bool {
	c.t.Helper()
	broken := false
	c.look(func(r *Reader) {
		_, problems := r.Verify(nil)
		broken = len(problems) > 0
	})
	return broken
}

// flip changes a byte of the file in the middle of a stored value.
func (c *testCase) flip(value []byte) {
	c.t.Helper()
	raw, err := os.ReadFile(c.path)
	must(c.t, err)
	at := bytes.Index(raw, value[:40])
	if at < 0 {
		c.t.Fatal("the value is not in one piece")
	}
	raw[at+len(value)/2] ^= 0x40
	must(c.t, os.WriteFile(c.path, raw, 0o600))
}

// bundleBytes are the bytes of a bundle as they lie in the file.
func (c *testCase) bundleBytes(n uint64) (out []byte) {
	c.look(func(r *Reader) {
		root, lines, ok, err := r.tx.Bundle("hk/lt07", n)
		must(c.t, err)
		if !ok {
			c.t.Fatal("there is no such bundle")
		}
		out = store.NewPacker().Pack(root, bytes.Join(lines, []byte("\n")))
	})
	return out
}

// repairCase is a case of which two entries are expunged, and what a sealed
// export brought before they were.
func repairCase(t *testing.T) (c *testCase, older Sealed) {
	c = newTestCase(t)
	c.addMany("d", 598) // two bundles and a tail of 88
	c.write(func(b *Batch) error { return b.Note(domain("d0.example"), "a remark", "") })
	older = c.sealedCopy(sealing{})
	c.expunge("hk/lt07:20", "hk/lt07:590")
	return c, older
}

func TestDamagedEntriesArePutBackFromASealedCase(t *testing.T) {
	whole, older := repairCase(t)
	copied := whole.sealedCopy(sealing{})
	want := whole.jsonl()
	for name, harm := range map[string]func(c *testCase){
		"a byte of a bundle": func(c *testCase) { c.flip(whole.bundleBytes(0)) },
		"a bundle is missing": func(c *testCase) {
			c.alter(func(tx *store.Tx) error { return tx.DeleteBundles("hk/lt07", 1) })
		},
		"all bundles are missing": func(c *testCase) {
			c.alter(func(tx *store.Tx) error { return tx.DeleteBundles("hk/lt07", 0) })
		},
		"the root of a bundle": func(c *testCase) {
			c.alter(func(tx *store.Tx) error {
				_, lines, _, err := tx.Bundle("hk/lt07", 0)
				return errors.Join(err, tx.PutBundle("hk/lt07", 0, store.NewPacker().Pack([32]byte{1}, bytes.Join(lines, []byte("\n")))))
			})
		},
		"a bundle of other entries": func(c *testCase) {
			c.alter(func(tx *store.Tx) error {
				_, lines, _, err := tx.Bundle("hk/lt07", 0)
				lines[7] = bytes.Replace(lines[7], []byte("Heron"), []byte("Raven"), 1)
				leaves := make([]ledger.Hash, len(lines))
				for i := range lines {
					leaves[i] = ledger.LeafHash(lines[i])
				}
				for g := range tx.GoneFrom("hk/lt07", 20) {
					leaves[19] = g.Root
					break
				}
				return errors.Join(err, tx.PutBundle("hk/lt07", 0, store.NewPacker().Pack(ledger.SubtreeRoot(leaves), bytes.Join(lines, []byte("\n")))))
			})
		},
		"an entry of the tail is missing": func(c *testCase) {
			c.alter(func(tx *store.Tx) error { return tx.DeleteTailEntry("hk/lt07", 595) })
		},
		"an entry of the tail": func(c *testCase) {
			c.alter(func(tx *store.Tx) error {
				return tx.PutTail("hk/lt07", 595, bytes.Replace(tx.TailEntry("hk/lt07", 595), []byte("Heron"), []byte("Raven"), 1))
			})
		},
		"the hash of an expunged entry": func(c *testCase) {
			c.alter(func(tx *store.Tx) error {
				for g := range tx.GoneFrom("hk/lt07", 590) {
					return tx.DeleteGone("hk/lt07", g)
				}
				return nil
			})
		},
		"a row of the view": func(c *testCase) {
			c.alter(func(tx *store.Tx) error { return tx.DeleteRow("domain", "d5.example") })
		},
	} {
		c := whole.copied()
		harm(c)
		if !c.isDamaged() {
			t.Errorf("%s: verify finds nothing", name)
			continue
		}
		from := copied
		if strings.Contains(name, "expunged") {
			from = older // the copy was made before it was expunged
		}
		out, err := Repair(c.path, from, c.env)
		if err != nil || len(out.Problems) > 0 {
			t.Errorf("%s: %v %v", name, err, out.Problems)
			continue
		}
		c.rebuiltEqual(name)
		if c.jsonl() != want {
			t.Errorf("%s: the view is another one", name)
		}
		if got := c.left(); !slices.Equal(got, []uint64{20, 590}) {
			t.Errorf("%s: left out is %v", name, got)
		}
		if c.hasText("d587.example") {
			t.Errorf("%s: what was expunged is back", name)
		}
		c.addMany("more", 300)
		c.rebuiltEqual(name + ", and more")
	}
}

func TestWhatCannotBeRepairedIsListedAndTheFileStaysAsItIs(t *testing.T) {
	whole, _ := repairCase(t)
	c := whole.copied()
	c.alter(func(tx *store.Tx) error { return tx.DeleteBundles("hk/lt07", 0) })
	before, err := os.ReadFile(c.path)
	must(t, err)
	same := func(when string) {
		t.Helper()
		after, err := os.ReadFile(c.path)
		must(t, err)
		if !bytes.Equal(before, after) {
			t.Errorf("%s: the file has changed", when)
		}
	}
	out, err := Repair(c.path, whole.sealedCopy(sealing{withhold: func(e *ledger.Entry) bool { return e.Seq == 7 || e.Seq == 8 || e.Seq == 400 }}), c.env)
	must(t, err)
	var said []string
	for _, p := range out.Problems {
		said = append(said, p.Message)
	}
	if want := "[entries 7 to 8 of hk/lt07 cannot be read here, and are not in the sealed case entries 400 to 400 of hk/lt07 cannot be read here, and are not in the sealed case]"; fmt.Sprint(said) != want {
		t.Errorf("said %v", said)
	}
	same("entries are withheld")

	// Whose file it is counts, and that it is of the same log.
	foreign := newTestCaseOf(t, "hk/lt07")
	if _, err := Repair(c.path, foreign.sealedCopy(sealing{}), c.env); !errors.Is(err, ErrKey) {
		t.Errorf("signed with another key: %v", err)
	}
	same("another key")
	empty, err := Repair(c.path, Sealed{By: "hk/lt07", Key: whole.signer.PublicKey(), Places: func(func(SealedPlace, error) bool) {}}, c.env)
	if err != nil || len(empty.Problems) != 2 {
		t.Errorf("%v %v", err, empty.Problems)
	}
	same("a file without entries")
}

func TestTheLogOfAnotherOriginIsRepairedToo(t *testing.T) {
	vn := newTestCaseOf(t, "vn/pc1")
	vn.addMany("d", 300)
	c := receiver(t, vn)
	odd := func(e *ledger.Entry) bool { return e.Seq > 280 && e.Seq%2 == 1 }
	c.mustTake(vn, sealing{withhold: odd})
	want := c.jsonl()
	c.alter(func(tx *store.Tx) error {
		return errors.Join(tx.DeleteBundles("vn/pc1", 0), tx.DeleteTailEntry("vn/pc1", 290))
	})
	if !c.isDamaged() {
		t.Fatal("verify finds nothing")
	}
	out, err := Repair(c.path, vn.sealedCopy(sealing{}), c.env)
	if err != nil || len(out.Problems) > 0 || len(out.Entries) != 257 {
		t.Fatalf("%v %v, %d entries", err, out.Problems, len(out.Entries))
	}
	c.rebuiltEqual("repaired")
	if c.jsonl() != want {
		t.Error("the view is another one")
	}
}

// TestAnyPageThatIsLostIsRepairedOrTheFileStaysAsItIs wipes each page by itself.
func TestAnyPageThatIsLostIsRepairedOrTheFileStaysAsItIs(t *testing.T) {
	whole, _ := repairCase(t)
	from := whole.sealedCopy(sealing{})
	raw, err := os.ReadFile(whole.path)
	must(t, err)
	want := whole.jsonl()
	repaired, refused := 0, 0
	for page := 2 * os.Getpagesize(); page < len(raw); page += os.Getpagesize() {
		c := whole.copied()
		harmed := bytes.Clone(raw)
		clear(harmed[page : page+os.Getpagesize()])
		must(t, os.WriteFile(c.path, harmed, 0o600))
		out, err := repairCaught(c, from)
		if err == nil && len(out.Problems) == 0 {
			repaired++
			c.rebuiltEqual(fmt.Sprint("page at ", page))
			if c.jsonl() != want {
				t.Errorf("page at %d: the view is another one", page)
			}
			continue
		}
		refused++
		after, err := os.ReadFile(c.path)
		must(t, err)
		if !bytes.Equal(after, harmed) {
			t.Errorf("page at %d: the file has changed", page)
		}
		if left, _ := filepath.Glob(filepath.Join(filepath.Dir(c.path), ".takedown-*")); len(left) > 0 {
			t.Errorf("page at %d: left is %v", page, left)
		}
	}
	t.Logf("%d pages repaired, %d not", repaired, refused)
	if repaired < refused {
		t.Errorf("of %d pages only %d can be lost", repaired+refused, repaired)
	}
}

// repairCaught is Repair with the panic of a damaged page as an error, as main
// has it.
func repairCaught(c *testCase, from Sealed) (out Repaired, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%w: %v", store.ErrDamaged, r)
		}
	}()
	return Repair(c.path, from, c.env)
}
