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
	Line    int    `json:"line,omitzero"` // of a sealed case
	Entry   string `json:"entry,omitempty"`
	Problem string `json:"problem"`
	Message string `json:"message"`
}

// Verdict is what verify found of a case file: of its own log, and of those of
// other origins.
type Verdict struct {
	OriginVerdict
	Others []OriginVerdict
	Rows   int
}

// OriginVerdict is what verify found of the log of one origin.
type OriginVerdict struct {
	Head        ledger.SignedHead
	Fingerprint string
	Signer      string // trusted, unknown or revoked
	Entries     uint64 // that are here
	Withheld    uint64
	Expunged    uint64 // of which the log says under which authority
}

// Verify judges the case file without the private key: that each entry is the
// one that was signed, that the view is what the entries say, and that the
// head is not behind what this user last wrote.
func (r *Reader) Verify(progress func(done, total uint64)) (Verdict, []Problem) {
	c := newVerifier(r, progress)
	v := Verdict{OriginVerdict: OriginVerdict{Head: r.head.SignedHead, Fingerprint: r.id.Fingerprint, Signer: "trusted", Entries: r.head.Head.Size}}
	if err := r.db.CheckPages(); err != nil {
		c.problem("", "altered", err.Error())
		return v, c.problems
	}
	logs, err := heldLogs(r.tx, r.head)
	if err != nil {
		c.problem("", "altered", err.Error())
		return v, c.problems
	}
	c.signatures(logs)
	c.trace()
	made, err := rebuild(r.tx, logs, c.place)
	if err != nil {
		// All that can fail here is the content of the file.
		c.problem("", wordFor(err), err.Error())
		return v, c.problems
	}
	c.finish()
	c.search()
	v.Rows = c.view(made)
	v.OriginVerdict, v.Others = c.verdicts[len(logs)-1], c.verdicts[:len(logs)-1]
	return v, c.problems
}

// wordFor returns the word of the format for what cannot be read.
func wordFor(err error) string {
	if errors.Is(err, errMissing) {
		return "missing"
	}
	return "altered"
}

// verifier walks the logs of a file, one after the other.
type verifier struct {
	r           *Reader
	progress    func(done, total uint64)
	done, total uint64
	problems    []Problem
	verdicts    []OriginVerdict // in the order of the logs

	log    *heldLog // that is walked
	number int      // of it
	tree   *ledger.Tree
	leaves []ledger.Hash // of the last entries, which are not in the tree yet
	gaps   bool          // whether one of those is left out
	gone   []Place       // all that is left out of the log
	said   authorities   // what the log says of it
}

func newVerifier(r *Reader, progress func(done, total uint64)) *verifier {
	return &verifier{r: r, progress: progress}
}

func (c *verifier) problem(entry, kind, message string) {
	c.problems = append(c.problems, Problem{Entry: entry, Problem: kind, Message: message})
}

// signatures checks the signed heads of all logs: the own one with the key that
// the file has as its own, others with a key that it trusts.
func (c *verifier) signatures(logs []heldLog) {
	for i := range logs {
		l := &logs[i]
		c.total += l.head.Head.Size
		v := OriginVerdict{Head: l.head, Fingerprint: c.r.id.Fingerprint, Signer: "trusted"}
		if i == len(logs)-1 {
			c.signature()
		} else {
			c.signatureOf(l, &v)
		}
		c.verdicts = append(c.verdicts, v)
	}
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

// signatureOf checks the newest head of another origin. That its key is revoked
// by now is told and no fault of the file.
func (c *verifier) signatureOf(l *heldLog, v *OriginVerdict) {
	v.Fingerprint, v.Signer = "", "unknown"
	pub, err := ledger.SignatureKey(l.head.Sig)
	if err != nil {
		c.problem("", "altered", fmt.Sprintf("the signature of the head of %s cannot be read: %v", l.origin, err))
		return
	}
	v.Fingerprint = ledger.Fingerprint(pub)
	keys, err := trustedKeys(c.r.tx, l.origin)
	if err != nil {
		c.problem("", "altered", err.Error())
		return
	}
	signer, err := signerOf(keys, l.head.Sig)
	switch {
	case err != nil:
		c.problem("", "altered", err.Error())
		return
	case signer == nil:
		c.problem("", "unknown-key", fmt.Sprintf("the head of %s is signed by %s, which this file does not trust", l.origin, v.Fingerprint))
	case signer.Revoked.IsZero():
		v.Signer = "trusted"
	default:
		v.Signer = "revoked"
	}
	if err := ledger.VerifyHead(pub, l.head); err != nil {
		c.problem("", "altered", fmt.Sprintf("the signature of the head of %s does not hold: %v", l.origin, err))
	}
}

func (c *verifier) trace() {
	if _, err := checkTrace(c.r.tx, c.r.head, c.r.env.StateDir); errors.Is(err, ErrRolledBack) {
		c.problem("", "rolled-back", err.Error())
	}
}

// place takes the next place of a log: its hash goes into the tree, and once a
// bundle is full its root must be the stored one.
func (c *verifier) place(l *heldLog, p Place) error {
	if c.log != l {
		c.finish()
		c.log, c.tree = l, ledger.NewTree()
		c.gone, c.said = nil, authorities{}
		for c.verdicts[c.number].Head.Head.Origin != l.origin {
			c.number++
		}
	}
	v := &c.verdicts[c.number]
	switch {
	case p.Line != nil:
		v.Entries++
		c.leaves = append(c.leaves, ledger.LeafHash(p.Line))
		if err := c.said.read(l.origin, p); err != nil {
			return err
		}
	case p.Size == 1:
		c.gone = append(c.gone, p)
		c.leaves, c.gaps = append(c.leaves, p.Hash), true
	default:
		c.gone = append(c.gone, p)
		if err := c.flush(); err != nil {
			return err
		}
		return c.tree.AppendSubtree(p.Size, p.Hash)
	}
	if p.Seq%store.BundleSize != 0 {
		return nil
	}
	if c.progress != nil {
		c.progress(c.done+p.Seq, c.total)
	}
	if len(c.leaves) < store.BundleSize {
		return c.flush()
	}
	root := ledger.SubtreeRoot(c.leaves)
	n := (p.Seq - 1) / store.BundleSize
	stored, ok := c.r.tx.BundleRoot(l.origin, n)
	if (ok || !c.gaps) && ledger.Hash(stored) != root {
		c.problem(ledger.EntryID(l.origin, p.Seq), "altered", fmt.Sprintf("entries %d to %d of %s are not those that were written", n*store.BundleSize+1, p.Seq, l.origin))
	}
	c.leaves, c.gaps = c.leaves[:0], false
	return c.tree.AppendSubtree(store.BundleSize, root)
}

// flush puts the last entries into the tree one by one.
func (c *verifier) flush() error {
	for _, leaf := range c.leaves {
		if err := c.tree.Append(leaf); err != nil {
			return err
		}
	}
	c.leaves, c.gaps = c.leaves[:0], false
	return nil
}

// finish compares the tree of all places of a log with the signed one.
func (c *verifier) finish() {
	if c.log == nil {
		return
	}
	if err := c.flush(); err != nil {
		c.problem("", "altered", err.Error())
	}
	h := c.log.head.Head
	switch {
	case c.tree.Size() < h.Size:
		c.problem(ledger.EntryID(h.Origin, c.tree.Size()+1), "missing", fmt.Sprintf("the log of %s ends after %d of %d entries", h.Origin, c.tree.Size(), h.Size))
	case c.tree.Root() != h.Root:
		c.problem("", "altered", fmt.Sprintf("the entries of %s do not make the root that was signed", h.Origin))
	}
	c.done += h.Size
	c.leftOut()
}

// leftOut judges what is left out of a log. In the own one it must be said why.
func (c *verifier) leftOut() {
	v, own := &c.verdicts[c.number], c.log.origin == c.r.id.Origin
	for _, p := range c.gone {
		id := ledger.EntryID(c.log.origin, p.Seq)
		_, said := c.said[id]
		switch {
		case said && p.Size == 1:
			v.Expunged++
		case own:
			c.problem(id, "missing", fmt.Sprintf("entry %s is left out, and no expunge entry says why", id))
		default:
			v.Withheld += p.Size
		}
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
