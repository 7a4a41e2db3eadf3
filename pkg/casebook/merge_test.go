package casebook

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"takedown/pkg/ledger"
	"takedown/pkg/takedown"
)

// in2030 is a clock that stands after every walk.
func in2030() func() time.Time {
	now := time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)
	return func() time.Time { now = now.Add(time.Second); return now }
}

// receiver is a case of hk/lt07 that trusts some others.
func receiver(t *testing.T, partners ...*testCase) *testCase {
	t.Helper()
	c := newTestCase(t)
	c.env.Now = in2030()
	for _, p := range partners {
		c.trust(p.origin(), p.signer.PublicKey())
	}
	return c
}

func (c *testCase) origin() string {
	c.t.Helper()
	r, err := OpenReader(c.path, c.env)
	must(c.t, err)
	defer r.Close()
	return r.Origin()
}

func (c *testCase) head() ledger.SignedHead {
	c.t.Helper()
	r, err := OpenReader(c.path, c.env)
	must(c.t, err)
	defer r.Close()
	return r.head.SignedHead
}

// heads is what the file knows of the heads of an origin.
func (c *testCase) heads(origin string) (out []KnownHead) {
	c.t.Helper()
	r, err := OpenReader(c.path, c.env)
	must(c.t, err)
	defer r.Close()
	for k, err := range r.Heads(origin) {
		must(c.t, err)
		out = append(out, k)
	}
	return out
}

// copied is the same case in another file.
func (c *testCase) copied() *testCase {
	c.t.Helper()
	raw, err := os.ReadFile(c.path)
	must(c.t, err)
	d := *c
	d.path = filepath.Join(c.t.TempDir(), "copy.db")
	d.env.StateDir = c.t.TempDir()
	must(c.t, os.WriteFile(d.path, raw, 0o600))
	return &d
}

// partner is the case of another agency that says random things of the same
// records.
func partner(t *testing.T, origin string) *walk {
	w := newWalkOf(t, origin)
	if ledger.Agency(origin) != "hk" {
		w.write(func(b *Batch) error { return b.Add(takedown.ID{Kind: "agency", Key: "hk"}, "", nil, false) })
	}
	w.base()
	w.steps(30, w.step)
	return w
}

// delivery is a file on its way.
type delivery struct {
	from *testCase
	what sealing
}

func TestThreeOriginsMakeOneViewInAnyOrderOfArrival(t *testing.T) {
	var deliveries [][]delivery // of each origin, in its order
	var partners []*testCase
	for _, origin := range []string{"vn/pc1", "kr/a", "hk/lt08"} {
		w := partner(t, origin)
		some := func(e *ledger.Entry) bool { return e.Seq%7 == 3 || e.Seq > 40 && e.Seq < 55 }
		first, size := w.copied(), w.size
		w.steps(30, w.step)
		second := w.copied()
		deliveries = append(deliveries, []delivery{
			{first, sealing{withhold: some}},
			{second, sealing{withhold: some, cuts: []uint64{size}}},
			{second, sealing{withhold: func(e *ledger.Entry) bool { return e.Seq == 10 }, cuts: []uint64{size}}},
		})
		partners = append(partners, w.testCase)
	}
	base := receiver(t, partners...)
	base.write(func(b *Batch) error { return b.Add(domain("evil.example"), "", []Edit{{"tags", "=", "ours"}}, false) })
	want := ""
	for n, order := range [][]int{{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}} {
		c := base.copied()
		c.env.Now = in2030()
		for round := range 3 {
			for _, i := range order {
				d := deliveries[i][round]
				m := c.mustTake(d.from, d.what)
				if m.Entries == 0 {
					t.Errorf("order %v, round %d: nothing of %s was new", order, round, d.from.origin())
				}
				before := c.size()
				again := c.mustTake(d.from, d.what)
				if again.Entries != 0 || again.Commit.Batch != "" || c.size() != before {
					t.Errorf("order %v, round %d: the second import of %s wrote %d entries, batch %q", order, round, d.from.origin(), again.Entries, again.Commit.Batch)
				}
			}
			c.sound(fmt.Sprint("order ", order, ", round ", round))
		}
		got := c.jsonl()
		if want == "" {
			want = got
		}
		if got != want {
			t.Fatalf("the view of order %v is another one:\n%s", order, firstDifference(want, got))
		}
		if n == 0 && (!strings.Contains(got, `"partial":true`) || !strings.Contains(got, `"conflict":true`)) {
			t.Error("nothing is partial, or nothing is in conflict")
		}
		rows, differed, err := Rebuild(c.path, c.env)
		if err != nil || rows == 0 || differed != 0 {
			t.Errorf("order %v: rebuild of %d rows, %d differed: %v", order, rows, differed, err)
		}
	}
	// Also the newest of each first, and the older ones after it.
	c := base.copied()
	c.env.Now = in2030()
	for _, round := range []int{2, 0, 1} {
		for i := range deliveries {
			c.mustTake(deliveries[i][round].from, deliveries[i][round].what)
		}
	}
	c.sound("newest first")
	if got := c.jsonl(); got != want {
		t.Errorf("newest first the view is another one:\n%s", firstDifference(want, got))
	}
}

func firstDifference(a, b string) string {
	la, lb := strings.Split(a, "\n"), strings.Split(b, "\n")
	for i := range min(len(la), len(lb)) {
		if la[i] != lb[i] {
			return la[i] + "\n" + lb[i]
		}
	}
	return fmt.Sprint(len(la), " and ", len(lb), " lines")
}

func TestAnUnknownOrRevokedSignerIsRefused(t *testing.T) {
	vn := newTestCaseOf(t, "vn/pc1")
	c := receiver(t)
	var trust *TrustError
	_, err := c.take(vn, sealing{}, MergeOptions{})
	if !errors.As(err, &trust) || !errors.Is(err, ErrKey) || trust.Origin != "vn/pc1" || trust.Fingerprint != ledger.Fingerprint(vn.signer.PublicKey()) {
		t.Errorf("error %v", err)
	}
	c.trust("vn/pc1", vn.signer.PublicKey())
	c.mustTake(vn, sealing{})
	c.write(func(b *Batch) error { return b.Distrust("vn/pc1", time.Date(2029, 1, 1, 0, 0, 0, 0, time.UTC)) })
	_, err = c.take(vn, sealing{}, MergeOptions{})
	if !errors.As(err, &trust) || trust.Revoked.IsZero() {
		t.Errorf("after the revocation: %v", err)
	}
	c.sound("after the revocation")
}

func TestWhatCameBeforeARevocationCountsAndWhatCameAfterDoesNot(t *testing.T) {
	vn := newTestCaseOf(t, "vn/pc1")
	vn.write(func(b *Batch) error {
		must(t, b.Add(domain("a.example"), "", nil, false))
		return b.Add(domain("both.example"), "", []Edit{{"registrar", "=", "R1"}}, false)
	})
	c := receiver(t, vn)
	c.mustTake(vn, sealing{})
	between := c.env.Now()
	vn.write(func(b *Batch) error {
		must(t, b.Add(domain("b.example"), "", nil, false))
		return b.Set(domain("both.example"), []Edit{{"registrar", "=", "R2"}})
	})
	c.mustTake(vn, sealing{})
	if r := c.record(domain("both.example")); r == nil || r.Get("registrar") != "R2" || c.record(domain("b.example")) == nil {
		t.Fatalf("before the revocation: %v", r)
	}
	c.write(func(b *Batch) error { return b.Distrust("vn/pc1", between) })
	if r := c.record(domain("both.example")); r == nil || r.Get("registrar") != "R1" {
		t.Errorf("after the revocation: %v", r)
	}
	if c.record(domain("a.example")) == nil || c.record(domain("b.example")) != nil {
		t.Error("the wrong records are left")
	}
	v := c.sound("after the revocation")
	if len(v.Others) != 1 || v.Others[0].Signer != "revoked" || v.Others[0].Entries != vn.size() {
		t.Errorf("verdict %+v", v.Others)
	}
	revoked := 0
	r, err := OpenReader(c.path, c.env)
	must(t, err)
	for e, err := range r.Log(nil) {
		must(t, err)
		if e.Revoked {
			revoked++
		}
	}
	must(t, r.Close())
	if revoked != 2 {
		t.Errorf("%d entries are shown as of a revoked signer", revoked)
	}
	// A key that is trusted again counts whole.
	c.trust("vn/pc1", vn.signer.PublicKey())
	if r := c.record(domain("both.example")); r.Get("registrar") != "R2" || c.record(domain("b.example")) == nil {
		t.Errorf("trusted again: %v", r)
	}
	c.sound("trusted again")
}

func TestAnOlderFileOfAPartnerLosesNothing(t *testing.T) {
	vn := newTestCaseOf(t, "vn/pc1")
	vn.write(func(b *Batch) error { return b.Add(domain("a.example"), "", nil, false) })
	old := vn.copied()
	vn.write(func(b *Batch) error { return b.Add(domain("b.example"), "", nil, false) })
	c := receiver(t, vn)
	c.mustTake(vn, sealing{})
	if m := c.mustTake(old, sealing{}); m.Entries != 0 {
		t.Errorf("%d entries of an older file were new", m.Entries)
	}
	if c.record(domain("b.example")) == nil {
		t.Error("the newer entry is lost")
	}
	c.sound("after an older file")
}

func TestAForkOfAPartnerIsRefusedAndBothHeadsAreKept(t *testing.T) {
	for name, longer := range map[string]int{"shorter": 0, "equal": 1, "longer": 2} {
		vn := newTestCaseOf(t, "vn/pc1")
		vn.write(func(b *Batch) error { return b.Add(domain("a.example"), "", nil, false) })
		twin := vn.copied()
		for range 2 {
			vn.write(func(b *Batch) error {
				return b.Add(domain(ledger.Hash(randomBytes()).String()[:12]+".example"), "", nil, false)
			})
		}
		for range longer + 1 {
			twin.write(func(b *Batch) error {
				return b.Add(domain(ledger.Hash(randomBytes()).String()[:12]+".example"), "", nil, false)
			})
		}
		c := receiver(t, vn)
		c.mustTake(vn, sealing{})
		before := c.jsonl()
		var fork *ForkError
		if _, err := c.take(twin, sealing{}, MergeOptions{DryRun: true}); !errors.As(err, &fork) {
			t.Errorf("%s: a dry run says %v", name, err)
		}
		if _, err := c.take(twin, sealing{}, MergeOptions{}); !errors.As(err, &fork) || !errors.Is(err, ErrForked) {
			t.Errorf("%s: error %v", name, err)
		}
		if c.jsonl() != before {
			t.Errorf("%s: the view has changed", name)
		}
		var sizes []uint64
		forks := 0
		for _, k := range c.heads("vn/pc1") {
			sizes = append(sizes, k.Head.Head.Size)
			if k.Fork {
				forks++
			}
		}
		if len(sizes) != 2 || forks != 1 {
			t.Errorf("%s: heads of sizes %v are kept, %d as a fork", name, sizes, forks)
		}
		c.sound(name)
		// What goes on from the log that is held is still taken.
		vn.write(func(b *Batch) error { return b.Add(domain("z.example"), "", nil, false) })
		if m := c.mustTake(vn, sealing{}); m.Entries != 1 {
			t.Errorf("%s: %d entries are new", name, m.Entries)
		}
	}
}

func TestASectionOfTheOwnOriginMustAgreeWithTheOwnLog(t *testing.T) {
	vn := newTestCaseOf(t, "vn/pc1")
	c := receiver(t, vn)
	c.write(func(b *Batch) error { return b.Add(domain("a.example"), "", nil, false) })
	vn.env.Now = in2030()
	vn.trust("hk/lt07", c.signer.PublicKey())
	twin := c.copied()
	vn.mustTake(c, sealing{})
	if m := c.mustTake(vn, sealing{origins: []string{"vn/pc1", "hk/lt07"}}); m.Entries == 0 {
		t.Error("nothing of the partner was new")
	}
	c.write(func(b *Batch) error { return b.Add(domain("b.example"), "", nil, false) })
	c.mustTake(vn, sealing{origins: []string{"vn/pc1", "hk/lt07"}})

	// The twin of a backup has what this file does not hold.
	for range 9 {
		twin.write(func(b *Batch) error {
			return b.Add(domain(ledger.Hash(randomBytes()).String()[:12]+".example"), "", nil, false)
		})
	}
	kr := newTestCaseOf(t, "kr/a")
	kr.env.Now = in2030()
	kr.trust("hk/lt07", c.signer.PublicKey())
	kr.mustTake(twin, sealing{})
	c.trust("kr/a", kr.signer.PublicKey())
	var fork *ForkError
	if _, err := c.take(kr, sealing{origins: []string{"kr/a", "hk/lt07"}}, MergeOptions{}); !errors.As(err, &fork) || fork.Held.Head.Origin != "hk/lt07" {
		t.Errorf("error %v", err)
	}
	if n := len(c.heads("hk/lt07")); n != 2 {
		t.Errorf("%d heads of the own origin are kept", n)
	}
	c.sound("after a fork of the own origin")
}

func TestAnAcknowledgementIsRememberedAndMustAgree(t *testing.T) {
	vn := newTestCaseOf(t, "vn/pc1")
	c := receiver(t, vn)
	twin := c.copied()
	h := c.head()
	if m := c.mustTake(vn, sealing{seen: []ledger.SignedHead{h}}); m.Commit.Batch == "" {
		t.Error("no receipt was written")
	}
	c.mustTake(vn, sealing{seen: []ledger.SignedHead{h}})
	var acked []HeadEvent
	for _, k := range c.heads("hk/lt07") {
		acked = append(acked, k.Acked...)
	}
	if len(acked) != 1 || acked[0].Who != "vn/pc1" {
		t.Errorf("acknowledged by %v", acked)
	}
	twin.write(func(b *Batch) error { return b.Add(domain("x.example"), "", nil, false) })
	twin.write(func(b *Batch) error { return b.Add(domain("y.example"), "", nil, false) })
	var fork *ForkError
	if _, err := c.take(vn, sealing{seen: []ledger.SignedHead{twin.head()}}, MergeOptions{}); !errors.As(err, &fork) {
		t.Errorf("a head that was never written here: %v", err)
	}
	c.sound("after acknowledgements")
}

func TestWhatIsLeftOutAsKnownMustBeHere(t *testing.T) {
	vn := newTestCaseOf(t, "vn/pc1")
	vn.write(func(b *Batch) error { return b.Add(domain("a.example"), "", nil, false) })
	size := vn.size()
	c := receiver(t, vn)
	fresh := c.copied()
	c.mustTake(vn, sealing{})
	vn.write(func(b *Batch) error { return b.Add(domain("b.example"), "", nil, false) })
	if m := c.mustTake(vn, sealing{known: size}); m.Entries != 1 {
		t.Errorf("%d entries are new", m.Entries)
	}
	_, err := fresh.take(vn, sealing{known: size}, MergeOptions{})
	if !errors.Is(err, takedown.ErrInvalid) || !strings.Contains(err.Error(), "of vn/pc1 as known, and only 0 are here") {
		t.Errorf("error %v", err)
	}
	c.sound("after known places")
	fresh.sound("after a refusal")
}

func TestWhatHidesWhetherALogGoesOnIsRefused(t *testing.T) {
	vn := newTestCaseOf(t, "vn/pc1")
	vn.write(func(b *Batch) error { return b.Add(domain("a.example"), "", nil, false) })
	c := receiver(t, vn)
	c.mustTake(vn, sealing{})
	vn.write(func(b *Batch) error { return b.Add(domain("b.example"), "", nil, false) })
	_, err := c.take(vn, sealing{withhold: func(e *ledger.Entry) bool { return e.Seq > 2 }}, MergeOptions{})
	if !errors.Is(err, takedown.ErrInvalid) || !strings.Contains(err.Error(), "hides whether it agrees with the first 3 entries") {
		t.Errorf("error %v", err)
	}
}

func TestAnEntryOfTheFutureIsRefusedUnlessItIsAccepted(t *testing.T) {
	vn := newTestCaseOf(t, "vn/pc1")
	vn.env.Now = func() time.Time { return time.Date(2030, 1, 1, 3, 0, 0, 0, time.UTC) }
	vn.write(func(b *Batch) error { return b.Add(domain("a.example"), "", nil, false) })
	c := receiver(t, vn)
	_, err := c.take(vn, sealing{}, MergeOptions{})
	if !errors.Is(err, takedown.ErrInvalid) || !strings.Contains(err.Error(), "--accept-clock") {
		t.Errorf("error %v", err)
	}
	m, err := c.take(vn, sealing{}, MergeOptions{AcceptClock: true})
	must(t, err)
	if want := time.Date(2030, 1, 1, 3, 0, 0, 1e6, time.UTC); !m.Commit.Head.Recorded.Equal(want) {
		t.Errorf("the receipt is recorded at %s, want %s", m.Commit.Head.Recorded, want)
	}
	c.sound("after entries of the future")
}

func TestADryRunOfASealedCaseTellsAllAndWritesNothing(t *testing.T) {
	vn := newTestCaseOf(t, "vn/pc1")
	vn.write(func(b *Batch) error {
		must(t, b.Add(domain("a.example"), "", []Edit{{"registrar", "=", "R2"}}, false))
		must(t, b.Add(domain("new.example"), "", nil, false))
		must(t, b.Hold(domain("a.example"), takedown.Hold{Contact: "desk"}, ""))
		must(t, b.Claim(domain("a.example"), takedown.Claim{}))
		return b.Claim(domain("new.example"), takedown.Claim{})
	})
	c := receiver(t, vn)
	c.write(func(b *Batch) error { return b.Add(domain("a.example"), "", []Edit{{"registrar", "=", "R1"}}, false) })
	before, err := os.ReadFile(c.path)
	must(t, err)
	m, err := c.take(vn, sealing{}, MergeOptions{DryRun: true})
	must(t, err)
	after, err := os.ReadFile(c.path)
	must(t, err)
	if string(before) != string(after) {
		t.Error("the file has changed")
	}
	got := fmt.Sprint(m.Origins, m.Added, m.Changed, m.Conflicting, len(m.Claims), len(m.Holds))
	if want := "[{vn/pc1 7 7}] [domain/new.example agency/vn] [domain/a.example] [domain/a.example] 1 1"; got != want {
		t.Errorf("told %s, want %s", got, want)
	}
}

func TestASealedImportCannotBeUndone(t *testing.T) {
	vn := newTestCaseOf(t, "vn/pc1")
	c := receiver(t, vn)
	m := c.mustTake(vn, sealing{})
	w := c.writer()
	_, err := w.Write(false, false, func(b *Batch) error { return b.Undo(m.Commit.Batch) })
	must(t, w.Close())
	if !errors.Is(err, ErrRefused) {
		t.Errorf("error %v", err)
	}
}

// TestRandomCommandsBesideThoseOfAPartner writes here and takes in what a
// partner writes, in turn, with other things withheld each time.
func TestRandomCommandsBesideThoseOfAPartner(t *testing.T) {
	vn := partner(t, "vn/pc1")
	w := newWalk(t)
	w.trust("vn/pc1", vn.signer.PublicKey())
	w.base()
	var cuts []uint64
	for range 6 {
		vn.now = later(vn.now, w.now)
		vn.steps(10, vn.step)
		w.now = later(vn.now, w.now)
		every := 3 + rand.Uint64N(5)
		w.mustTake(vn.testCase, sealing{cuts: cuts, withhold: func(e *ledger.Entry) bool { return e.Seq%every == 0 }})
		cuts = append(cuts, vn.testCase.size())
		w.check()
		w.steps(10, w.step)
		w.check()
	}
	rows, differed, err := Rebuild(w.path, w.env)
	must(t, err)
	if rows == 0 || differed != 0 {
		t.Errorf("the rebuild made %d rows, %d of them other ones", rows, differed)
	}
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func TestThousandsOfEntriesOfAPartnerGoThroughBundlesInAnyPieces(t *testing.T) {
	vn := newTestCaseOf(t, "vn/pc1")
	vn.write(func(b *Batch) error {
		for i := range 2000 {
			if err := b.Add(domain(fmt.Sprintf("d%d.example", i)), "", nil, false); err != nil {
				return err
			}
		}
		return nil
	})
	c := receiver(t, vn)
	whole := c.copied()
	left := uint64(0)
	for _, every := range []uint64{2, 3, 5, 0} {
		m := c.mustTake(vn, sealing{withhold: func(e *ledger.Entry) bool {
			return every > 0 && (e.Seq/600%2 == 1 || e.Seq%every == 0)
		}})
		left += uint64(m.Entries)
		c.sound(fmt.Sprint("every ", every))
	}
	if left != vn.size() {
		t.Errorf("%d entries came in all, want %d", left, vn.size())
	}
	whole.mustTake(vn, sealing{})
	if c.jsonl() != whole.jsonl() {
		t.Error("pieces make another view than the whole")
	}
	for _, k := range []*testCase{c, whole} {
		r := k.reader()
		for range r.tx.GoneFrom("vn/pc1", 1) {
			t.Error("something is still left out")
		}
		tail := 0
		for range r.tx.TailFrom("vn/pc1", 1) {
			tail++
		}
		if want := int(vn.size() % 256); tail != want {
			t.Errorf("%d entries are in no bundle, want %d", tail, want)
		}
	}
}

func TestManyRecordsAtOnceMakeTheViewThatFewAtATimeMake(t *testing.T) {
	vn := newTestCaseOf(t, "vn/pc1")
	add := func(from, to int) {
		items := func(yield func(takedown.Item, error) bool) {
			for i := from; i < to; i++ {
				if !yield(takedown.Item{Line: i + 1, ID: domain(fmt.Sprintf("d%d.example", i))}, nil) {
					return
				}
			}
		}
		w := vn.writer()
		_, err := w.Import(items, ImportOptions{Name: "a.csv", Format: "csv", Hash: func() (string, int64) { return ledger.Hash{}.String(), 1 }})
		must(t, err)
		must(t, w.Close())
	}
	c := receiver(t, vn)
	c.write(func(b *Batch) error { return b.Add(domain("d7.example"), "", []Edit{{"tags", "=", "ours"}}, false) })
	few := c.copied()
	for from := 0; from <= manyNew; from += manyNew/2 + 1 {
		add(from, from+manyNew/2+1)
		few.mustTake(vn, sealing{})
	}
	m := c.mustTake(vn, sealing{})
	if m.Counts.Added["domain"] != manyNew+1 || m.Updated["domain"] != 1 {
		t.Errorf("counted %v added, %v updated", m.Counts.Added, m.Counts.Updated)
	}
	c.sound("many at once")
	few.sound("few at a time")
	if c.jsonl() != few.jsonl() {
		t.Error("many at once make another view")
	}
}
