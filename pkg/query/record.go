package query

import (
	"reflect"
	"slices"
	"time"

	"takedown/pkg/takedown"
	"takedown/pkg/view"
)

// computed are the names that are no fields, in the order of [Fields].
var computed = []name[view.Record]{
	{label: "id", typ: typeText, text: (*view.Record).Name, order: func(r *view.Record) sortValue { return sortValue{kindRank(r.ID.Kind), r.ID.Key} }},
	{label: "kind", typ: typeText, text: func(r *view.Record) string { return r.ID.Kind }, order: func(r *view.Record) sortValue { return sortValue{number: kindRank(r.ID.Kind)} }},
	{label: "key", typ: typeText, text: (*view.Record).Key},
	{label: "status", typ: typeText, text: (*view.Record).Status},
	{label: "tlp", typ: typeText, text: func(r *view.Record) string { return r.TLP.String() }, order: func(r *view.Record) sortValue { return sortValue{number: float64(r.TLP)} }},
	{label: "same_as", typ: typeTexts, texts: func(r *view.Record) []string { return r.SameAs }},
	{label: "conflict", typ: typeFlag, flag: (*view.Record).Conflict},
	{label: "partial", typ: typeFlag, flag: func(r *view.Record) bool { return slices.Contains(r.Column("partial"), "true") }},
	{label: "origin", typ: typeText, text: func(r *view.Record) string { return r.First().Origin }},
	{label: "added_at", typ: typeTime, time: func(r *view.Record) time.Time { return r.First().Time() }},
	{label: "added_by", typ: typeText, text: func(r *view.Record) string { return r.First().Actor }},
	{label: "tenure", typ: typeNumber, rank: func(r *view.Record) int { return max(r.Life.Tenure, 1) }},
	{label: "returns", typ: typeNumber, rank: func(r *view.Record) int { return r.Life.Returns }},
	{label: "succeeded_by", typ: typeTexts, texts: func(r *view.Record) []string { return r.Life.SucceededBy }},
	{label: "flags", typ: typeTexts, texts: func(r *view.Record) []string { return r.Life.Flags }},
	{label: "by_method", typ: typeText, text: func(r *view.Record) string { return r.Life.Method }},
	{label: "by_agency", typ: typeText, text: func(r *view.Record) string { return r.Life.Agency }},
	{label: "by_jurisdiction", typ: typeText, text: func(r *view.Record) string { return r.Life.Place }},
	{label: "updated_at", typ: typeTime, time: func(r *view.Record) time.Time { return r.Last().Time() }},
}

func kindRank(kind string) float64 { return float64(slices.Index(takedown.KindNames(), kind)) }

// typeOf returns the type under which an expression sees a field.
func typeOf(f *takedown.Field) reflect.Type {
	switch {
	case f.IsSet() && f.Type.Numeric():
		return typeNumbers
	case f.IsSet():
		return typeTexts
	case f.Type.Numeric():
		return typeNumber
	case f.Type == takedown.Decimal:
		return typeDecimal
	case f.Type == takedown.Bool:
		return typeFlag
	case f.Type.Temporal():
		return typeTime
	}
	return typeText
}

// records is what an expression about records may name.
var records = newTable(recordNames(), table[view.Record]{
	called:  (*view.Record).Name,
	marking: func(r *view.Record) takedown.TLP { return r.TLP },
})

// recordNames are the computed names, the times, and the fields of all kinds.
func recordNames() []name[view.Record] {
	out := slices.Clone(computed)
	for i, label := range view.MomentColumns() {
		out = append(out, name[view.Record]{label: label, typ: typeTime, time: func(r *view.Record) time.Time { return r.Life.Times[i] }, sometimes: true})
	}
	for _, k := range takedown.Kinds() {
		all := k.All()
		for i := range all {
			label := all[i].Name
			out = append(out, name[view.Record]{label: label, typ: typeOf(&all[i]), field: func() (func(*view.Record) string, func(*view.Record) []string) {
				f := &recordField{label: label}
				return f.text, f.texts
			}})
		}
	}
	return out
}

// recordField is a field for which one record after another is asked. It
// remembers the field of the kind that it saw last, as records come kind by
// kind.
type recordField struct {
	label, kind string
	field       *takedown.Field
}

func (f *recordField) of(r *view.Record) *takedown.Field {
	if r.ID.Kind != f.kind {
		f.kind, f.field = r.ID.Kind, r.Kind().Field(f.label)
	}
	return f.field
}

func (f *recordField) text(r *view.Record) string {
	if field := f.of(r); field != nil {
		return r.Value(field)
	}
	return ""
}

func (f *recordField) texts(r *view.Record) []string {
	if field := f.of(r); field != nil {
		return r.Elements(field)
	}
	return nil
}

// Fields returns all names that an expression about records may use.
func Fields() []string { return slices.Clone(records.labels) }
