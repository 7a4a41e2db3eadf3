package sealed

import (
	"fmt"
	"io"
	"slices"

	"golang.org/x/crypto/ssh"

	"takedown/pkg/ledger"
)

// Writer writes one sealed case, line by line. Calls come in the order of the
// file: sections, each ended by its head, then the heads that were seen.
type Writer struct {
	out    io.Writer
	signer ssh.Signer
	by     string
	hashes *hasher
	line   []byte

	section Section
	tree    *ledger.Tree
	cuts    []uint64
	left    *ledger.Range // the run that is open, or nil
	reason  Reason
}

// NewWriter begins a file.
func NewWriter(w io.Writer, signer ssh.Signer, h Header) (*Writer, error) {
	if err := h.check(); err != nil {
		return nil, err
	}
	s := &Writer{out: w, signer: signer, by: h.By, hashes: newHasher()}
	return s, s.write(h.append(nil))
}

func (w *Writer) write(line []byte) error {
	w.line = append(append(w.line[:0], line...), '\n')
	w.hashes.line(line)
	_, err := w.out.Write(w.line)
	return err
}

// Section begins the log of an origin with that many entries. What is left out
// of it is cut at the sizes, so that the roots there follow from the file.
func (w *Writer) Section(origin string, size uint64, cuts []uint64) error {
	w.section, w.tree, w.left = Section{origin, size}, ledger.NewTree(), nil
	w.cuts = slices.Compact(slices.Sorted(slices.Values(cuts)))
	return w.write(w.section.append(nil))
}

// Entry writes the next entry.
func (w *Writer) Entry(line []byte) error {
	if err := w.close(); err != nil {
		return err
	}
	if err := w.tree.Append(ledger.LeafHash(line)); err != nil {
		return err
	}
	return w.write(line)
}

// Leave leaves the next places out, which are a complete subtree with that root.
func (w *Writer) Leave(why Reason, size uint64, root ledger.Hash) error {
	at := w.tree.Size()
	if w.left != nil {
		at = w.left.End()
		if why != w.reason || w.cut(at) {
			if err := w.close(); err != nil {
				return err
			}
		}
	}
	if w.left == nil {
		w.left, w.reason = ledger.NewRange(at), why
	}
	for _, cut := range w.cuts {
		if at < cut && cut < at+size {
			return fmt.Errorf("the entries %d to %d of %s are known by one hash, which cannot be cut at %d: %w", at+1, at+size, w.section.Origin, cut, ledger.ErrTree)
		}
	}
	return w.left.Append(size, root)
}

func (w *Writer) cut(size uint64) bool {
	_, found := slices.BinarySearch(w.cuts, size)
	return found
}

// close writes the run that is open.
func (w *Writer) close() error {
	if w.left == nil {
		return nil
	}
	l := Left{w.reason, w.left.Begin() + 1, w.left.End() + 1, w.left.Hashes()}
	w.left = nil
	if err := addTo(w.tree, &l); err != nil {
		return err
	}
	return w.write(l.append(nil))
}

// addTo adds a run that is left out to a tree.
func addTo(tree *ledger.Tree, l *Left) error {
	for i, size := range ledger.RangeSizes(l.From-1, l.To-1) {
		if err := tree.AppendSubtree(size, l.Hashes[i]); err != nil {
			return err
		}
	}
	return nil
}

// Head ends the section with the signed head of its log.
func (w *Writer) Head(h ledger.SignedHead) error {
	if err := w.close(); err != nil {
		return err
	}
	switch {
	case h.Head.Origin != w.section.Origin || h.Head.Size != w.section.Size || w.tree.Size() != w.section.Size:
		return fmt.Errorf("the section of %s has %d of %d entries, and its head is one of %s at %d: %w",
			w.section.Origin, w.tree.Size(), w.section.Size, h.Head.Origin, h.Head.Size, ledger.ErrTree)
	case w.tree.Root() != h.Head.Root:
		return fmt.Errorf("the entries of %s do not make the root of its head at %d: %w", h.Head.Origin, h.Head.Size, ledger.ErrTree)
	}
	return w.write(appendHead(nil, &h))
}

// Seen writes a head that the maker of the file has seen.
func (w *Writer) Seen(h ledger.SignedHead) error { return w.write(appendSeen(nil, &h)) }

// Close signs all that was written, and returns the SHA-256 of the file.
func (w *Writer) Close() (sum [32]byte, err error) {
	defer w.hashes.stop()
	sig, err := ledger.SignSum(w.signer, ledger.CaseNamespace, w.hashes.sum())
	if err != nil {
		return sum, err
	}
	end := End{w.by, sig}
	last := end.append(nil)
	if _, err := w.out.Write(append(last, '\n')); err != nil {
		return sum, err
	}
	return w.hashes.end(last), nil
}
