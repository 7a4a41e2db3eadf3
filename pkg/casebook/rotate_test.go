package casebook

import (
	"crypto/rand"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	"golang.org/x/crypto/ssh"

	"takedown/pkg/ledger"
	"takedown/pkg/store"
	"takedown/pkg/takedown"
	"takedown/pkg/view"
)

func newKey(t *testing.T) ssh.Signer {
	t.Helper()
	pem, _, err := ledger.GenerateKey(rand.Reader, "", nil)
	must(t, err)
	signer, err := ledger.ParseKey(pem, nil)
	must(t, err)
	return signer
}

// rotate puts a new key in the place of the one of the case.
func (c *testCase) rotate() Commit {
	c.t.Helper()
	next := newKey(c.t)
	w := c.writer()
	commit, err := w.Rotate(next, false, func() error { return nil })
	must(c.t, err)
	must(c.t, w.Close())
	c.signer = next
	return commit
}

// rotations are the heads that prove which keys the case has had.
func (c *testCase) rotations() []ledger.SignedHead {
	c.t.Helper()
	r, err := OpenReader(c.path, c.env)
	must(c.t, err)
	defer r.Close()
	out, err := r.Rotations(r.Origin())
	must(c.t, err)
	return out
}

func (c *testCase) add(key string) {
	c.t.Helper()
	c.write(func(b *Batch) error { return b.Add(domain(key), "", nil, false) })
}

// problems are the words of what does not verify.
func (c *testCase) problems() (out []string) {
	c.t.Helper()
	r, err := OpenReader(c.path, c.env)
	must(c.t, err)
	defer r.Close()
	_, problems := r.Verify(nil)
	for _, p := range problems {
		out = append(out, p.Problem)
	}
	return out
}

func TestTheOldKeySignsTheEntryThatNamesTheNewOneWhichSignsAllThatFollows(t *testing.T) {
	c := newTestCase(t)
	c.add("a.example")
	old := c.signer.PublicKey()
	commit := c.rotate()
	if len(commit.Entries) != 1 || commit.Batch != "hk/lt07#4" || commit.Head.Size != 4 {
		t.Fatalf("commit %+v", commit)
	}
	h := c.head()
	must(t, ledger.VerifyHead(c.signer.PublicKey(), h))
	known := c.heads("hk/lt07")
	if len(known) != 1 || known[0].Head != h {
		t.Fatalf("heads %+v", known)
	}
	must(t, ledger.VerifyHead(old, known[0].rotated()))
	c.sound("after one rotation")
	c.add("b.example")
	must(t, ledger.VerifyHead(c.signer.PublicKey(), c.head()))
	c.rotate()
	c.rotate()
	c.sound("after three rotations")
	trusted, err := c.reader().Trust()
	must(t, err)
	if len(trusted) != 4 || trusted[0].Key != publicLine(old) || trusted[3].Key != publicLine(c.signer.PublicKey()) {
		t.Errorf("own keys %+v", trusted)
	}
	for i := range trusted {
		if replaced := !trusted[i].Replaced.IsZero(); replaced != (i < 3) || trusted[i].Since.IsZero() {
			t.Errorf("key %d: %+v", i, trusted[i])
		}
	}
}

func TestARotationIsClearWhateverWasSaidOfTheCommand(t *testing.T) {
	c := newTestCase(t)
	w := c.writer()
	red := takedown.Red
	w.said.TLP, w.said.PAP, w.said.To = &red, "RED", []string{"vn"}
	_, err := w.Rotate(newKey(t), false, func() error { return nil })
	must(t, err)
	must(t, w.Close())
	e, err := c.reader().log.entry(ref{"hk/lt07", 3})
	must(t, err)
	if e.TLP != "CLEAR" || e.PAP != "" || len(e.To) != 0 || e.Verb != "trust" {
		t.Errorf("entry %+v", e)
	}
}

func TestAnEntryThatNamesAKeyKeepsItsMarking(t *testing.T) {
	c := newTestCase(t)
	c.rotate()
	w := c.writer()
	for _, id := range []string{"hk/lt07:1", "hk/lt07:3"} {
		_, err := w.Write(false, false, func(b *Batch) error { return b.Remark(id, view.Mark{TLP: "RED"}) })
		if !errors.Is(err, ErrRefused) {
			t.Errorf("%s: %v", id, err)
		}
	}
	must(t, w.Close())
}

func TestNothingIsWrittenWhenTheNewKeyCannotBeKept(t *testing.T) {
	c := newTestCase(t)
	before := c.head()
	w := c.writer()
	full := errors.New("no room")
	if _, err := w.Rotate(newKey(t), false, func() error { return full }); !errors.Is(err, full) {
		t.Errorf("error %v", err)
	}
	must(t, w.Close())
	if c.head() != before {
		t.Error("the head is another one")
	}
	c.add("a.example")
	c.sound("after a rotation that failed")
}

func TestAKeyIsNotTakenTwice(t *testing.T) {
	c := newTestCase(t)
	old := c.signer
	c.rotate()
	w := c.writer()
	for _, key := range []ssh.Signer{old, c.signer} {
		if _, err := w.Rotate(key, false, func() error { return nil }); !errors.Is(err, ErrRefused) {
			t.Errorf("error %v", err)
		}
	}
	must(t, w.Close())
}

func TestTheOldKeyWritesNoMore(t *testing.T) {
	c := newTestCase(t)
	old := c.signer
	c.rotate()
	_, err := OpenWriter(c.path, Said{Actor: "alice"}, func(string, string) (ssh.Signer, error) { return old, nil }, c.env)
	if !errors.Is(err, ErrKey) {
		t.Errorf("error %v", err)
	}
}

func TestVerifySeesABrokenChainOfKeys(t *testing.T) {
	base := newTestCase(t)
	first := base.signer
	base.rotate()
	base.add("a.example")
	base.rotate()
	heads := base.heads("hk/lt07")
	thief := newKey(t)
	for name, change := range map[string]func(*store.Tx) error{
		"the proof is lost": func(tx *store.Tx) error {
			k := heads[0]
			k.Rotation = ""
			return putKnown(tx, k)
		},
		"the proof is by the new key": func(tx *store.Tx) error {
			k := heads[1]
			k.Rotation = k.Head.Sig
			return putKnown(tx, k)
		},
		"the proof is by somebody else": func(tx *store.Tx) error {
			k := heads[1]
			forged, err := ledger.SignHead(thief, k.Head.Head)
			k.Rotation = forged.Sig
			return errors.Join(err, putKnown(tx, k))
		},
		"the proof is one of another head": func(tx *store.Tx) error {
			k := heads[1]
			other := k.Head.Head
			other.Size++
			forged, err := ledger.SignHead(first, other)
			k.Rotation = forged.Sig
			return errors.Join(err, putKnown(tx, k))
		},
		"the key of the file is another one": func(tx *store.Tx) error {
			h, err := readHead(tx)
			if err != nil {
				return err
			}
			forged, err := ledger.SignHead(thief, h.Head)
			if err != nil {
				return err
			}
			raw, err := json.Marshal(identity{"hk/lt07", ledger.Fingerprint(thief.PublicKey()), publicLine(thief.PublicKey())})
			return errors.Join(err, writeHead(tx, forged, h.frontier), tx.SetOrigin(raw))
		},
	} {
		c := base.copied()
		c.alter(change)
		if words := c.problems(); !slices.Contains(words, "wrong-key") {
			t.Errorf("%s: %v", name, words)
		}
		if _, _, err := Rebuild(c.path, c.env); !errors.Is(err, store.ErrDamaged) {
			t.Errorf("%s: rebuild: %v", name, err)
		}
	}
}

func TestVerifySeesAProofThatIsOneOfAnotherLog(t *testing.T) {
	vn := newTestCaseOf(t, "vn/pc1")
	old := vn.signer
	c := receiver(t, vn)
	vn.rotate()
	c.mustTake(vn, sealing{})
	k := c.heads("vn/pc1")[0]
	k.Head.Head.Root[0] ^= 1
	forged, err := ledger.SignHead(old, k.Head.Head)
	must(t, err)
	k.Head, k.Rotation, k.Received = forged, forged.Sig, nil
	for _, d := range []*testCase{c, vn} {
		d.alter(func(tx *store.Tx) error { return putKnown(tx, k) })
		if words := d.problems(); !slices.Equal(words, []string{"altered"}) {
			t.Errorf("%s: %v", d.origin(), words)
		}
	}
}

func TestASealedCaseOfAnyOfItsKeysRepairsAFile(t *testing.T) {
	c := newTestCase(t)
	c.rotate()
	c.addMany("d", 300)
	older := c.sealedCopy(sealing{})
	c.rotate()
	newer := c.sealedCopy(sealing{})
	for name, s := range map[string]Sealed{"before the rotation": older, "after it": newer} {
		d := c.copied()
		d.alter(func(tx *store.Tx) error { return tx.DeleteBundles("hk/lt07", 0) })
		if !slices.Contains(d.problems(), "missing") {
			t.Errorf("%s: the harm is not seen", name)
		}
		out, err := Repair(d.path, s, d.env)
		if err != nil || len(out.Problems) > 0 || len(out.Entries) == 0 {
			t.Errorf("%s: %+v: %v", name, out, err)
		}
		d.sound(name)
	}
	stolen := c.sealedCopy(sealing{})
	stolen.Key = newKey(t).PublicKey()
	if _, err := Repair(c.path, stolen, c.env); !errors.Is(err, ErrKey) {
		t.Errorf("a file of nobody: %v", err)
	}
}

func TestAFileFromBeforeTheRotationIsRolledBack(t *testing.T) {
	c := newTestCase(t)
	state := c.env.StateDir
	old := c.copied()
	c.rotate()
	old.env.StateDir = state
	_, err := OpenWriter(old.path, Said{Actor: "alice"}, func(string, string) (ssh.Signer, error) { return old.signer, nil }, old.env)
	if !errors.Is(err, ErrRolledBack) {
		t.Errorf("error %v", err)
	}
}

func TestAPartnerFollowsTheKeysFromTheOneThatWasTyped(t *testing.T) {
	vn := newTestCaseOf(t, "vn/pc1")
	c := receiver(t, vn)
	vn.add("a.example")
	vn.rotate()
	vn.add("b.example")
	c.mustTake(vn, sealing{})
	c.sound("after one rotation")
	vn.rotate()
	vn.rotate()
	c.mustTake(vn, sealing{})
	v := c.sound("after three rotations")
	if v.Others[0].Signer != "trusted" || v.Others[0].Fingerprint != ledger.Fingerprint(vn.signer.PublicKey()) {
		t.Errorf("verdict %+v", v.Others)
	}
	vn.add("c.example")
	c.mustTake(vn, sealing{seen: []ledger.SignedHead{}, known: vn.size() - 1})
	again := c.size()
	c.mustTake(vn, sealing{})
	if c.size() != again || c.record(domain("c.example")) == nil {
		t.Errorf("%d entries, and %d before", c.size(), again)
	}
	_, differed, err := Rebuild(c.path, c.env)
	if err != nil || differed != 0 {
		t.Errorf("rebuild: %d differ: %v", differed, err)
	}
	// A third one gets the log with the proofs from the second.
	kr := newTestCaseOf(t, "kr/a")
	kr.env.Now = in2030()
	kr.trust("hk/lt07", c.signer.PublicKey())
	kr.trust("vn/pc1", ownFirst(t, vn))
	kr.mustTake(c, sealing{origins: []string{"hk/lt07", "vn/pc1"}})
	kr.sound("of a forwarded log")
	if kr.record(domain("c.example")) == nil {
		t.Error("the forwarded log brought nothing")
	}
}

// ownFirst is the key with which a case began.
func ownFirst(t *testing.T, c *testCase) ssh.PublicKey {
	t.Helper()
	r, err := OpenReader(c.path, c.env)
	must(t, err)
	defer r.Close()
	trusted, err := r.Trust()
	must(t, err)
	pub, err := trusted[0].public()
	must(t, err)
	return pub
}

func TestAForgedRotationIsRefused(t *testing.T) {
	vn := newTestCaseOf(t, "vn/pc1")
	c := receiver(t, vn)
	vn.rotate()
	for name, seen := range map[string]func([]ledger.SignedHead) []ledger.SignedHead{
		"no proof": func([]ledger.SignedHead) []ledger.SignedHead { return []ledger.SignedHead{} },
		"the new key alone": func(heads []ledger.SignedHead) []ledger.SignedHead {
			forged, err := ledger.SignHead(vn.signer, heads[0].Head)
			must(t, err)
			return []ledger.SignedHead{forged}
		},
		"a third key": func(heads []ledger.SignedHead) []ledger.SignedHead {
			forged, err := ledger.SignHead(newKey(t), heads[0].Head)
			must(t, err)
			return []ledger.SignedHead{forged}
		},
	} {
		var trust *TrustError
		_, err := c.take(vn, sealing{seen: seen(vn.rotations())}, MergeOptions{})
		if !errors.As(err, &trust) || trust.Fingerprint != ledger.Fingerprint(vn.signer.PublicKey()) || !trust.Revoked.IsZero() {
			t.Errorf("%s: %v", name, err)
		}
	}
	if len(c.heads("vn/pc1")) != 0 {
		t.Error("something of it was kept")
	}
	c.mustTake(vn, sealing{})
}

func TestAnOldKeyNamesNobodyAnyMore(t *testing.T) {
	vn := newTestCaseOf(t, "vn/pc1")
	old := vn.signer
	vn.rotate()
	c := receiver(t)
	c.trust("vn/pc1", old.PublicKey())
	first := vn.rotations()
	// Who has the old key goes on with the log and names a key of his own.
	vn.rotate()
	both := vn.rotations()
	forged, err := ledger.SignHead(old, both[1].Head)
	must(t, err)
	for name, seen := range map[string][]ledger.SignedHead{"both": {first[0], forged}, "his own alone": {forged}} {
		var trust *TrustError
		if _, err := c.take(vn, sealing{seen: seen}, MergeOptions{}); !errors.As(err, &trust) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAHeadByAReplacedKeyIsRefusedAndOneOfAnotherLogIsAFork(t *testing.T) {
	vn := newTestCaseOf(t, "vn/pc1")
	c := receiver(t, vn)
	twin := vn.copied()
	vn.rotate()
	c.mustTake(vn, sealing{})
	twin.add("twin.example")
	twin.add("more.example")
	_, err := c.take(twin, sealing{}, MergeOptions{})
	if !errors.Is(err, ErrForked) {
		t.Errorf("a twin: %v", err)
	}
	// The log goes on as it is, but the old key signs.
	vn.add("a.example")
	s := vn.sealedBy(twin.signer, c, sealing{})
	w := c.writer()
	var trust *TrustError
	if _, err := w.Merge(s, MergeOptions{}); !errors.As(err, &trust) || trust.Replaced.IsZero() {
		t.Errorf("the old key: %v", err)
	}
	must(t, w.Close())
	c.sound("after both")
}

// sealedBy is what a file would bring whose maker has signed it with another key.
func (c *testCase) sealedBy(key ssh.Signer, to *testCase, o sealing) Sealed {
	c.t.Helper()
	w := to.writer()
	s := c.seal(o, w)
	must(c.t, w.Close())
	signed, err := ledger.SignHead(key, s.Sections[0].Head.Head)
	must(c.t, err)
	s.Key, s.Sections[0].Head = key.PublicKey(), signed
	return s
}

func TestWhoGoesOnWithAnOldKeyAndHidesTheRotationIsFoundOutWithTheNextFile(t *testing.T) {
	vn := newTestCaseOf(t, "vn/pc1")
	old := vn.signer
	c := receiver(t, vn)
	vn.rotate()
	thief := vn.copied()
	thief.add("thief.example")
	s := thief.sealedBy(old, c, sealing{withhold: func(e *ledger.Entry) bool { return e.Verb == "trust" }})
	w := c.writer()
	_, err := w.Merge(s, MergeOptions{})
	must(t, errors.Join(err, w.Close())) // nothing in it tells
	var fork *ForkError
	if _, err := c.take(vn, sealing{}, MergeOptions{}); !errors.As(err, &fork) || fork.Held.Head.Size != vn.size()+1 {
		t.Errorf("error %v", err)
	}
	c.sound("after both")
}

func TestTheHeadWithWhichAKeyChangesIsThatOfTheNewKeyOnceItIsReceived(t *testing.T) {
	vn := newTestCaseOf(t, "vn/pc1")
	c := receiver(t, vn)
	vn.rotate()
	then := vn.copied()
	vn.add("a.example")
	c.mustTake(vn, sealing{})
	c.mustTake(then, sealing{})
	if k := c.heads("vn/pc1")[1]; k.Head != then.head() || k.Rotation == "" || k.Rotation == k.Head.Sig || len(k.Received) != 1 {
		t.Errorf("head %+v", k)
	}
	c.sound("after both")
}

func TestAFileFromBeforeTheRotationIsStillTaken(t *testing.T) {
	vn := newTestCaseOf(t, "vn/pc1")
	vn.add("a.example")
	c := receiver(t, vn)
	old := vn.copied()
	vn.rotate()
	vn.add("b.example")
	c.mustTake(vn, sealing{withhold: func(e *ledger.Entry) bool { return e.Subject == "domain/a.example" }})
	if m := c.mustTake(old, sealing{}); m.Entries != 1 {
		t.Errorf("%d entries were new", m.Entries)
	}
	c.sound("after an older file")
}

func TestARevocationTakesTheKeysWithItThatWereNamed(t *testing.T) {
	vn := newTestCaseOf(t, "vn/pc1")
	c := receiver(t, vn)
	vn.rotate()
	vn.add("a.example")
	c.mustTake(vn, sealing{})
	between := c.env.Now()
	c.write(func(b *Batch) error { return b.Distrust("vn/pc1", between) })
	if c.record(domain("a.example")) == nil {
		t.Error("what was received before counts no more")
	}
	var trust *TrustError
	_, err := c.take(vn, sealing{}, MergeOptions{})
	if !errors.As(err, &trust) || trust.Revoked.IsZero() {
		t.Errorf("a key that was named before: %v", err)
	}
	vn.rotate() // by whoever has the key
	_, err = c.take(vn, sealing{}, MergeOptions{})
	if !errors.As(err, &trust) || trust.Revoked.IsZero() {
		t.Errorf("a key that was named after: %v", err)
	}
	c.sound("after the revocation")
	// Once its owner has told the fingerprint again, a key counts by itself.
	vn.add("b.example")
	c.trust("vn/pc1", vn.signer.PublicKey())
	c.mustTake(vn, sealing{})
	if c.record(domain("b.example")) == nil {
		t.Error("the new key does not count")
	}
	c.sound("with a key that was typed")
}

func TestWhatCountedNoMoreCountsAgainUnderAKeyThatIsInForce(t *testing.T) {
	vn := newTestCaseOf(t, "vn/pc1")
	vn.add("a.example")
	c := receiver(t, vn)
	c.mustTake(vn, sealing{})
	c.write(func(b *Batch) error { return b.Distrust("vn/pc1", time.Date(2029, 1, 1, 0, 0, 0, 0, time.UTC)) })
	if c.record(domain("a.example")) != nil {
		t.Fatal("it counts")
	}
	vn.rotate()
	c.trust("vn/pc1", vn.signer.PublicKey())
	c.mustTake(vn, sealing{})
	if c.record(domain("a.example")) == nil {
		t.Error("it does not count, though the new key has signed it")
	}
	c.sound("under the new key")
}

func TestARotationThatAnotherSpeaksOfIsNone(t *testing.T) {
	vn, kr := newTestCaseOf(t, "vn/pc1"), newTestCaseOf(t, "kr/a")
	c := receiver(t, vn, kr)
	next := newKey(t)
	vn.write(func(b *Batch) error {
		raw, err := json.Marshal(trustPayload{Event: rotate, Origin: "kr/a", Key: publicLine(next.PublicKey())})
		must(t, err)
		return b.caseEntry("trust", raw, 0)
	})
	c.mustTake(vn, sealing{})
	var trust *TrustError
	s := kr.sealedBy(next, c, sealing{})
	w := c.writer()
	if _, err := w.Merge(s, MergeOptions{}); w.Close() != nil || !errors.As(err, &trust) {
		t.Errorf("error %v", err)
	}
	c.sound("after it")
}

func TestAPartnersAnswerToTheOldKeyIsUnderstood(t *testing.T) {
	c := newTestCase(t)
	vn := newTestCaseOf(t, "vn/pc1")
	vn.env.Now = in2030()
	vn.trust("hk/lt07", c.signer.PublicKey())
	vn.mustTake(c, sealing{})
	old := c.head()
	c.trust("vn/pc1", vn.signer.PublicKey())
	c.rotate()
	c.env.Now = in2030()
	c.mustTake(vn, sealing{seen: []ledger.SignedHead{old}})
	acked, err := c.reader().Acked([]string{"vn"})
	must(t, err)
	if acked != old.Head.Size {
		t.Errorf("acknowledged are %d entries", acked)
	}
}
