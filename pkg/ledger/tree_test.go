package ledger_test

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"math/bits"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"takedown/pkg/ledger"
)

// The leaves and roots published with the Certificate Transparency code.
var (
	knownLeaves = []string{"", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"}
	knownRoots  = []string{
		"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
		"6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
		"fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
		"aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
		"d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
		"4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
		"76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
		"ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
		"5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
	}
)

func TestRootsAreThePublishedOnes(t *testing.T) {
	tree, leaves := ledger.NewTree(), []ledger.Hash{}
	for i, want := range knownRoots {
		if got := tree.Root().String(); got != want {
			t.Errorf("root of %d leaves is %s, not %s", i, got, want)
		}
		if got := ledger.SubtreeRoot(leaves).String(); got != want {
			t.Errorf("subtree root of %d leaves is %s, not %s", i, got, want)
		}
		if i == len(knownLeaves) {
			break
		}
		line, err := hex.DecodeString(knownLeaves[i])
		if err != nil {
			t.Fatal(err)
		}
		leaves = append(leaves, ledger.LeafHash(line))
		mustGrow(t, tree, leaves[i])
	}
}

// naiveRoot is the definition of RFC 6962, section 2.1, word for word.
func naiveRoot(leaves []ledger.Hash) ledger.Hash {
	switch len(leaves) {
	case 0:
		return sha256.Sum256(nil)
	case 1:
		return leaves[0]
	}
	k := 1 << (bits.Len(uint(len(leaves)-1)) - 1)
	left, right := naiveRoot(leaves[:k]), naiveRoot(leaves[k:])
	return sha256.Sum256(append(append([]byte{1}, left[:]...), right[:]...))
}

func someLeaves(n int) []ledger.Hash {
	leaves := make([]ledger.Hash, n)
	for i := range leaves {
		leaves[i] = ledger.LeafHash(fmt.Append(nil, i))
	}
	return leaves
}

func mustGrow(t interface{ Fatal(...any) }, tree *ledger.Tree, leaves ...ledger.Hash) {
	for _, leaf := range leaves {
		if err := tree.Append(leaf); err != nil {
			t.Fatal(err)
		}
	}
}

func TestEveryRootIsThatOfTheDefinition(t *testing.T) {
	leaves, tree := someLeaves(520), ledger.NewTree()
	for n := range leaves {
		want := naiveRoot(leaves[:n])
		if got := tree.Root(); got != want || tree.Size() != uint64(n) {
			t.Fatalf("size %d (%d): %s, not %s", tree.Size(), n, got, want)
		}
		if got := ledger.SubtreeRoot(leaves[:n]); got != want {
			t.Fatalf("subtree of %d: %s, not %s", n, got, want)
		}
		mustGrow(t, tree, leaves[n])
	}
}

func TestARangeReplacedByItsSubtreesGivesTheSameRoot(t *testing.T) {
	leaves := someLeaves(300)
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, len(leaves)).Draw(t, "size")
		from := rapid.IntRange(0, n).Draw(t, "from")
		to := rapid.IntRange(from, n).Draw(t, "to")
		tree := ledger.NewTree()
		mustGrow(t, tree, leaves[:from]...)
		at := from
		for _, size := range ledger.RangeSizes(uint64(from), uint64(to)) {
			next := at + int(size)
			if err := tree.AppendSubtree(size, ledger.SubtreeRoot(leaves[at:next])); err != nil {
				t.Fatal(err)
			}
			at = next
		}
		mustGrow(t, tree, leaves[to:n]...)
		if want := naiveRoot(leaves[:n]); tree.Root() != want || tree.Size() != uint64(n) {
			t.Fatalf("[%d,%d) of %d: root %s at %d, not %s", from, to, n, tree.Root(), tree.Size(), want)
		}
	})
}

func TestARangeHasOneSplit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		from := rapid.Uint64().Draw(t, "from")
		to := rapid.Uint64Min(from).Draw(t, "to")
		at, before := from, uint64(0)
		for _, size := range ledger.RangeSizes(from, to) {
			if bits.OnesCount64(size) != 1 || at%size != 0 || size > to-at {
				t.Fatalf("%d leaves from %d are no subtree before %d", size, at, to)
			}
			// Two neighbours of one size under one parent would be a larger subtree.
			if size == before && at%(2*size) != 0 {
				t.Fatalf("subtrees of %d at %d should be one", size, at)
			}
			at, before = at+size, size
		}
		if at != to {
			t.Fatalf("the split of [%d,%d) ends at %d", from, to, at)
		}
	})
	if diff := cmp.Diff([]uint64{1, 2, 4, 8, 4, 1}, ledger.RangeSizes(1, 21)); diff != "" {
		t.Error(diff)
	}
	if got := ledger.RangeSizes(21, 20); got != nil {
		t.Errorf("a range that ends before it begins has %v", got)
	}
}

func TestATreeGoesOnFromItsFrontier(t *testing.T) {
	leaves := someLeaves(100)
	for n := range leaves {
		tree := ledger.NewTree()
		mustGrow(t, tree, leaves[:n]...)
		frontier := tree.Frontier()
		loaded, err := ledger.LoadTree(tree.Size(), frontier)
		if err != nil {
			t.Fatal(err)
		}
		clear(frontier) // the tree must have hashes of its own
		mustGrow(t, loaded, leaves[n:]...)
		if loaded.Root() != naiveRoot(leaves) {
			t.Errorf("broken off at %d", n)
		}
	}
}

func TestAFrontierOfAnotherSizeIsRefused(t *testing.T) {
	for size := range uint64(20) {
		for n := range 7 {
			_, err := ledger.LoadTree(size, someLeaves(n))
			if want := n != bits.OnesCount64(size); errors.Is(err, ledger.ErrTree) != want {
				t.Errorf("size %d with %d hashes: %v", size, n, err)
			}
		}
	}
}

func TestASubtreeThatIsNoNodeIsRefused(t *testing.T) {
	for at := range 17 {
		for size := range uint64(20) {
			tree := ledger.NewTree()
			mustGrow(t, tree, someLeaves(at)...)
			before := tree.Root()
			err := tree.AppendSubtree(size, ledger.Hash{1})
			lawful := bits.OnesCount64(size) == 1 && uint64(at)%size == 0
			if (err == nil) != lawful || (err != nil && !errors.Is(err, ledger.ErrTree)) {
				t.Errorf("%d leaves at %d: %v", size, at, err)
			}
			if err != nil && (tree.Root() != before || tree.Size() != uint64(at)) {
				t.Errorf("%d leaves at %d: refused, and yet the tree changed", size, at)
			}
		}
	}
}

func TestATreeDoesNotGrowPast64Bits(t *testing.T) {
	tree, err := ledger.LoadTree(1<<64-1, someLeaves(64))
	if err != nil {
		t.Fatal(err)
	}
	if err := tree.Append(ledger.Hash{}); !errors.Is(err, ledger.ErrTree) {
		t.Errorf("size %d: %v", tree.Size(), err)
	}
}

func TestACloneGrowsApart(t *testing.T) {
	leaves := someLeaves(64)
	for n := range leaves {
		tree := ledger.NewTree()
		mustGrow(t, tree, leaves[:n]...)
		clone := tree.Clone()
		mustGrow(t, clone, ledger.Hash{1}, ledger.Hash{2}, ledger.Hash{3})
		if tree.Root() != naiveRoot(leaves[:n]) {
			t.Errorf("the clone of %d changed its original", n)
		}
		want := append(append([]ledger.Hash{}, leaves[:n]...), ledger.Hash{1}, ledger.Hash{2}, ledger.Hash{3})
		mustGrow(t, tree, leaves[n:]...)
		if clone.Root() != naiveRoot(want) || tree.Root() != naiveRoot(leaves) {
			t.Errorf("tree and clone of %d share leaves", n)
		}
	}
}

func TestAHashHasOneSpelling(t *testing.T) {
	h := ledger.LeafHash(nil)
	if got, err := ledger.ParseHash(h.String()); err != nil || got != h {
		t.Errorf("%s came back as %s: %v", h, got, err)
	}
	s := h.String()
	for _, bad := range []string{"", s[1:], s[2:], s + "0", s + "00", strings.ToUpper(s), " " + s[1:], "g" + s[1:]} {
		if _, err := ledger.ParseHash(bad); !errors.Is(err, ledger.ErrMalformed) {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

func BenchmarkTreeAppend(b *testing.B) {
	tree, line := ledger.NewTree(), []byte(rowLine)
	b.ReportAllocs()
	for b.Loop() {
		mustGrow(b, tree, ledger.LeafHash(line))
	}
}
