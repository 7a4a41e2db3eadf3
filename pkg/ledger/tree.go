package ledger

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math"
	"math/bits"
	"slices"

	"github.com/transparency-dev/merkle/compact"
	"github.com/transparency-dev/merkle/rfc6962"
)

// Hash is the hash of a leaf, a subtree or a whole tree.
type Hash [sha256.Size]byte

// String returns the one spelling of a hash: lower-case hex.
func (h Hash) String() string { return hex.EncodeToString(h[:]) }

// ParseHash reads what String writes and nothing else.
func ParseHash(s string) (Hash, error) {
	var h Hash
	b, err := hex.DecodeString(s)
	if err != nil || len(b) != len(h) || hex.EncodeToString(b) != s {
		return Hash{}, fmt.Errorf("hash %q is not 64 lower-case hex digits: %w", s, ErrMalformed)
	}
	return Hash(b), nil
}

// LeafHash returns the RFC 6962 leaf hash of an entry's line without its LF. It
// is what the library's HashLeaf returns, without what that allocates: every
// entry written and every entry verified passes here.
func LeafHash(line []byte) Hash {
	var buffer [1024]byte
	return sha256.Sum256(append(append(buffer[:0], rfc6962.RFC6962LeafHashPrefix), line...))
}

// nodeHash returns the RFC 6962 hash of a node over its two children.
func nodeHash(left, right Hash) Hash {
	var both [1 + 2*sha256.Size]byte
	both[0] = rfc6962.RFC6962NodeHashPrefix
	copy(both[1:], left[:])
	copy(both[1+sha256.Size:], right[:])
	return sha256.Sum256(both[:])
}

// nodes makes every tree here an RFC 6962 tree.
var nodes = &compact.RangeFactory{Hash: rfc6962.DefaultHasher.HashChildren}

// Tree is the RFC 6962 Merkle tree over one origin's entries. It keeps the
// frontier only: the roots of the largest complete subtrees from the left, one
// for each bit of the size. That is all it takes to grow and to give the root.
type Tree struct {
	frontier *compact.Range
}

// NewTree returns the tree without leaves.
func NewTree() *Tree {
	return &Tree{nodes.NewEmptyRange(0)}
}

// LoadTree returns the tree of that size and frontier.
func LoadTree(size uint64, frontier []Hash) (*Tree, error) {
	hashes := make([][]byte, len(frontier))
	for i := range frontier {
		hashes[i] = slices.Clone(frontier[i][:])
	}
	r, err := nodes.NewRange(0, size, hashes)
	if err != nil {
		return nil, fmt.Errorf("tree of size %d with %d frontier hashes: %w", size, len(frontier), ErrTree)
	}
	return &Tree{r}, nil
}

// Append adds one leaf.
func (t *Tree) Append(leaf Hash) error {
	if t.Size() == math.MaxUint64 { // the library would begin again at 0
		return fmt.Errorf("leaf %d: %w", t.Size(), ErrTree)
	}
	if err := t.frontier.Append(leaf[:], nil); err != nil {
		return fmt.Errorf("leaf %d: %w", t.Size(), ErrTree)
	}
	return nil
}

// AppendSubtree adds size leaves of which only their common root is known. The
// size must be a power of two that divides the tree's size, or the root would
// not be a node of this tree.
func (t *Tree) AppendSubtree(size uint64, root Hash) error {
	begin := t.Size()
	subtree, err := nodes.NewRange(begin, begin+size, [][]byte{root[:]})
	if err == nil {
		err = t.frontier.AppendRange(subtree, nil)
	}
	if err != nil {
		return fmt.Errorf("subtree of %d leaves after leaf %d: %w", size, begin, ErrTree)
	}
	return nil
}

// Size returns the number of leaves.
func (t *Tree) Size() uint64 { return t.frontier.End() }

// Root returns the root hash; for a tree without leaves, SHA-256 of nothing.
func (t *Tree) Root() Hash {
	root, err := t.frontier.GetRootHash(nil)
	if err != nil {
		panic(err) // the frontier begins at leaf 0, always
	}
	if root == nil {
		root = rfc6962.DefaultHasher.EmptyRoot()
	}
	return Hash(root)
}

// Frontier returns what LoadTree takes, from left to right.
func (t *Tree) Frontier() []Hash {
	hashes := t.frontier.Hashes()
	frontier := make([]Hash, len(hashes))
	for i := range hashes {
		frontier[i] = Hash(hashes[i])
	}
	return frontier
}

// Clone returns a tree that grows apart from this one.
func (t *Tree) Clone() *Tree {
	r, err := nodes.NewRange(0, t.Size(), slices.Clone(t.frontier.Hashes()))
	if err != nil {
		panic(err) // the hashes were a frontier a moment ago
	}
	return &Tree{r}
}

// SubtreeRoot returns the RFC 6962 root over these leaves alone. For 2^k leaves
// that begin at a multiple of 2^k it is what AppendSubtree takes. It goes up
// level by level; a node without a right neighbour is its own parent.
func SubtreeRoot(leaves []Hash) Hash {
	if len(leaves) == 0 {
		return NewTree().Root()
	}
	level := slices.Clone(leaves)
	for len(level) > 1 {
		half := level[:0]
		for i := 0; i+1 < len(level); i += 2 {
			half = append(half, nodeHash(level[i], level[i+1]))
		}
		if len(level)%2 == 1 {
			half = append(half, level[len(level)-1])
		}
		level = half
	}
	return level[0]
}

// RangeSizes splits the leaves [from,to) into the largest complete subtrees and
// returns their sizes in order. There is one such split, so a withheld range
// has one list of hashes.
func RangeSizes(from, to uint64) []uint64 {
	var sizes []uint64
	for from < to {
		aligned, fits := bits.TrailingZeros64(from), bits.Len64(to-from)-1
		size := uint64(1) << min(aligned, fits)
		sizes = append(sizes, size)
		from += size
	}
	return sizes
}
