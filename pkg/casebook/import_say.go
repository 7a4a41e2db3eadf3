package casebook

import (
	"bytes"
	"encoding/binary"

	"takedown/pkg/takedown"
	"takedown/pkg/view"
)

func (im *importer) firstMentions(r *view.Record) []byte {
	if list := im.before.Subject(r.ID.String()); list != nil {
		return bytes.Clone(list)
	}
	return appendRef(nil, ref{r.First().Origin, r.First().Seq})
}

// say writes an entry about a record and stages the row that it then has.
func (im *importer) say(r *view.Record, verb string, p *view.Payload, item *takedown.Item, hint uint64) error {
	p.Line = item.Line
	if p.Source == "" {
		p.Source = im.fill.source
	}
	p.Sort()
	im.line = p.Append(im.line[:0])
	names := namesIn(r.ID, p)
	tlp, err := im.namedMarking(names)
	if err != nil {
		return err
	}
	subject := r.ID.String()
	seq, tlp, err := im.append(draft{
		verb: verb, subject: subject, names: names, payload: im.line, tlp: max(tlp, item.TLP, marking(r.Kind(), r, p)),
	})
	delete(im.marks, subject)
	if err != nil {
		return &takedown.RowError{Line: item.Line, Err: err}
	}
	if list, ok := im.mentions[r.ID]; ok {
		im.mentions[r.ID] = appendRef(list, ref{im.origin, seq})
	}
	r.Apply(verb, p, im.stamp(seq), tlp, im.said.PAP)
	im.line = binary.LittleEndian.AppendUint64(im.line[:0], hint)
	im.line = view.AppendRow(im.line, r)
	im.stage.Put(r.ID, im.line)
	im.deltas.count(r, 1)
	im.counts.Entries++
	return nil
}

// fingerprint is a hash (FNV-1a, 64 bits) of all that an item says, so that
// the same row of the same file is known again without a comparison. Zero
// stands for none.
func (im *importer) fingerprint(item *takedown.Item) uint64 {
	h := fnv1a(fnvOffset, im.o.Source)
	h = fnv1a(h, im.o.Grade)
	h = fnv1a(h, im.o.Operation)
	if item.TLP > takedown.Clear {
		h = fnv1a(h, item.TLP.String())
	}
	for _, v := range item.Values {
		h = fnv1a(fnv1a(h, v.Field.Name), v.Text)
	}
	for _, x := range item.Extra {
		h = fnv1a(fnv1a(h, x.Name), string(x.JSON))
	}
	return max(h, 1)
}

const (
	fnvOffset = 14695981039346656037
	fnvPrime  = 1099511628211
)

// fnv1a hashes a text and its end.
func fnv1a(h uint64, s string) uint64 {
	for i := range len(s) {
		h = (h ^ uint64(s[i])) * fnvPrime
	}
	return (h ^ 0xff) * fnvPrime
}
