package store

import (
	"slices"
	"testing"
)

func withFile(t *testing.T, f func(*Tx) error) {
	t.Helper()
	db, err := Create(t.TempDir()+"/t.db", Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.Update(f); err != nil {
		t.Fatal(err)
	}
}

func TestWhatIsLeftOfEntriesComesInTheirOrder(t *testing.T) {
	withFile(t, func(tx *Tx) error {
		want := []Gone{{Seq: 1, Size: 4, Root: [32]byte{1}}, {Seq: 7, Size: 2, Root: [32]byte{2}, Case: true}, {Seq: 1 << 40, Size: 1, Root: [32]byte{3}}}
		for _, g := range []Gone{want[2], want[0], want[1]} {
			if err := tx.PutGone("vn/pc1", g); err != nil {
				return err
			}
		}
		if got := slices.Collect(tx.GoneFrom("vn/pc1", 1)); !slices.Equal(got, want) {
			t.Errorf("%v, want %v", got, want)
		}
		if got := slices.Collect(tx.GoneFrom("vn/pc1", 2)); !slices.Equal(got, want[1:]) {
			t.Errorf("from 2: %v", got)
		}
		return tx.DeleteGone("vn/pc1", want[0])
	})
}

func TestTwoHeadsOfOneSizeAreKeptBesideEachOther(t *testing.T) {
	withFile(t, func(tx *Tx) error {
		for _, h := range []struct {
			size uint64
			root byte
		}{{9, 1}, {4, 7}, {9, 2}} {
			if err := tx.PutHead("vn/pc1", h.size, [32]byte{h.root}, []byte{h.root}); err != nil {
				return err
			}
		}
		got := slices.Collect(tx.Heads("vn/pc1"))
		if len(got) != 3 || got[0][0] != 2 || got[1][0] != 1 || got[2][0] != 7 {
			t.Errorf("heads %v", got)
		}
		if got := slices.Collect(tx.HeadOrigins()); !slices.Equal(got, []string{"vn/pc1"}) {
			t.Errorf("origins %v", got)
		}
		return nil
	})
}
