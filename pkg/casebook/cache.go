package casebook

import (
	"encoding/binary"
	"slices"
	"time"

	"takedown/pkg/ledger"
	"takedown/pkg/store"
	"takedown/pkg/takedown"
	"takedown/pkg/view"
)

// cache writes the rows of the view that a command touches, inside its
// transaction.
type cache struct {
	tx    *store.Tx
	log   *logReader
	long  map[takedown.ID][]byte // lists of entries that would take long to copy
	later *laterLinks            // nil: links are put under both ends at once
	good  *goodness              // nil until someone asks
}

// longList is from how many bytes on a list of entries is kept in memory while
// a batch makes it longer.
const longList = 4 << 10

func (c *cache) count(r *view.Record, delta int) error {
	for k := range view.CounterKeys(r) {
		if err := c.tx.AddCount(store.CountKey(k), delta); err != nil {
			return err
		}
	}
	return nil
}

// record returns the record with that id, or nil.
func (c *cache) record(id takedown.ID) (*view.Record, error) {
	row := c.tx.Row(id.Kind, id.Key)
	if row == nil {
		return nil, nil
	}
	r := &view.Record{}
	return r, parseRow(r, id, row)
}

// apply folds a new add or set entry of this origin into the row of a record.
func (c *cache) apply(old *view.Record, id takedown.ID, verb string, p *view.Payload, s view.Stamp, tlp takedown.TLP, pap string) (*view.Record, error) {
	r := &view.Record{ID: id}
	if old != nil {
		if err := c.count(old, -1); err != nil {
			return nil, err
		}
		r = old
	}
	r.Apply(verb, p, s, tlp, pap)
	return r, c.putRecord(r)
}

func (c *cache) putRecord(r *view.Record) error {
	row := view.AppendRow(make([]byte, fingerprintSize, 128), r)
	if err := c.tx.PutRow(r.ID.Kind, []byte(r.ID.Key), row); err != nil {
		return err
	}
	return c.count(r, 1)
}

// mention puts an entry on the list of its subject, which begins with the
// first entry of the record once there is a second one.
func (c *cache) mention(id takedown.ID, first *view.Record, e ref) error {
	list, ok := c.long[id]
	if !ok {
		list = slices.Clone(c.tx.Subject(id.String()))
	}
	if len(list) == 0 && first != nil {
		list = appendRef(list, ref{first.First().Origin, first.First().Seq})
	}
	list = appendRef(list, e)
	if len(list) > longList {
		if c.long == nil {
			c.long = map[takedown.ID][]byte{}
		}
		// What the transaction holds of it ends before what is appended next.
		c.long[id] = list
	}
	return c.tx.SetSubject(id.String(), list)
}

// refs returns the entries about a record.
func (c *cache) refs(id takedown.ID) ([]ref, error) {
	if list := c.tx.Subject(id.String()); list != nil {
		return readRefs(list)
	}
	r, err := c.record(id)
	if r == nil || err != nil {
		return nil, err
	}
	return []ref{{r.First().Origin, r.First().Seq}}, nil
}

// entries returns the entries about a record, as they stand in the log.
func (c *cache) entries(id takedown.ID) ([]ledger.Entry, error) {
	refs, err := c.refs(id)
	if err != nil {
		return nil, err
	}
	out := make([]ledger.Entry, len(refs))
	for i, r := range refs {
		if out[i], err = c.log.entry(r); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// counting returns the entries whose signers count.
func (c *cache) counting(entries []ledger.Entry) ([]ledger.Entry, error) {
	if c.good == nil {
		id, err := readIdentity(c.tx)
		if err != nil {
			return nil, err
		}
		c.good = &goodness{tx: c.tx, own: id.Origin}
	}
	return c.good.only(entries)
}

// putLink keeps a link under both of its ends.
func (c *cache) putLink(l *view.Link, line []byte) error {
	for _, k := range linkKeys(l) {
		if c.later != nil && k.Direction == store.In {
			c.later.links = append(c.later.links, laterLink{k, line})
			continue
		}
		if err := c.tx.PutLink(k, line); err != nil {
			return err
		}
	}
	return nil
}

func (c *cache) putFact(f *view.Fact, line []byte) error {
	return c.tx.PutFact(f.Subject.String(), f.At.UnixMilli(), f.ID(), line)
}

// refold makes all rows of a subject again from its entries, as is needed when
// one of them was retracted.
func (c *cache) refold(id takedown.ID) error {
	entries, err := c.entries(id)
	if err != nil {
		return err
	}
	if entries, err = c.counting(entries); err != nil {
		return err
	}
	s, err := view.Fold(id, entries)
	if err != nil {
		return err
	}
	if err := c.forget(id); err != nil {
		return err
	}
	if s.Record != nil {
		if err := c.putRecord(s.Record); err != nil {
			return err
		}
	}
	for _, cover := range s.Covers {
		if err := c.tx.PutCover(store.Cover{Pattern: cover.Pattern, Order: id.Key, Event: cover.Event}); err != nil {
			return err
		}
	}
	marked, err := remarked(entries)
	if err != nil {
		return err
	}
	return c.putRest(&s, marked)
}

// putRest keeps the links and facts of a subject; marked are the lines that are
// not as they stand in the log.
func (c *cache) putRest(s *view.Subject, marked map[ref][]byte) error {
	for i := range s.Links {
		l := &s.Links[i]
		line, err := c.lineOf(&l.Stamp, marked)
		if err != nil {
			return err
		}
		if err := c.putLink(l, slices.Clone(line)); err != nil {
			return err
		}
	}
	for i := range s.Facts {
		f := &s.Facts[i]
		line, err := c.lineOf(&f.Stamp, marked)
		if err != nil {
			return err
		}
		if err := c.putFact(f, slices.Clone(line)); err != nil {
			return err
		}
	}
	return nil
}

func (c *cache) lineOf(s *view.Stamp, marked map[ref][]byte) ([]byte, error) {
	at := ref{s.Origin, s.Seq}
	if line := marked[at]; line != nil {
		return line, nil
	}
	return c.log.line(at)
}

// forget takes the rows of a subject out of the view.
func (c *cache) forget(id takedown.ID) error {
	r, err := c.record(id)
	if err != nil {
		return err
	}
	if r != nil {
		if err := c.count(r, -1); err != nil {
			return err
		}
		if err := c.moveChange(id, r.Life.Changes, time.Time{}); err != nil {
			return err
		}
		if err := c.tx.DeleteRow(id.Kind, id.Key); err != nil {
			return err
		}
	}
	if id.Kind == "order" {
		if err := c.tx.DeleteCovers(id.Key); err != nil {
			return err
		}
	}
	var keys []store.LinkKey
	reached := false // whether a link comes from another record
	for k, line := range c.tx.Links(id.String()) {
		if k.Direction != store.Out {
			reached = true
			continue
		}
		l, err := view.ReadLink(line)
		if err != nil {
			return err
		}
		keys = append(keys, linkKeys(&l)...)
	}
	for _, k := range keys {
		if err := c.tx.DeleteLink(k); err != nil {
			return err
		}
	}
	if !reached {
		c.tx.Bare(id.String())
	}
	return c.tx.DeleteFacts(id.String())
}

// rowFingerprint returns the hint that stands before a row.
func rowFingerprint(row []byte) uint64 {
	if len(row) < fingerprintSize {
		return 0
	}
	return binary.LittleEndian.Uint64(row)
}
