package ledger_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"takedown/pkg/ledger"
)

func TestARangeKeepsTheHashesOfItsOneSplit(t *testing.T) {
	leaves := someLeaves(200)
	rapid.Check(t, func(t *rapid.T) {
		from := rapid.IntRange(0, len(leaves)).Draw(t, "from")
		to := rapid.IntRange(from, len(leaves)).Draw(t, "to")
		r, want := ledger.NewRange(uint64(from)), []ledger.Hash{}
		for _, leaf := range leaves[from:to] {
			if err := r.Append(1, leaf); err != nil {
				t.Fatal(err)
			}
		}
		at := from
		for _, size := range ledger.RangeSizes(uint64(from), uint64(to)) {
			want = append(want, ledger.SubtreeRoot(leaves[at:at+int(size)]))
			at += int(size)
		}
		if diff := cmp.Diff(want, r.Hashes()); diff != "" || r.Begin() != uint64(from) || r.End() != uint64(to) {
			t.Fatalf("[%d,%d): %s", r.Begin(), r.End(), diff)
		}
	})
}

func TestARangeRefusesWhatIsNoSubtree(t *testing.T) {
	for _, c := range []struct{ at, size uint64 }{{1, 2}, {0, 3}, {2, 4}, {5, 0}} {
		r := ledger.NewRange(c.at)
		if err := r.Append(c.size, ledger.Hash{1}); !errors.Is(err, ledger.ErrTree) || r.End() != c.at {
			t.Errorf("%d leaves at %d: %v, end %d", c.size, c.at, err, r.End())
		}
	}
}
