package casebook

import (
	"context"
	"crypto/rand"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"

	"takedown/pkg/ledger"
	"takedown/pkg/takedown"
	"takedown/pkg/view"
)

// testCase is a new case file of hk/lt07 with a clock that goes on by a second
// at each reading.
type testCase struct {
	t      *testing.T
	path   string
	env    Env
	signer ssh.Signer
}

func newTestCase(t *testing.T) *testCase {
	t.Helper()
	return newTestCaseOf(t, "hk/lt07")
}

func newTestCaseOf(t *testing.T, origin string) *testCase {
	t.Helper()
	pem, _, err := ledger.GenerateKey(rand.Reader, origin, nil)
	must(t, err)
	signer, err := ledger.ParseKey(pem, nil)
	must(t, err)
	now := time.Date(2025, 3, 14, 6, 0, 0, 0, time.UTC)
	c := &testCase{t: t, path: filepath.Join(t.TempDir(), "takedown.db"), signer: signer}
	c.env = Env{
		Now:       func() time.Time { now = now.Add(time.Second); return now },
		StateDir:  t.TempDir(),
		Interrupt: context.Background(),
	}
	_, err = Init(c.path, origin, Said{Actor: "alice"}, signer, c.env)
	must(t, err)
	return c
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (c *testCase) writer() *Writer {
	c.t.Helper()
	w, err := OpenWriter(c.path, Said{Actor: "alice"}, func(string, string) (ssh.Signer, error) { return c.signer, nil }, c.env)
	must(c.t, err)
	return w
}

func (c *testCase) write(build func(*Batch) error) Commit {
	c.t.Helper()
	w := c.writer()
	commit, err := w.Write(false, false, build)
	must(c.t, err)
	must(c.t, w.Close())
	return commit
}

func (c *testCase) reader() *Reader {
	c.t.Helper()
	r, err := OpenReader(c.path, c.env)
	must(c.t, err)
	c.t.Cleanup(func() { _ = r.Close() })
	return r
}

// record returns what the case file has of a record, or nil.
func (c *testCase) record(id takedown.ID) *view.Record {
	c.t.Helper()
	r, err := OpenReader(c.path, c.env)
	must(c.t, err)
	defer func() { _ = r.Close() }()
	rec, err := r.Record(id)
	must(c.t, err)
	return rec
}

func domain(key string) takedown.ID { return takedown.ID{Kind: "domain", Key: key} }

func TestWhatIsAddedIsThere(t *testing.T) {
	c := newTestCase(t)
	commit := c.write(func(b *Batch) error {
		return b.Add(domain("evil.example"), "", []Edit{{"registrar", "=", "R1"}, {"tags", "=", "a"}}, false)
	})
	if commit.Batch != "hk/lt07#3" || commit.Head.Size != 3 {
		t.Errorf("batch %s, head of size %d", commit.Batch, commit.Head.Size)
	}
	r := c.record(domain("evil.example"))
	if r == nil || r.Get("registrar") != "R1" || r.Set("tags")[0] != "a" {
		t.Errorf("record is %+v", r)
	}
}

func TestAnUndoneAdditionIsGoneAndComesBackWhenTheUndoIsUndone(t *testing.T) {
	c := newTestCase(t)
	c.write(func(b *Batch) error { return b.Add(domain("evil.example"), "", nil, false) })
	undo := c.write(func(b *Batch) error { return b.Undo("") })
	r := c.record(domain("evil.example"))
	if r != nil {
		t.Error("the record is still there")
	}
	c.write(func(b *Batch) error { return b.Undo(undo.Entries[0].ID) })
	r = c.record(domain("evil.example"))
	if r == nil {
		t.Error("the record did not come back")
	}
}

func TestARestoredBackupIsRefused(t *testing.T) {
	c := newTestCase(t)
	backup, err := os.ReadFile(c.path)
	must(t, err)
	c.write(func(b *Batch) error { return b.Add(domain("evil.example"), "", nil, false) })
	must(t, os.WriteFile(c.path, backup, 0o600))
	_, err = OpenWriter(c.path, Said{Actor: "alice"}, func(string, string) (ssh.Signer, error) { return c.signer, nil }, c.env)
	if err == nil {
		t.Fatal("a restored backup was opened for writing")
	}
	t.Log(err)
}

func TestThousandEntriesGoThroughBundles(t *testing.T) {
	c := newTestCase(t)
	for range 5 {
		c.write(func(b *Batch) error {
			for range 200 {
				if err := b.Add(domain(ledger.Hash(randomBytes()).String()[:12]+".example"), "", nil, false); err != nil {
					return err
				}
			}
			return nil
		})
	}
	n := 0
	for e, err := range c.reader().Log(nil) {
		must(t, err)
		n++
		if e.Seq != uint64(n) {
			t.Fatalf("entry %d has sequence %d", n, e.Seq)
		}
	}
	if n != 1002 {
		t.Errorf("%d entries", n)
	}
}

func randomBytes() (out [32]byte) {
	_, _ = rand.Read(out[:])
	return out
}

func TestAnImportIsWholeVerifiesAndWritesNothingTheSecondTime(t *testing.T) {
	c := newTestCase(t)
	items := func(yield func(takedown.Item, error) bool) {
		k := takedown.KindOf("domain")
		for i := range 1500 {
			it := takedown.Item{Line: i + 1, ID: domain(fmt.Sprintf("d%d.example", i*7919%1500)), Values: []takedown.Value{{Field: k.Field("malware"), Text: "lumma"}}}
			if !yield(it, nil) {
				return
			}
		}
	}
	o := ImportOptions{Name: "a.csv", Format: "csv", Source: "vendor", Hash: func() (string, int64) { return ledger.Hash{}.String(), 1 }}
	for _, want := range []int{1501, 0} {
		w := c.writer()
		counts, err := w.Import(items, o)
		must(t, err)
		must(t, w.Close())
		if counts.Entries != want {
			t.Errorf("%d entries, want %d: %+v", counts.Entries, want, counts)
		}
	}
	c.write(func(b *Batch) error { return b.Undo("hk/lt07:9") })
	r := c.reader()
	v, problems := r.Verify(nil)
	if len(problems) > 0 || v.Rows != 1500 {
		t.Errorf("verdict %+v, problems %v", v, problems)
	}
}
