package store

import (
	"fmt"
	"strconv"
)

// Layout is the version of the layout that this program writes. Older ones are
// read, and become this one with the first change that is written.
const Layout = 3

// migrations bring a file from the layout before to the one that is named.
// Layout 2 has the buckets of lives, which are empty where there are no facts
// of which they could tell. Layout 3 has those of other origins, of which there
// is nothing before.
var migrations = []struct {
	to    int
	apply func(*Tx) error
}{
	{2, func(t *Tx) error { return t.makeBuckets(bucketCovers, bucketChanges) }},
	{3, func(t *Tx) error { return t.makeBuckets(bucketGone, bucketHeads) }},
}

// checkFormat refuses a file of a newer layout.
func (db *DB) checkFormat() error {
	return db.View(func(tx *Tx) error {
		n, err := tx.layout()
		if err != nil {
			return fmt.Errorf("%s: %w", db.path, err)
		}
		if n < 1 || n > Layout {
			return fmt.Errorf("%s: %w: it has layout %d and this program reads layouts up to %d", db.path, ErrVersion, n, Layout)
		}
		return nil
	})
}

func (t *Tx) layout() (int, error) {
	meta := t.tx.Bucket(bucketMeta)
	if meta == nil {
		return 0, fmt.Errorf("%w: it is a file of another kind", ErrNoCase)
	}
	n, err := strconv.Atoi(string(meta.Get(keyFormat)))
	if err != nil {
		return 0, fmt.Errorf("%w: it is a file of another kind", ErrNoCase)
	}
	return n, nil
}

// migrate brings the file to the present layout, in the transaction of the
// change that is written anyway.
func (t *Tx) migrate() error {
	n, err := t.layout()
	if err != nil {
		return err
	}
	for _, m := range migrations {
		if n >= m.to {
			continue
		}
		if err := m.apply(t); err != nil {
			return err
		}
		if err := t.tx.Bucket(bucketMeta).Put(keyFormat, []byte(strconv.Itoa(m.to))); err != nil {
			return err
		}
	}
	return nil
}

func (t *Tx) makeBuckets(names ...[]byte) error {
	for _, name := range names {
		if _, err := t.tx.CreateBucketIfNotExists(name); err != nil {
			return err
		}
	}
	return nil
}
