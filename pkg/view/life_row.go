package view

import (
	"encoding/binary"
	"time"

	"takedown/pkg/lifecycle"
)

// What follows the extras in a stored row, where any fact, order or resolve has a
// say in it; other rows end there. Instants are seconds and nanoseconds since 1970,
// and a zero time is one byte.
//
//	terms: count, then event at type jurisdiction addressee executes from
//	until effects sealed
//	life: status method agency place tenure returns flags succeeded-by times
//	changes judged

func appendLife(dst []byte, r *Record) []byte {
	l := &r.Life
	if len(r.Terms) == 0 && !l.Judged && l.Status == "" && len(r.Resolves) == 0 {
		return dst
	}
	dst = binary.AppendUvarint(dst, uint64(len(r.Terms)))
	for i := range r.Terms {
		dst = appendTerms(dst, &r.Terms[i])
	}
	for _, s := range []string{l.Status, l.Method, l.Agency, l.Place} {
		dst = appendText(dst, s)
	}
	dst = binary.AppendUvarint(dst, uint64(l.Tenure))
	dst = binary.AppendUvarint(dst, uint64(l.Returns))
	dst = appendTexts(dst, l.Flags)
	dst = appendTexts(dst, l.SucceededBy)
	for _, t := range l.Times {
		dst = appendTime(dst, t)
	}
	dst = appendTime(dst, l.Changes)
	return appendBool(dst, l.Judged)
}

func appendTerms(dst []byte, t *lifecycle.Terms) []byte {
	dst = appendText(dst, t.Event)
	dst = appendTime(dst, t.At)
	for _, s := range []string{t.Type, t.Jurisdiction, t.Addressee, t.Executes} {
		dst = appendText(dst, s)
	}
	dst = appendTime(dst, t.From)
	dst = appendTime(dst, t.Until)
	dst = appendTexts(dst, t.Effects)
	return appendBool(dst, t.Sealed)
}

func appendTexts(dst []byte, list []string) []byte {
	dst = binary.AppendUvarint(dst, uint64(len(list)))
	for _, s := range list {
		dst = appendText(dst, s)
	}
	return dst
}

func appendTime(dst []byte, t time.Time) []byte {
	if t.IsZero() {
		return append(dst, 0)
	}
	dst = append(dst, 1)
	dst = binary.AppendVarint(dst, t.Unix())
	return binary.AppendUvarint(dst, uint64(t.Nanosecond()))
}

func appendBool(dst []byte, b bool) []byte {
	if b {
		return append(dst, 1)
	}
	return append(dst, 0)
}

// life reads what follows the extras.
func (in *rowReader) life(r *Record) {
	r.Life, r.Terms = lifecycle.Life{}, nil
	if in.rest == "" {
		return
	}
	for range in.count() {
		r.Terms = append(r.Terms, in.terms())
	}
	l := &r.Life
	for _, s := range []*string{&l.Status, &l.Method, &l.Agency, &l.Place} {
		*s = in.text()
	}
	l.Tenure, l.Returns = int(in.number()), int(in.number())
	l.Flags, l.SucceededBy = in.texts(), in.texts()
	for i := range l.Times {
		l.Times[i] = in.time()
	}
	l.Changes = in.time()
	l.Judged = in.byte() == 1
}

func (in *rowReader) terms() lifecycle.Terms {
	t := lifecycle.Terms{Event: in.text(), At: in.time()}
	for _, s := range []*string{&t.Type, &t.Jurisdiction, &t.Addressee, &t.Executes} {
		*s = in.text()
	}
	t.From, t.Until = in.time(), in.time()
	t.Effects = in.texts()
	t.Sealed = in.byte() == 1
	return t
}

func (in *rowReader) texts() []string {
	var out []string
	for range in.count() {
		out = append(out, in.text())
	}
	return out
}

func (in *rowReader) time() time.Time {
	if in.byte() == 0 {
		return time.Time{}
	}
	z := in.number()
	seconds := int64(z>>1) ^ -int64(z&1)
	return time.Unix(seconds, int64(in.number())).UTC()
}
