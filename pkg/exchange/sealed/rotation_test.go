package sealed_test

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"

	"takedown/pkg/exchange/sealed"
	"takedown/pkg/ledger"
)

// rotationKey is one of a row of keys that are the same in each run.
func rotationKey(t *testing.T, n byte) ssh.Signer {
	t.Helper()
	pem, _, err := ledger.GenerateKey(bytes.NewReader(bytes.Repeat([]byte{n}, 64)), "", nil)
	if err != nil {
		t.Fatal(err)
	}
	key, err := ledger.ParseKey(pem, nil)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func keyLine(key ssh.Signer) string {
	return strings.TrimSpace(string(ssh.MarshalAuthorizedKey(key.PublicKey())))
}

// rotatingLog is a log of vn/pc1 that is made for a test: what its entries say,
// who signs its head, and which heads prove what.
type rotatingLog struct {
	t    *testing.T
	tree *ledger.Tree
	list [][]byte
	seen []ledger.SignedHead
	gone map[int]bool // entries that are withheld, from 1
}

func newRotatingLog(t *testing.T, first ssh.Signer) *rotatingLog {
	l := &rotatingLog{t: t, tree: ledger.NewTree(), gone: map[int]bool{}}
	l.say("init", `{"agency":"vn","device":"pc1","key":"`+keyLine(first)+`"}`)
	return l
}

func (l *rotatingLog) say(verb, payload string) {
	l.t.Helper()
	n := uint64(len(l.list) + 1)
	e := ledger.Entry{
		V: ledger.Version, Origin: "vn/pc1", Seq: n, Batch: n, Recorded: l.at(n), Actor: "alice", Verb: verb, Subject: "case",
		Payload: []byte(payload), TLP: "CLEAR", Salt: [16]byte{byte(n)},
	}
	line, err := e.Append(nil)
	if err != nil {
		l.t.Fatal(err)
	}
	l.list = append(l.list, line)
	if err := l.tree.Append(ledger.LeafHash(line)); err != nil {
		l.t.Fatal(err)
	}
}

func (l *rotatingLog) at(n uint64) time.Time {
	return time.Date(2025, 3, 14, 6, 0, int(n), 0, time.UTC)
}

func (l *rotatingLog) head(by ssh.Signer) ledger.SignedHead {
	l.t.Helper()
	size := uint64(len(l.list))
	h, err := ledger.SignHead(by, ledger.Head{Origin: "vn/pc1", Size: size, Root: l.tree.Root(), Recorded: l.at(size)})
	if err != nil {
		l.t.Fatal(err)
	}
	return h
}

// rotate names another key, which is proved by a head unless by is nil.
func (l *rotatingLog) rotate(next, by ssh.Signer) {
	l.t.Helper()
	l.say("trust", `{"event":"rotate","origin":"vn/pc1","key":"`+keyLine(next)+`"}`)
	if by != nil {
		l.seen = append(l.seen, l.head(by))
	}
}

func (l *rotatingLog) more() {
	l.t.Helper()
	l.say("share", `{"to":["hk"],"size":1,"root":"`+ledger.Hash{}.String()+`","sha256":"`+ledger.Hash{}.String()+`"}`)
}

// file is the log as a sealed case that a key signs.
func (l *rotatingLog) file(by ssh.Signer) []byte {
	l.t.Helper()
	var out bytes.Buffer
	w, err := sealed.NewWriter(&out, by, sealed.Header{By: "vn/pc1", MaxTLP: "CLEAR"})
	if err == nil {
		err = w.Section("vn/pc1", uint64(len(l.list)), nil)
	}
	for i, line := range l.list {
		if err == nil && l.gone[i+1] {
			err = w.Leave(sealed.WithheldCase, 1, ledger.LeafHash(line))
		} else if err == nil {
			err = w.Entry(line)
		}
	}
	if err == nil {
		err = w.Head(l.head(by))
	}
	for _, h := range l.seen {
		if err == nil {
			err = w.Seen(h)
		}
	}
	if err == nil {
		_, err = w.Close()
	}
	if err != nil {
		l.t.Fatal(err)
	}
	return out.Bytes()
}

// trusting returns a judge for whom some keys count.
func trusting(word string, keys ...ssh.Signer) sealed.Judge {
	return func(_ ledger.Head, _ string, key ssh.PublicKey) string {
		for _, k := range keys {
			if bytes.Equal(k.PublicKey().Marshal(), key.Marshal()) {
				return word
			}
		}
		return sealed.Unknown
	}
}

func TestTheSignerOfAFileCountsAsTheKeysThatHaveNamedIt(t *testing.T) {
	a, b, c, thief := rotationKey(t, 1), rotationKey(t, 2), rotationKey(t, 3), rotationKey(t, 9)
	onlyHeads := func(_ ledger.Head, namespace string, key ssh.PublicKey) string {
		if namespace != ledger.HeadNamespace {
			return sealed.Unknown
		}
		return trusting(sealed.Trusted, a)(ledger.Head{}, namespace, key)
	}
	for name, test := range map[string]struct {
		make  func(*rotatingLog) ssh.Signer
		judge sealed.Judge
		want  string
	}{
		"no rotation":           {func(*rotatingLog) ssh.Signer { return a }, trusting(sealed.Trusted, a), sealed.Trusted},
		"one":                   {func(l *rotatingLog) ssh.Signer { l.rotate(b, a); l.more(); return b }, trusting(sealed.Trusted, a), sealed.Trusted},
		"the head over it":      {func(l *rotatingLog) ssh.Signer { l.rotate(b, a); return b }, trusting(sealed.Trusted, a), sealed.Trusted},
		"two":                   {func(l *rotatingLog) ssh.Signer { l.rotate(b, a); l.more(); l.rotate(c, b); return c }, trusting(sealed.Trusted, a), sealed.Trusted},
		"from the second on":    {func(l *rotatingLog) ssh.Signer { l.rotate(b, a); l.rotate(c, b); return c }, trusting(sealed.Trusted, b), sealed.Trusted},
		"the last is known":     {func(l *rotatingLog) ssh.Signer { l.rotate(b, nil); return b }, trusting(sealed.Trusted, b), sealed.Trusted},
		"nobody is known":       {func(l *rotatingLog) ssh.Signer { l.rotate(b, a); return b }, trusting(sealed.Trusted), sealed.Unknown},
		"no proof":              {func(l *rotatingLog) ssh.Signer { l.rotate(b, nil); return b }, trusting(sealed.Trusted, a), sealed.Unknown},
		"the new key alone":     {func(l *rotatingLog) ssh.Signer { l.rotate(b, b); return b }, trusting(sealed.Trusted, a), sealed.Unknown},
		"a gap in the row":      {func(l *rotatingLog) ssh.Signer { l.rotate(b, nil); l.rotate(c, b); return c }, trusting(sealed.Trusted, a), sealed.Unknown},
		"the entry is withheld": {func(l *rotatingLog) ssh.Signer { l.rotate(b, a); l.gone[2] = true; return b }, trusting(sealed.Trusted, a), sealed.Unknown},
		"an old key names more": {func(l *rotatingLog) ssh.Signer { l.rotate(b, a); l.rotate(thief, a); return thief }, trusting(sealed.Trusted, a), sealed.Unknown},
		"and hides the first":   {func(l *rotatingLog) ssh.Signer { l.rotate(b, nil); l.rotate(thief, a); return thief }, trusting(sealed.Trusted, a), sealed.Unknown},
		"the first is revoked":  {func(l *rotatingLog) ssh.Signer { l.rotate(b, a); l.rotate(c, b); return c }, trusting(sealed.Revoked, a), sealed.Unknown},
		"for heads alone":       {func(l *rotatingLog) ssh.Signer { l.rotate(b, a); return b }, onlyHeads, sealed.Unknown},
	} {
		l := newRotatingLog(t, a)
		by := test.make(l)
		r, err := sealed.Verify(bytes.NewReader(l.file(by)), sealed.Options{})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if got := r.Signer(&r.Origins[0], test.judge); got != test.want {
			t.Errorf("%s: the signer is %s, not %s", name, got, test.want)
		}
	}
}

func TestAHeadPastARotationIsThatOfTheKeyItNames(t *testing.T) {
	a, b, c := rotationKey(t, 1), rotationKey(t, 2), rotationKey(t, 3)
	l := newRotatingLog(t, a)
	l.rotate(b, a)
	if _, err := sealed.Verify(bytes.NewReader(l.file(a)), sealed.Options{}); err != nil {
		t.Errorf("the head that names the key: %v", err)
	}
	l.more()
	for n, by := range []ssh.Signer{a, c} {
		_, err := sealed.Verify(bytes.NewReader(l.file(by)), sealed.Options{})
		var p *sealed.Problem
		if !errors.As(err, &p) || p.Problem != "wrong-key" || p.Line != 6 || !errors.Is(err, sealed.ErrAltered) {
			t.Errorf("key %d: %v", n, err)
		}
	}
}

func TestANextKeyHasOneSpelling(t *testing.T) {
	a := rotationKey(t, 1)
	for _, key := range []string{"", "ssh-ed25519", keyLine(rotationKey(t, 2)) + " a comment", " " + keyLine(rotationKey(t, 2))} {
		l := newRotatingLog(t, a)
		l.say("trust", fmt.Sprintf(`{"event":"rotate","origin":"vn/pc1","key":%q}`, key))
		_, err := sealed.Verify(bytes.NewReader(l.file(a)), sealed.Options{})
		if !errors.Is(err, ledger.ErrMalformed) {
			t.Errorf("%q: %v", key, err)
		}
	}
}
