package store

import (
	"fmt"
	"strconv"
)

// Layout is the version of the layout that this program reads and writes.
const Layout = 1

// checkFormat refuses a file of another layout. The first layout has none
// before it, so there is nothing to migrate yet.
func (db *DB) checkFormat() error {
	return db.View(func(tx *Tx) error {
		meta := tx.tx.Bucket(bucketMeta)
		if meta == nil {
			return fmt.Errorf("%s: %w: it is a file of another kind", db.path, ErrNoCase)
		}
		n, err := strconv.Atoi(string(meta.Get(keyFormat)))
		if err != nil {
			return fmt.Errorf("%s: %w: it is a file of another kind", db.path, ErrNoCase)
		}
		if n != Layout {
			return fmt.Errorf("%s: %w: it has layout %d and this program reads layout %d", db.path, ErrVersion, n, Layout)
		}
		return nil
	})
}
