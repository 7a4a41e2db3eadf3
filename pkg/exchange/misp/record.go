package misp

import (
	"maps"
	"slices"

	"github.com/go-json-experiment/json"

	"takedown/pkg/takedown"
)

// record is all that one event says of one thing, until its end.
type record struct {
	item  takedown.Item
	tags  tags
	facts []takedown.Item
	said  []map[string]any // the attributes, for the unknown field
}

// record returns the record of the event with that key, which may be typed in
// many ways.
func (e *event) record(kind, key string, line int) (*record, error) {
	id, shown, err := takedown.ParseKey(takedown.KindOf(kind), key, e.d.agency)
	if err != nil {
		return nil, err
	}
	if r := e.at[id]; r != nil {
		return r, nil
	}
	if len(e.records) >= maxHeld {
		return nil, errMany
	}
	r := &record{item: takedown.Item{Line: line, ID: id, Shown: shown}}
	e.records = append(e.records, r)
	e.at[id] = r
	return r, nil
}

// set gives a field a value that the event says. The first word of an event
// about a field stands; one that does not fit the field is another thing and is
// kept aside.
func (e *event) set(r *record, field, typed string) bool {
	f := takedown.KindOf(r.item.ID.Kind).Field(field)
	if f == nil || typed == "" {
		return false
	}
	text, err := f.Parse(typed, e.d.agency)
	if err != nil {
		return false
	}
	at := slices.IndexFunc(r.item.Values, func(v takedown.Value) bool { return v.Field == f && (!f.IsSet() || v.Text == text) })
	if at < 0 {
		r.item.Values = append(r.item.Values, takedown.Value{Field: f, Text: text})
		return true
	}
	return r.item.Values[at].Text == text
}

// remark takes a comment: the first describes the record, the others are notes.
func (e *event) remark(r *record, comment string, line int) {
	if comment == "" || takedown.CheckText(comment) != nil || e.set(r, "description", comment) {
		return
	}
	if !slices.ContainsFunc(r.facts, func(f takedown.Item) bool { return f.Note == comment }) {
		r.facts = append(r.facts, takedown.Item{Line: line, ID: r.item.ID, Note: comment})
	}
}

// finish makes the item of a record, with what the event says of all.
func (e *event) finish(r *record) (takedown.Item, error) {
	t := r.tags.under(e.tags)
	grade, halves := t.grade()
	for _, name := range append(t.plain, halves...) {
		if !e.set(r, "tags", name) {
			e.skip("tag that is no text", r.item.Line)
		}
	}
	e.set(r, "grade", grade)
	e.set(r, "source", e.source())
	r.item.TLP = t.tlp
	x := map[string]any{"attributes": r.said}
	if len(t.galaxies) > 0 {
		slices.Sort(t.galaxies)
		x["galaxies"] = slices.Compact(t.galaxies)
	}
	value, err := json.Marshal(x, json.Deterministic(true))
	if err == nil {
		err = r.item.AddExtra(e.extraName(), value)
	}
	if err != nil {
		e.skip("unknown members that are too deep or too long", r.item.Line)
	}
	return r.item, nil
}

// extraName is the name of the unknown field that keeps the words of this event
// beside those of others.
func (e *event) extraName() string {
	if isUUID(e.uuid) {
		return "misp:" + e.uuid
	}
	return "misp"
}

func isUUID(s string) bool {
	if len(s) != 36 {
		return false
	}
	for i := range len(s) {
		c := s[i]
		if isHex := c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F'; !isHex && c != '-' {
			return false
		}
	}
	return true
}

// keep keeps what an attribute says that no field has, and what is unknown.
func (r *record) keep(a *attribute) {
	x := map[string]any{}
	for name, v := range a.Unknown {
		if isTold(name, v) {
			x[name] = v
		}
	}
	maps.Copy(x, map[string]any{"type": string(a.Type), "to_ids": a.ToIDs.isTrue()})
	for name, w := range map[string]word{"category": a.Category, "uuid": a.UUID, "object_relation": a.Relation, "event": a.Event.UUID} {
		if w != "" {
			x[name] = string(w)
		}
	}
	r.said = append(r.said, x)
}
