package casebook

import (
	"bytes"
	"iter"
	"slices"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"

	"takedown/pkg/exchange/jsonl"
	"takedown/pkg/ledger"
	"takedown/pkg/takedown"
	"takedown/pkg/view"
)

// sealing makes the sealed case of a test, as a file would bring it.
type sealing struct {
	origins  []string                 // nil: the own one
	withhold func(*ledger.Entry) bool // nil: nothing
	cuts     []uint64                 // sizes at which what is left out is cut
	known    uint64                   // up to where entries are left out as known
	seen     []ledger.SignedHead
}

// seal returns what a file of the case would bring to a writer.
func (c *testCase) seal(o sealing, to *Writer) Sealed {
	c.t.Helper()
	r, err := OpenReader(c.path, c.env)
	must(c.t, err)
	defer r.Close()
	wanted, err := to.Sizes()
	must(c.t, err)
	s := Sealed{By: r.Origin(), Key: c.signer.PublicKey(), SHA256: ledger.Hash{}.String(), Seen: o.seen}
	if o.origins == nil {
		o.origins = []string{r.Origin()}
	}
	var all []SealedPlace
	for _, origin := range o.origins {
		h, ok, err := r.Head(origin)
		must(c.t, err)
		if !ok {
			c.t.Fatalf("no log of %s", origin)
		}
		var places []Place
		for p, err := range r.Lines(origin) {
			must(c.t, err)
			p.Line = bytes.Clone(p.Line)
			places = append(places, p)
		}
		list := o.leaveOut(c.t, places)
		all = append(all, sealedPlaces(origin, list, o.known)...)
		s.Sections = append(s.Sections, Section{h, rootsOf(c.t, list, wanted[origin])})
	}
	s.Places = func(yield func(SealedPlace, error) bool) {
		for _, p := range all {
			if !yield(p, nil) {
				return
			}
		}
	}
	return s
}

func sealedPlaces(origin string, list []Place, known uint64) (out []SealedPlace) {
	for _, p := range list {
		out = append(out, SealedPlace{origin, p, p.Line == nil && p.Seq+p.Size-1 <= known})
	}
	return out
}

// leaveOut makes largest subtrees of what is withheld or known.
func (o *sealing) leaveOut(t *testing.T, places []Place) (out []Place) {
	var run []ledger.Hash
	var from uint64 // of the run, counted from 0
	isCase := true
	end := func() {
		for _, size := range ledger.RangeSizes(from, from+uint64(len(run))) {
			out = append(out, Place{Seq: from + 1, Size: size, Hash: ledger.SubtreeRoot(run[:size]), Case: isCase})
			run, from = run[size:], from+size
		}
		run, isCase = nil, true
	}
	for _, p := range places {
		if p.Line == nil {
			end()
			out = append(out, p)
			continue
		}
		if slices.Contains(o.cuts, p.Seq-1) || p.Seq-1 == o.known {
			end()
		}
		e, err := ledger.ParseEntry(p.Line)
		must(t, err)
		if p.Seq > o.known && (o.withhold == nil || !o.withhold(&e)) {
			end()
			out = append(out, p)
			continue
		}
		if len(run) > 0 && isCase != (e.Subject == "case") {
			end()
		}
		if len(run) == 0 {
			from = p.Seq - 1
		}
		isCase = e.Subject == "case"
		run = append(run, ledger.LeafHash(p.Line))
	}
	end()
	return out
}

func rootsOf(t *testing.T, list []Place, sizes []uint64) map[uint64]ledger.Hash {
	out := map[uint64]ledger.Hash{}
	tree := ledger.NewTree()
	for _, p := range list {
		hash := p.Hash
		if p.Line != nil {
			hash = ledger.LeafHash(p.Line)
		}
		must(t, tree.AppendSubtree(p.Size, hash))
		if slices.Contains(sizes, tree.Size()) {
			out[tree.Size()] = tree.Root()
		}
	}
	return out
}

// take merges what a partner seals.
func (c *testCase) take(from *testCase, o sealing, mo MergeOptions) (Merged, error) {
	c.t.Helper()
	w := c.writer()
	mo.Names = true
	m, err := w.Merge(from.seal(o, w), mo)
	must(c.t, w.Close())
	return m, err
}

func (c *testCase) mustTake(from *testCase, o sealing) Merged {
	c.t.Helper()
	m, err := c.take(from, o, MergeOptions{})
	must(c.t, err)
	return m
}

func (c *testCase) trust(origin string, key ssh.PublicKey) {
	c.t.Helper()
	c.write(func(b *Batch) error { return b.Trust(origin, key) })
}

// jsonl is the whole view as bytes.
func (c *testCase) jsonl() string {
	c.t.Helper()
	env := c.env
	env.AsOf = time.Date(2031, 1, 1, 0, 0, 0, 0, time.UTC)
	r, err := OpenReader(c.path, env)
	must(c.t, err)
	defer r.Close()
	var out bytes.Buffer
	_, err = jsonl.Encode(&out, r, everyRecord(r))
	must(c.t, err)
	return out.String()
}

func everyRecord(v view.View) iter.Seq2[*view.Record, error] {
	return func(yield func(*view.Record, error) bool) {
		for _, k := range takedown.Kinds() {
			for r, err := range v.Records(k.Name) {
				if !yield(r, err) || err != nil {
					return
				}
			}
		}
	}
}

// sound sees that the file verifies and that its view is what the logs say.
func (c *testCase) sound(when string) Verdict {
	c.t.Helper()
	r, err := OpenReader(c.path, c.env)
	must(c.t, err)
	defer r.Close()
	v, problems := r.Verify(nil)
	if len(problems) > 0 {
		c.t.Fatalf("%s: %v", when, problems)
	}
	return v
}
