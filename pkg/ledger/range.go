package ledger

import (
	"fmt"

	"github.com/transparency-dev/merkle/compact"
)

// Range is a run of leaves of which only hashes are known. It keeps the roots
// of the largest complete subtrees that the run can be split into; there is one
// such split.
type Range struct{ nodes *compact.Range }

// NewRange returns the empty run that begins before a leaf, counted from 0.
func NewRange(begin uint64) *Range { return &Range{nodes.NewEmptyRange(begin)} }

// Append adds size leaves with their common root. They must be a complete
// subtree of the tree.
func (r *Range) Append(size uint64, root Hash) error {
	begin := r.nodes.End()
	subtree, err := nodes.NewRange(begin, begin+size, [][]byte{root[:]})
	if err == nil {
		err = r.nodes.AppendRange(subtree, nil)
	}
	if err != nil {
		return fmt.Errorf("subtree of %d leaves after leaf %d: %w", size, begin, ErrTree)
	}
	return nil
}

// Begin is the first leaf, counted from 0.
func (r *Range) Begin() uint64 { return r.nodes.Begin() }

// End is the leaf after the last.
func (r *Range) End() uint64 { return r.nodes.End() }

// Hashes returns the roots of the subtrees from left to right.
func (r *Range) Hashes() []Hash {
	out := make([]Hash, len(r.nodes.Hashes()))
	for i, h := range r.nodes.Hashes() {
		out[i] = Hash(h)
	}
	return out
}
