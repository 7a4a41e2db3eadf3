package view

import "takedown/pkg/takedown"

// AppendJSON appends the link as the JSON object of answers and exports.
// Direction is out or in, as seen from the record that was asked for, and
// empty in an export, which is asked for none.
func (l *Link) AppendJSON(dst []byte, direction string) []byte {
	w := objectWriter{append(dst, '{')}
	w.text("id", l.ID())
	w.text("from", l.FromName())
	w.text("rel", l.Rel)
	w.text("to", l.ToName())
	w.text("direction", direction)
	for i := range takedown.LinkFields {
		f := &takedown.LinkFields[i]
		if value := l.Get(f.Name); value != "" {
			w.key(f.Name)
			w.dst = AppendShown(w.dst, f, value)
		}
	}
	w.text("origin", l.Stamp.Origin)
	return append(w.dst, '}')
}
