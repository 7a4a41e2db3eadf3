package render

import (
	"slices"
	"strings"

	"takedown/pkg/takedown"
	"takedown/pkg/view"
)

// cells makes rows of records. It remembers the fields of the kind that it saw
// last, as records come kind by kind and have few of all columns.
type cells struct {
	columns []string
	defang  bool
	people  bool

	kind   string
	fields []*takedown.Field // one a column, nil where it is no field of the kind
	row    []string
}

func newCells(columns []string, o *Options) *cells {
	return &cells{
		columns: columns, defang: o.Defangs(), people: o.Format.forPeople(),
		fields: make([]*takedown.Field, len(columns)), row: make([]string, len(columns)),
	}
}

// of returns the row of a record, which is good until the next one.
func (c *cells) of(r *view.Record) []string {
	if r.ID.Kind != c.kind {
		c.kind = r.ID.Kind
		for i, name := range c.columns {
			c.fields[i] = r.Kind().Field(name)
		}
	}
	for i, name := range c.columns {
		c.row[i] = c.cell(r, name, c.fields[i])
	}
	return c.row
}

func (c *cells) cell(r *view.Record, column string, f *takedown.Field) string {
	switch {
	case f == nil:
		return c.computed(r, column)
	case f.IsSet():
		return c.set(f, r.Elements(f))
	case c.defang:
		return defangValue(f, r.Value(f))
	}
	return r.Value(f)
}

// set joins elements with a comma for people, who need no way back.
func (c *cells) set(f *takedown.Field, elements []string) string {
	if c.defang {
		elements = slices.Clone(elements)
		for i := range elements {
			elements[i] = defangValue(f, elements[i])
		}
	}
	if c.people {
		return strings.Join(elements, ", ")
	}
	return view.JoinSet(elements)
}

// computed returns a column that is no field, or is none of this kind.
func (c *cells) computed(r *view.Record, column string) string {
	switch {
	case column == "id" && c.defang:
		return defangName(r.Name())
	case column == "key" && c.defang:
		return Defang(r.ID.Kind, r.Key())
	case column == "kind" || column == "key" || column == "x" || slices.Contains(view.Computed, column):
		return strings.Join(r.Column(column), "")
	}
	return ""
}
