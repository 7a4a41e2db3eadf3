package casebook

import (
	"errors"
	"fmt"

	"takedown/pkg/ledger"
	"takedown/pkg/store"
)

// Problem is one thing that does not verify. Problem is a word of the format:
// altered, reordered, missing, cut-off, wrong-key, unknown-key, rolled-back.
type Problem struct {
	Entry   string `json:"entry,omitempty"`
	Problem string `json:"problem"`
	Message string `json:"message"`
}

// Verdict is what verify found of one origin.
type Verdict struct {
	Head        ledger.SignedHead
	Fingerprint string
	Signer      string // trusted, unknown or revoked
	Entries     uint64
	Rows        int
}

// Verify judges the case file without the private key: that each entry is the
// one that was signed, that the view is what the entries say, and that the
// head is not behind what this user last wrote.
func (r *Reader) Verify(progress func(done, total uint64)) (Verdict, []Problem) {
	c := &verifier{r: r, progress: progress, tree: ledger.NewTree()}
	v := Verdict{Head: r.head.SignedHead, Fingerprint: r.id.Fingerprint, Signer: "trusted", Entries: r.head.Head.Size}
	if err := r.db.CheckPages(); err != nil {
		c.problem("", "altered", err.Error())
		return v, c.problems
	}
	c.signature()
	c.trace()
	made, err := rebuild(r.tx, r.head, c.line)
	if err != nil {
		// All that can fail here is the content of the file.
		c.problem("", "altered", err.Error())
		return v, c.problems
	}
	c.head()
	c.search()
	v.Rows = c.view(made)
	return v, c.problems
}

// verifier walks one log.
type verifier struct {
	r        *Reader
	progress func(done, total uint64)
	tree     *ledger.Tree
	leaves   []ledger.Hash
	problems []Problem
}

func (c *verifier) problem(entry, kind, message string) {
	c.problems = append(c.problems, Problem{entry, kind, message})
}

// signature checks the signed head with the key that the file trusts as its
// own.
func (c *verifier) signature() {
	pub, err := ledger.ParsePublicKey([]byte(c.r.id.Key))
	if err != nil {
		c.problem("", "unknown-key", fmt.Sprintf("the key of %s cannot be read: %v", c.r.id.Origin, err))
		return
	}
	if got := ledger.Fingerprint(pub); got != c.r.id.Fingerprint {
		c.problem("", "wrong-key", fmt.Sprintf("the key of %s is %s and should be %s", c.r.id.Origin, got, c.r.id.Fingerprint))
	}
	if c.r.head.Head.Origin != c.r.id.Origin {
		c.problem("", "altered", fmt.Sprintf("the head is one of %s and not of %s", c.r.head.Head.Origin, c.r.id.Origin))
	}
	if err := ledger.VerifyHead(pub, c.r.head.SignedHead); err != nil {
		c.problem("", "altered", fmt.Sprintf("the signature of the head does not hold: %v", err))
	}
}

func (c *verifier) trace() {
	if _, err := checkTrace(c.r.tx, c.r.head, c.r.env.StateDir); errors.Is(err, ErrRolledBack) {
		c.problem("", "rolled-back", err.Error())
	}
}

// line takes the next line of the log: its hash goes into the tree, and once a
// bundle is full its root must be the stored one.
func (c *verifier) line(at ref, line []byte) error {
	c.leaves = append(c.leaves, ledger.LeafHash(line))
	if len(c.leaves) < store.BundleSize {
		return nil
	}
	root := ledger.SubtreeRoot(c.leaves)
	n := (at.seq - 1) / store.BundleSize
	if stored, ok := c.r.tx.BundleRoot(at.origin, n); !ok || ledger.Hash(stored) != root {
		c.problem(at.String(), "altered", fmt.Sprintf("entries %d to %d of %s are not those that were written", n*store.BundleSize+1, at.seq, at.origin))
	}
	c.leaves = c.leaves[:0]
	if c.progress != nil {
		c.progress(at.seq, c.r.head.Head.Size)
	}
	return c.tree.AppendSubtree(store.BundleSize, root)
}

// head compares the tree of all lines with the signed one.
func (c *verifier) head() {
	for _, leaf := range c.leaves {
		if err := c.tree.Append(leaf); err != nil {
			c.problem("", "altered", err.Error())
		}
	}
	h := c.r.head.Head
	switch {
	case c.tree.Size() < h.Size:
		c.problem(ledger.EntryID(h.Origin, c.tree.Size()+1), "missing", fmt.Sprintf("the log of %s ends after %d of %d entries", h.Origin, c.tree.Size(), h.Size))
	case c.tree.Root() != h.Root:
		c.problem("", "altered", fmt.Sprintf("the entries of %s do not make the root that was signed", h.Origin))
	}
}

// search looks up every key of the file by itself.
func (c *verifier) search() {
	if n, first := c.r.tx.Unfound(); n > 0 {
		c.problem("", "altered", fmt.Sprintf("%d keys of the file cannot be looked up, such as %s: takedown verify --rebuild makes the view again", n, first))
	}
}

// view compares the stored view with the one that the log makes.
func (c *verifier) view(made *rebuilt) int {
	rows, differed, names := made.compare(c.r.tx)
	if differed > 0 {
		advice := ""
		if len(c.problems) == 0 { // a damaged log says nothing about the view
			advice = ": takedown verify --rebuild makes them again"
		}
		c.problem("", "altered", fmt.Sprintf("%d rows of the view are not what the log says, such as %s%s", differed, names[0], advice))
	}
	return rows
}
