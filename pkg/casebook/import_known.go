package casebook

import (
	"hash/maphash"

	"takedown/pkg/store"
	"takedown/pkg/takedown"
)

// knownRows tells of an item whether its row is on file with the same
// fingerprint. To look a row up in the file costs a page that is in no cache;
// to walk over all rows once, and note a hash of each key, costs as much as to
// look up every sixteenth of them.
type knownRows struct {
	onFile int
	seed   maphash.Seed
	rows   map[uint64]uint64 // hash of kind and key -> fingerprint; nil until it pays
}

// rowsForEach is how many rows can be walked over in the time of one look-up.
const rowsForEach = 16

// prepare notes what is on file, once so many items came that it pays.
func (k *knownRows) prepare(tx *store.Tx, items int) {
	if k.rows != nil || k.onFile > items*rowsForEach {
		return
	}
	k.seed = maphash.MakeSeed()
	k.rows = make(map[uint64]uint64, k.onFile)
	for kind, row := range storedRows(tx) {
		k.rows[k.hash(kind, maphash.Bytes(k.seed, row[0]))] = rowFingerprint(row[1])
	}
}

// rowsOnFile sums the counters. That they may be damaged matters little: it is
// a hint of what pays.
func rowsOnFile(tx *store.Tx) (n int) {
	for key, count := range tx.AllCounts() {
		if key.Operation != "" {
			break // those of the whole case come first
		}
		n += count
	}
	return max(n, 0)
}

func (k *knownRows) hash(kind string, key uint64) uint64 {
	return key + uint64(takedown.KindIndex(kind))
}

// has reports whether the record is on file with that fingerprint. Hash and
// fingerprint would both have to agree by chance for it to be wrong.
func (k *knownRows) has(id takedown.ID, fingerprint uint64) bool {
	if len(k.rows) == 0 {
		return false
	}
	return k.rows[k.hash(id.Kind, maphash.String(k.seed, id.Key))] == fingerprint
}
