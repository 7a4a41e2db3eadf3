package query

import (
	"reflect"
	"slices"
	"time"

	"takedown/pkg/takedown"
	"takedown/pkg/view"
)

// name is one name that an expression may use. A field of a kind has a label
// and a type only; of a computed name one of the functions gives the value.
type name struct {
	label string
	typ   reflect.Type

	text func(*view.Record) string
	rank func(*view.Record) int
	flag func(*view.Record) bool
	time func(*view.Record) time.Time

	texts func(*view.Record) []string

	sometimes bool // a time that not every record has
}

// computed are the names that are no fields, in the order of [Fields].
var computed = []name{
	{label: "id", typ: typeText, text: (*view.Record).Name},
	{label: "kind", typ: typeText, text: func(r *view.Record) string { return r.ID.Kind }},
	{label: "key", typ: typeText, text: (*view.Record).Key},
	{label: "status", typ: typeText, text: (*view.Record).Status},
	{label: "tlp", typ: typeText, text: func(r *view.Record) string { return r.TLP.String() }},
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

// Hidden names stand in lowered expressions only: the blank in them keeps
// people from typing them. A name after the prefix says whether the record
// has that field.
const (
	hiddenAsOf = "as of"
	hiddenRank = "tlp rank"
	hiddenHas  = "has "
)

var (
	typeText    = reflect.TypeFor[string]()
	typeNumber  = reflect.TypeFor[int]()
	typeDecimal = reflect.TypeFor[float64]()
	typeFlag    = reflect.TypeFor[bool]()
	typeTime    = reflect.TypeFor[time.Time]()
	typeTexts   = reflect.TypeFor[[]string]()
	typeNumbers = reflect.TypeFor[[]int]()
)

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

// names are all names by label, and labels their order.
var names, labels = allNames()

func allNames() (map[string]*name, []string) {
	byLabel := map[string]*name{}
	var order []string
	enter := func(n name) {
		if byLabel[n.label] == nil {
			byLabel[n.label] = &n
			order = append(order, n.label)
		}
	}
	for _, n := range computed {
		enter(n)
	}
	for i, label := range view.MomentColumns() {
		enter(name{label: label, typ: typeTime, time: func(r *view.Record) time.Time { return r.Life.Times[i] }, sometimes: true})
	}
	for _, k := range takedown.Kinds() {
		all := k.All()
		for i := range all {
			enter(name{label: all[i].Name, typ: typeOf(&all[i])})
		}
	}
	return byLabel, order
}

// Fields returns all names that an expression may use.
func Fields() []string { return slices.Clone(labels) }
