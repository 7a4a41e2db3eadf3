package view

import (
	"slices"
	"strconv"
	"strings"

	"takedown/pkg/lifecycle"
	"takedown/pkg/takedown"
)

// Computed are the columns that are no fields: what follows from the record's
// entries. They are written, and ignored on reading.
var Computed = append([]string{
	"id", "status", "tlp", "same_as", "conflict", "partial", "origin", "added_at", "added_by", "updated_at",
	"tenure", "returns", "succeeded_by", "flags", "by_method", "by_agency", "by_jurisdiction",
}, momentColumns...)

// momentColumns are the names of the times of a life where they stand beside
// fields.
var momentColumns = func() []string {
	out := make([]string, len(lifecycle.MomentNames))
	for i, name := range lifecycle.MomentNames {
		out[i] = name + "_at"
	}
	return out
}()

// MomentColumns returns the columns of the times of a life, in their order.
func MomentColumns() []string { return momentColumns }

// FieldNames returns the names of all fields of all kinds, own fields first,
// each once, in table order.
func FieldNames() []string {
	var own, common []string
	seen := map[string]bool{}
	for _, k := range takedown.Kinds() {
		for i, f := range k.All() {
			if seen[f.Name] {
				continue
			}
			seen[f.Name] = true
			if i < len(k.Fields) {
				own = append(own, f.Name)
			} else {
				common = append(common, f.Name)
			}
		}
	}
	return append(own, common...)
}

// Columns returns every column that a record can have: kind and key, the
// fields of all kinds, x, and the computed ones.
func Columns() []string {
	out := append([]string{"kind", "key"}, FieldNames()...)
	return append(append(out, "x"), Computed...)
}

// Column returns the text of one column of the record; what is not known is
// empty. The elements of a set are returned one by one, all else as one text.
func (r *Record) Column(name string) []string {
	if f := r.Kind().Field(name); f != nil {
		if f.IsSet() {
			return r.Elements(f)
		}
		return one(r.Value(f))
	}
	switch name {
	case "id":
		return one(r.Name())
	case "kind":
		return one(r.ID.Kind)
	case "key":
		return one(r.Key())
	case "status":
		return one(r.Status())
	case "tlp":
		return one(r.TLP.String())
	case "same_as":
		return r.SameAs
	case "conflict":
		return one(strconv.FormatBool(r.Conflict()))
	case "partial":
		return one(strconv.FormatBool(r.Partial))
	case "origin":
		return one(r.First().Origin)
	case "added_at":
		return one(FormatTime(r.First().Time()))
	case "added_by":
		return one(r.First().Actor)
	case "updated_at":
		return one(FormatTime(r.Last().Time()))
	case "x":
		if len(r.Extras) > 0 {
			return one(string(r.AppendExtras(nil)))
		}
	}
	return r.lifeColumn(name)
}

// lifeColumn returns the text of a column that follows from facts.
func (r *Record) lifeColumn(name string) []string {
	if !r.Life.Judged {
		return nil
	}
	switch name {
	case "tenure":
		return count(r.Life.Tenure)
	case "returns":
		return count(r.Life.Returns)
	case "succeeded_by":
		return r.Life.SucceededBy
	case "flags":
		return r.Life.Flags
	case "by_method":
		return one(r.Life.Method)
	case "by_agency":
		return one(r.Life.Agency)
	case "by_jurisdiction":
		return one(r.Life.Place)
	}
	if i := slices.Index(momentColumns, name); i >= 0 && !r.Life.Times[i].IsZero() {
		return one(FormatTime(r.Life.Times[i]))
	}
	return nil
}

func count(n int) []string {
	if n == 0 {
		return nil
	}
	return one(strconv.Itoa(n))
}

func one(s string) []string {
	if s == "" {
		return nil
	}
	return []string{s}
}

var escapeSet = strings.NewReplacer(`\`, `\\`, `|`, `\|`)

// JoinSet joins the elements of a set as CSV has them: by |, with \| and \\ for
// a bar and a backslash in an element.
func JoinSet(list []string) string {
	escaped := make([]string, len(list))
	for i, s := range list {
		escaped[i] = escapeSet.Replace(s)
	}
	return strings.Join(escaped, "|")
}
