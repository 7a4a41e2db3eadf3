package stix

import (
	"bytes"
	"errors"
	"fmt"
	"hash/maphash"
	"io"
	"iter"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"takedown/pkg/takedown"
)

// Decode yields the records that objects stand for, and after the last of them
// the links and facts. Agency is the issuer of issued keys.
func Decode(r io.Reader, agency string) iter.Seq2[takedown.Item, error] {
	return func(yield func(takedown.Item, error) bool) {
		d := &decoder{
			agency: agency, yield: yield, marks: knownMarkings(), definitions: map[string]ownLabel{},
			records: map[string][]takedown.ID{}, names: map[string]string{}, said: map[takedown.ID]uint64{},
			parts: map[string]bool{}, kept: map[string]uint64{}, revoked: map[string]bool{}, late: map[string][]string{}, named: map[takedown.ID]string{}, loose: map[string]*loose{}, roles: map[takedown.ID]string{},
		}
		err := pieces(r, d.piece)
		switch {
		case d.stopped:
		case err != nil:
			d.send(takedown.Item{}, err)
		default:
			d.finish()
		}
	}
}

// decoder makes items of objects. What it remembers of each is small.
type decoder struct {
	agency  string
	yield   func(takedown.Item, error) bool
	stopped bool

	marks       map[string]takedown.TLP  // by id of the definition
	definitions map[string]ownLabel      // of the file itself
	records     map[string][]takedown.ID // that an id stands for
	names       map[string]string        // of identities, for who saw something
	said        map[takedown.ID]uint64   // fields that have a value, as bits
	parts       map[string]bool          // ids of objects that belong to a record of ours
	kept        map[string]uint64        // hashes of what was kept, by record and id
	revoked     map[string]bool          // ids of what is not meant any more
	late        map[string][]string      // by id, its markings that were not defined by then
	named       map[takedown.ID]string   // the id by which a name was given first
	loose       map[string]*loose        // objects that are no record
	order       []string                 // their ids
	held        int                      // their bytes
	told        int                      // objects that were named one by one
	pending     []func()                 // what waits for the end of the file
	roles       map[takedown.ID]string   // of infrastructure
	joints      []*joint
}

// piece takes one object of the file.
func (d *decoder) piece(p piece) bool {
	if p.extra != "" {
		d.send(takedown.Item{Line: p.line, Skipped: fmt.Sprintf("property %.40q of the bundle", p.extra)}, nil)
		return !d.stopped
	}
	o, err := parse(p)
	if err == nil {
		o.tlp = d.markingOf(o)
		d.object(o)
		err = o.err
	}
	if err != nil {
		d.bad(p, err)
	}
	return !d.stopped
}

// bad yields an object that could not be read.
func (d *decoder) bad(p piece, err error) {
	row := &takedown.RowError{Line: p.line, Raw: append(bytes.Clone(p.raw), '\n'), Err: err}
	if at, ok := errors.AsType[*pathError](err); ok {
		row.Column, row.Err = at.path, at.err
	}
	d.send(takedown.Item{}, row)
}

func (d *decoder) send(item takedown.Item, err error) {
	if !d.stopped {
		d.stopped = !d.yield(item, err)
	}
}

// object makes what there is to make of an object by its type.
func (d *decoder) object(o *object) {
	switch {
	case d.parts[o.id]:
		return
	case d.own(o):
		return
	case o.flag("revoked"):
		d.revoke(o)
		return
	case d.revoked[o.id]: // an older version
		d.skip(o, "revoked "+o.kind)
		return
	}
	if slices.Contains(observableTypes, o.kind) {
		d.observable(o)
		return
	}
	switch o.kind {
	case "indicator":
		d.indicator(o)
	case "infrastructure":
		d.infrastructure(o)
	case "malware":
		d.malware(o)
	case "threat-actor", "intrusion-set":
		d.actor(o)
	case "identity":
		d.identity(o)
	case "relationship":
		d.relationship(o)
	case "sighting":
		d.sighting(o)
	case "note", "opinion":
		d.note(o)
	case "observed-data":
		d.observed(o)
	case "marking-definition":
		d.marking(o)
	case "network-traffic":
		d.hold(o, o.kind)
		d.traffic(o, func(id string) string { return id }, func() {})
	case "report", "grouping", "language-content":
		d.hold(o, o.kind)
		d.gather(o)
	case "file", "artifact":
		d.hold(o, "hash")
	default:
		d.hold(o, o.kind)
	}
}

// skip names an object of which nothing becomes a record.
func (d *decoder) skip(o *object, why string) {
	d.send(takedown.Item{Line: o.line, Skipped: why}, nil)
}

// record yields what an object says of a record, once all of it was read
// without an error.
func (d *decoder) record(o *object, item takedown.Item) {
	item.Line, item.TLP = o.line, o.tlp
	if o.err == nil {
		d.send(item, nil)
	}
}

// stands remembers that an id stands for records.
func (d *decoder) stands(o *object, ids ...takedown.ID) {
	if o.err == nil {
		d.records[o.id] = append(d.records[o.id], ids...)
	}
}

// set gives a field of the item a value. One that the field cannot have is in
// the object, which is kept. A field that has one value is not given another
// by the same file: read again, the two would change each other for ever.
func (d *decoder) set(item *takedown.Item, name, text string) {
	f := takedown.KindOf(item.ID.Kind).Field(name)
	if f == nil || text == "" {
		return
	}
	value, err := f.Parse(text, d.agency)
	if err != nil {
		return
	}
	if f.Merge == takedown.Latest {
		bit := uint64(1) << (f.Number % 64)
		if d.said[item.ID]&bit != 0 {
			return
		}
		d.said[item.ID] |= bit
	}
	item.Values = append(item.Values, takedown.Value{Field: f, Text: value})
}

// keep keeps an object whole, as an unknown field under its id. Another version
// of it in the same file has the time of the version in its name.
func (d *decoder) keep(o *object, item *takedown.Item) {
	if first, known := d.kept[item.ID.String()+o.id]; known && first != hashOf(o.raw) {
		d.skip(o, d.placed(o, "another version of an object, of which the first in the file stands in the fields"))
	}
	o.wrong("", d.keepRaw(o.line, item, o.id, o.text("modified"), o.raw))
}

// keepRaw keeps an object under a name. One that does not fit into an entry
// beside what the record has is named.
func (d *decoder) keepRaw(line int, item *takedown.Item, id, modified string, raw jsontext.Value) error {
	hash := hashOf(raw)
	if first, known := d.kept[item.ID.String()+id]; known && first == hash {
		return nil
	} else if known {
		id += "@" + modified
	}
	if _, known := d.kept[item.ID.String()+id]; known {
		return nil
	}
	d.kept[item.ID.String()+id] = hash
	if len(raw) > maxKept {
		d.send(takedown.Item{Line: line, Skipped: "rest of an object that is too long to be kept whole"}, nil)
		return nil
	}
	return item.AddExtra(id, raw)
}

// seed is that of hashes that tell versions of an object apart.
var seed = maphash.MakeSeed()

func hashOf(raw []byte) uint64 { return maphash.Bytes(seed, raw) }

// maxKept is the longest object that is kept whole, in bytes: it must fit into
// an entry.
const maxKept = 48 << 10

// common sets what domain objects have in common.
func (d *decoder) common(o *object, item *takedown.Item) {
	d.set(item, "description", o.text("description"))
	d.confidence(o, item)
	for _, label := range o.list("labels") {
		if !strings.HasPrefix(label, statusLabel) { // a state follows from facts, and nobody sets it
			d.set(item, "tags", label)
		}
	}
	d.set(item, "first_seen", o.text("first_seen"))
	d.set(item, "last_seen", o.text("last_seen"))
}

// confidence sets confidence, and the grade that the standard makes of it: of
// the source it says nothing, so that its letter is F.
func (d *decoder) confidence(o *object, item *takedown.Item) {
	if c := o.number("confidence"); c != "" {
		d.set(item, "confidence", c)
		d.set(item, "grade", gradeOf(c))
	}
}
