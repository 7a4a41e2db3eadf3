package view

import "strconv"

// AppendJSON appends the fact as the JSON object of answers and exports. Every
// fact of a view counts.
func (f *Fact) AppendJSON(dst []byte) []byte {
	w := objectWriter{append(dst, '{')}
	w.text("id", f.ID())
	w.text("fact", f.Verb)
	w.text("subject", f.Subject.String())
	w.text("at", FormatTime(f.At))
	w.text("recorded", FormatTime(f.Stamp.Time()))
	w.text("origin", f.Stamp.Origin)
	w.text("actor", f.Stamp.Actor)
	w.text("tlp", f.TLP.String())
	w.text("why", f.Why)
	w.key("tenure")
	w.dst = strconv.AppendInt(w.dst, int64(max(f.Tenure, 1)), 10)
	w.flag("counts", true)
	w.strings("basis", f.Basis)
	w.key("data")
	w.dst = append(w.dst, f.Data...)
	return append(w.dst, '}')
}
