package casebook

import (
	"iter"
	"slices"
	"strconv"

	"takedown/pkg/ledger"
	"takedown/pkg/store"
	"takedown/pkg/takedown"
)

// decoded is an item of a file, or the error in its place.
type decoded struct {
	item takedown.Item
	err  error
}

// batchItems is how many items the decoder hands over at once.
const batchItems = 512

// batchesAhead is how many batches may wait to be written.
const batchesAhead = 4

// inBatches reads items in a goroutine of its own, so that decoding goes on
// beside writing. A batch is good until the next one is asked for: its memory
// is used again.
func inBatches(items iter.Seq2[takedown.Item, error]) iter.Seq[[]decoded] {
	return func(yield func([]decoded) bool) {
		f := feeder{
			full: make(chan []decoded, batchesAhead), used: make(chan []decoded, batchesAhead), stop: make(chan struct{}),
		}
		go f.feed(items)
		for batch := range f.full {
			if !yield(batch) {
				break
			}
			select {
			case f.used <- batch:
			default:
			}
		}
		close(f.stop)
		for range f.full {
		}
	}
}

// feeder fills batches.
type feeder struct {
	full, used chan []decoded
	stop       chan struct{}
}

// feed fills batches until the items end or nobody wants more.
func (f *feeder) feed(items iter.Seq2[takedown.Item, error]) {
	defer close(f.full)
	batch := f.empty()
	send := func() bool {
		select {
		case f.full <- batch:
			batch = f.empty()
			return true
		case <-f.stop:
			return false
		}
	}
	defer func() {
		if r := recover(); r != nil { // nobody else would catch it in this goroutine
			batch = append(batch, decoded{err: store.Caught(r)})
			send()
		}
	}()
	for item, err := range items {
		batch = append(batch, decoded{item, err})
		if len(batch) == batchItems && !send() {
			return
		}
	}
	send()
}

func (f *feeder) empty() []decoded {
	select {
	case batch := <-f.used:
		return batch[:0]
	default:
		return make([]decoded, 0, batchItems)
	}
}

func importPayload(o ImportOptions, hash string, size int64, rows int) []byte {
	p := ledger.AppendString([]byte(`{"name":`), o.Name)
	p = strconv.AppendInt(append(p, `,"size":`...), size, 10)
	p = ledger.AppendString(append(p, `,"sha256":`...), hash)
	p = ledger.AppendString(append(p, `,"format":`...), o.Format)
	p = strconv.AppendInt(append(p, `,"rows":`...), int64(rows), 10)
	if o.Source != "" {
		p = ledger.AppendString(append(p, `,"source":`...), o.Source)
	}
	return append(p, '}')
}

// putLinks writes the links of the file, whose ends are on file by now.
func (im *importer) putLinks() error {
	b := &Batch{session: im.session, cache: cache{tx: im.log.tx, log: newLogReader(im.log.tx)}, view: writing(im.log.tx, im.recorded), isStale: map[takedown.ID]bool{}, touched: touched{}, executed: map[takedown.ID]bool{}}
	b.cache.log.pending = im.session.log
	b.cache.later = &laterLinks{}
	// In the order of their records, each goes to the end of what is there.
	slices.SortStableFunc(im.links, func(a, b takedown.Item) int { return a.ID.Compare(b.ID) })
	for i := range im.links {
		item := &im.links[i]
		b.least = item.TLP
		before := len(b.written)
		if err := im.putLink(b, item); err != nil {
			if err := im.bad(&takedown.RowError{Line: item.Line, Raw: item.Raw, Err: err}); err != nil {
				return err
			}
		}
		im.counts.LinksAdded += len(b.written) - before
		im.counts.Entries += len(b.written) - before
	}
	if err := b.cache.later.put(b.tx); err != nil {
		return err
	}
	b.cache.later = nil
	if err := im.putFacts(b); err != nil {
		return err
	}
	for _, id := range im.touched {
		b.touch(id)
		if err := b.touchStale(id); err != nil {
			return err
		}
	}
	if im.o.DryRun { // the log of which ends here
		return b.judge()
	}
	for _, id := range im.revived {
		b.outdate(id)
	}
	return b.settle()
}

// laterLinks are links of an import as seen from their other end. They are put
// at the end and in order: bbolt takes a time for any other place that grows
// with the number of links.
type laterLinks struct{ links []laterLink }

type laterLink struct {
	key  store.LinkKey
	line []byte
}

func (l *laterLinks) put(tx *store.Tx) error {
	slices.SortFunc(l.links, func(a, b laterLink) int { return a.key.Compare(b.key) })
	for i := range l.links {
		if err := tx.PutLink(l.links[i].key, l.links[i].line); err != nil {
			return err
		}
	}
	l.links = nil
	return nil
}

func (im *importer) putLink(b *Batch, item *takedown.Item) error {
	r, err := b.existing(item.ID)
	if err != nil {
		return err
	}
	other, err := b.existing(item.To)
	if err != nil {
		return err
	}
	if err := CheckLink(item.ID, item.Rel, item.To); err != nil {
		return err
	}
	values := item.Values
	if im.o.Source != "" && sourceOf(item, "") == "" {
		values = append(values, takedown.Value{Field: linkSource, Text: im.o.Source})
	}
	return b.sayLink(r, item.Rel, other, values, item.Line)
}

var linkSource = &takedown.Field{Name: "source", Type: takedown.Text}
