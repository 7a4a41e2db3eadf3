package sealed_test

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/go-json-experiment/json/jsontext"
	"golang.org/x/crypto/ssh"

	"takedown/pkg/exchange/sealed"
	"takedown/pkg/ledger"
)

// turn is a log whose key is changed: entry seq names the key of the seed next.
type turn struct {
	seq  uint64
	next string
}

// rotating is a log of size entries that changes its key at some of them.
func rotating(t testing.TB, size int, turns ...turn) log {
	t.Helper()
	l := newLog(t, "hk/lt07", size)
	for _, at := range turns {
		e, err := ledger.ParseEntry(l.lines[at.seq-1])
		if err != nil {
			t.Fatal(err)
		}
		key := bytes.TrimSpace(ssh.MarshalAuthorizedKey(newSigner(t, at.next).PublicKey()))
		e.Verb, e.Subject = "trust", "case"
		e.Payload = jsontext.Value(fmt.Sprintf(`{"event":"rotate","origin":"hk/lt07","key":%q}`, key))
		line, err := e.Append(nil)
		if err != nil {
			t.Fatal(err)
		}
		l.lines[at.seq-1], l.leaves[at.seq-1] = line, ledger.LeafHash(line)
	}
	return l
}

// signed is the head at a size, by the key of a seed.
func (l *log) signed(t testing.TB, size uint64, seed string) ledger.SignedHead {
	t.Helper()
	h := l.head(t, size).Head
	s, err := ledger.SignHead(newSigner(t, seed), h)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// signerOf is what is said of the file of a log that ends under the key of the
// seed, where the keys of other seeds are what words says of them.
func signerOf(t *testing.T, l log, seed string, seen []ledger.SignedHead, words map[string]string) string {
	t.Helper()
	var file bytes.Buffer
	w, err := sealed.NewWriter(&file, newSigner(t, seed), sealed.Header{By: l.origin, MaxTLP: "AMBER"})
	if err != nil {
		t.Fatal(err)
	}
	p := part{log: l}
	for range l.lines {
		p.fate = append(p.fate, shown)
	}
	if err := writePart(w, p, l.signed(t, uint64(len(l.lines)), seed)); err != nil {
		t.Fatal(err)
	}
	for _, h := range seen {
		if err := w.Seen(h); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := w.Close(); err != nil {
		t.Fatal(err)
	}
	report, err := sealed.Verify(&file, sealed.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return report.Signer(&report.Origins[0], func(_ ledger.Head, _ string, key ssh.PublicKey) string {
		for name, word := range words {
			if ledger.Fingerprint(newSigner(t, name).PublicKey()) == ledger.Fingerprint(key) {
				return word
			}
		}
		return sealed.Unknown
	})
}

func TestAKeyCountsWhereTheOneBeforeHasNamedIt(t *testing.T) {
	once := rotating(t, 8, turn{4, "b"})
	twice := rotating(t, 8, turn{4, "b"}, turn{6, "c"})
	other := rotating(t, 8, turn{4, "x"})
	trusted := map[string]string{"a": sealed.Trusted}
	for what, c := range map[string]struct {
		l     log
		key   string
		seen  []ledger.SignedHead
		words map[string]string
		want  string
	}{
		"named":              {once, "b", []ledger.SignedHead{once.signed(t, 4, "a")}, trusted, sealed.Trusted},
		"named in turn":      {twice, "c", []ledger.SignedHead{twice.signed(t, 4, "a"), twice.signed(t, 6, "b")}, trusted, sealed.Trusted},
		"no proof":           {once, "b", nil, trusted, sealed.Unknown},
		"proof elsewhere":    {once, "b", []ledger.SignedHead{once.signed(t, 5, "a")}, trusted, sealed.Unknown},
		"proof by itself":    {once, "b", []ledger.SignedHead{once.signed(t, 4, "b")}, trusted, sealed.Unknown},
		"proof of other log": {once, "b", []ledger.SignedHead{other.signed(t, 4, "a")}, trusted, sealed.Unknown},
		"another is named":   {other, "b", []ledger.SignedHead{other.signed(t, 4, "a")}, trusted, sealed.Unknown},
		"a link is missing":  {twice, "c", []ledger.SignedHead{twice.signed(t, 6, "b")}, trusted, sealed.Unknown},
		"first is revoked":   {once, "b", []ledger.SignedHead{once.signed(t, 4, "a")}, map[string]string{"a": sealed.Revoked}, sealed.Unknown},
		"known by another":   {once, "b", nil, map[string]string{"a": sealed.Trusted, "b": sealed.Wrong}, sealed.Wrong},
		"wrong until named":  {once, "b", []ledger.SignedHead{once.signed(t, 4, "a")}, map[string]string{"a": sealed.Trusted, "b": sealed.Wrong}, sealed.Trusted},
		"last is revoked":    {once, "b", []ledger.SignedHead{once.signed(t, 4, "a")}, map[string]string{"a": sealed.Trusted, "b": sealed.Revoked}, sealed.Revoked},
		"a link is revoked": {twice, "c", []ledger.SignedHead{twice.signed(t, 4, "a"), twice.signed(t, 6, "b")},
			map[string]string{"a": sealed.Trusted, "b": sealed.Revoked}, sealed.Unknown},
	} {
		if got := signerOf(t, c.l, c.key, c.seen, c.words); got != c.want {
			t.Errorf("%s: the signer is %s, not %s", what, got, c.want)
		}
	}
}

func TestALogThatFillsTheNumbersIsRefusedWithoutHarm(t *testing.T) {
	head := lines(mixed(t, 3))[0]
	section := []byte(`{"t":"section","origin":"hk/lt07","size":18446744073709551615}` + "\n")
	l := `{"t":"known","from":1,"to":18446744073709551615,"hashes":["` + ledger.Hash{}.String() + `"`
	for range 62 {
		l += `,"` + ledger.Hash{}.String() + `"`
	}
	for _, line := range []string{l + "]}", l + `,"` + ledger.Hash{}.String() + `"]}`} {
		file := append(append(append(bytes.Clone(head), section...), line...), '\n')
		refused(t, line[:60], append(file, lines(mixed(t, 3))[2]...), 3)
	}
	if _, err := sealed.Verify(bytes.NewReader(append(bytes.Clone(head), `{"t":"section","origin":"`+string(bytes.Repeat([]byte("x"), 900_000))+"\"}\n"...)), sealed.Options{}); err == nil || len(err.Error()) > 1000 {
		t.Errorf("the message of a long line has %d bytes", len(fmt.Sprint(err)))
	}
}
