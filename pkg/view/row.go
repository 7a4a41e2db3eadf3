package view

import (
	"encoding/binary"
	"errors"
	"fmt"
	"slices"

	"takedown/pkg/takedown"
)

// A stored row is a cache of one record. It is, in this order, numbers being
// unsigned varints and texts a length and bytes:
//
//	tlp pap-rank+1 (0: none)
//	stamps: count, then recorded origin seq actor source grade observed_at
//	shown (of the first stamp)
//	claims: count, then field-number stamp*3+state value
//	extras: count, then name stamp json
//	terms and life, where there are any or something follows
//	resolves, where there are any

// AppendRow appends the record as a stored row.
func AppendRow(dst []byte, r *Record) []byte {
	dst = append(dst, byte(r.TLP), papByte(r.PAP))
	dst = binary.AppendUvarint(dst, uint64(len(r.Stamps)))
	for i := range r.Stamps {
		dst = appendStamp(dst, &r.Stamps[i])
	}
	dst = appendText(dst, r.Stamps[0].Shown)
	dst = binary.AppendUvarint(dst, uint64(len(r.Claims)))
	for i := range r.Claims {
		c := &r.Claims[i]
		dst = binary.AppendUvarint(dst, uint64(c.Field.Number))
		dst = binary.AppendUvarint(dst, uint64(c.Stamp)*3+uint64(c.State))
		dst = appendText(dst, c.Value)
	}
	dst = binary.AppendUvarint(dst, uint64(len(r.Extras)))
	for i := range r.Extras {
		x := &r.Extras[i]
		dst = appendText(dst, x.Name)
		dst = binary.AppendUvarint(dst, uint64(x.Stamp))
		dst = appendText(dst, x.JSON)
	}
	return appendResolves(appendLife(dst, r), r.Resolves)
}

// appendResolves appends what agencies say of which entry is right: count, then
// field-number entry recorded origin seq actor.
func appendResolves(dst []byte, list []Resolve) []byte {
	if len(list) == 0 {
		return dst
	}
	dst = binary.AppendUvarint(dst, uint64(len(list)))
	for i := range list {
		x := &list[i]
		dst = binary.AppendUvarint(dst, uint64(x.Field.Number))
		dst = appendText(dst, x.Entry)
		dst = binary.AppendUvarint(dst, uint64(x.Stamp.Recorded))
		dst = appendText(dst, x.Stamp.Origin)
		dst = binary.AppendUvarint(dst, x.Stamp.Seq)
		dst = appendText(dst, x.Stamp.Actor)
	}
	return dst
}

func papByte(pap string) byte {
	return byte(slices.Index(takedown.PAPNames, pap) + 1)
}

func appendStamp(dst []byte, s *Stamp) []byte {
	dst = binary.AppendUvarint(dst, uint64(s.Recorded))
	dst = appendText(dst, s.Origin)
	dst = binary.AppendUvarint(dst, s.Seq)
	dst = appendText(dst, s.Actor)
	dst = appendText(dst, s.Source)
	dst = appendText(dst, s.Grade)
	return appendText(dst, s.ObservedAt)
}

func appendText(dst []byte, s string) []byte {
	dst = binary.AppendUvarint(dst, uint64(len(s)))
	return append(dst, s...)
}

// errRow is returned for a stored row that this layout cannot have.
var errRow = errors.New("stored row is damaged")

// ParseRow reads a stored row into r, whose slices it uses again.
func ParseRow(r *Record, id takedown.ID, row []byte) error {
	k := takedown.KindOf(id.Kind)
	in := rowReader{rest: string(row)}
	r.ID = id
	r.TLP = takedown.TLP(min(in.byte(), byte(takedown.Red)))
	r.PAP = ""
	if n := int(in.byte()); n > 0 && n <= len(takedown.PAPNames) {
		r.PAP = takedown.PAPNames[n-1]
	}
	r.Stamps = slices.Grow(r.Stamps[:0], 1)
	for range in.count() {
		r.Stamps = append(r.Stamps, in.stamp())
	}
	shown := in.text()
	r.Claims = r.Claims[:0]
	for range in.count() {
		number, at, value := in.number(), in.number(), in.text()
		f := k.FieldNumber(int(number))
		if f == nil || at/3 >= uint64(len(r.Stamps)) {
			return fmt.Errorf("%s: %w", id, errRow)
		}
		r.Claims = append(r.Claims, Claim{f, value, int(at / 3), State(at % 3)})
	}
	r.Extras = r.Extras[:0]
	for range in.count() {
		r.Extras = append(r.Extras, Extra{Name: in.text(), Stamp: int(in.number()), JSON: in.text()})
	}
	in.life(r)
	in.resolves(r, k)
	if in.bad || in.rest != "" || len(r.Stamps) == 0 {
		return fmt.Errorf("%s: %w", id, errRow)
	}
	r.Stamps[0].Shown = shown
	return nil
}

// resolves reads what follows the life.
func (in *rowReader) resolves(r *Record, k *takedown.Kind) {
	r.Resolves = nil
	if in.rest == "" {
		return
	}
	for range in.count() {
		x := Resolve{Field: k.FieldNumber(int(in.number())), Entry: in.text()}
		x.Stamp = Stamp{Recorded: int64(in.number()), Origin: in.text(), Seq: in.number(), Actor: in.text()}
		if x.Field == nil {
			in.bad = true
			return
		}
		r.Resolves = append(r.Resolves, x)
	}
}

// rowReader reads a row from the front; what is missing reads as nothing and
// makes it bad.
type rowReader struct {
	rest string
	bad  bool
}

func (in *rowReader) byte() byte {
	if in.rest == "" {
		in.bad = true
		return 0
	}
	b := in.rest[0]
	in.rest = in.rest[1:]
	return b
}

func (in *rowReader) number() (n uint64) {
	for shift := 0; shift < 64; shift += 7 {
		b := in.byte()
		n |= uint64(b&0x7f) << shift
		if b < 0x80 {
			return n
		}
	}
	in.bad = true
	return 0
}

// count reads a number of things that each take at least one byte.
func (in *rowReader) count() int {
	n := in.number()
	if n > uint64(len(in.rest)) {
		in.bad = true
		return 0
	}
	return int(n)
}

func (in *rowReader) text() string {
	n := in.count()
	s := in.rest[:n]
	in.rest = in.rest[n:]
	return s
}

func (in *rowReader) stamp() Stamp {
	return Stamp{
		Recorded: int64(in.number()), Origin: in.text(), Seq: in.number(), Actor: in.text(),
		Source: in.text(), Grade: in.text(), ObservedAt: in.text(),
	}
}
