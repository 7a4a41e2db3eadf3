package casebook

import (
	"runtime/debug"

	"takedown/pkg/ledger"
	"takedown/pkg/store"
)

// sealer hashes, compresses and writes full bundles in a goroutine of its own,
// beside the one that makes them and in their order.
type sealer struct {
	jobs  chan *bundle
	spare chan *bundle // sealed ones, whose memory can be used again
	done  chan error
}

// sealerDepth is how many bundles may wait for the sealer.
const sealerDepth = 16

func newSealer(log *chunkedLog) *sealer {
	s := &sealer{jobs: make(chan *bundle, sealerDepth), spare: make(chan *bundle, sealerDepth), done: make(chan error, 1)}
	go func() {
		packer := store.NewPacker()
		var err error
		for b := range s.jobs {
			if err == nil {
				err = log.putCaught(seal(packer, b))
			}
			select {
			case s.spare <- b:
			default:
			}
		}
		s.done <- err
	}()
	return s
}

// putCaught turns a panic, such as that with which bbolt meets a damaged file,
// into an error, since nobody else would catch it in this goroutine.
func (c *chunkedLog) putCaught(s sealed) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = store.Caught(r)
		}
	}()
	debug.SetPanicOnFault(true)
	return c.put(s)
}

// finish waits until all bundles are written. The log is the caller's again
// then.
func (s *sealer) finish() error {
	close(s.jobs)
	return <-s.done
}

// chunkedLog writes bundles in transactions of their own while an import runs.
// They lie past the published head, so that no reader sees them and the next
// writer takes them away if the import does not finish. The first bundle can
// hold entries that are published, and is kept back for the last transaction.
type chunkedLog struct {
	db      *store.DB
	tx      *store.Tx
	origin  string
	size    uint64 // of the published head
	bundles *ledger.Tree
	kept    *sealed
	count   int // bundles in the present transaction
	chunks  int // transactions committed
	dryRun  bool
}

// chunkBundles are as many bundles as go into one transaction.
const chunkBundles = 50_000 / store.BundleSize

func (c *chunkedLog) put(s sealed) error {
	if err := c.bundles.AppendSubtree(store.BundleSize, s.root); err != nil || c.dryRun {
		return err
	}
	if s.n*store.BundleSize < c.size {
		c.kept = &s
		return nil
	}
	if c.count == chunkBundles {
		if err := c.nextChunk(); err != nil {
			return err
		}
	}
	c.count++
	return c.tx.PutBundle(c.origin, s.n, s.packed)
}

func (c *chunkedLog) nextChunk() error {
	if err := c.tx.SetPending(c.size + 1); err != nil {
		return err
	}
	if err := c.tx.Commit(); err != nil {
		return err
	}
	c.count = 0
	c.chunks++
	tx, err := c.db.BeginUpdate()
	if err != nil {
		return err
	}
	c.tx = tx
	return nil
}

// last puts the bundle that was kept back and says that nothing is pending.
func (c *chunkedLog) last() error {
	if c.kept != nil {
		if err := c.tx.PutBundle(c.origin, c.kept.n, c.kept.packed); err != nil {
			return err
		}
	}
	return c.tx.ClearPending()
}

// abandon drops the present transaction and takes away what earlier ones
// wrote.
func (c *chunkedLog) abandon() error {
	err := c.tx.Close()
	if err != nil || c.chunks == 0 {
		return err
	}
	return c.db.Update(func(tx *store.Tx) error {
		_, err := openHead(tx, c.origin)
		return err
	})
}
