package view

import (
	"strconv"
	"time"

	"takedown/pkg/ledger"
	"takedown/pkg/lifecycle"
	"takedown/pkg/takedown"
)

// timeLayout is RFC 3339 in UTC with milliseconds, as entries have it.
const timeLayout = "2006-01-02T15:04:05.000Z"

// FormatTime writes an instant as answers have it: RFC 3339, UTC, milliseconds.
func FormatTime(t time.Time) string { return t.UTC().Format(timeLayout) }

// AppendJSON appends the record as the JSON object of lists and exports: keys
// in a fixed order, fields in table order, what is not known left out.
func (r *Record) AppendJSON(dst []byte) []byte {
	w := objectWriter{append(dst, '{')}
	r.writeMembers(&w)
	return append(w.dst, '}')
}

func (r *Record) writeMembers(w *objectWriter) {
	w.text("id", r.Name())
	w.text("kind", r.ID.Kind)
	w.text("key", r.Key())
	w.text("status", r.Status())
	w.text("tlp", r.TLP.String())
	w.text("pap", r.PAP)
	w.key("fields")
	w.dst = r.appendFields(w.dst)
	w.strings("tags", r.Set("tags"))
	w.strings("operations", r.Set("operations"))
	if len(r.Extras) > 0 {
		w.key("x")
		w.dst = r.AppendExtras(w.dst)
	}
	if len(r.SameAs) > 0 {
		w.strings("same_as", r.SameAs)
	}
	w.flag("conflict", r.Conflict())
	w.flag("partial", r.Partial)
	w.text("added_at", FormatTime(r.First().Time()))
	w.text("added_by", r.First().Actor)
	w.text("origin", r.First().Origin)
	w.text("updated_at", FormatTime(r.Last().Time()))
	r.writeLife(w)
}

// writeLife writes the times of the record's life, and what is set of the rest.
func (r *Record) writeLife(w *objectWriter) {
	w.key("times")
	times := objectWriter{append(w.dst, '{')}
	for i, at := range r.Life.Times {
		if !at.IsZero() {
			times.text(lifecycle.MomentNames[i], FormatTime(at))
		}
	}
	w.dst = append(times.dst, '}')
	if r.Life.Tenure > 1 {
		w.key("tenure")
		w.dst = strconv.AppendInt(w.dst, int64(r.Life.Tenure), 10)
	}
	if r.Life.Returns > 0 {
		w.key("returns")
		w.dst = strconv.AppendInt(w.dst, int64(r.Life.Returns), 10)
	}
	if len(r.Life.SucceededBy) > 0 {
		w.strings("succeeded_by", r.Life.SucceededBy)
	}
	if len(r.Life.Flags) > 0 {
		w.strings("flags", r.Life.Flags)
	}
}

func (w *objectWriter) flag(name string, value bool) {
	w.key(name)
	if value {
		w.dst = append(w.dst, "true"...)
		return
	}
	w.dst = append(w.dst, "false"...)
}

func (w *objectWriter) strings(name string, list []string) {
	w.key(name)
	w.dst = append(w.dst, '[')
	for i, s := range list {
		if i > 0 {
			w.dst = append(w.dst, ',')
		}
		w.dst = ledger.AppendString(w.dst, s)
	}
	w.dst = append(w.dst, ']')
}

func (r *Record) appendFields(dst []byte) []byte {
	w := objectWriter{append(dst, '{')}
	all := r.Kind().All()
	for i := range all {
		f := &all[i]
		switch {
		case f.Name == "tags" || f.Name == "operations":
		case f.IsSet():
			if list := r.Elements(f); len(list) > 0 {
				w.key(f.Name)
				w.dst = appendList(w.dst, f, list)
			}
		default:
			if v := r.Value(f); v != "" {
				w.key(f.Name)
				w.dst = AppendShown(w.dst, f, v)
			}
		}
	}
	return append(w.dst, '}')
}

func appendList(dst []byte, f *takedown.Field, list []string) []byte {
	dst = append(dst, '[')
	for i, v := range list {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = AppendShown(dst, f, v)
	}
	return append(dst, ']')
}

// AppendExtras appends the unknown fields as one JSON object.
func (r *Record) AppendExtras(dst []byte) []byte {
	w := objectWriter{append(dst, '{')}
	for i := range r.Extras {
		w.raw(r.Extras[i].Name, r.Extras[i].JSON)
	}
	return append(w.dst, '}')
}
